"""The search for an order: what cuts cost, where options are moved to, and what is refused because of it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.compiler.cut_cost import CutCost, Tie, tie
from configurator.compiler.forecast import forecast
from configurator.compiler.order import arrange, cut_profile

OPTIONS = "abcdef"
TIES = st.lists(
    st.lists(st.sampled_from(OPTIONS), min_size=2, max_size=4, unique=True).map(tie), min_size=1, max_size=7
)


def cost(order: tuple[str, ...], ties: list[Tie]) -> float:
    places = {option: place for place, option in enumerate(order)}
    return CutCost(places, ties, lambda _: None).of(range(len(order)))


@given(TIES, st.sets(st.sampled_from(OPTIONS)))
def test_the_order_that_is_found_costs_at_most_twice_what_the_best_costs(ties: list[Tie], late: set[str]) -> None:
    found = arrange(OPTIONS, ties, late)
    allowed = [each for each in permutations(OPTIONS) if list(each) == sorted(each, key=late.__contains__)]
    assert found in allowed
    assert cost(found, ties) <= 2 * min(cost(each, ties) for each in allowed)


@given(TIES)
def test_a_cut_costs_nothing_exactly_where_no_constraint_is_open(ties: list[Tie]) -> None:
    order = tuple(OPTIONS)
    places = {option: place for place, option in enumerate(order)}
    profile = CutCost(places, ties, lambda _: None).profile(range(len(order)))
    opened = cut_profile(order, [each.options for each in ties])
    assert [one > 1 for one in profile] == [number > 0 for number in opened]


def test_many_constraints_that_have_read_the_same_cost_no_more_than_what_they_have_read() -> None:
    ties = [Tie(("a", "b", leaf), (3, 4, 2), lambda _: 12) for leaf in ("c", "d", "e", "f")] * 10
    places = {option: place for place, option in enumerate(OPTIONS)}
    profile = CutCost(places, ties, lambda _: None).profile(range(6))
    assert max(profile) == pytest.approx(12)


def test_hubs_come_before_what_hangs_on_them() -> None:
    ties = [Tie(("a", "b", leaf), (9, 5, 20), lambda _: 45) for leaf in ("c", "d", "e", "f")]
    order = arrange("cdabef", ties)
    assert set(order[:2]) == {"a", "b"}


def test_the_widest_place_is_named_with_those_that_reach_across() -> None:
    ties = [tie(("a", "d")), tie(("b", "e")), tie(("c", "f")), tie(("c", "d", "e", "f"))]
    found = forecast(tuple(OPTIONS), ties)
    assert found.last == "c"
    scopes = [(f"r{number}", each.options) for number, each in enumerate(ties)]
    finding, hint = found.refusal(10, scopes)
    assert "around `c`, where 4 rules and tables overlap, and at most 10 are allowed" in finding
    assert "`r3`" in hint
