"""The registry in a PostgreSQL database keeps the contract, and what is stored vouches for itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgres_server import PostgresServer
from registry_contract import RELEASE, RegistryContract, document

from configurator.errors import (
    DamagedRecordError,
)
from configurator.registry.opening import open_registry
from configurator.registry.postgres.placeholders import translated
from configurator.registry.postgres.registry import open_database
from configurator.registry.store import Clock, Coder, Registry


class TestPostgresRegistry(RegistryContract):
    @pytest.fixture(autouse=True)
    def _database(self, address: str) -> None:
        self.address = address

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        return open_registry(self.address, create=True, clock=clock, coder=coder)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT a FROM t WHERE b = ? AND c = ?", "SELECT a FROM t WHERE b = %s AND c = %s"),
        ("SELECT '?', ''''||?, \"a?\" -- why?\n, ?", "SELECT '?', ''''||%s, \"a?\" -- why?\n, %s"),
        ("SELECT a % 2 WHERE b LIKE '?%' OR c = ?", "SELECT a %% 2 WHERE b LIKE '?%%' OR c = %s"),
    ],
)
def test_parameters_are_written_as_psycopg_wants_them(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs


def test_translated_statements_mean_what_they_say(address: str) -> None:
    registry = open_database(address, create=True)
    assert registry.database.ask("SELECT '?', 7 % 4, '100%' LIKE '%?%', ?", ("x",)) == [("?", 3, False, "x")]


def test_values_come_back_as_from_sqlite(address: str) -> None:
    """Bytes, texts, whole numbers, nothing; a sum of whole numbers is one."""
    registry = open_database(address, create=True)
    asked = "SELECT sum(n), ?, ?, NULL, count(*) FROM (VALUES (9223372036854775807), (1)) AS v (n)"
    assert registry.database.ask(asked, (b"\x00\xff", "ü?")) == [(2**63, b"\x00\xff", "ü?", None, 2)]


def test_a_value_that_postgresql_cannot_hold_is_the_askers_mistake(address: str) -> None:
    registry = open_database(address, create=True)
    with pytest.raises(ValueError, match="NUL"):
        registry.issue(document(1), release="a\x00b")
    assert registry.issue(document(1), release=RELEASE).new


def test_issued_rows_and_entries_can_not_be_changed_by_mistake(postgres: PostgresServer, address: str) -> None:
    registry = open_registry(address, create=True)
    registry.note(registry.issue(document(1), release=RELEASE).code, note="order 7")
    registry.changes()
    for statement in (
        "DELETE FROM optionary.codes",
        "TRUNCATE optionary.codes",
        "UPDATE optionary.codes SET document = ''",
        "DELETE FROM optionary.log",
        "TRUNCATE optionary.log",
        "UPDATE optionary.log SET detail = 'x'",
        "UPDATE optionary.log SET seq = seq + 10",
    ):
        with pytest.raises(RuntimeError, match=r"never (deleted|change)"):
            postgres.sql(statement, address)


def test_a_changed_row_is_reported(postgres: PostgresServer, address: str) -> None:
    registry = open_registry(address, create=True)
    code = registry.issue(document(1), release=RELEASE).code
    by_force = "SET session_replication_role = replica;"
    for change in ("release = 'other@1'", "document = '\\x7b7d'", "length = 28", "sharing = 2", "issued_at = ''"):
        before = postgres.sql("SELECT release, document, length, sharing, issued_at FROM optionary.codes", address)[0]
        postgres.sql(f"{by_force} UPDATE optionary.codes SET {change}", address)
        with pytest.raises(DamagedRecordError):
            registry.resolve(code)
        release, stored, length, sharing, at = before
        back = (
            f"release = '{release}', document = '{stored}', length = {length}, sharing = {sharing}, issued_at = '{at}'"
        )
        postgres.sql(f"{by_force} UPDATE optionary.codes SET {back}", address)
        assert registry.resolve(code).document == document(1)
