"""Open a registry file, for reading or for writing.

A path goes in, a connection comes out that has been shown to belong to a registry of this version. Readers cannot
write and never create a file. The two connections of a registry are kept in `connections.py`.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from configurator.errors import DamagedRecordError, UnusableStoreError
from configurator.registry.faults import FAULTS, kind_of, named, needs_recovery
from configurator.registry.migrate import APPLICATION_ID, LATEST, migrate, version_of
from configurator.registry.safety import Journal, distrust, make_durable

BUSY_SECONDS = 30.0
"""How long one call waits for other processes before it gives up."""

CACHE_KIB = 32 * 1024
"""Memory for pages of a writer: a batch of codes touches a page each, and must not be spilled before its end."""


def open_reader(path: Path, busy: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open for resolving and lists: read-only, whatever the file's permissions are."""
    _must_be_file(path)
    try:
        return _reader(path, busy)
    except FAULTS as error:
        if not needs_recovery(error):
            raise named(error, path) from error
    recover(path, busy)
    try:
        return _reader(path, busy)
    except FAULTS as error:
        raise named(error, path) from error


def open_writer(
    path: Path, *, create: bool, wal: bool, busy: float = BUSY_SECONDS
) -> tuple[sqlite3.Connection, Journal]:
    """Open for issuing, with settings proved durable; make or upgrade the file where that is asked and needed."""
    fresh = create and (not _exists(path) or _is_blank(path))
    if fresh:
        _must_have_folder(path)
    else:
        _must_be_file(path)
    connection = None
    try:
        connection = _connect(path, "rwc" if create else "rw", busy)
        distrust(connection, str(path))
        if not (create and _is_empty(connection, path)):
            must_be_ours(connection, path, upgrade=True)
            _must_be_whole(connection, path)
        journal = make_durable(connection, str(path), wal=wal)
        migrate(connection)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        must_be_ours(connection, path)
        if fresh:
            sync(path.absolute().parent)
    except FAULTS as error:
        if connection is not None:
            connection.close()
        raise named(error, path) from error
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection, journal


def recover(path: Path, busy: float = BUSY_SECONDS) -> None:
    """Roll back what a killed writer left half done; a reader may not, so a passing writer does it."""
    try:
        with closing(_connect(path, "rw", busy)) as connection:
            version_of(connection)
    except FAULTS as error:
        raise named(error, path) from error


def sync(path: Path) -> None:
    """Make durable what is already written to a file or, for names in it, a directory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def must_be_ours(connection: sqlite3.Connection, path: Path, *, upgrade: bool = False) -> None:
    """Refuse what is no registry of this version, or with `upgrade` of an earlier one; `path` is for the message.

    Raises `UnusableStoreError`.
    """
    mark, version = _identity(connection, path)
    if mark != APPLICATION_ID:
        raise UnusableStoreError("not-a-registry", str(path), "is a database, but not a registry")
    if version > LATEST:
        finding = f"is a registry of version {version}; this release knows versions up to {LATEST}"
        raise UnusableStoreError("newer", str(path), finding)
    if version < (1 if upgrade else LATEST):
        raise UnusableStoreError("older", str(path), f"is of version {version}: open it once for issuing to upgrade it")


def _connect(path: Path, mode: str, busy: float) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)


def _reader(path: Path, busy: float) -> sqlite3.Connection:
    connection = _connect(path, "ro", busy)
    try:
        distrust(connection, str(path))
        must_be_ours(connection, path)
        _must_be_whole(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _must_be_file(path: Path) -> None:
    if not _exists(path):
        raise UnusableStoreError("missing", str(path), "does not exist")
    if not path.is_file():
        raise UnusableStoreError("not-a-registry", str(path), "is not a file")
    if _is_blank(path):
        raise UnusableStoreError("not-a-registry", str(path), "is empty, not a registry")
    if not os.access(path, os.R_OK):
        raise UnusableStoreError("out-of-reach", str(path), "may not be read by you")


def _must_have_folder(path: Path) -> None:
    if not _exists(path.parent):
        finding = f"cannot be made: there is no folder `{path.parent}`; make it first"
        raise UnusableStoreError("no-folder", str(path), finding)
    if not path.parent.is_dir():
        raise UnusableStoreError("no-folder", str(path), f"cannot be made: `{path.parent}` is not a folder")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a folder that may not be entered, a name that is too long
        finding = f"cannot be reached: {error.strerror}"
        raise UnusableStoreError("out-of-reach", str(path), finding) from error


def _is_blank(path: Path) -> bool:
    """Tell whether there is a file with nothing in it, as `touch` makes them."""
    return path.is_file() and path.stat().st_size == 0


def _is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether nobody has put anything into the file yet."""
    return _identity(connection, path) == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _must_be_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Miss what was cut off the last page: SQLite itself misses whole pages only, and reads zeros in their place.

    With a write-ahead log the file may be shorter than the database, so there it cannot be told.
    """
    connection.execute("BEGIN")
    try:
        pages, size, mode = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size", "journal_mode")
        )
        missing = pages * size - path.stat().st_size
    except OSError as error:
        raise UnusableStoreError("out-of-reach", str(path), f"cannot be reached: {error.strerror}") from error
    finally:
        connection.rollback()
    if missing > 0 and mode != "wal":
        raise DamagedRecordError(None, f"{missing} bytes are missing at the end of `{path.name}`")


def _identity(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Read whose file it is and of which version."""
    try:
        mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
        return mark, version_of(connection)
    except sqlite3.DatabaseError as error:
        if kind_of(error) != sqlite3.SQLITE_NOTADB:
            raise
        raise UnusableStoreError("not-a-registry", str(path), "is not an SQLite file") from error
