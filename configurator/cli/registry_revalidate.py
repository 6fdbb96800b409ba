"""`configurator registry revalidate`: what has become of every code that was issued, under a catalog of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.completion import complete_catalog
from configurator.cli.days import Day, day_of, moment_on
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from datetime import date

    from configurator.revalidating import JobState

MOST_REASONS = 8
"""Reasons that are shown to people."""


def revalidate(
    catalog: Annotated[
        str,
        typer.Argument(
            metavar="CATALOG",
            help="A .vpc file, or a folder with one.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where the answers go: .parquet, .arrow or .ndjson.",
            show_default=False,
        ),
    ],
    registry: RegistryAddress = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume",
            metavar="FOLDER",
            help="Keep here how far it is, and go on from there if it was ended.",
            show_default=False,
        ),
    ] = None,
    on: Day = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write it over a file that is there already.")
    ] = False,
    form: AnswerForm = None,
) -> None:
    """Try every issued code again: can it still be built, and be sold?

    Each code of the catalog gets a row, in the order of codes:
      code       the code as it was issued
      product    what it is one of, by its permanent key
      buildable  true or false
      problem    the first reason why not
      sellable   whether it can be built, and nothing bars it from sale
      code_kept  false for a code that this catalog would change, which none
                 does that passes the release check; null if nobody can tell
    The revisions of the catalog that the registry has in force count: now, or at
    the beginning of the day (UTC).
    With --resume the job can be killed at any moment; the same command goes on
    and gives the same answers. The folder is gone when all is done.

    Examples:
      configurator registry revalidate studio --registry codes.db -o tried.parquet
      configurator registry revalidate studio -o tried.ndjson --resume tried.job

    Exit codes: 0 every code can be built, and is kept, 1 some are not, 2 wrong
    use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers.revalidated import RevalidationAnswer
        from configurator.cli.address import Address
        from configurator.cli.patience import counting
        from configurator.registry.opening import open_registry
        from configurator.revalidating import revalidate as tried

        if output.exists() and not force:
            raise WrongUseError("file-exists", f"`{output}` is there already", "write `--force` to write over it")
        address, day = registry_address(out, registry), day_of(on)
        loaded = Address.of(catalog).load()
        with counting(out) as progress, open_registry(address) as store:
            loaded = loaded.at(moment_on(on), store)
            found = tried(loaded.revalidation(day), store, output, state=resume, name=str(address), progress=progress)
        out.show(
            lambda: _words(found, output, day),
            lambda: RevalidationAnswer.of(found, loaded.release, str(output), day.isoformat()),
            NO if found.unbuildable or found.endangered else YES,
        )


def _words(found: JobState, output: Path, day: date) -> str:
    from configurator.cli.wording import plural, table

    lines = [f"{plural(found.asked, 'issued code')} of this catalog, of {found.seen:,}; written to {output}"]
    if not (found.unbuildable or found.unsellable or found.endangered):
        return "\n".join([*lines, "  all of them can be built, and be sold"])
    if found.unbuildable:
        lines.append(f"  {found.unbuildable:,} can no longer be built")
        frequent = sorted(found.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
        lines += table(((f"{number:,}", why) for why, number in frequent[:MOST_REASONS]), "    ").splitlines()
    if found.unsellable:
        lines.append(f"  {found.unsellable:,} can be built, and not be sold on {day.isoformat()}")
    if found.endangered:
        lines.append(f"  {found.endangered:,} would get another code: do not publish this")
    return "\n".join(lines)
