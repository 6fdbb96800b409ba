"""Lines to PostgreSQL: cut, read-only, waiting for others, shared by threads, brought along by a fork."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from cli_runs import run
from postgres_server import PostgresServer
from registry_contract import RELEASE, document

from configurator.errors import (
    FailedStoreError,
)
from configurator.exchange.registry_parquet import reading_parquet
from configurator.registry.database import Columns, Transaction
from configurator.registry.opening import open_registry
from configurator.registry.postgres.numbering import NumberedSnapshot
from configurator.registry.postgres.registry import PostgresRegistry, open_database
from configurator.registry.tables import CODES, LOG, PagedSnapshot, Snapshot, Table
from configurator.registry.verify import size_of, verify


def test_a_standby_or_a_read_only_database_resolves_and_does_not_issue(postgres: PostgresServer, address: str) -> None:
    code = open_registry(address, create=True).issue(document(1), release=RELEASE).code
    postgres.sql(f"ALTER DATABASE {address.rsplit('/', 1)[1]} SET default_transaction_read_only = on")
    registry = open_registry(address)
    with pytest.raises(FailedStoreError) as caught:
        registry.issue(document(2), release=RELEASE)
    assert caught.value.reason == "read-only"
    assert registry.resolve(code).document == document(1)
    assert registry.changes() == []  # what has no number yet can get none here


@pytest.mark.parametrize("how", ["standby", "reader"])
def test_who_may_only_read_looks_through_all_of_it(postgres: PostgresServer, address: str, how: str) -> None:
    """Also what was issued last, whose entries of the log have no numbers yet."""
    with open_registry(address, create=True) as registry:
        registry.issue(document(1), release=RELEASE)
    database = address.rsplit("/", 1)[1]
    if how == "standby":
        postgres.sql(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    else:
        postgres.sql(
            "DROP ROLE IF EXISTS only_reads; CREATE ROLE only_reads LOGIN; GRANT USAGE ON SCHEMA optionary TO "
            "only_reads; GRANT SELECT ON ALL TABLES IN SCHEMA optionary TO only_reads",
            address,
        )
        address = address.replace("registry@", "only_reads@")
    with open_database(address) as registry:
        assert verify(registry) == []
        assert registry.at_one_moment(lambda snapshot: [each[0] for each in snapshot.rows(LOG)]) == [1]
        assert registry.changes() == []
    if how == "reader":
        postgres.sql("DROP OWNED BY only_reads; DROP ROLE only_reads", postgres.address(database))


def test_a_long_question_may_pause_and_counting_may_take_its_time(address: str) -> None:
    registry = open_database(address, create=True)
    registry.issue(document(1), release=RELEASE)
    setting = "SHOW idle_in_transaction_session_timeout"

    def asked(snapshot: Snapshot) -> str:
        assert isinstance(snapshot, PagedSnapshot)
        return str(snapshot.tx.execute(setting)[0][0])

    assert registry.at_one_moment(asked) == "0"
    assert registry.database.ask(setting) == [("1min",)]
    registry.database.reader.use(lambda line, _: line.execute("SET statement_timeout = '30ms'"))
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE optionary.codes IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(FailedStoreError):
            registry.codes()
        counts: list[int] = []
        counting = threading.Thread(target=lambda: counts.extend([registry.count(), size_of(registry)]))
        counting.start()
        counting.join(0.5)
        other.commit()
    counting.join()
    assert counts == [1, 2]


def test_an_export_as_parquet_goes_on_after_a_cut_line(
    postgres: PostgresServer, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_registry(address, create=True) as registry:
        registry.issue_many(map(document, range(20)), release=RELEASE)
    rows, cuts = NumberedSnapshot.rows, [1]

    def cut(self: NumberedSnapshot, table: Table) -> Iterator[Columns]:
        if table is LOG and cuts.pop():
            cuts.append(0)
            postgres.sql(_END_ALL)
        return rows(self, table)

    monkeypatch.setattr(NumberedSnapshot, "rows", cut)
    target = tmp_path / "codes.parquet"
    ran = run("registry", "export", str(target), "--registry", address)
    assert (ran.code, ran.out) == (0, f"21 rows written to {target}\n")
    with reading_parquet(target) as snapshot:
        assert len(list(snapshot.rows(CODES))) == 20
    ran = run("registry", "export", str(target), "--registry", address)
    assert ran.code == 3
    with reading_parquet(target) as snapshot:
        assert len(list(snapshot.rows(CODES))) == 20


def test_reading_never_writes(address: str) -> None:
    registry = open_database(address, create=True)
    for ask in (lambda: registry.database.ask("DELETE FROM turns"), lambda: registry.database.read(_forget)):
        with pytest.raises(FailedStoreError) as caught:
            ask()
        assert caught.value.reason == "read-only"


def _forget(tx: Transaction) -> None:
    tx.execute("DELETE FROM turns")


def test_a_line_that_was_cut_while_idle_costs_nothing(postgres: PostgresServer, address: str) -> None:
    registry = open_registry(address, create=True)
    code = registry.issue(document(1), release=RELEASE).code
    registry.resolve(code)
    for cut in (postgres.crash, lambda: postgres.sql(_END_ALL)):
        cut()
        assert registry.resolve(code).document == document(1)
        cut()
        assert registry.count() == 1
        assert not registry.issue(document(1), release=RELEASE).new
        cut()
        assert registry.note(code, note="order 7").notes


_END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'optionary'"


def test_where_the_server_stays_away_that_is_said(postgres: PostgresServer, address: str) -> None:
    registry = open_database(address, create=True)
    registry.issue(document(1), release=RELEASE)
    registry.database.writer.patience = registry.database.reader.patience = 0.2
    postgres.stop()
    asked: tuple[Callable[[], object], ...] = (
        registry.count,
        lambda: registry.issue(document(2), release=RELEASE),
        lambda: registry.issue_many([document(3)], release=RELEASE),
    )
    for ask in asked:
        with pytest.raises(FailedStoreError, match="asking again is safe") as caught:
            ask()
        assert caught.value.reason == "failing"
    postgres.start()
    assert registry.issue(document(2), release=RELEASE).new
    assert registry.count() == 2


def test_who_waits_too_long_for_another_is_told(address: str) -> None:
    registry = open_database(address, create=True)
    registry.issue(document(1), release=RELEASE)
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE optionary.codes IN ACCESS EXCLUSIVE MODE")
        registry.database.writer.use(lambda line, _: line.execute("SET lock_timeout = '50ms'"))
        with pytest.raises(FailedStoreError) as caught:
            registry.issue(document(2), release=RELEASE)
        assert caught.value.reason == "busy"
    assert registry.issue(document(2), release=RELEASE).new


def test_threads_may_share_a_registry(address: str) -> None:
    registry = open_registry(address, create=True)
    answers: list[str] = []

    def work(first: int) -> None:
        for number in range(first, first + 20):
            issued = registry.issue(document(number), release=RELEASE)
            answers.append(registry.resolve(issued.code).code)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80
    assert registry.count() == len(set(answers)) == 50


@pytest.mark.parametrize("unseen", [False, True])
def test_a_fork_opens_its_own_lines(address: str, unseen: bool) -> None:
    """Also when the fork was not made by Python, so that nobody told us before it."""
    registry = open_database(address, create=True)
    issued = registry.issue(document(1), release=RELEASE)
    registry.resolve(issued.code)
    lines = (registry.database.reader, registry.database.writer)
    if unseen:
        before = [line.line() for line in lines]
        for line in lines:
            line._process = -1
        registry.issue(document(2), release=RELEASE)
        registry.resolve(issued.code)
        assert not {id(line) for line in before} & {id(line.line()) for line in lines}
        assert not any(line.closed for line in before)  # they are the parent's
        return
    child = multiprocessing.get_context("fork").Process(target=_in_child, args=(registry, issued.code))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert registry.issue(document(3), release=RELEASE).new
    assert registry.count() == 3


def _in_child(registry: PostgresRegistry, code: str) -> None:
    assert registry.database.writer._line is None
    assert registry.resolve(code).document == document(1)
    assert registry.issue(document(2), release=RELEASE).new
