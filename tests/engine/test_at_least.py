"""What a number of valid configurations is at least: never more than it is, nothing only where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from chosen import as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from strategies import products
from ways_to_answer import Making, by_each_way, solved

from configurator.compiler.budget import USUAL
from configurator.compiler.solver import IncrementalSolver
from configurator.engine.at_least import at_least
from configurator.engine.count import count, counted_after
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError, UnnumberedError
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


def product_of(text: str) -> Product:
    outcome = build(Source("shop.vpc", text), lambda name: name)
    assert outcome.value is not None
    return next(iter(outcome.value.products.values())).product


@LAW
@by_each_way
@given(products(), st.data())
def test_it_is_no_more_than_the_number_and_nothing_only_where_that_is(
    made: Making, product: Product, data: st.DataObject
) -> None:
    choices, space, other = chosen(data, product), ValidSpace.of(product), made(product)
    number = counted_after(space, as_choices(space, choices)).number
    found = at_least(other, as_choices(other, choices), USUAL)
    assert (number > 0) <= found <= number
    if other.method != "solver":
        assert found == number


def test_what_no_rule_needs_is_left_open() -> None:
    lines = "".join(f"  option o{number}: yes or no\n" for number in range(40))
    rules = "".join(f"  rule r{number} require o{number} or o{number + 1}\n" for number in range(39))
    product = product_of(f"catalog shop\nproduct row {{\n{lines}  option width: integer 1 .. 1000\n{rules}}}\n")
    number = count(product)
    found = at_least(solved(product))
    assert 2**20 * 1000 <= found < number, "every second option may be open"


def test_lists_are_not_bounded_as_their_spaces_tell_orders_apart() -> None:
    product = product_of(
        "catalog shop\nproduct box {\n  option cards: 0 .. 3 of product card\n}\n"
        "product card {\n  option color: red | blue\n}\n"
    )
    with pytest.raises(UnnumberedError):
        at_least(ValidSpace.of(product))


def test_a_bound_is_not_lost_where_time_ends_before_a_better_one(monkeypatch: pytest.MonkeyPatch) -> None:
    product = product_of(
        "catalog shop\nproduct p {\n  option a: yes or no\n  option b: yes or no\n  rule r require a or b\n}\n"
    )
    asked, model = 0, IncrementalSolver.model

    def once(solver: IncrementalSolver, *arguments: Any) -> object:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise TooComplexError("it takes more than 1 s", (), ())
        return model(solver, *arguments)

    space = solved(product)
    monkeypatch.setattr(IncrementalSolver, "model", once)
    assert 1 <= at_least(space) <= 3
    assert asked == 2
