"""`configurator new`: a catalog of one's own, begun from an example that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.completion import complete_example
from configurator.cli.output import answering


def new(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Where it shall stand; its name is the key.", show_default=False),
    ],
    example: Annotated[
        str,
        typer.Option("--from", metavar="EXAMPLE", help="The example to begin from.", autocompletion=complete_example),
    ] = "atelier",
    form: AnswerForm = None,
) -> None:
    """Begin a catalog of your own: a copy of an example, under a key of its own.

    The folder must be new, or empty. The examples, from small to large: atelier
    (a blend, rules), keepsake (photos, engravings), lamp (two languages), sneaker
    (shared materials), studio (a spreadsheet, prices, sale, build), laptop.

    Examples:
      configurator new bakery
      configurator new shops/bags --from studio

    Exit codes: 0 written, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers.scaffolds import ScaffoldAnswer
        from configurator.scaffold import scaffold

        made = scaffold(folder, example)
        next_steps = f"next: open {made.catalog}, change it, and run `configurator check {made.catalog}`"
        words = "\n".join([*(f"wrote {path}" for path in made.files), next_steps])
        out.show(lambda: words, lambda: ScaffoldAnswer.of(made))
