"""The quantity that a command puts configurations in order by: `--by price`, for the facts of a sale."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.days import day_of
from configurator.cli.facts import facts_of
from configurator.cli.faults import WrongUseError
from configurator.cli.output import say

if TYPE_CHECKING:
    from configurator.cli.output import Out
    from configurator.engine.priced import Priced
    from configurator.engine.valid_space import ValidSpace
    from configurator.model.catalog import Product
    from configurator.product_line import ProductLine

By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help="A derived amount, an attribute that is added up, or a number; else the price, or first amount of money.",
        show_default=False,
    ),
]


def priced_space(
    out: Out,
    line: ProductLine,
    space: ValidSpace,
    name: str | None,
    facts: Sequence[str],
    on: str | None = None,
    *,
    greatest: bool = False,
) -> Priced:
    """A product under the quantity of this name, for these facts on this day.

    Raises `WrongUseError` where there is no such quantity, or no amount of money where none is named, and
    `TooComplexError`.
    """
    from configurator.diagnostics.suggest import did_you_mean
    from configurator.engine.priced import Priced
    from configurator.engine.quantity import quantity_of
    from configurator.engine.sale import read_facts
    from configurator.errors import UnknownQuantityError

    meant = meant_by(line.product, name)
    read, _ = read_facts(line.product, facts_of(line, facts), day_of(on))
    try:
        quantity = quantity_of(line.product, meant, read)
    except UnknownQuantityError as error:
        listed = f"go by one of {', '.join(f'`{key}`' for key in error.known[:8])}" if error.known else None
        nearest = did_you_mean(meant, error.known)
        raise WrongUseError("unknown-quantity", str(error), nearest or listed) from None
    priced = Priced.of(space, quantity, greatest=greatest, budget=out.settings.budget)
    if priced.method != space.method and not out.is_json:
        say(f"note: what it comes to depends on options together, for which a {priced.method} answers", sys.stderr)
    return priced


def meant_by(product: Product, name: str | None) -> str:
    """The quantity that is named, or else the first amount of money. Raises `WrongUseError` where there is neither."""
    from configurator.engine.quantity import money_of, quantities

    meant = name or money_of(product)
    if meant is None:
        known = ", ".join(f"`{key}`" for key in quantities(product)[:8])
        hint = f"write `--by` and what to go by: {known}" if known else "derive one in the catalog: `derive price = …`"
        raise WrongUseError("no-quantity", f"`{product.key}` derives no amount of money", hint)
    return meant


def with_price(
    out: Out, line: ProductLine, space: ValidSpace, name: str | None, facts: Sequence[str], on: str | None
) -> Priced | None:
    """The same for an answer that is good without: None where nobody names a quantity and none can be had.

    Raises `WrongUseError` and `TooComplexError` where one is named.
    """
    from configurator.engine.quantity import money_of
    from configurator.errors import TooComplexError

    if name is not None:
        return priced_space(out, line, space, name, facts, on)
    if money_of(line.product) is None:
        return None
    try:
        return priced_space(out, line, space, None, facts, on)
    except TooComplexError:
        return None
    except WrongUseError as error:
        if error.reason != "unknown-quantity":
            raise
        return None
