"""Where the registry of a command is: what was named, or else what the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out

RegistryAddress = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="FILE|URL",
        help="The registry: an SQLite file, or postgresql://...; OPTIONARY_REGISTRY where it is not given.",
        show_default=False,
    ),
]


def registry_address(out: Out, given: str | None) -> str:
    """The registry that was named, or else that of the settings. Raises `WrongUseError` where there is neither.

    A `~` that the shell left alone, as in `--registry=~/codes.db` or a setting, is the home folder all the same.
    """
    address = given or out.settings.registry
    if not address:
        hint = "write `--registry FILE`, or set OPTIONARY_REGISTRY"
        raise WrongUseError("no-registry", "no registry is named", hint)
    try:
        return address if not address.startswith("~") else str(Path(address).expanduser())
    except RuntimeError:  # `~nobody`: then that is its name
        return address
