"""Conflicts are smallest, and repairs are nearest, as trying every combination shows."""

from __future__ import annotations

from collections.abc import Sequence

from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from referee import CompletedChoices, all_choices, all_valid
from strategies import products
from ways_to_answer import Making, by_each_way

from configurator.engine.conflict import conflict, why_not
from configurator.engine.quickxplain import smallest_conflict
from configurator.engine.repair import repairs
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint, holds


@given(st.sets(st.frozensets(st.integers(0, 7), max_size=4), min_size=1, max_size=6), st.permutations(range(8)))
def test_what_quickxplain_finds_is_smallest(faults: set[frozenset[int]], order: list[int]) -> None:
    def is_consistent(some: Sequence[int]) -> bool:
        return not any(fault <= set(some) for fault in faults)

    found = smallest_conflict(order, is_consistent)
    assert found is not None
    assert frozenset(found) in faults
    assert not any(fault < set(found) for fault in faults)


def test_nothing_is_found_where_all_can_hold() -> None:
    assert smallest_conflict([1, 2, 3], lambda some: len(some) < 4) is None


def can_be(product: Product, constraints: Sequence[Constraint], choices: CompletedChoices) -> bool:
    return any(
        agree(each, choices) and all(holds(one, each, product.domains) for one in constraints)
        for each in all_choices(product.options, product.all_constraints)
    )


@by_each_way
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_a_conflict_is_smallest_over_choices_and_constraints(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product)
    found = conflict(space, as_choices(space, choices))
    if found is None:
        assert can_be(product, product.all_constraints, choices)
        return
    assert found.choices.items() <= choices.items()
    assert not can_be(product, found.constraints, dict(found.choices))
    for key in found.choices:
        others = {each: value for each, value in found.choices.items() if each != key}
        assert can_be(product, found.constraints, others)
    for left_out in found.constraints:
        rest = [each for each in found.constraints if each is not left_out]
        assert can_be(product, rest, dict(found.choices))


@by_each_way
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_why_a_value_is_blocked_is_told_exactly_where_it_is(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product)
    for key in list(choices)[:1]:
        others = {each: value for each, value in choices.items() if each != key}
        found = why_not(space, as_choices(space, others), key, choices[key])
        assert (found is None) is can_be(product, product.all_constraints, choices)
        if found is not None and can_be(product, product.all_constraints, others):
            assert key in found.choices


@by_each_way
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_repairs_are_all_the_ways_to_change_fewest_choices(made: Making, product: Product, data: st.DataObject) -> None:
    space, choices = made(product), chosen(data, product)
    found = repairs(space, as_choices(space, choices), most=1_000)
    valid = list(all_valid(product))
    changed = {frozenset(key for key, value in choices.items() if not agree(each, {key: value})) for each in valid}
    fewest = min(map(len, changed), default=0)
    assert {frozenset(each.domains) for each in found} == {each for each in changed if len(each) == fewest}
    for each in found:
        kept = {key: value for key, value in choices.items() if key not in each.domains}
        assert any(agree(one, {**kept, **each.example}) for one in valid)
        for key, domain in each.domains.items():
            possible = {one[key] for one in valid if agree(one, kept)}
            assert domain.may_lack_value is (None in possible)
            if not domain.option.is_open:
                assert set(domain.values()) == possible
