"""Copies of a registry's file: made page by page while others write, and read through when nobody does."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from configurator.errors import UnusableStoreError
from configurator.registry.connect import BUSY_SECONDS, recover
from configurator.registry.faults import FAULTS, named, needs_recovery
from configurator.registry.safety import distrust
from configurator.registry.tables import FileSnapshot


def copy(source: Path, target: Path) -> None:
    """Copy a file as of one moment, whoever writes to it meanwhile. Raises `UnusableStoreError`, `RegistryError`."""
    with closing(_target(target)) as to:
        _copied(source, to)


def _target(path: Path) -> sqlite3.Connection:
    """A new file, which nobody else knows yet: no journal or index has to stand beside it."""
    to = sqlite3.connect(path, isolation_level=None)
    for setting in ("locking_mode = exclusive", "journal_mode = memory", "synchronous = off"):
        to.execute(f"PRAGMA {setting}")
    return to


def _copied(source: Path, to: sqlite3.Connection) -> None:
    try:
        with closing(_source(source)) as here:
            here.backup(to)  # in one step: in several it would begin anew whenever somebody issues
            to.execute("PRAGMA journal_mode = memory")  # and no longer the write-ahead log, where there was one
    except FAULTS as error:
        raise named(error, source) from error


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
        with closing(_target(path)) as to:
            path.unlink()
            path.touch()  # SQLite looks there for whose the file is, where the copy has to leave a write-ahead log
            _copied(source, to)
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
