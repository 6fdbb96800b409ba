"""`configurator best`: the valid configurations of which a quantity is least, or greatest, in order."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.days import Day
from configurator.cli.facts import GivenFacts
from configurator.cli.output import answering
from configurator.cli.quantities import By

MOST_SHOWN = 5


def best(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    by: By = None,
    greatest: Annotated[
        bool, typer.Option("--greatest", metavar="", help="Those of which it is greatest, not least.")
    ] = False,
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", min=0, help="List so many of them.")] = MOST_SHOWN,
    on: Day = None,
    fact: GivenFacts = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """List the valid configurations that have the given choices, the cheapest first.

    What is least may be a price, or any amount that the catalog derives; an
    attribute, which is added up over all that is chosen; or an option that is a
    number. The answer is exact, however many there are: none comes to less. Those
    that come to the same stand in the order of `configurator list`.

    Examples:
      configurator best studio model=p14
      configurator best studio model=p14 --fact market=eu --most 20
      configurator best laptop --by weight --greatest --format json

    Exit codes: 0 listed, 1 there are none, choices are no choices here, or too
    complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.priced import BestAnswer
        from configurator.cli.faults import NO, YES
        from configurator.cli.numbered import readable
        from configurator.cli.priced_words import best_words
        from configurator.cli.quantities import meant_by, priced_space
        from configurator.engine.best import best as in_order

        line, space, read = readable(out, catalog, choices or [], lambda asked: meant_by(asked, by))
        priced = priced_space(out, line, space, by, fact or (), on, greatest=greatest)
        found = list(islice(in_order(priced, read), max(most, 1)))
        out.show(
            lambda: best_words(line, priced, found, most, bool(read.chosen)),
            lambda: BestAnswer.of(line.product, priced, found[:most]),
            YES if found else NO,
        )
