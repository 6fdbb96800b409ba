"""Copies of a registry's file: made page by page while others write, and read through when nobody does.

With a write-ahead log nobody waits for that. With a rollback journal whoever issues waits while pages are read, so some
are read at a time, and the copy begins anew where somebody wrote in between. A registry that is issued into without a
pause would never be copied so: after `RESTARTS` it is read in one go, while issuing waits, 3 seconds for 1.2 GB (an
SSD). Beyond some 10 GB that may be longer than `BUSY_SECONDS`, and who issues is told that it is busy.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from configurator.errors import FailedStoreError, UnusableStoreError, UnwritableFileError
from configurator.registry.connect import BUSY_SECONDS, recover
from configurator.registry.faults import FAULTS, kind_of, named, needs_recovery
from configurator.registry.safety import distrust
from configurator.registry.tables import FileSnapshot

STEP = 10_000
"""Pages that are read in one go: 40 MB, about a tenth of a second."""

RESTARTS = 5


def copy(source: Path, target: Path) -> None:
    """Copy a file as of one moment, whoever writes to it meanwhile.

    Raises `UnusableStoreError` where there is none, another `RegistryError` where it cannot be read, and
    `UnwritableFileError` where the copy cannot be written.
    """
    with _target(target) as to:
        _copied(source, to, target)


@contextmanager
def _target(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file, which nobody else knows yet: no journal or index has to stand beside it."""
    try:
        to = sqlite3.connect(path, isolation_level=None)
        for setting in ("locking_mode = exclusive", "journal_mode = memory", "synchronous = off"):
            to.execute(f"PRAGMA {setting}")
    except sqlite3.Error as error:
        raise UnwritableFileError(str(path), str(error)) from None
    with closing(to):
        yield to


def _copied(source: Path, to: sqlite3.Connection, target: Path) -> None:
    try:
        with closing(_source(source)) as here:
            _written(here, to, source, target)
    except FAULTS as error:
        raise named(error, source) from error


def _written(here: sqlite3.Connection, to: sqlite3.Connection, source: Path, target: Path) -> None:
    """Copy what is read here; whoever reads on afterwards need not look into a write-ahead log."""
    try:
        try:
            pages = -1 if here.execute("PRAGMA journal_mode").fetchone() == ("wal",) else STEP
            here.backup(to, pages=pages, progress=_Patience(source, RESTARTS), sleep=0)
        except _RestartedError:
            here.backup(to, progress=_Patience(source), sleep=0)
        to.execute("PRAGMA journal_mode = memory")
    except sqlite3.Error as error:
        if kind_of(error) in _OF_WRITING or error.sqlite_errorcode in _FAILED_WRITES:
            raise UnwritableFileError(str(target), str(error)) from None
        raise


class _RestartedError(Exception):
    """The copy has begun anew too often."""


class _Patience:
    """Told by SQLite after each step how many pages remain; where a copy began anew, they are no fewer."""

    def __init__(self, source: Path, restarts: int | None = None) -> None:
        self._source, self._left = source, restarts
        self._remaining: int | None = None

    def __call__(self, status: int, remaining: int, total: int) -> None:  # noqa: ARG002
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:  # for `BUSY_SECONDS`; it would ask for ever
            raise FailedStoreError("busy", str(self._source), "somebody writes to it for too long")
        if self._left is not None and self._remaining is not None and remaining >= self._remaining:
            self._left -= 1
            if self._left < 0:
                raise _RestartedError
        self._remaining = remaining


_OF_WRITING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN})
"""What is said of the copy: the source has been opened and read from by then."""

_FAILED_WRITES = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE})


def _source(path: Path) -> sqlite3.Connection:
    """A file that has been read from; what a killed writer left half done in it is rolled back first."""
    if not path.is_file():
        raise UnusableStoreError("missing", str(path), "does not exist")
    try:
        return _read_from(path)
    except FAULTS as error:
        if not needs_recovery(error):
            raise
    recover(path, BUSY_SECONDS)
    return _read_from(path)


def _read_from(path: Path) -> sqlite3.Connection:
    here = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        here.close()
        raise
    return here


@contextmanager
def reading_copy(source: Path) -> Iterator[FileSnapshot]:
    """A copy to read through, which has no name: there may be private texts in it, and it goes with its process."""
    with tempfile.TemporaryDirectory(prefix="optionary-") as folder:
        path = Path(folder) / "copy.db"
        with _target(path) as to:
            path.unlink()
            path.touch()  # SQLite looks there for whose the file is, where the copy has to leave a write-ahead log
            _copied(source, to, path)
            distrust(to, str(source))
            to.execute("PRAGMA query_only = ON")
            try:
                yield FileSnapshot(to)
            except FAULTS as error:
                raise named(error, source) from error


@contextmanager
def reading(path: Path) -> Iterator[FileSnapshot]:
    """A file that nobody else writes to, to be read through. Raises `RegistryError` for what is none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            distrust(connection, str(path))
            yield FileSnapshot(connection)
    except FAULTS as error:
        raise named(error, path) from error
