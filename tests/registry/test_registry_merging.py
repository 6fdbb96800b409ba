"""Laws of merging: a set union, whichever way round and however often, across both databases; clashes are told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres_server import PostgresServer
from private_contract import RING, private_document, texts
from registry_contract import LONG_RUN, document, log_of, narrow

from configurator.errors import AmbiguousCodeError, DamagedRecordError
from configurator.registry.joining import Clash, Joined, join
from configurator.registry.joining_others import Stayed
from configurator.registry.joining_releases import Unheld
from configurator.registry.opening import open_registry
from configurator.registry.private_rows import TEXTS
from configurator.registry.releases import PART
from configurator.registry.sqlite import open_file
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify

CODER = narrow(5)
NAMES = [f"name {number}" for number in range(6)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "issue many keep again erase older retire reinstate note supersede publish link unlink".split()
        ),
        st.integers(0, 5),
        st.integers(1, 90),
    ),
    max_size=14,
)


class Clock:
    """A clock that is set by whoever wants a moment."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def live(registry: StoredRegistry, clock: Clock, steps: list[tuple[str, int, int]]) -> None:
    """Let a registry have a history; what it cannot do, as with a code that it does not know, it leaves."""
    for kind, which, seconds in steps:
        clock.now += timedelta(seconds=seconds)
        name, code = NAMES[which], CODER.long(_digest(which))
        known = code in {each.long_code for each in registry.codes()}
        if kind == "issue":
            registry.issue(document(which), release=f"shop@{seconds % 3}")
        elif kind == "many":
            registry.issue_many([document(number) for number in range(which, which + 4)], release="shop@9")
        elif kind in {"keep", "again"}:
            keeping = registry.private.keeping(RING, texts(name), again=kind == "again")
            registry.issue(private_document(name), release="shop@1", also=keeping)
        elif kind == "publish":
            catalog = f"shop{which % 2}"
            name, place = f"{catalog}@sha256:{which}", len(registry.releases.listed(catalog)) + 1
            registry.releases.publish(name, file_of(which), place=place)
        elif kind == "older":
            registry.private.erase_older((clock.now - timedelta(seconds=60)).isoformat(timespec="milliseconds"))
        elif known and kind == "erase":
            registry.private.erase(code)
        elif known and kind == "retire":
            registry.retire(code, reason=f"old {seconds}")
        elif known and kind == "reinstate":
            registry.reinstate(code, reason="new")
        elif known and kind == "link" and not registry.references.of(code):
            registry.references.link("erp", f"R{which}", code)
        elif known and kind == "unlink" and registry.references.of(code):
            registry.references.unlink("erp", f"R{which}")
        elif known and kind == "note":
            registry.note(code, note=f"order {seconds}")
        elif known and kind == "supersede":
            other = next(each.long_code for each in registry.codes())
            if other != code and registry.resolve(other).superseded_by is None:
                registry.supersede(code, by=other, reason="better")


def file_of(which: int) -> bytes:
    """What is published as a release: nothing, little, several parts."""
    return bytes([which]) * (which * PART // 2)


def _digest(which: int) -> bytes:
    from configurator.identity.digest import digest

    return digest(private_document(NAMES[which])) if which % 2 else digest(document(which))


def view(registry: StoredRegistry) -> dict[str, object]:
    """All that does not hang on the order in which registries were merged."""
    codes = [registry.resolve(each.long_code) for each in registry.codes()]
    local = {"merged", "clash"}
    return {
        "codes": [(each.long_code, each.code, each.document, each.release, each.issued_at) for each in codes],
        "fate": {each.long_code: (bool(each.retired), each.superseded_by, len(each.notes)) for each in codes},
        "log": sorted(
            (each.id, each.at, each.kind, each.subject or "", each.detail)
            for each in log_of(registry)
            if each.kind not in local
        ),
        "erasures": list(registry.private.erasures()),
        "links": registry.references.all(),
        "releases": [(each, registry.releases.fetch(each.name)) for each in registry.releases.listed()],
        "texts": registry.database.ask(f"SELECT {TEXTS} FROM private_texts ORDER BY digest, option"),
    }


@contextmanager
def registries(*histories: list[tuple[str, int, int]]) -> Iterator[list[StoredRegistry]]:
    """Registries in files, each with a history of its own; time goes on from one to the next."""
    clock = Clock()
    with TemporaryDirectory() as folder:
        stores = []
        for number, steps in enumerate(histories):
            stores.append(open_file(Path(folder) / f"{number}.db", create=True, clock=clock, coder=CODER))
            live(stores[-1], clock, steps)
        try:
            yield list(stores)
        finally:
            for each in stores:
                each.close()


def merge(target: StoredRegistry, *sources: StoredRegistry) -> Joined:
    for each in sources:
        joined = each.at_one_moment(lambda snapshot: join(target, snapshot))
    assert verify(target) == []
    return joined


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
        a.private.erase(CODER.long(_digest(1)))
        assert merge(a, b).texts == 0
        assert merge(b, a).erased == 1
        for each in (a, b):
            assert [found.state for found in each.private.answers(CODER.long(_digest(1)), RING)] == ["erased"]


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
    kinds += ["publish", "link", "unlink"]
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


@pytest.fixture(params=["sqlite", "postgres"])
def two_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Clock, StoredRegistry, StoredRegistry]]:
    """A clock, and two registries in one kind of database."""
    addresses = [str(tmp_path / "a.db"), str(tmp_path / "b.db")]
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        addresses = [server.database(), server.database()]
    clock = Clock()
    one, two = (open_registry(each, create=True, clock=clock, coder=CODER) for each in addresses)
    with closing(one), closing(two):
        yield clock, one, two
    if request.param == "postgres":
        for each in addresses:
            server.drop(each)


