"""Cheapest models are those that trying everything finds, under changing assumptions and prices, of one solver."""

from __future__ import annotations

from itertools import product as combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.soft_solver import Cheapest, Price, SoftSolver
from configurator.errors import TooComplexError

VARIABLES = 5

literals = st.integers(1, VARIABLES).flatmap(lambda each: st.sampled_from((each, -each)))
clauses = st.lists(st.lists(literals, min_size=1, max_size=3).map(tuple), max_size=8)
weights = st.lists(st.tuples(literals, st.integers(0, 6)), max_size=8)


@given(clauses, st.lists(st.tuples(st.lists(literals, max_size=2), weights), min_size=1, max_size=4))
def test_the_cheapest_model_is_that_of_all(
    formula: list[tuple[int, ...]], questions: list[tuple[list[int], list[tuple[int, int]]]]
) -> None:
    solver, models = SoftSolver(formula, VARIABLES), list[set[int]]()
    for signs in combinations((1, -1), repeat=VARIABLES):
        model = {sign * each for each, sign in enumerate(signs, 1)}
        if all(model.intersection(clause) for clause in formula):
            models.append(model)
    assumed, price, paid = list[int](), Price(), list[tuple[int, int]]()
    for more, own in questions:  # each goes on from what has been worked out for the one before
        assumed, price, paid = assumed + more, price.plus(0, own), paid + own
        agreeing = [model for model in models if model.issuperset(assumed)]
        costs = [sum(weight for literal, weight in paid if literal not in model) for model in agreeing]
        found = solver.cheapest(assumed, price, Allowance(USUAL))
        assert (found is None) == (not agreeing)
        if found is None:
            return
        assert found.price.floor == min(costs)
        assert set(found.model) in [each for each, cost in zip(agreeing, costs, strict=True) if cost == min(costs)]
        for literal in (each for variable in range(1, VARIABLES + 1) for each in (variable, -variable)):
            is_least = any(literal in each and cost == min(costs) for each, cost in zip(agreeing, costs, strict=True))
            near = solver.nearer([*assumed, literal], found.price, Allowance(USUAL))
            assert (isinstance(near, Cheapest) and near.price.floor == found.price.floor) == is_least
        price = found.price


def test_thousands_of_easy_questions_end_with_the_time() -> None:
    """Each pair costs something, and none of them is hard: the clock is looked at between questions."""
    pairs = 4_000
    looked = 0

    def clock() -> float:
        nonlocal looked
        looked += 1
        return float(looked > 50)

    solver = SoftSolver([(-2 * pair - 1, -2 * pair - 2) for pair in range(pairs)], 2 * pairs)
    price = Price(0, dict.fromkeys(range(1, 2 * pairs + 1), 1))
    with pytest.raises(TooComplexError, match="it takes more than"):
        solver.cheapest([], price, Allowance(Budget(seconds=0.5, clock=clock)))
    assert looked <= 100
