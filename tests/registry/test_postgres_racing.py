"""Many issue at once into one PostgreSQL database: the same answers as from a file, nothing doubled, nothing merged."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from registry_contract import RELEASE, clashing, document, narrow

from configurator.identity.digest import digest
from configurator.registry.opening import open_registry
from configurator.registry.postgres.issuing import FIRST
from configurator.registry.postgres.registry import PostgresRegistry, open_database
from configurator.registry.row import Row
from configurator.registry.store import Issued

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'optionary' AND wait_event_type = 'Lock'"


def side_by_side(*works: Callable[[], object]) -> None:
    """Run each in a thread of its own and wait for all; what one raises is raised here."""
    with ThreadPoolExecutor(len(works)) as threads:
        for running in [threads.submit(work) for work in works]:
            running.result(120)


def test_the_answers_are_those_of_a_file(address: str, tmp_path: Path) -> None:
    """Random batches of few documents that share few short codes, one by one and many at once."""
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    coder = narrow(4)
    file = open_registry(tmp_path / "codes.db", create=True, coder=coder, clock=lambda: NOON)
    database = open_registry(address, create=True, coder=coder, clock=lambda: NOON)
    for _ in range(60):
        numbers = [chance.randrange(40) for _ in range(chance.choice((1, 1, 2, 3, 8)))]
        if chance.random() < 0.3:
            for number in numbers:
                one = document(number)
                assert database.issue(one, release=RELEASE) == file.issue(one, release=RELEASE), seed
        else:
            many = [document(number) for number in numbers]
            assert database.issue_many(many, release=RELEASE) == file.issue_many(many, release=RELEASE), seed
    assert database.count() == file.count()
    assert database.codes() == file.codes()
    told = [[(entry.kind, entry.detail) for entry in store.changes()] for store in (database, file)]
    assert sorted(told[0]) == sorted(told[1]), seed


@pytest.mark.parametrize("bits", [3, 5, 60])
def test_racing_threads_double_nothing_and_merge_nothing(address: str, bits: int) -> None:
    seed = random.randrange(2**32)
    coder = narrow(bits)
    open_registry(address, create=True, coder=coder)
    registries = [open_database(address, coder=coder) for _ in range(4)]
    answers: list[Issued] = []
    most = 120

    def work(registry: PostgresRegistry, chance: random.Random) -> None:
        numbers = chance.sample(range(most), most)
        while numbers:
            batch = [document(numbers.pop()) for _ in range(min(len(numbers), chance.choice((1, 1, 1, 10, 40))))]
            if len(batch) == 1:
                answers.append(registry.issue(batch[0], release=RELEASE))
            else:
                answers.extend(registry.issue_many(batch, release=RELEASE))

    side_by_side(*(lambda each=each: work(each, random.Random(f"{seed} {id(each)}")) for each in registries))
    registry = registries[0]
    assert registry.count() == most, seed
    assert len(answers) == 4 * most
    assert Counter(answer.digest for answer in answers if answer.new) == {digest(document(n)): 1 for n in range(most)}
    labels: dict[bytes, set[str]] = {}
    for answer in answers:
        labels.setdefault(answer.digest, set()).add(answer.code)
    assert all(len(codes) == 1 for codes in labels.values()), seed
    by_long = {answer.digest: answer.long_code for answer in answers}
    for number in range(most):
        found = registry.resolve(by_long[digest(document(number))])
        assert (found.document, {found.code}) == (document(number), labels[found.digest]), seed
    shorts = Counter(answer.short_code for answer in answers if answer.new)
    labelled_short = Counter(answer.short_code for answer in answers if answer.new and answer.code == answer.short_code)
    assert labelled_short == dict.fromkeys(shorts, 1), seed
    _the_log_tells(registry, by_long.values(), most - len(shorts))


def _the_log_tells(registry: PostgresRegistry, long_codes: Iterable[str], clashes: int) -> None:
    entries = registry.changes(limit=10_000)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    told = [code for entry in entries if entry.kind == "issued" for code in json.loads(entry.detail)["codes"]]
    assert sorted(told) == sorted(long_codes)
    assert sum(entry.kind == "clash" for entry in entries) == clashes


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("commits", [False, True])
@pytest.mark.parametrize("same", [False, True])
def test_two_at_the_same_moment(postgres: PostgresServer, address: str, many: bool, commits: bool, same: bool) -> None:
    """One has inserted and not yet committed when the other comes with the same product, or another of that code."""
    coder = narrow(6)
    one, two = clashing(6)
    open_registry(address, create=True, coder=coder)
    first, second = open_database(address, coder=coder), open_database(address, coder=coder)
    row = Row(coder.short(digest(one)), digest(one), one, RELEASE, "2026-11-26T12:00:00.000Z", 20, 1)
    line = first.database.writer.line()
    line.execute("BEGIN")
    line.execute(FIRST, (*row.stored(), b"0123456789abcdef", row.issued_at, "issued", None, "{}", b""))
    asked = one if same else two
    answers: list[Issued] = []

    def come() -> None:
        answers.extend(second.issue_many([asked], release=RELEASE) if many else [second.issue(asked, release=RELEASE)])

    def let_go() -> None:
        end = time.monotonic() + 60
        while postgres.sql(WAITING) == [["0"]] and time.monotonic() < end:
            time.sleep(0.01)
        assert answers == []
        line.execute("COMMIT" if commits else "ROLLBACK")

    side_by_side(come, let_go)
    (answer,) = answers
    assert answer.new is not (same and commits)
    clash = (coder.long(digest(one)),) if commits and not same else ()
    assert (answer.clash, answer.code) == (clash, answer.long_code if clash else answer.short_code)
    assert second.count() == (2 if clash else 1)
    assert second.resolve(answer.long_code).document == asked


def test_batches_that_meet_do_not_wait_in_a_circle(postgres: PostgresServer, address: str) -> None:
    open_registry(address, create=True)
    many = [document(number) for number in range(3000)]
    registries = [open_database(address) for _ in range(4)]
    orders = [many, many[::-1], random.sample(many, len(many)), many[1500:] + many[:1500]]
    before = postgres.sql("SELECT sum(deadlocks) FROM pg_stat_database")
    side_by_side(*(lambda r=r, o=o: r.issue_many(o, release=RELEASE) for r, o in zip(registries, orders, strict=True)))
    assert registries[0].count() == 3000
    postgres.sql("SELECT pg_stat_force_next_flush()")
    assert postgres.sql("SELECT sum(deadlocks) FROM pg_stat_database") == before


def test_marks_and_clashes_that_meet_lose_nothing(address: str) -> None:
    """While some note what becomes of a code, others bring more products to its short code."""
    coder = narrow(2)
    first = open_database(address, create=True, coder=coder)
    code = first.issue(document(0), release=RELEASE).long_code
    registries = [open_database(address, coder=coder) for _ in range(4)]

    def note(registry: PostgresRegistry) -> None:
        for number in range(15):
            registry.note(code, note=f"order {number}")

    def bring(registry: PostgresRegistry, start: int) -> None:
        for number in range(start, start + 20):
            registry.issue(document(number), release=RELEASE)

    one, two, three, four = registries
    side_by_side(lambda: note(one), lambda: note(two), lambda: bring(three, 0), lambda: bring(four, 10))
    assert len(first.resolve(code).notes) == 30
    assert first.count() == 30
    assert len(first.codes()) == 30


def test_entries_about_one_code_stand_in_the_order_in_which_they_came(postgres: PostgresServer, address: str) -> None:
    """Though all have one time, and their numbers are given only when somebody reads the log."""
    registry = open_database(address, create=True, clock=lambda: NOON)
    code = registry.issue(document(1), release=RELEASE).code
    for turn in range(20):
        registry.retire(code, reason=f"{turn}")
        assert registry.resolve(code).retired
        registry.reinstate(code, reason=f"{turn}")
        assert not registry.resolve(code).retired
    # the server's clock was an hour ahead, and is put right
    by_force = (
        "SET session_replication_role = replica; UPDATE optionary.log SET noted_at = noted_at + interval '1 hour'"
    )
    postgres.sql(f"{by_force} WHERE subject IS NOT NULL", address)
    registry.retire(code, reason="at last")
    assert registry.resolve(code).retired
    said = [entry.id for entry in registry.resolve(code).entries]
    assert [entry.id for entry in registry.changes() if entry.subject] == said
    assert [entry.id for entry in registry.resolve(code).entries] == said
    assert registry.changes(after=41)[0].seq == 42


def test_readers_of_the_log_miss_nothing_that_is_issued_meanwhile(address: str) -> None:
    """An entry that is committed late comes after what was read before, so no reader has passed it by."""
    open_registry(address, create=True)
    registries = [open_database(address) for _ in range(3)]
    seen: list[bytes] = []
    done = threading.Event()

    def follow(registry: PostgresRegistry) -> None:
        last = 0
        while True:
            over = done.is_set()
            for entry in registry.changes(after=last, limit=7):
                assert entry.seq == last + 1
                last = entry.seq
                seen.append(entry.id)
            if over and registry.changes(after=last, limit=1) == []:
                return

    def issue(registry: PostgresRegistry, start: int) -> None:
        for number in range(start, start + 60):
            registry.issue(document(number), release=RELEASE)

    def both() -> None:
        side_by_side(lambda: issue(registries[0], 0), lambda: issue(registries[1], 60))
        done.set()

    side_by_side(both, lambda: follow(registries[2]), lambda: open_database(address).changes())
    assert len(seen) == len(set(seen)) == 120
