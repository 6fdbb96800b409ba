"""Laws of merging: a set union, whichever way round and however often, across both databases; clashes are told."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from merged_registries import CODER, STEPS, Clock, digest_at, live, merge, registries, view
from postgres_server import PostgresServer
from private_contract import RING
from registry_contract import LONG_RUN, document, log_of

from configurator.errors import AmbiguousCodeError, DamagedRecordError
from configurator.registry.joining import Clash, join
from configurator.registry.opening import open_registry
from configurator.registry.verify import verify

LAWS = settings(
    max_examples=100 if LONG_RUN else 8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False
)


@LAWS
@given(STEPS, STEPS)
def test_merging_both_ways_gives_the_same(one: list[tuple[str, int, int]], two: list[tuple[str, int, int]]) -> None:
    with registries(one, two, one[:0], one[:0]) as (a, b, into_one, into_two):
        merge(into_one, a, b)
        merge(into_two, b, a)
        assert view(into_one) == view(into_two)
        before = view(a)
        merge(a, b)
        merge(b, a)
        assert view(a) == view(b) == view(into_one)
        assert {each[0] for each in before["log"]} <= {each[0] for each in view(a)["log"]}  # type: ignore[attr-defined]


@LAWS
@given(STEPS, STEPS)
def test_merging_again_changes_nothing(one: list[tuple[str, int, int]], two: list[tuple[str, int, int]]) -> None:
    with registries(one, two) as (a, b):
        merge(a, b)
        log = list(log_of(a))
        assert merge(a, b).is_empty
        assert list(log_of(a)) == log
        assert merge(a, a).is_empty
        merge(b, a)
        merge(a, b)
        log = list(log_of(a))
        assert merge(a, b).is_empty
        assert list(log_of(a)) == log


@LAWS
@given(STEPS, STEPS, STEPS)
def test_merging_in_any_order_gives_the_same(
    one: list[tuple[str, int, int]], two: list[tuple[str, int, int]], three: list[tuple[str, int, int]]
) -> None:
    with registries(one, two, three, []) as (a, b, c, all_of_them):
        merge(all_of_them, c, a, b)
        merge(b, c)
        merge(a, b)
        assert view(a) == view(all_of_them)


def test_what_is_merged_into_an_empty_registry_is_a_copy() -> None:
    chance = random.Random(1)
    kinds = ["issue", "many", "keep", "again", "erase", "retire", "note", "supersede", "publish", "link", "unlink"]
    kinds += ["revise"]
    steps = [(chance.choice(kinds), chance.randrange(6), 7) for _ in range(60)]
    with registries(steps, []) as (a, empty):
        merge(empty, a)
        assert list(log_of(empty)) == list(log_of(a))
        rows = "SELECT * FROM codes ORDER BY short, digest"
        assert empty.database.ask(rows) == a.database.ask(rows)
        assert view(empty) == view(a)


def test_products_of_both_that_share_a_short_code_are_told_and_keep_their_labels() -> None:
    with registries([], []) as (a, b):
        known = {a.issue(document(number), release="shop@1").short_code: number for number in range(20, 40)}
        number = next(each for each in range(40, 200) if _short(each) in known)
        mine = a.resolve(CODER.long(_digest_of(known[_short(number)])))
        other = b.issue(document(number), release="shop@1")
        assert other.code == other.short_code == _short(number)
        joined = merge(a, b)
        (clash,) = joined.clashes
        assert clash == Clash(other.short_code, clash.long_codes)
        assert {mine.long_code, other.long_code} <= set(clash.long_codes)
        with pytest.raises(AmbiguousCodeError) as caught:
            a.resolve(other.short_code)
        assert caught.value.long_codes == clash.long_codes
        assert a.resolve(other.long_code).code == other.code
        assert a.resolve(mine.long_code).code == mine.code
        *_, told = (each for each in log_of(a) if each.kind == "clash" and each.value("short") == other.short_code)
        assert told.value("new") == other.long_code
        assert merge(a, b).clashes == []


def _digest_of(number: int) -> bytes:
    from configurator.identity.digest import digest

    return digest(document(number))


def _short(number: int) -> str:
    return CODER.short(_digest_of(number))


def test_who_issued_first_did_so_whichever_is_merged() -> None:
    with registries([("issue", 1, 5)], [("issue", 1, 5)]) as (first, second):
        expected = first.resolve(CODER.long(_digest_of(1)))
        merge(second, first)
        found = second.resolve(expected.long_code)
        assert (found.release, found.issued_at) == (expected.release, expected.issued_at)
        merge(first, second)
        assert first.resolve(expected.long_code).issued_at == expected.issued_at


def test_what_became_of_a_code_is_told_by_time() -> None:
    with registries([("issue", 0, 1)], []) as (a, b):
        merge(b, a)
        code = CODER.long(_digest_of(0))
        b.retire(code, reason="in b, at first")
        a.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
        a.retire(code, reason="in a")
        a.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
        a.reinstate(code, reason="in a, at last")
        for target, source in ((a, b), (b, a)):
            merge(target, source)
            assert target.resolve(code).retired is None


def test_an_entry_about_a_code_comes_later_also_with_a_clock_that_was_put_back() -> None:
    with registries([("issue", 0, 1)]) as (a,):
        code = CODER.long(_digest_of(0))
        a.retire(code, reason="x")
        a.clock.now -= timedelta(days=1)  # type: ignore[attr-defined]
        assert a.reinstate(code, reason="y").retired is None
        assert a.resolve(code).retired is None


def test_erased_texts_do_not_come_back_by_merging() -> None:
    with registries([("keep", 1, 1)], []) as (a, b):
        merge(b, a)
        a.private.erase(CODER.long(digest_at(1)))
        assert merge(a, b).texts == 0
        assert merge(b, a).erased == 1
        for each in (a, b):
            assert [found.state for found in each.private.answers(CODER.long(digest_at(1)), RING)] == ["erased"]


def test_what_is_damaged_is_refused() -> None:
    with registries([("many", 1, 1)], []) as (a, b):
        a.database.write(lambda tx: tx.execute("DROP TRIGGER codes_are_fixed"))
        a.database.write(lambda tx: tx.execute("UPDATE codes SET release = 'x'"))
        with pytest.raises(DamagedRecordError):
            a.at_one_moment(lambda snapshot: join(b, snapshot))
        assert b.count() == 0


def test_across_databases_and_back(postgres: PostgresServer, tmp_path: Path) -> None:
    chance = random.Random(2)
    kinds = ["issue", "many", "keep", "again", "erase", "retire", "note", "supersede", "reinstate"]
    kinds += ["publish", "link", "unlink", "revise"]
    histories = [[(chance.choice(kinds), chance.randrange(6), 7) for _ in range(35)] for _ in range(2)]
    addresses = [postgres.database(), postgres.database(), str(tmp_path / "a.db"), str(tmp_path / "b.db")]
    clock = Clock()
    stores = [open_registry(each, create=True, clock=clock, coder=CODER) for each in addresses]
    with closing(stores[0]) as one, closing(stores[1]) as empty, closing(stores[2]) as two, closing(stores[3]) as file:
        live(one, clock, histories[0])
        live(two, clock, histories[1])
        merge(file, one)
        assert view(file) == view(one)
        assert list(log_of(file)) == list(log_of(one))
        merge(empty, two)
        assert view(empty) == view(two)
        assert list(log_of(empty)) == list(log_of(two))
        merge(one, two)
        merge(file, empty)
        assert view(one) == view(file)
        assert merge(one, file).is_empty
        merge(two, one)
        assert view(two) == view(one)
    for each in addresses[:2]:
        postgres.drop(each)


GTINS = ("91234567890121", "91234567890138")


def test_references_leases_and_revisions_come_along_and_what_means_something_else_stays() -> None:
    with registries([("issue", 0, 1), ("issue", 2, 1)], [("issue", 0, 1), ("issue", 4, 1)], []) as (a, b, empty):
        codes = [CODER.long(_digest_of(number)) for number in (0, 2, 4)]
        for store, own in ((a, codes[1]), (b, codes[2])):
            store.references.link("erp", "4711", codes[0])
            store.references.link("erp", "4712", own)
            store.references.link("shop", own[:6], own)
            store.leases.lease(codes[0], GTINS[0])
            store.leases.lease(own, GTINS[0])
            document = b'{"of":"%b"}' % own.encode()
            told = {"by_whom": "Anna"}
            store.revisions.add(document, catalog="shop", release="shop@1", effective="2026", seen=0, told=told)
        joined = merge(a, b)
        assert joined.others == 2  # a reference and a revision
        kinds = sorted((each.kind, each.here) for each in joined.stayed)
        assert kinds == [("lease", codes[1]), ("link", codes[1])]
        assert a.references.resolve("erp", "4712").long_code == codes[1]
        assert a.references.resolve("shop", codes[2][:6]).long_code == codes[2]
        assert [each.number for each in a.revisions.of_release("shop@1")] == [1, 2]
        assert merge(a, b).is_empty
        merge(empty, a)
        for table in ("links", "leases", "leased", "revisions"):
            statement = f"SELECT * FROM {table} ORDER BY 1, 2"
            assert empty.database.ask(statement) == a.database.ask(statement)


def test_what_was_unlinked_does_not_come_back() -> None:
    with registries([("issue", 0, 1)], []) as (a, b):
        code = CODER.long(_digest_of(0))
        a.references.link("erp", "4711", code)
        merge(b, a)
        a.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
        a.references.unlink("erp", "4711")
        assert merge(a, b).others == 0
        assert a.references.of(code) == []


def test_what_stayed_elsewhere_is_told_once_and_is_missed_nowhere() -> None:
    """Also where it comes by way of a third registry, and where what it means here is taken back."""
    with registries(
        [("issue", 0, 1), ("issue", 2, 1)], [("issue", 0, 1), ("issue", 4, 1)], [("issue", 2, 1)]
    ) as stores:
        a, b, c = stores
        shared, mine, its = (CODER.long(_digest_of(number)) for number in (0, 2, 4))
        a.leases.lease(mine, GTINS[0])
        a.references.link("erp", "4711", mine)
        for code in (shared, mine, its)[::2]:
            b.leases.lease(code, GTINS[0])
        b.references.link("erp", "4711", its)
        joined = merge(a, b)
        assert sorted(each.kind for each in joined.stayed) == ["lease", "link"]
        stayed = [(each.value("kind"), each.value("code")) for each in log_of(a) if each.kind == "stayed"]
        assert sorted(stayed) == [("leased", shared), ("linked", its)]
        merge(a, b)
        assert [each.kind for each in log_of(a)].count("stayed") == 2
        assert a.leases.lease(shared, GTINS[0]).number == 3
        merge(c, a)
        assert [each.kind for each in log_of(c)].count("stayed") == 2
        c.references.unlink("erp", "4711")
        assert verify(c) == []


def test_how_many_numbers_are_leased_is_not_sealed_anew_where_it_was_changed() -> None:
    with registries([("issue", 0, 1)], [("issue", 0, 1), ("issue", 2, 1)]) as (a, b):
        for store, number in ((a, 0), (b, 0), (b, 2)):
            store.leases.lease(CODER.long(_digest_of(number)), GTINS[0])
        a.database.write(lambda tx: tx.execute("UPDATE leased SET numbers = 7"))
        with pytest.raises(DamagedRecordError, match="how many numbers"):
            b.at_one_moment(lambda snapshot: join(a, snapshot))
