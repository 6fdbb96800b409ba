"""Releases and links of merged registries: none is lost, what was done later holds, and what is odd is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from merged_registries import CODER, Clock, merge
from postgres_server import PostgresServer
from registry_contract import document, log_of

from configurator.errors import DamagedRecordError
from configurator.registry import joining_releases
from configurator.registry.joining_others import Stayed
from configurator.registry.joining_releases import Unheld
from configurator.registry.opening import open_registry
from configurator.registry.releases import PART, Published
from configurator.registry.stored import StoredRegistry


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
    told = [(each.subject, each.value("against")) for each in log_of(a) if each.kind == "unheld"]
    assert sorted({subject for subject, _ in told if subject}) == ["shop@3", "shop@4", "shop@5"]
    for each in joined.unheld:
        assert sorted(one for subject, names in told if subject == each.release for one in names) == list(each.against)
    assert merge(a, b).unheld == merge(b, a).unheld == []  # it has been told, and stands in the log
    assert a.releases.listed() == b.releases.listed()


def test_what_a_merge_tells_once_stands_in_the_log_also_where_it_is_interrupted(
    two_of: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@2", "shop@5")
    published(clock, b, "shop@3", "shop@4")
    files = joining_releases._files

    def cut_off(*given: Any) -> Iterator[tuple[Published, bytes]]:
        yield next(files(*given))
        raise KeyboardInterrupt

    monkeypatch.setattr(joining_releases, "_files", cut_off)
    with pytest.raises(KeyboardInterrupt):
        merge(a, b)
    assert names_in(a) == ["shop@2", "shop@5", "shop@3"]
    monkeypatch.undo()
    assert merge(a, b).unheld == [Unheld("shop@4", ("shop@2", "shop@5"))]
    told = [(each.subject, each.value("against")) for each in log_of(a) if each.kind == "unheld"]
    assert told == [("shop@3", ["shop@2", "shop@5"]), ("shop@4", ["shop@2", "shop@5"])]


def test_a_release_that_both_have_was_published_by_who_did_so_first(two_of: Two) -> None:
    clock, a, b = two_of
    published(clock, a, "shop@1", "shop@2")
    published(clock, b, "shop@2", "shop@3", "shop@1")
    first = a.releases.listed()
    joined = merge(b, a)
    assert (joined.releases, joined.dated, joined.unheld) == (0, 2, [Unheld("shop@3", ("shop@1",))])
    assert not joined.is_empty
    assert [each.value("dated") for each in log_of(b) if each.kind == "merged"] == [2]
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
