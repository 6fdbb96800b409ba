"""`configurator registry …`: what is done with a registry as a whole."""

from __future__ import annotations

import typer

from configurator.cli.registry_backup import backup, restore
from configurator.cli.registry_changes import changes
from configurator.cli.registry_erasures import erasures
from configurator.cli.registry_export import export, import_
from configurator.cli.registry_merge import merge
from configurator.cli.registry_releases import fetch, releases
from configurator.cli.registry_revalidate import revalidate
from configurator.cli.registry_verify import verify

COMMANDS = (changes, releases, fetch, revalidate, verify, backup, restore, export, import_, merge, erasures)
"""In the order in which help shows them."""

registry = typer.Typer(
    name="registry",
    help="Do something with a registry as a whole.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
for command in COMMANDS:
    registry.command(command.__name__.strip("_"))(command)
