"""References and leases in an SQLite file keep the contract."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from references_contract import ReferencesContract

from configurator.registry.sqlite import SqliteRegistry, open_file
from configurator.registry.stored import StoredRegistry

GUARDS = (
    "leases_are_kept",
    "leases_are_fixed",
    "leased_is_kept",
    "leased_only_grows",
    "revisions_are_kept",
    "revisions_are_fixed",
)


def changed_behind(registry: StoredRegistry, sql: str) -> None:
    """Change the file behind the back of a registry, its triggers taken away."""
    assert isinstance(registry, SqliteRegistry)
    registry.close()
    with closing(sqlite3.connect(registry.connections.path)) as connection, connection:
        for guard in GUARDS:
            connection.execute(f"DROP TRIGGER IF EXISTS {guard}")
        connection.execute(sql)


class TestReferencesInSqlite(ReferencesContract):
    def open_store(self, folder: Path) -> StoredRegistry:
        return open_file(folder / "codes.db", create=True)

    def change(self, registry: StoredRegistry, sql: str) -> None:
        changed_behind(registry, sql)
