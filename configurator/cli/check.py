"""`configurator check`: every mistake in a catalog, at its place, and how many products there are."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import Catalogs, CheckAnswerForm, Seconds
from configurator.cli.days import Day, day_of
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering


def check(  # noqa: PLR0913, PLR0917 - one for each thing that can be asked for
    catalogs: Catalogs,
    form: CheckAnswerForm = None,
    strict: Annotated[bool, typer.Option("--strict", metavar="", help="Warnings count as mistakes, too.")] = False,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against", metavar="OLD", help="An earlier release: file, folder or git ref; oldest first, all of them."
        ),
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", metavar="", help="With --against: tell changed labels and messages, too.")
    ] = False,
    registry: Annotated[
        str | None,
        typer.Option("--registry", metavar="FILE|URL", help="Try the codes that it has issued under this catalog."),
    ] = None,
    on: Day = None,
    seconds: Seconds = None,
    watch: Annotated[
        bool, typer.Option("--watch", metavar="", help="Check again whenever a file changes; ctrl-C ends it.")
    ] = False,
) -> None:
    """Find every mistake in catalogs, at its place and with a hint.

    Checked are the text, names, types and units; rules that can never hold or
    never fire; values that nobody can choose; whatever the catalog itself
    expects. The products of a sound catalog are counted.

    With --against, as often as there are earlier releases, an edit that would
    change a code, or give two products one, is a mistake; what else changes is
    noted. A folder of folders is a history, "v*" all git tags of that name.
    "registry" stands for all releases that the --registry holds. A catalog is
    checked as it is, without revisions of its data.
    `configurator help release-a-catalog` tells the whole story.

    With --watch, the catalogs and the files that they name are looked at until
    you end it; after an edit only what it changed is checked anew.

    Examples:
      configurator check studio
      configurator check catalogs/*/*.vpc --format line
      configurator check studio.vpc --watch
      configurator check studio.vpc --against "v*" --registry codes.db

    Exit codes: 0 no mistakes (maybe warnings), 1 mistakes, 2 wrong use,
    3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.catalog_files import find_catalog
        from configurator.cli.checked import Wanted, answer_of, checked, in_full, in_lines

        paths = [find_catalog(name) for name in catalogs]  # a misspelled name is told before anything is checked
        wanted = Wanted(out.settings.budget, day_of(on), strict, tuple(against or ()), texts, registry)
        words = in_lines if (form or out.settings.format) == "line" else in_full
        if watch:
            from configurator.cli.watched import Watch, refuse_with_watch

            refuse_with_watch(wanted, is_json=out.is_json)
            watched = Watch(paths, wanted, words)
            watched.run()
            raise typer.Exit(YES if watched.ok else NO)
        found = [checked(path, wanted) for path in paths]
        out.show(lambda: words(found), lambda: answer_of(found), YES if all(each.ok for each in found) else NO)
