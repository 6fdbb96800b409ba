"""Where the registry of a command is: what was named, or else what the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

RegistryAddress = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="FILE|URL",
        help="The registry: an SQLite file, or postgresql://...; OPTIONARY_REGISTRY where it is not given.",
        show_default=False,
    ),
]


BundleOption = Annotated[
    Path | None,
    typer.Option(
        "--bundle",
        metavar="FILE",
        help="A bundle in place of a registry: no network, no server.",
        show_default=False,
    ),
]


def opened(out: Out, registry: str | None, bundle: Path | None) -> StoredRegistry:
    """The bundle that was named, or else the registry, to be read. Raises `WrongUseError` where both are named."""
    if bundle is None:
        from configurator.registry.opening import open_registry

        return open_registry(registry_address(out, registry), create=False)
    if registry is not None:
        raise WrongUseError("registry-and-bundle", "a registry and a bundle are named", "leave out one of the two")
    from configurator.registry.bundle import open_bundle

    return open_bundle(bundle)


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
