"""`configurator list`: valid configurations by their numbers, from any number on, or by chance."""

from __future__ import annotations

from itertools import islice, repeat
from pathlib import Path
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
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write their choices to a file: .parquet, .arrow or .ndjson.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write it over a file that is there already.")
    ] = False,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """List valid configurations that have the given choices, with their numbers.

    They are numbered from 0 in the order of what they choose: the first option
    counts most, and values count as they are declared. Texts and pictures are
    not numbered; those that are needed are yours to add. A number is found at
    once, however many there are before it.

    With `--output` their choices go to a file instead, an option a column, as
    many as one likes; `configurator batch` reads it.

    Examples:
      configurator list atelier coverage=sheer
      configurator list studio --first 24,000,000,000 --most 3
      configurator list studio model=p14 --sample --seed 7 --format json
      configurator list laptop --sample --seed 7 --most 1000000 -o rows.parquet

    Exit codes: 0 listed, 1 there are none, choices are no choices here, or too
    complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.numbered import ListAnswer, WrittenAnswer
        from configurator.cli.faults import NO, YES, WrongUseError
        from configurator.cli.numbered import numbered_words, readable, whole_number, written_to
        from configurator.engine.rank import Ranks

        begin = whole_number(first)
        if sample and choices and choices[0].isdecimal():
            raise WrongUseError("sample-size", "`--sample` takes no number", f"write `--sample --most {choices[0]}`")
        if sample and begin:
            raise WrongUseError("sample-from", "`--first` is given beside `--sample`", "leave out one of the two")
        if seed is not None and not sample:
            raise WrongUseError("idle-seed", "`--seed` is given, and nothing depends on it", "write `--sample`, too")
        if output is not None and output.exists() and not force:
            raise WrongUseError("file-exists", f"`{output}` is there already", "write `--force` to write over it")
        line, space, read = readable(out, catalog, choices or [])
        ranks, random = Ranks(space, read), Random(seed)  # noqa: S311 - it hides nothing
        if output is not None:
            by_chance = (random.randrange(ranks.count) for _ in range(most if ranks.count else 0))
            wanted = by_chance if sample else range(begin, max(begin, min(begin + most, ranks.count)))
            rows = written_to(out, line, (space, read), wanted, most, output)
            head, *hint = numbered_words(line, ranks.count, ()).splitlines()
            out.show(
                "\n".join((f"{head}; {rows:,} written to {output}", *hint)),
                lambda: WrittenAnswer.of(line.product, ranks.count, rows, str(output)),
                YES if ranks.count else NO,
            )
            return
        some = (ranks.sample(random) for _ in repeat(None)) if ranks.count else iter(())
        numbered = list(islice(some if sample else enumerate(ranks.each(begin), begin), most))
        out.show(
            lambda: numbered_words(line, ranks.count, numbered, 0 if sample else begin),
            lambda: ListAnswer.of(line.product, ranks.count, numbered, ranks.method),
            YES if ranks.count else NO,
        )
