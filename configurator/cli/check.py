"""`configurator check`: every mistake in a catalog, at its place, and how many products there are."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import CheckAnswerForm
from configurator.cli.completion import complete_catalog
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering


def check(
    catalogs: Annotated[
        list[str],
        typer.Argument(
            metavar="CATALOG...",
            help="A .vpc file, a folder with one, or the name of an example.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ],
    form: CheckAnswerForm = None,
    strict: Annotated[bool, typer.Option("--strict", metavar="", help="Warnings count as mistakes, too.")] = False,
) -> None:
    """Find every mistake in catalogs, at its place and with a hint.

    Checked are the text, names, types and units; rules that can never hold or
    never fire; values that nobody can choose; whatever the catalog itself
    expects. The products of a sound catalog are counted.

    Examples:
      configurator check studio
      configurator check catalogs/*/*.vpc --format line

    Exit codes: 0 no mistakes (maybe warnings), 1 mistakes, 2 wrong use,
    3 our fault.
    """
    with answering(form) as out:
        from configurator.catalog_files import find_catalog
        from configurator.cli.checked import answer_of, checked, in_full, in_lines

        paths = [find_catalog(name) for name in catalogs]  # a misspelled name is told before anything is checked
        found = [checked(path, out.settings.budget, strict=strict) for path in paths]
        words = in_lines if (form or out.settings.format) == "line" else in_full
        out.show(lambda: words(found), lambda: answer_of(found), YES if all(each.ok for each in found) else NO)
