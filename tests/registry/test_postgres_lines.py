"""Lines to PostgreSQL: cut, read-only, waiting for others, shared by threads, brought along by a fork."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable

import psycopg
import pytest
from postgres_server import PostgresServer
from registry_contract import RELEASE, document

from configurator.errors import (
    FailedStoreError,
)
from configurator.registry.database import Transaction
from configurator.registry.opening import open_registry
from configurator.registry.postgres.registry import PostgresRegistry, open_database


def test_a_standby_or_a_read_only_database_resolves_and_does_not_issue(postgres: PostgresServer, address: str) -> None:
    code = open_registry(address, create=True).issue(document(1), release=RELEASE).code
    postgres.sql(f"ALTER DATABASE {address.rsplit('/', 1)[1]} SET default_transaction_read_only = on")
    registry = open_registry(address)
    with pytest.raises(FailedStoreError) as caught:
        registry.issue(document(2), release=RELEASE)
    assert caught.value.reason == "read-only"
    assert registry.resolve(code).document == document(1)
    assert registry.changes() == []  # what has no number yet can get none here


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
