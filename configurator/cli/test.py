"""`configurator test`: whatever a catalog expects of itself, and which rules no example breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, Catalogs
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering


def test(
    catalogs: Catalogs,
    form: AnswerForm = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write a JUnit report, which CI servers read.")
    ] = None,
    covered: Annotated[
        bool, typer.Option("--covered", metavar="", help="A rule that no example breaks is a failure, too.")
    ] = False,
) -> None:
    """Try the examples of catalogs: every `expect` line, one by one.

    Told as well are the rules, tables and `sell` rules that no example breaks:
    if one of them were lost, no `expect` would fail. Write an example for it:
    `expect invalid { … } because RULE`, or `expect unsold { … } because RULE`.

    Examples:
      configurator test studio
      configurator test catalogs/*/*.vpc --covered --junit report.xml

    Exit codes: 0 all hold, 1 some do not, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers.tested import TestAnswer
        from configurator.catalog_files import find_catalog
        from configurator.cli.tested import test_words, write_report
        from configurator.exchange.foreign_files import opened
        from configurator.trials import tested

        found = [tested(opened(path), out.settings.budget) for path in [find_catalog(name) for name in catalogs]]
        if junit is not None:
            write_report(junit, found)
        ok = all(each.ok and not (covered and each.trials.uncovered) for each in found)
        out.show(lambda: test_words(found), lambda: TestAnswer.of(found, ok=ok), YES if ok else NO)
