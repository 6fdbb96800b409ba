"""The least and the greatest of a quantity, and the least with each value, are those that trying everything finds."""

from __future__ import annotations

from fractions import Fraction
from unittest.mock import patch

import pytest
from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW, LAW_OF_EACH_WAY
from priced_products import priced_products, worths
from ways_to_answer import Making, by_each_way, mixed, solved

from configurator.compiler.budget import Budget
from configurator.engine import joint_terms
from configurator.engine.optimum import least, least_by_value
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.data())
def test_least_and_greatest_are_those_of_all_valid_configurations(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space = made(product)
    choices = chosen(data, product) if data.draw(st.booleans()) else {}
    amounts = [worth for each, worth in worths(product) if agree(each, choices)]
    read, quantity = as_choices(space, choices), quantity_of(product, "price")
    found = least(Priced.of(space, quantity), read)
    assert (found and found.base) == min(amounts, default=None)
    found = least(Priced.of(space, quantity, greatest=True), read)
    assert (found and found.base) == max(amounts, default=None)


@LAW_OF_EACH_WAY
@given(priced_products())
def test_it_is_the_same_where_terms_tie_what_is_answered_in_several_ways(product: Product) -> None:
    space, quantity = mixed(product), quantity_of(product, "price")
    amounts = [worth for _, worth in worths(product)]
    for greatest in (False, True):
        found = least(Priced.of(space, quantity, greatest=greatest))
        assert (found and found.base) == (max if greatest else min)(amounts, default=None)


@LAW
@given(priced_products())
def test_it_is_the_same_where_the_machine_guesses_what_comes_later(product: Product) -> None:
    space, quantity = ValidSpace.of(product), quantity_of(product, "price")
    with patch.object(joint_terms, "EASE", -(10**9)):
        priced = Priced.of(space, quantity)
    amounts = [worth for _, worth in worths(product)]
    found = least(priced)
    assert (found and found.base) == min(amounts, default=None)


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.data())
def test_the_least_with_each_value_leaves_the_choice_for_its_own_option_out(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product)
    by_value = least_by_value(Priced.of(space, quantity_of(product, "price")), as_choices(space, choices))
    assert list(by_value) == list(product.by_key)
    for key, found in by_value.items():
        others = {each: value for each, value in choices.items() if each != key}
        expected: dict[Outcome, Fraction] = {}
        for each, worth in worths(product):
            if agree(each, others):
                expected[each[key]] = min(worth, expected.get(each[key], worth))
        assert (found.least and found.least.base) == min(expected.values(), default=None)
        for outcome, amount in expected.items():
            of = found.of(outcome)
            assert of is not None
            if product.by_key[key].is_open:
                assert of.base <= amount  # one of the kind
            else:
                assert of.base == amount
        if not product.by_key[key].is_open:
            each_ = list(found.each())
            assert {outcome: amount.base for outcome, amount in each_} == expected
            indexes = [space.outcomes[key].index(outcome) for outcome, _ in each_]
            assert indexes == sorted(indexes)


def test_all_that_an_answer_asks_a_solver_shares_one_budget() -> None:
    """A search for each of many values: the time ends between two of them, and the next answer has all of it."""
    lines = "".join(
        f"  option o{number}: a {{ price: {number}.00 EUR }} | b {{ price: {7 - number}.00 EUR }}\n"
        for number in range(8)
    )
    rules = "".join(f"  rule r{number} forbid o{number} = a and o{number + 1} = a\n" for number in range(7))
    total = " + ".join(f"o{number}.price" for number in range(8))
    text = f"catalog shop {{ currency EUR }}\nproduct p {{\n{lines}{rules}  derive price = {total}\n}}\n"
    outcome = build(Source("shop.vpc", text), lambda name: name)
    assert outcome.value is not None
    product = outcome.value.products["p"].product
    clock = Ticking()

    def priced(seconds: float) -> Priced:
        clock.ticks = False
        found = Priced.of(solved(product), quantity_of(product, "price"), budget=Budget(seconds=seconds, clock=clock))
        clock.ticks = True
        return found

    patient = priced(1_000_000)
    assert least(patient) is not None
    one = clock.looked
    least_by_value(patient)
    assert clock.looked > 5 * one
    hurried = priced(2 * one)
    for _ in range(5):
        assert least(hurried) is not None
    with pytest.raises(TooComplexError, match="it takes more than"):
        least_by_value(hurried)


class Ticking:
    """A clock that goes on by a second whenever it is looked at, once it ticks."""

    ticks = False

    def __init__(self) -> None:
        self.looked = 0

    def __call__(self) -> float:
        self.looked += self.ticks
        return float(self.looked)
