"""Clauses for what breaks a constraint say what every combination says: what is broken, and what nothing settles."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st
from referee import CompletedChoices, all_choices
from strategies import products

from configurator.compiler import breaches
from configurator.compiler.breaches import Breaches, breaches_of
from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.compile_graphs import prepare
from configurator.compiler.solver import IncrementalSolver
from configurator.engine.outcomes import Outcomes
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint, Rule, holds
from configurator.model.domain import IntegerDomain
from configurator.model.expression import Compare, OptionValue
from configurator.model.option import Option


class Asked:
    """Whether something has some choices, and a literal is true."""

    def __init__(self, found: Breaches) -> None:
        clauses = found.parts.clauses
        self._solver = IncrementalSolver(clauses, clauses.variables)
        self._literals = {each.key: own for each, own in zip(found.parts.options, clauses.literals, strict=True)}
        self._outcomes = {each.key: Outcomes(each) for each in found.parts.options}

    def __call__(self, choices: CompletedChoices, literal: int) -> bool:
        """Of options that are not named, anything will do."""
        classes = {key: self._outcomes[key].class_of(outcome) for key, outcome in choices.items()}
        assumed = [self._literals[key][number] for key, number in classes.items()]
        return self._solver.model([*assumed, literal], Allowance(USUAL)) is not None


def all_hold(product: Product, constraints: Sequence[Constraint], choices: CompletedChoices) -> bool:
    return all(holds(each, choices, product.domains) for each in constraints)


@given(products())
def test_a_breach_breaks_a_constraint_and_meets_all_others(product: Product) -> None:
    constraints = product.all_constraints
    assume(constraints)
    prepared = prepare(product.options, constraints)
    found = breaches_of(prepared.options, prepared.automata[1:], {}, prepared.automata[:1], Allowance(USUAL))
    assert found.is_whole
    asked, (breached,) = Asked(found), found.literals
    for choices in all_choices(product.options, constraints):
        is_met = all_hold(product, constraints[1:], choices)
        assert asked(choices, breached) is (is_met and not all_hold(product, constraints[:1], choices))


@given(products(), st.data())
def test_what_settles_an_option_holds_or_nothing_does_that(product: Product, data: st.DataObject) -> None:
    constraints = product.all_constraints
    key = data.draw(st.sampled_from([option.key for option in product.options]))
    prepared = prepare(product.options, constraints)
    found = breaches_of(prepared.options, (), {key: prepared.automata}, (), Allowance(USUAL))
    asked, (unsettled,) = Asked(found), found.literals
    by_others: dict[tuple[object, ...], list[CompletedChoices]] = {}
    for choices in all_choices(product.options, constraints):
        others = tuple(outcome for each, outcome in choices.items() if each != key)
        by_others.setdefault(others, []).append(choices)
    for several in by_others.values():
        settled = [each for each in several if all_hold(product, constraints, each)]
        rest = {each: outcome for each, outcome in several[0].items() if each != key}
        assert asked(rest, unsettled) is (not settled)
        for each in several:
            assert asked(each, -unsettled) is (each in settled)


def test_an_option_of_many_classes_is_not_looked_at_one_by_one() -> None:
    options = [Option(key, key, IntegerDomain(0, breaches.MOST_CLASSES)) for key in ("a", "b")]
    equal = Rule("same", Compare("=", OptionValue("a"), OptionValue("b")))
    prepared = prepare(options, (equal,))
    found = breaches_of(prepared.options, (), {"b": prepared.automata}, (), Allowance(USUAL))
    assert (found.is_whole, found.literals) == (False, ())
    asked = Asked(found)
    assert asked({"a": 3, "b": 3}, found.parts.clauses.literals[0][3])
    assert not asked({"a": 3, "b": 4}, found.parts.clauses.literals[0][3])
