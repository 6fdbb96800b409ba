"""What two registries noted at one moment has one order in both; and supersessions that a merge makes a circle."""

from __future__ import annotations

from merged_registries import CODER, merge, registries
from registry_contract import document

from configurator.identity.digest import digest
from configurator.registry.stored import StoredRegistry


def code_of(number: int) -> str:
    return CODER.long(digest(document(number)))


def test_of_what_was_noted_at_one_moment_both_take_the_same_as_the_last() -> None:
    with registries([("issue", 0, 1), ("issue", 2, 0), ("issue", 4, 0)], []) as (a, b):
        code, one, two = map(code_of, (0, 2, 4))
        merge(b, a)
        a.supersede(code, by=one, reason="a")
        b.supersede(code, by=two, reason="b")
        merge(a, b)
        merge(b, a)
        assert a.resolve(code).superseded_by == b.resolve(code).superseded_by
        assert [each.id for each in a.resolve(code).entries] == [each.id for each in b.resolve(code).entries]


def superseded(registry: StoredRegistry, *pairs: tuple[int, int]) -> None:
    for one, other in pairs:
        registry.supersede(code_of(one), by=code_of(other), reason="better")


def test_a_circle_of_supersessions_that_a_merge_closes_is_told_until_it_is_opened() -> None:
    with registries([("issue", number, 1) for number in (0, 2, 4)], []) as (a, b):
        a.issue(document(7), release="shop@1")
        merge(b, a)
        superseded(a, (0, 2), (7, 0))
        superseded(b, (2, 4), (4, 0))
        (circle,) = merge(a, b).circles
        assert set(circle) == {code_of(number) for number in (0, 2, 4)}
        assert circle[0] == min(circle)
        again = merge(a, b)
        assert (again.is_empty, again.circles) == (True, [circle])
        assert merge(b, a).circles == [circle]
        a.issue(document(9), release="shop@1")
        a.supersede(code_of(4), by=code_of(9), reason="opened")
        assert merge(a, b).circles == []
