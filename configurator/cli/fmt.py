"""`configurator fmt`: catalog files in the one accepted layout."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.completion import complete_catalog_file
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering


def fmt(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=".vpc files, folders (with all below them), or - for standard input.",
            autocompletion=complete_catalog_file,
            show_default=False,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", metavar="", help="Write nothing; say what would be written anew.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", metavar="", help="Write nothing; show what would change.")] = False,
    form: AnswerForm = None,
) -> None:
    """Lay out catalog files: indentation, line breaks, blanks.

    There is one layout, and nothing to set. Names, texts, numbers, comments and
    the order of things stay as they are, and so does what the catalog means. An
    empty line between statements stays, too, and so do the lines of an example
    that needs several. Where one cell of a table stands behind several blanks,
    the columns of that table are aligned.

    A statement that cannot be read is left as it is, and told. Files are read
    first, all of them, and each is replaced at once or not at all.

    Examples:
      configurator fmt studio.vpc
      configurator fmt catalogs --check
      configurator fmt catalogs --diff | less
      configurator fmt - < old.vpc > new.vpc

    Exit codes: 0 laid out, 1 something was left as it is or, with --check or
    --diff, would change, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.cli.layouts import Laid, answer_of, differences, found_in, in_words, write_text

        asked_only = check or diff
        found = [Laid.of(file, asked_only) for file in found_in(files)]
        for each in found:
            if each.changed and not asked_only and each.path is not None:
                each.write()
        ok = all(each.whole and not (each.changed and asked_only) for each in found)
        if found[0].path is None and not asked_only and not out.is_json:
            write_text(found[0])
            raise typer.Exit(YES if ok else NO)
        words = differences if diff else in_words
        out.show(lambda: words(found, asked_only), lambda: answer_of(found, ok), YES if ok else NO)
