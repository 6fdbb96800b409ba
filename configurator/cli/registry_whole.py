"""`configurator registry verify | backup | restore | export | import | merge`: a registry as a whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import OUR_FAULT, WrongUseError
from configurator.cli.output import Out, answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.answers import MergeAnswer
    from configurator.registry.joining import Joined
    from configurator.registry.private_rows import Erasure
    from configurator.registry.stored import StoredRegistry
    from configurator.registry.tables import Snapshot

PARQUET = "parquet"


def verify(registry: RegistryAddress = None, form: AnswerForm = None) -> None:
    """Hash everything again, and hold all tables against one another.

    Every row that was changed is told, and what is missing. Others may go on
    issuing meanwhile. An SQLite file is copied for that, into the folder for
    temporary files, so there must be room for it.

    Examples:
      configurator registry verify --registry codes.db
      configurator registry verify --registry postgresql://db.example/codes

    Exit codes: 0 sound, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import FindingAnswer, VerifyAnswer
        from configurator.registry.opening import open_registry
        from configurator.registry.tables import TABLES
        from configurator.registry.verify import verify as looked_through

        rows = {table.name: 0 for table in TABLES}
        with open_registry(registry_address(out, registry), create=False) as store, _progress() as shown:

            def progress(table: str, count: int) -> None:
                rows[table] = count
                shown(table, count)

            found = looked_through(store, progress)
        told = tuple(FindingAnswer(table=each.table, place=each.place, finding=each.finding) for each in found)
        read = ", ".join(f"{count:,} of {table}" for table, count in rows.items())
        lines = [f"{each.table}: {each.place}: {each.finding}" for each in found]
        lines.append(
            f"{len(found):,} finding{'' if len(found) == 1 else 's'} in rows read: {read}"
            if found
            else f"sound; rows read: {read}"
        )
        words = "\n".join(lines)
        answer = VerifyAnswer(sound=not found, findings=told, rows=rows)
        out.show(words, lambda: answer, OUR_FAULT if found else 0)


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.", show_default=False)],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Copy an SQLite registry to another file, while others go on issuing.

    The copy is of one moment and is looked through before it is there. A file
    that is there already is never replaced. For PostgreSQL there are pg_dump and
    pg_basebackup, and `configurator registry export`.

    Examples:
      configurator registry backup codes-monday.db --registry codes.db
      configurator registry backup /backups/codes.db

    Exit codes: 0 made, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import BackupAnswer
        from configurator.registry.backup import back_up

        codes = back_up(_file(out, registry), target)
        words = f"{target} is a backup with {codes:,} code{'' if codes == 1 else 's'}, and sound"
        out.show(words, lambda: BackupAnswer(file=str(target), codes=codes))


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="What `backup` made.", show_default=False)],
    erasures: Annotated[
        str,
        typer.Option(
            "--erasures",
            metavar="LIST|REGISTRY",
            help="What was erased since: the list of `registry erasures`, or the registry that is to be replaced; "
            "or `none`.",
            show_default=False,
        ),
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Make a registry of a backup, without what was erased since.

    The backup still has private texts that were erased later, so you have to say
    where it stands which ones. The file of the registry must not be there yet.

    Examples:
      configurator registry restore monday.db --erasures gone.ndjson
      configurator registry restore monday.db --erasures old.db --registry a.db

    Exit codes: 0 restored, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import RestoreAnswer
        from configurator.registry.backup import restore as restored

        target = _file(out, registry)
        with _erasures(erasures) as listed:
            done = restored(source, target, listed)
        words = f"{target} is restored; {done.texts:,} private text{'' if done.texts == 1 else 's'} erased in it again"
        out.show(words, lambda: RestoreAnswer(file=str(target), texts=done.texts, codes=done.codes))


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
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            rows = store.at_one_moment(_writer(target))
        words = f"{rows:,} row{'' if rows == 1 else 's'} written to {target}"
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
        _tell(out, joined)


def merge(
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The registry to take from: a file or a URL.", show_default=False)
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Merge another registry, which issued independently, into this one.

    Codes are joined by what they stand for, the log by its entries; a label stays
    as it was issued. Two products that share a short code are told, and the short
    code answers with both long ones. What was erased in one is erased in both.
    The other registry is only read. Safe to repeat.

    Examples:
      configurator registry merge branch.db --registry codes.db
      configurator registry merge codes.db --registry postgresql://db/codes

    Exit codes: 0 merged, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.registry.joining import join
        from configurator.registry.opening import open_registry

        with (
            open_registry(registry_address(out, registry), create=False) as store,
            open_registry(other, create=False) as source,
        ):
            _must_be_sound(source)
            joined = source.at_one_moment(lambda snapshot: join(store, snapshot))
        _tell(out, joined)


def _must_be_sound(source: StoredRegistry) -> None:
    from configurator.errors import DamagedRecordError
    from configurator.registry.verify import verify as looked_through

    for each in looked_through(source):
        raise DamagedRecordError(None, f"{each.table}: {each.place}: {each.finding}")


def _tell(out: Out, joined: Joined) -> None:
    from configurator.answers import ClashAnswer, MergeAnswer, StayedAnswer, UnheldAnswer

    clashes = tuple(ClashAnswer(short_code=each.short, long_codes=each.long_codes) for each in joined.clashes)
    answer = MergeAnswer(
        codes=joined.codes,
        entries=joined.entries,
        texts=joined.texts,
        erased=joined.erased,
        others=joined.others,
        clashes=clashes,
        stayed=tuple(StayedAnswer(kind=each.kind, what=each.what, here=each.here) for each in joined.stayed),
        unlinked=joined.unlinked,
        releases=joined.releases,
        unheld=tuple(UnheldAnswer(release=each.release, against=each.against) for each in joined.unheld),
    )
    out.show(lambda: _words(answer), lambda: answer)


def _words(answer: MergeAnswer) -> str:
    from configurator.identity.code_text import grouped

    came = f"{answer.codes:,} codes, {answer.entries:,} entries of the log, {answer.texts:,} private texts came"
    came += f"; {answer.others:,} references, leases and revisions" if answer.others else ""
    came += f"; {answer.releases:,} releases" if answer.releases else ""
    came += f"; {answer.unlinked:,} references were taken back" if answer.unlinked else ""
    lines = [came + (f"; {answer.erased:,} private texts were erased" if answer.erased else "")]
    lines += (
        f"clash: {grouped(each.short_code)} is shared by {' and '.join(map(grouped, each.long_codes))}"
        for each in answer.clashes
    )
    lines += (f"stayed: {each.kind} {each.what}, which is {each.here} here" for each in answer.stayed)
    for unheld in answer.unheld:
        others = ", ".join(unheld.against)
        lines.append(f"warning: {unheld.release} was never held against {others}, published before it elsewhere")
    return "\n".join(lines)


def _writer(target: Path) -> Callable[[Snapshot], int]:
    from configurator.exchange.registry_parquet import write_parquet
    from configurator.registry.export import write_export
    from configurator.registry.whole_files import replacing

    def as_lines(snapshot: Snapshot) -> int:
        with replacing(target) as file:
            return write_export(snapshot, file)

    return (lambda snapshot: write_parquet(snapshot, target)) if target.suffix == f".{PARQUET}" else as_lines


def _file(out: Out, registry: str | None) -> Path:
    """The registry's file. Raises `WrongUseError` for one that is no file."""
    address = registry_address(out, registry)
    if "://" in address:
        hint = "use pg_dump or pg_basebackup, or `configurator registry export`"
        raise WrongUseError("no-file", "a registry in PostgreSQL is no file", hint)
    return Path(address)


@contextmanager
def _erasures(given: str) -> Iterator[Iterator[Erasure]]:
    """The erasures in a list or in a registry."""
    from configurator.registry.erasure_list import read_erasures
    from configurator.registry.opening import open_registry

    path = Path(given)
    if given == "none":
        yield iter(())
    elif "://" in given or _is_database(path):
        with open_registry(given, create=False) as store:
            yield store.private.erasures()
    else:
        try:
            file = path.open("rb")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise WrongUseError("unreadable-file", f"`{given}` cannot be read: {reason}") from None
        with file:
            yield read_erasures(file, path.name)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except (OSError, ValueError):
        return False


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A line on stderr that counts rows, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda _table, _count: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns: tuple[Any, ...] = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda table, count: bar.update(task, description=f"{table}: {count:,} rows")
