"""What a solver is asked: few questions for conflicts, hardly any for what witnesses have shown; all answers right."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from chosen import as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from strategies import products
from ways_to_answer import WHY, solved

from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.clauses import ComponentClauses
from configurator.engine import witness_pool
from configurator.engine.narrow import narrowed
from configurator.engine.solved import SolvedComponent
from configurator.engine.solved_conflict import ConstraintSolver
from configurator.engine.solved_repair import fewest_changes
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.knowledge.clauses import Clauses
from configurator.model.catalog import Product


def chain(length: int) -> Clauses:
    """Variables each of which follows from the one before; each such rule is a constraint."""
    literals = tuple((variable, -variable) for variable in range(1, length + 1))
    return Clauses(literals, (), tuple(((-each, each + 1),) for each in range(1, length)), length)


def test_a_conflict_takes_about_as_many_questions_as_it_has_constraints() -> None:
    solver = ConstraintSolver(chain(400))
    found = solver.contradicting([100, -110], Allowance(USUAL))
    assert found == tuple(range(99, 109))
    assert solver.calls <= len(found) + 5


def test_constraints_that_can_be_met_do_not_contradict() -> None:
    assert ConstraintSolver(chain(10)).contradicting([3, -2], Allowance(USUAL)) == ()


def component(clauses: Clauses) -> SolvedComponent:
    return SolvedComponent(ComponentClauses((), (), clauses), WHY)


def test_what_witnesses_have_shown_is_not_asked_again() -> None:
    asked = component(chain(60))
    random = Random(1)
    allowed: list[list[frozenset[int] | None]] = [[None] * 60 for _ in range(40)]
    for each in allowed:
        each[random.randrange(60)] = frozenset((random.randrange(2),))
    first = [asked.open_labels(each) for each in allowed]
    before = asked.calls
    assert [asked.open_labels(each) for each in allowed] == first
    assert asked.calls == before


@pytest.mark.parametrize("most", [2, 3])
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_forgotten_witnesses_change_no_answer(most: int, product: Product, data: st.DataObject) -> None:
    space, other = ValidSpace.of(product), solved(product)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(witness_pool, "MOST_WITNESSES", most)
        for _ in range(3):
            choices = chosen(data, product)
            expected = narrowed(space, as_choices(space, choices))
            found = narrowed(other, as_choices(other, choices))
            assert {key: each.classes for key, each in found.domains.items()} == {
                key: each.classes for key, each in expected.domains.items()
            }


def test_what_nothing_has_is_not_given_to_a_counting_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> int:
        raise AssertionError("it was asked")

    monkeypatch.setattr("configurator.engine.solved.count_models", never)
    asked = component(chain(3))
    assert asked.count([[1, 0], [1, 1], [0, 1]], (), USUAL) == 0
    with pytest.raises(AssertionError, match="it was asked"):
        asked.count([[1, 0], [1, 1], [1, 1]], (), USUAL)


def test_fewest_changes_are_found_set_by_set_and_no_longer_than_somebody_waits() -> None:
    parts = ComponentClauses((), (), chain(6))  # whoever is true makes all after it true
    allowed: list[frozenset[int] | None] = [frozenset({0}), None, frozenset({1}), None, frozenset({1}), None]
    assert fewest_changes(parts, allowed, 9, Allowance(USUAL)) == [(0,)]
    allowed[1] = frozenset({0})
    both = fewest_changes(parts, allowed, 9, Allowance(USUAL))
    assert sorted(both) == [(0, 1), (2, 4)]
    assert len(fewest_changes(parts, allowed, 1, Allowance(USUAL))) == 1
    assert fewest_changes(parts, [None] * 6, 9, Allowance(USUAL)) == [()]
    with pytest.raises(TooComplexError):
        fewest_changes(parts, allowed, 9, Allowance(replace(USUAL, seconds=-1.0)))
