"""`configurator registry export` and `import`: all that a registry has, as files, and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address
from configurator.cli.registry_merge import tell

if TYPE_CHECKING:
    from configurator.registry.tables import Snapshot

PARQUET = "parquet"


def export(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON lines; or, ending in .parquet, a folder.", show_default=False)
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Write all that a registry has, as JSON lines or as Parquet.

    To move it to the other database, to look into it, to keep it for decades.
    Private texts stay encrypted. Equal registries have equal exports.

    Examples:
      configurator registry export codes.ndjson --registry codes.db
      configurator registry export codes.parquet --registry postgresql://db/codes

    Exit codes: 0 written, 1 a library is missing, 2 wrong use, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.answers import ExportedAnswer
        from configurator.cli.wording import plural
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            rows = store.at_one_moment(_writer(target))
        words = f"{plural(rows, 'row')} written to {target}"
        out.show(words, lambda: ExportedAnswer(file=str(target), rows=rows))


def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` wrote.", show_default=False)],
    registry: RegistryAddress = None,
    create: Annotated[bool, typer.Option("--create", metavar="", help="Begin a new registry.")] = False,
    form: AnswerForm = None,
) -> None:
    """Take in what `export` wrote, into a new registry or one that has codes.

    A file that was changed since it was written, or cut off, is refused before
    anything is taken from it. Into a registry with codes it is merged, as
    `configurator registry merge` does. Safe to repeat.

    Examples:
      configurator registry import codes.ndjson --registry new.db --create
      configurator registry import codes.parquet --registry postgresql://db/codes

    Exit codes: 0 taken in, 1 a library is missing, 2 wrong use, 3 damaged, or our
    fault or the disk's.
    """
    with answering(form) as out:
        from configurator.exchange.registry_parquet import reading_parquet
        from configurator.registry.export import reading_export
        from configurator.registry.joining import join
        from configurator.registry.opening import open_registry

        reading = reading_parquet if source.is_dir() else reading_export
        with reading(source) as snapshot, open_registry(registry_address(out, registry), create=create) as store:
            joined = join(store, snapshot)
        tell(out, joined)


def _writer(target: Path) -> Callable[[Snapshot], int]:
    from configurator.exchange.registry_parquet import write_parquet
    from configurator.registry.export import write_export
    from configurator.whole_files import replacing

    def as_lines(snapshot: Snapshot) -> int:
        with replacing(target, sweeping=True) as file:
            return write_export(snapshot, file)

    begun = False

    def as_parquet(snapshot: Snapshot) -> int:
        nonlocal begun
        if begun:  # the line to the database was cut, and the folder is ours
            shutil.rmtree(target, ignore_errors=True)
        begun = True
        return write_parquet(snapshot, target)

    return as_parquet if target.suffix == f".{PARQUET}" else as_lines
