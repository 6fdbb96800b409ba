"""Releases in a PostgreSQL registry keep the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from releases_contract import ReleasesContract

from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry


class TestReleasesInPostgres(ReleasesContract):
    @pytest.fixture(autouse=True)
    def _database(self, address: str) -> None:
        self.address = address

    def open_store(self, folder: Path) -> StoredRegistry:
        return open_registry(self.address, create=True)

    def damage(self, store: StoredRegistry, change: str) -> None:
        store.database.write(lambda tx: tx.execute("ALTER TABLE releases DISABLE TRIGGER USER"))
        store.database.write(lambda tx: tx.execute(change))
        store.database.write(lambda tx: tx.execute("ALTER TABLE releases ENABLE TRIGGER USER"))
