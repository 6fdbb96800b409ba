"""What commands that ask diagrams begin with: a product, its diagrams, and the choices made so far."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from configurator.cli.choices import Given
from configurator.cli.faults import FaultyChoicesError
from configurator.cli.output import Out, say
from configurator.cli.patience import patient
from configurator.engine.valid_space import faults_of
from configurator.source import Sources

if TYPE_CHECKING:
    from configurator.engine.valid_space import Choices, ValidSpace
    from configurator.model.catalog import Product
    from configurator.model.problem import Problem
    from configurator.product_line import ProductLine


def asked_space(
    out: Out,
    catalog: str,
    arguments: list[str],
    first: Callable[[Product], object] = lambda _: None,
    *,
    strictly: bool = False,
) -> tuple[ProductLine, ValidSpace, Choices, Sources]:
    """The product that is meant, its diagrams, the choices and the texts of its catalog.

    `first` looks at the product before anything takes long, and may raise. With `strictly`, `FaultyChoicesError` is
    raised where some choices are none, before anything takes long. Raises as `space_of` does, too, and what the address
    and the choices are refused with.
    """
    from configurator.cli.address import Address

    address, given = Address.of(catalog), Given.of(arguments, out.settings.json_limits)
    loaded = address.load()
    line, raw = given.addressed(address, loaded)
    first(line.product)
    if strictly:
        refuse_faulty([given.in_words(line.product, each) for each in faults_of(line.product, raw)])
    space = space_of(out, line)
    read = space.read(raw)
    choices = replace(read, problems=tuple(given.in_words(line.product, each) for each in read.problems))
    if strictly:
        refuse_faulty(choices.problems)
    return line, space, choices, loaded.sources


def refuse_faulty(problems: Sequence[Problem]) -> None:
    """Raise `FaultyChoicesError` for problems, if there are any."""
    if problems:
        raise FaultyChoicesError(problems)


def space_of(out: Out, line: ProductLine) -> ValidSpace:
    """What is valid of a product, compiled. Says if no diagram could be made. Raises `TooComplexError`."""
    with patient(out) as budget:
        space = line.catalog.space_within(line.product, budget)
    if space.method != "diagram" and not out.is_json:
        say(
            f"note: options are tied too much for a decision diagram; a {space.method} answers, as exactly",
            sys.stderr,
        )
    return space
