"""The moment of a question, and a catalog with the data that is in force then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out
from configurator.cli.registry_address import registry_address

if TYPE_CHECKING:
    from configurator.service import LoadedCatalog

RevisionsOf = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="FILE|URL",
        help="Take the revisions of prices and other data that this registry has in force.",
        show_default=False,
    ),
]
Moment = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="In force when? 2026-12-01T00:00Z; now if not given. With OPTIONARY_REGISTRY it needs no --registry.",
        show_default=False,
    ),
]


def moment_of(text: str | None) -> datetime:
    """The moment that a text names; now without one. Raises `WrongUseError`."""
    if text is None:
        return datetime.now(UTC)
    hint = "write day, time and time zone: `2026-12-01T00:00Z`, or a day alone for its beginning in UTC"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUseError("wrong-moment", f"`{text}` is not a moment", hint) from None
    if found.tzinfo is None:
        if len(text) > len("2026-12-01"):
            raise WrongUseError("wrong-moment", f"`{text}` has no time zone", hint)
        found = found.replace(tzinfo=UTC)
    return found


def in_force(out: Out, loaded: LoadedCatalog, registry: str | None, at: str | None) -> LoadedCatalog:
    """A catalog with the data that is in force at a moment, where somebody asks for that."""
    if registry is None and at is None:
        return loaded
    from configurator.registry.opening import open_registry

    moment = moment_of(at)
    with open_registry(registry_address(out, registry), create=False) as store:
        return loaded.at(moment, store)
