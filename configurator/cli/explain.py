"""`configurator explain`: why choices cannot stand together, why a value is blocked, and what is nearest to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.days import Day
from configurator.cli.facts import GivenFacts
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering
from configurator.cli.quantities import By, with_price


def explain(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", min=0, help="Show so many repairs.")] = 5,
    by: By = None,
    on: Day = None,
    fact: GivenFacts = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """Tell why choices exclude one another, and which to change.

    One hears a smallest conflict: without any one of its choices and rules,
    the others can stand together. Then come the repairs that change fewest
    choices, the cheapest first where the product derives a price, or by what
    --by names. To hear why a value is blocked, give it beside the other choices.

    Examples:
      configurator explain studio model=n8_mini logo_size=large
      configurator explain studio order.json --format json

    Exit codes: 0 something valid has all choices, 1 they exclude one another or
    are no choices here, or too complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.explained import ExplainedAnswer
        from configurator.answers.narrowed import MOST_VALUES, Page
        from configurator.cli.asked_space import asked_space
        from configurator.cli.explained_words import explained_words
        from configurator.engine.conflict import conflict
        from configurator.engine.narrow import narrowed
        from configurator.engine.repair import Repair, repairs
        from configurator.errors import TooComplexError

        line, space, read, sources = asked_space(out, catalog, choices or [])
        found = narrowed(space, read)
        why = None if found.is_consistent else conflict(space, read, out.settings.budget)
        mending: tuple[Repair, ...] = ()
        if not found.is_consistent:
            priced = with_price(out, line, space, by, fact or (), on)
            try:
                mending = repairs(space, read, most, priced)
            except TooComplexError:
                if priced is None or by is not None:
                    raise
                mending = repairs(space, read, most)  # nobody asked for the prices
        page = Page(most=MOST_VALUES)
        out.show(
            lambda: explained_words(line, found, why, mending, sources),
            lambda: ExplainedAnswer.of(line.product, found, why, mending, sources, page),
            YES if found.is_consistent and not found.problems else NO,
        )
