"""Releases in an SQLite registry keep the contract."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from releases_contract import ReleasesContract

from configurator.registry.opening import open_registry
from configurator.registry.sqlite import SqliteRegistry
from configurator.registry.stored import StoredRegistry


class TestReleasesInSqlite(ReleasesContract):
    def open_store(self, folder: Path) -> StoredRegistry:
        return open_registry(folder / "codes.db", create=True)

    def damage(self, store: StoredRegistry, change: str) -> None:
        assert isinstance(store, SqliteRegistry)
        store.close()
        with sqlite3.connect(store.connections.path) as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(change)
            for _, sql in triggers:
                connection.execute(sql)
