"""Say what went wrong with a store in our own words.

A fault of SQLite or of the system goes in, the `RegistryError` that callers know comes out. Whatever is not the disk's
or another process's doing is damage: corrupt pages, but also text that is no UTF-8 and a schema that does not parse.
What would surprise: SQLite quotes a damaged schema in its message, and Python then fails to decode the message.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from configurator.errors import DamagedRecordError, FailedStoreError, RegistryError

REASONS = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CANTOPEN: "failing",
    sqlite3.SQLITE_IOERR: "failing",
    sqlite3.SQLITE_NOMEM: "failing",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}

FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What a question to SQLite may raise that is not the asker's mistake."""


def named(error: Exception, path: Path, code: str | None = None) -> RegistryError:
    """Name a fault; `code` is the one that was asked for, where there is one."""
    if isinstance(error, OSError):
        reason: str | None = "read-only" if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) else "failing"
    else:
        reason = REASONS.get(kind_of(error))
    if reason is None:
        return DamagedRecordError(code, str(error))
    if reason == "read-only" or (kind_of(error) == sqlite3.SQLITE_CANTOPEN and _is_read_only(path)):
        finding = f"`{path.name}` or its folder is read-only, and SQLite must write both"
        return FailedStoreError("read-only", str(path), finding)
    return FailedStoreError(reason, str(path), str(error))


def _is_read_only(path: Path) -> bool:
    """Tell whether what SQLite could not open is what nobody may write: the file, or the folder for its journal."""
    return not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK))


def needs_recovery(error: Exception) -> bool:
    """Tell whether a reader met what a killed writer left half done: it may not clear it away, and so not read."""
    return kind_of(error) == sqlite3.SQLITE_READONLY


def kind_of(error: Exception) -> int:
    """Give SQLite's primary result code, 0 where Python itself raised."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
