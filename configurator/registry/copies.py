"""Copies of a registry's file: made page by page while others write, and read through when nobody does."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from configurator.errors import UnusableStoreError
from configurator.registry.faults import FAULTS, named
from configurator.registry.safety import distrust
from configurator.registry.tables import FileSnapshot

BUSY_SECONDS = 30.0


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
    if not source.is_file():
        raise UnusableStoreError("missing", str(source), "does not exist")
    uri = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as here:
            here.backup(to)  # in one step: in several it would begin anew whenever somebody issues
            to.execute("PRAGMA journal_mode = memory")  # and no longer the write-ahead log, where there was one
    except FAULTS as error:
        raise named(error, source) from error


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
