"""References and leases in a PostgreSQL database keep the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgres_server import PostgresServer
from references_contract import ReferencesContract

from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry


class TestReferencesInPostgres(ReferencesContract):
    @pytest.fixture(autouse=True)
    def _database(self, postgres: PostgresServer, address: str) -> None:
        self.postgres, self.address = postgres, address

    def open_store(self, folder: Path) -> StoredRegistry:
        return open_registry(self.address, create=True)

    def change(self, registry: StoredRegistry, sql: str) -> None:
        without_guards = "SET session_replication_role = replica; SET search_path = optionary;"
        self.postgres.sql(f"{without_guards} {sql}", self.address)
