"""Bundles of a registry in an SQLite file keep the contract."""

from __future__ import annotations

from pathlib import Path

from bundles_contract import BundlesContract

from configurator.registry.sqlite import open_file
from configurator.registry.store import CODER, Clock, Coder, utc_now
from configurator.registry.stored import StoredRegistry


class TestBundlesOfSqlite(BundlesContract):
    def open_store(self, folder: Path, clock: Clock = utc_now, coder: Coder = CODER) -> StoredRegistry:
        return open_file(folder / "codes.db", create=True, clock=clock, coder=coder)
