"""Completion of words on the command line: catalogs, and the options and values of a configuration.

Whatever goes wrong, nothing is offered: nobody wants an error for pressing Tab. Shells that cut words at `=` (bash) are
offered options, the others values, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from configurator.errors import ConfiguratorError

if TYPE_CHECKING:
    from configurator.model.option import Option

MOST_OFFERED = 100


def complete_catalog(incomplete: str) -> list[str]:
    """Example catalogs, and what looks like a catalog in the folder that is being typed."""
    return complete_example(incomplete) + complete_catalog_file(incomplete)


def complete_example(incomplete: str) -> list[str]:
    """Examples that ship."""
    from configurator.catalog_files import example_catalogs

    return [name for name in example_catalogs() if name.startswith(incomplete)]


def complete_catalog_file(incomplete: str) -> list[str]:
    """What looks like a catalog in the folder that is being typed, and its folders."""
    from configurator.catalog_files import SUFFIX

    before, slash, _ = incomplete.rpartition("/")
    folder = before + slash
    here = Path(folder or ".")
    try:
        entries = sorted(here.iterdir()) if here.is_dir() else []
        files = [folder + each.name for each in entries if each.suffix == SUFFIX]
        files += [f"{folder}{each.name}/" for each in entries if each.is_dir() and not each.name.startswith(".")]
    except OSError:
        files = []
    return [name for name in files if name.startswith(incomplete)]


def complete_choice(ctx: typer.Context, incomplete: str) -> list[str]:
    """`option=` for each option that is not chosen yet, or the values of the one before the `=`."""
    from configurator.cli.address import Address

    given = ctx.params.get("catalog")
    if not isinstance(given, str):
        return []
    try:
        address = Address.of(given)
        options = address.choose(address.load()).product.by_key
    except ConfiguratorError:
        return []
    name, sign, typed = incomplete.partition("=")
    if sign:
        return [f"{name}={each}" for each in _values(options.get(name), typed)][:MOST_OFFERED]
    chosen = {each.partition("=")[0] for each in ctx.params.get("choices") or ()}
    return [f"{key}=" for key in options if key.startswith(name) and key not in chosen]


def complete_language(ctx: typer.Context, incomplete: str) -> list[str]:
    """The languages of the catalog that has been named."""
    from configurator.cli.address import Address

    given = ctx.params.get("catalog")
    try:
        known = Address.of(given).load().languages if isinstance(given, str) else ()
    except ConfiguratorError:
        return []
    return [each for each in known if each.startswith(incomplete)]


def _values(option: Option | None, typed: str) -> Iterator[str]:
    from configurator.model.domain import AnyOfDomain, FlagDomain, ValueDomain

    match option and option.domain:
        case ValueDomain() as domain:
            yield from (key for key in domain.by_key if key.startswith(typed))
        case FlagDomain():
            yield from (word for word in ("yes", "no") if word.startswith(typed))
        case AnyOfDomain() as domain:
            before, comma, last = typed.rpartition(",")
            taken = set(before.split(","))
            keys = (key for key in domain.members.by_key if key.startswith(last) and key not in taken)
            yield from (before + comma + key for key in keys)
