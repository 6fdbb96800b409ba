"""Revisions of merged registries: all registries agree on which counts, and what was not proved together is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from merged_registries import CODER, Clock, merge, revise
from postgres_server import PostgresServer
from registry_contract import log_of

from configurator.registry.joining_revisions import Unproved
from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify
from configurator.revising.registered import ordered

Two = tuple[Clock, StoredRegistry, StoredRegistry]


@pytest.fixture(params=["sqlite", "postgres"])
def two_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
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


def names(registry: StoredRegistry) -> list[str]:
    """The revisions of a release in the order in which they count."""
    return [each.name for each in ordered(registry.revisions.of_release("shop@0"))]


@pytest.mark.parametrize("same_moment", [True, False])
def test_merged_both_ways_the_same_revision_counts_last(two_of: Two, same_moment: bool) -> None:
    clock, a, b = two_of
    for store, which in ((a, 0), (b, 2), (a, 4)):
        clock.now += timedelta(seconds=not same_moment)
        revise(store, which)
    merge(a, b)
    merge(b, a)
    assert names(a) == names(b)
    assert len(names(a)) == 3
    assert [each.number for each in a.revisions.of_release("shop@0")] == [1, 2, 3]


def test_a_revision_that_both_kept_was_kept_by_who_did_so_first(two_of: Two) -> None:
    clock, a, b = two_of
    for store, which in ((a, 0), (b, 2), (b, 0), (a, 2)):
        clock.now += timedelta(seconds=1)
        revise(store, which)
    merge(a, b)
    merge(b, a)
    assert names(a) == names(b)
    assert [each.at for each in ordered(a.revisions.of_release("shop@0"))] == [
        each.at for each in ordered(b.revisions.of_release("shop@0"))
    ]
    assert verify(a) == verify(b) == []


def test_revisions_that_were_not_proved_together_are_told_once_and_stand_in_the_log(two_of: Two) -> None:
    clock, a, b = two_of
    revise(a, 0)
    merge(b, a)
    clock.now += timedelta(seconds=1)
    revise(a, 2)
    revise(b, 4)
    revise(b, 1)  # of another release, which is alone there
    (mine,), (its,) = (set(names(each)) - set(names(other)) for each, other in ((a, b), (b, a)))
    assert merge(a, b).unproved == [Unproved("shop@0", (its,), (mine,))]
    (told,) = (each for each in log_of(a) if each.kind == "unproved")
    assert (told.subject, told.value("revisions"), told.value("against")) == ("shop@0", [its], [mine])
    assert merge(a, b).unproved == merge(b, a).unproved == []


def test_a_later_revision_counts_later_also_with_a_clock_that_was_put_back(two_of: Two) -> None:
    clock, a, b = two_of
    revise(a, 0)
    clock.now -= timedelta(days=1)
    revise(a, 2)
    merge(b, a)
    by_number = [each.name for each in a.revisions.of_release("shop@0")]
    assert names(a) == names(b) == by_number


def test_revisions_that_count_in_another_order_after_a_merge_are_told_once(two_of: Two) -> None:
    """Both are in force from one moment, so the last that was kept counts: nothing comes, and another one counts."""
    clock, a, b = two_of
    revise(b, 2)
    clock.now += timedelta(days=1)
    revise(a, 0)
    clock.now += timedelta(hours=1)
    revise(a, 2)
    revise(a, 4, effective="2027")
    first, last, later = names(a)
    joined = merge(a, b)
    assert names(a) == [last, first, later]
    assert joined.unproved == [Unproved("shop@0", (last,), (first,), moved=True)]
    (told,) = (each for each in log_of(a) if each.kind == "unproved")
    assert [told.value(name) for name in ("revisions", "against", "moved")] == [[last], [first], True]
    assert merge(a, b).is_empty
    assert merge(b, a).unproved == []


def test_a_revision_that_was_kept_earlier_and_counts_where_it_did_is_not_told(two_of: Two) -> None:
    clock, a, b = two_of
    revise(b, 0)
    clock.now += timedelta(days=1)
    revise(a, 0)
    revise(a, 2)
    joined = merge(a, b)
    assert (joined.dated, joined.unproved) == (1, [])
