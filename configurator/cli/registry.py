"""`configurator registry …`: what is done with a registry as a whole."""

from __future__ import annotations

import typer

from configurator.cli.registry_changes import changes
from configurator.cli.registry_releases import fetch, releases

COMMANDS = (changes, releases, fetch)
"""In the order in which help shows them."""

registry = typer.Typer(
    name="registry",
    help="Do something with a registry as a whole.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
for command in COMMANDS:
    registry.command(command.__name__.strip("_"))(command)
