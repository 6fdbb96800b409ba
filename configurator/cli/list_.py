"""`configurator list`: valid configurations by their numbers, from any number on, or by chance."""

from __future__ import annotations

from itertools import islice, repeat
from random import Random
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.output import answering

MOST_SHOWN = 10


def list_(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    first: Annotated[
        str, typer.Option("--first", metavar="NUMBER", help="Begin with the configuration that has this number.")
    ] = "0",
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", min=0, help="List so many of them.")] = MOST_SHOWN,
    sample: Annotated[
        bool, typer.Option("--sample", metavar="", help="List some by chance, each as likely as any other.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="NUMBER", help="The same seed gives the same sample.")
    ] = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """List valid configurations that have the given choices, with their numbers.

    They are numbered from 0 in the order of what they choose: the first option
    counts most, and values count as they are declared. Texts and pictures are
    not numbered; those that are needed are yours to add. A number is found at
    once, however many there are before it.

    Examples:
      configurator list atelier coverage=sheer
      configurator list studio --first 24,000,000,000 --most 3
      configurator list studio model=p14 --sample --seed 7 --format json

    Exit codes: 0 listed, 1 there are none, choices are no choices here, or too
    complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.numbered import ListAnswer
        from configurator.cli.faults import NO, YES, WrongUseError
        from configurator.cli.numbered import numbered_words, ranks_of, whole_number

        begin = whole_number(first)
        if sample and choices and choices[0].isdecimal():
            raise WrongUseError("sample-size", "`--sample` takes no number", f"write `--sample --most {choices[0]}`")
        if sample and begin:
            raise WrongUseError("sample-from", "`--first` is given beside `--sample`", "leave out one of the two")
        if seed is not None and not sample:
            raise WrongUseError("idle-seed", "`--seed` is given, and nothing depends on it", "write `--sample`, too")
        line, ranks = ranks_of(out, catalog, choices or [])
        random = Random(seed)  # noqa: S311 - it hides nothing
        some = (ranks.sample(random) for _ in repeat(None)) if ranks.count else iter(())
        numbered = list(islice(some if sample else enumerate(ranks.each(begin), begin), most))
        out.show(
            lambda: numbered_words(line, ranks.count, numbered, 0 if sample else begin),
            lambda: ListAnswer.of(line.product, ranks.count, numbered, ranks.method),
            YES if ranks.count else NO,
        )
