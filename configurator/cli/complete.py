"""`configurator complete`: one whole valid configuration with some choices, by wishes and by what is cheapest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.days import Day
from configurator.cli.facts import GivenFacts
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.engine.outcomes import Outcome
    from configurator.engine.valid_space import ValidSpace
    from configurator.model.catalog import Product


def complete(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            "--prefer",
            metavar="OPTION=VALUE",
            help="A wish, kept if it can be; several times, what matters most first.",
            show_default=False,
        ),
    ] = None,
    cheapest: Annotated[
        str | None,
        typer.Option(
            "--cheapest", metavar="NAME", help="Of what is left, take what comes to least.", show_default=False
        ),
    ] = None,
    on: Day = None,
    fact: GivenFacts = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """Complete choices to one whole valid configuration.

    Wishes are kept in their order, each if something valid has it beside all
    choices and the wishes before it; of one that is not kept one hears why. Then
    comes what is cheapest, by an amount that --cheapest names as `configurator
    best` takes it; then, option by option, what it is where nobody mentions it,
    or else the first that it can be.

    Examples:
      configurator complete studio --prefer cover=black --prefer wrapping=gift_box
      configurator complete studio model=p14 --cheapest price --fact market=eu
      configurator complete laptop order.json --prefer color=silver --format json

    Exit codes: 0 completed, 1 nothing valid has all choices, choices or wishes
    are none here, or too complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.priced import CompletionAnswer
        from configurator.cli.asked_space import asked_space
        from configurator.cli.priced_words import completion_words
        from configurator.cli.quantities import priced_space
        from configurator.engine.complete import complete as completed

        line, space, read, sources = asked_space(out, catalog, choices or [], strictly=True)
        wishes = list(_wishes(line.product, space, prefer or ()))
        priced = None if cheapest is None else priced_space(out, line, space, cheapest, fact or (), on)
        if priced is None and fact:
            raise WrongUseError("idle-facts", "facts are given, and nothing depends on them", "name `--cheapest price`")
        found = completed(space, read, wishes, priced, out.settings.budget)
        out.show(
            lambda: completion_words(line, found, priced, sources, bool(read.chosen)),
            lambda: CompletionAnswer.of(line.product, found, priced, sources),
            NO if found is None else YES,
        )


def _wishes(product: Product, space: ValidSpace, words: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    """The wishes that words mean, in order. Raises `FaultyChoicesError` for what cannot be chosen at all."""
    from configurator.cli.asked_space import refuse_faulty
    from configurator.cli.choices import chosen_word, in_words
    from configurator.model.nesting import nested

    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise WrongUseError("not-a-wish", f"`{word}` is not a wish", "write `--prefer cover=black`")
        option = product.by_key.get(name)
        raw = {name: value if option is None else chosen_word(option, value)}
        read = space.read(nested(product, raw) if product.nests else raw)
        refuse_faulty([in_words(product, each) for each in read.problems])
        yield from read.chosen.items()
