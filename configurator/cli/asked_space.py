"""What commands that ask diagrams begin with: a product, its diagrams, and the choices made so far."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from configurator.cli.choices import Given
from configurator.cli.output import Out, say
from configurator.cli.patience import patient
from configurator.kept_spaces import kept_space
from configurator.source import Sources

if TYPE_CHECKING:
    from configurator.engine.valid_space import ValidSpace
    from configurator.model.catalog import Product
    from configurator.service import ProductLine


def asked_space(
    out: Out, catalog: str, arguments: list[str], first: Callable[[Product], object] = lambda _: None
) -> tuple[ProductLine, ValidSpace, Mapping[str, object], Sources]:
    """The product that is meant, its diagrams, the raw choices and the texts of its catalog.

    `first` looks at the product before anything takes long, and may raise. Raises as `space_of` does, and what the
    address and the choices are refused with.
    """
    from configurator.cli.address import Address

    address, given = Address.of(catalog), Given.of(arguments, out.settings.json_limits)
    loaded = address.load()
    line, raw = given.addressed(address, loaded)
    first(line.product)
    return line, space_of(out, line), raw, loaded.sources


def space_of(out: Out, line: ProductLine) -> ValidSpace:
    """What is valid of a product, compiled. Says if no diagram could be made. Raises `TooComplexError`."""
    with patient(out) as budget:
        space = kept_space(line.product, line.release, budget)
    if space.method != "diagram" and not out.is_json:
        say(
            f"note: no decision diagram is within the budget; a {space.method} answers, as exactly",
            sys.stderr,
        )
    return space
