"""References, leases and bundles of a PostgreSQL database keep the contracts."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundles_contract import BundlesContract
from postgres_server import PostgresServer
from references_contract import ReferencesContract

from configurator.registry.opening import open_registry
from configurator.registry.store import CODER, Clock, Coder, utc_now
from configurator.registry.stored import StoredRegistry


class TestReferencesInPostgres(ReferencesContract):
    @pytest.fixture(autouse=True)
    def _database(self, postgres: PostgresServer, address: str) -> None:
        self.server, self.address = postgres, address

    def open_store(self, folder: Path) -> StoredRegistry:
        return open_registry(self.address, create=True)

    def change(self, registry: StoredRegistry, sql: str) -> None:
        self.server.sql(f"SET search_path = optionary; SET session_replication_role = replica; {sql}", self.address)


class TestBundlesOfPostgres(BundlesContract):
    @pytest.fixture(autouse=True)
    def _database(self, address: str) -> None:
        self.address = address

    def open_store(self, folder: Path, clock: Clock = utc_now, coder: Coder = CODER) -> StoredRegistry:
        return open_registry(self.address, create=True, clock=clock, coder=coder)
