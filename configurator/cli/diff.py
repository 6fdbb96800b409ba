"""`configurator diff`: the one page that says what a release means, and the gate `--breaking` that it has to pass."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import CheckAnswerForm, Seconds
from configurator.cli.breaking import LEVELS
from configurator.cli.completion import complete_catalog
from configurator.cli.days import Day, day_of
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering, say
from configurator.cli.patience import patient

if TYPE_CHECKING:
    from configurator.differences import Changed

MOST_SHOWN = 3


def diff(  # noqa: PLR0913, PLR0917 - an option each
    old: Annotated[
        str,
        typer.Argument(
            metavar="[OLD]",
            help='The earlier catalog: a file, a folder, a git ref, "v*" for all tags of that name.',
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="CATALOG[:PRODUCT]",
            help="The catalog of today, and a product of it, if only that is meant.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", min=0, help="Show so many of each.")] = MOST_SHOWN,
    breaking: Annotated[
        str | None,
        typer.Option(
            "--breaking",
            metavar="[LEVEL]",
            help=f"End with 1 if the release breaks at this level: {', '.join(LEVELS)}; code if none is given.",
            show_default=False,
        ),
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option("--registry", metavar="FILE|URL", help="Tell what becomes of the codes that it has issued."),
    ] = None,
    on: Day = None,
    seconds: Seconds = None,
    form: CheckAnswerForm = None,
) -> None:
    """Tell what a change of a catalog means: what can be built, sold, and paid.

    How many configurations are gained, lost and kept, exactly, however large the
    numbers; by how much prices and other amounts change, and for how many; what
    can be sold no longer, in which market, from which day; what is declared
    otherwise; and with --registry which issued codes that touches. Two
    configurations are the same if they have one code: renamed things stay what
    they are, and what has no option yet has its baseline. Texts and pictures do
    not multiply.

    With --breaking it is a gate. Each level takes those before it along:
      code   an issued code would change, or could not be read
      space  something that was valid is valid no longer
      sell   something that could be sold, from --on on, can be no longer
      text   a label, a reason or a translation reads otherwise
    Codes are held against all earlier releases that are named, all else against
    the last. Releases are compared as they are, without revisions of their data.
    What cannot be found out breaks, and it is said. Without OLD, or as
    "registry", these are all releases of the catalog that the --registry holds.
    Where a product is named, only what is of it is told, and can break: what it
    declares, the spaces that its options have, the products within it, and its
    issued codes.

    Examples:
      configurator diff lamp/releases/1 lamp
      configurator diff "v*" studio.vpc --breaking sell --format line
      configurator diff studio.vpc --registry codes.db --breaking

    Exit codes: 0 told, or nothing breaks, 1 something breaks, or is out of
    reach, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.differences import ChangeAnswer
        from configurator.change import Level
        from configurator.cli.breaking import break_lines, break_words
        from configurator.cli.changed import asked_change, change_words

        level = None
        if breaking is not None:
            if breaking not in LEVELS:
                raise WrongUseError("wrong-level", f"`{breaking}` is no level", f"levels are {', '.join(LEVELS)}")
            level = Level(breaking)
        day = day_of(on)
        with patient(out) as budget:
            change = asked_change(old, new, registry, day, most, budget)
        is_line = (form or out.settings.format) == "line"
        for each in change.products if not (out.is_json or is_line) else ():
            _tell_method(each)
        breaks = () if level is None else change.breaks(level)
        is_unknown = level is None and any(each.why for each in change.products)

        def words() -> str:
            if is_line:
                return break_lines(change, breaks if level is not None else change.breaks(Level.TEXT))
            return "\n\n".join(filter(None, [change_words(change), break_words(level, breaks)]))

        out.show(words, lambda: ChangeAnswer.of(change, level, breaks), NO if breaks or is_unknown else YES)


def _tell_method(changed: Changed) -> None:
    """Say on stderr if something exact was got in another way than usual."""
    if changed.method not in (None, "diagram") and changed.why is None:
        by = {"circuit": "a decision circuit", "solver": "a solver"}[changed.method]
        say(f"note: {changed.permanent_key}: exact, by {by}: {_TIED}", sys.stderr)


_TIED = "options are tied too much for a decision diagram"
