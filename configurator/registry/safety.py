"""Which SQLite settings keep an acknowledged commit through a power failure, and the proof that they are in force.

SQLite 3.7.0 to 3.51.2 (but for 3.44.6 and 3.50.7) can lose commits when two connections write and checkpoint in WAL
mode. So a rollback journal is the rule, and WAL is there on request, for a fixed library only. Every setting is read
back, because SQLite answers what it could not do by doing something else.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from configurator.errors import UnsafeStoreError

BROKEN_FROM = (3, 7, 0)
BROKEN_TO = (3, 51, 2)
MENDED = frozenset({(3, 44, 6), (3, 50, 7)})


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal mode with the `synchronous` level that makes it durable."""

    mode: str
    synchronous: int


ROLLBACK = Journal("delete", 3)
"""EXTRA: the directory is synced too after the journal is deleted, which is what commits."""

WAL = Journal("wal", 2)
"""FULL: the log is synced at every commit."""


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite library keeps every commit in WAL mode."""
    return version in MENDED or not BROKEN_FROM <= version <= BROKEN_TO


def make_durable(connection: sqlite3.Connection, store: str, *, wal: bool) -> Journal:
    """Set what durability needs, read it back, and give the journal in force; `UnsafeStoreError` if it is not."""
    version = sqlite3.sqlite_version_info
    if wal and not wal_is_sound(version):
        raise UnsafeStoreError(store, f"SQLite {sqlite3.sqlite_version} can lose commits in WAL mode")
    journal = WAL if wal else ROLLBACK
    try:
        connection.execute(f"PRAGMA journal_mode = {journal.mode}")
    except sqlite3.OperationalError as error:
        mode = _setting(connection, "journal_mode")
        why = f"its journal mode is `{mode}`, not `{journal.mode}`, and somebody has it open ({error})"
        raise UnsafeStoreError(store, why) from error
    connection.execute(f"PRAGMA synchronous = {journal.synchronous}")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: a plain fsync leaves data in the disk's own memory
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, at once and at every place
    settings = (("journal_mode", journal.mode), ("synchronous", journal.synchronous), ("secure_delete", 1))
    for name, wanted in settings:
        if (found := _setting(connection, name)) != wanted:
            raise UnsafeStoreError(store, f"`{name}` is `{found}`, not `{wanted}`")
    return journal


def distrust(connection: sqlite3.Connection, store: str) -> None:
    """Run nothing that stands in the file's schema, and look at every page before it is believed."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")  # a truncated file must be an error, not a bus error
    if (found := _setting(connection, "trusted_schema")) not in (0, None):  # None: a library before 3.31
        raise UnsafeStoreError(store, f"`trusted_schema` is `{found}`, not `0`")


def _setting(connection: sqlite3.Connection, name: str) -> int | str | None:
    found: tuple[int | str] | None = connection.execute(f"PRAGMA {name}").fetchone()
    return None if found is None else found[0]