Two = tuple[Clock, StoredRegistry, StoredRegistry]


def published(clock: Clock, registry: StoredRegistry, *names: str, data: bytes = b"a file") -> None:
    for each in names:
        clock.now += timedelta(hours=1)
        catalog, _, _ = each.partition("@")
        assert registry.releases.publish(each, data, place=len(registry.releases.listed(catalog)) + 1)


def names_in(registry: StoredRegistry, catalog: str = "shop") -> list[str]:
    return [each.name for each in registry.releases.listed(catalog)]


def test_releases_come_with_their_files_and_those_here_before(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1", "shop@2", "other@1", data=bytes(3 * PART + 1))
    published(clock, a, "shop@3", data=b"")
    joined = merge(b, a)
    assert (joined.releases, joined.unheld, joined.stayed) == (4, [], [])
    assert b.releases.listed() == a.releases.listed()
    assert all(b.releases.fetch(each.name) == a.releases.fetch(each.name) for each in a.releases.listed())
    published(clock, b, "shop@4")
    joined = merge(a, b)
    assert (joined.releases, joined.unheld) == (1, [])
    assert merge(a, b).is_empty
    assert merge(b, a).is_empty
    assert names_in(a) == names_in(b) == ["shop@1", "shop@2", "shop@3", "shop@4"]


def test_releases_of_one_catalog_that_were_published_apart_are_all_kept_and_told(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1")
    merge(b, a)
    published(clock, a, "shop@2")
    published(clock, b, "shop@3", "shop@4")
    published(clock, a, "shop@5")
    joined = merge(a, b)
    assert joined.releases == 2
    assert joined.unheld == [
        Unheld("shop@3", ("shop@2",)),
        Unheld("shop@4", ("shop@2",)),
        Unheld("shop@5", ("shop@3", "shop@4")),
    ]
    assert names_in(a) == [f"shop@{number}" for number in range(1, 6)]
    told = [each for each in log_of(a) if each.kind == "merged"][-1]
    assert told.value("unheld") == ["shop@3", "shop@4", "shop@5"]
    assert merge(a, b).unheld == merge(b, a).unheld == []  # it has been told, and stands in the log
    assert a.releases.listed() == b.releases.listed()


def test_a_release_that_both_have_was_published_by_who_did_so_first(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1", "shop@2")
    published(clock, b, "shop@2", "shop@3", "shop@1")
    first = a.releases.listed()
    joined = merge(b, a)
    assert (joined.releases, joined.unheld) == (0, [Unheld("shop@3", ("shop@1",))])
    assert b.releases.listed()[:2] == first
    assert names_in(b) == ["shop@1", "shop@2", "shop@3"]
    merge(a, b)
    assert a.releases.listed() == b.releases.listed()


def test_a_release_with_another_file_stays_where_it_is_and_is_told(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1", data=b"one")
    published(clock, b, "shop@1", data=b"two")
    for target, source, kept in ((a, b, b"one"), (b, a, b"two")):
        (stayed,) = merge(target, source).stayed
        assert isinstance(stayed, Stayed)
        assert stayed.kind == "release"
        assert stayed.what.startswith("shop@1 with the SHA-256 ")
        assert target.releases.fetch("shop@1") == kept
    assert a.releases.listed()[0].at == b.releases.listed()[0].at


def test_a_damaged_release_is_not_merged(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1")
    a.database.write(lambda tx: tx.execute("UPDATE release_parts SET data = seal"))
    with pytest.raises(DamagedRecordError, match="the file of its release"):
        merge(b, a)
    assert names_in(b) == []


def test_releases_come_in_the_order_of_publishing_also_with_a_clock_that_was_put_back(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@9")
    clock.now -= timedelta(days=1)
    published(clock, a, "shop@1", "shop@0")
    merge(b, a)
    assert names_in(a) == names_in(b) == ["shop@9", "shop@1", "shop@0"]


def test_what_was_unlinked_later_is_unlinked_in_both(two_of: Two) -> None:
    clock, a, b = two_of
    code, other = (a.issue(document(number), release="shop@1").long_code for number in (0, 2))
    a.references.link("erp", "4711", code)
    a.references.link("erp", "4712", other)
    merge(b, a)
    clock.now += timedelta(days=1)
    a.references.unlink("erp", "4711")
    joined = merge(b, a)
    assert joined.unlinked == 1
    assert [each.reference for each in b.references.all()] == ["4712"]
    assert merge(b, a).is_empty
    assert merge(a, b).others == 0
    assert a.references.all() == b.references.all()


def test_what_was_linked_again_later_stays_linked(two_of: Two) -> None:
    clock, a, b = two_of
    code = a.issue(document(0), release="shop@1").long_code
    a.references.link("erp", "4711", code)
    merge(b, a)
    clock.now += timedelta(days=1)
    a.references.unlink("erp", "4711")
    clock.now += timedelta(days=1)
    b.references.unlink("erp", "4711")
    b.references.link("erp", "4711", code)
    assert merge(b, a).unlinked == 0
    assert merge(a, b).others == 1
    (link,) = a.references.all()
    assert [link] == b.references.all()
    assert link.at == a.resolve(code).entries[-1].at


def test_what_means_another_code_here_is_not_unlinked(two_of: Two) -> None:
    clock, a, b = two_of
    code = a.issue(document(0), release="shop@1").long_code
    other = b.issue(document(2), release="shop@1").long_code
    b.references.link("erp", "4711", other)
    a.references.link("erp", "4711", code)
    clock.now += timedelta(days=1)
    a.references.unlink("erp", "4711")
    assert merge(b, a).unlinked == 0
    assert b.references.resolve("erp", "4711").long_code == other
