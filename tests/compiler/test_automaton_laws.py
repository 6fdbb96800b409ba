"""A single constraint's automaton, whatever order it reads its options in, ends where the referee's `holds` does."""

from __future__ import annotations

import os

from expression_strategies import AMOUNTS, SIGNS, Expressions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from referee import all_choices
from strategies import domains, tables

from configurator.compiler.automaton import HOLDS
from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.compile_graphs import prepare
from configurator.model.constraint import Constraint, Rule, holds
from configurator.model.domain import FlagDomain
from configurator.model.expression import Compare, Expression, Extreme, InSet, Sum, options_in
from configurator.model.option import Option

LAW = settings(
    max_examples=20_000 if os.environ.get("OPTIONARY_LONG") == "1" else 250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)

Case = tuple[tuple[Option, ...], Constraint, list[str]]


@st.composite
def small_options(draw: DrawFn) -> tuple[Option, ...]:
    """Two or three options, each of which may lack a value, and most of which have amounts."""
    kinds = domains().filter(lambda domain: not isinstance(domain, FlagDomain))
    return tuple(
        Option(f"o{number}", f"O{number}", draw(kinds), optional=draw(st.booleans()))
        for number in range(draw(st.integers(2, 3)))
    )


@st.composite
def tied(draw: DrawFn, form: str) -> Case:
    """A constraint that ties options together, with an order to read them in."""
    options = draw(small_options())
    expressions = Expressions(draw, options)
    constraint: Constraint
    if form == "table":
        constraint = draw(tables(options, "table"))
    else:
        condition = draw_condition(expressions, form)
        constraint = Rule("rule", condition, draw(st.booleans()))
    order = draw(st.permutations([option.key for option in options]))
    return options, constraint, order


def draw_condition(expressions: Expressions, form: str) -> Expression:
    """A condition of one form over more than one option, where that comes about."""

    def inner() -> Expression:
        amounts = expressions.some(lambda: expressions.amount(expressions.draw(st.sampled_from((0, 0, 1)))), 2)
        match form:
            case "extreme":
                return Extreme(expressions.pick(("min", "max")), amounts)
            case "sum":
                return Sum(amounts, tuple(expressions.draw(st.sampled_from((1, -1))) for _ in amounts))
        return expressions.amount(2)

    def condition() -> Expression:
        if expressions.draw(st.booleans()):
            return Compare(expressions.pick(SIGNS), inner(), expressions.one_of((expressions.constant, inner)))
        if form == "truth":
            return expressions.truth(3)
        return expressions.one_of(
            (
                lambda: InSet(inner(), frozenset(expressions.draw(st.sets(st.sampled_from(AMOUNTS))))),
                lambda: Compare(expressions.pick(SIGNS[:2]), expressions.truth(1), Compare("<", inner(), inner())),
                lambda: Compare(expressions.pick(SIGNS), expressions.amount(2), inner()),
            )
        )

    return next((each for each in (condition() for _ in range(3)) if len(options_in(each)) > 1), condition())


def same_end(case: Case) -> None:
    """Follow each combination through the automaton, and ask the referee."""
    options, constraint, order = case
    prepared = prepare(options, [constraint])
    (automaton,) = prepared.automata
    automaton.begin(prepared.options, [key for key in order if key in automaton.terms], Allowance(USUAL))
    by_key = {option.key: option.domain for option in options}
    for choices in all_choices(options, (constraint,)):
        state = automaton.start
        for key in order:
            if key in automaton.terms:
                option = prepared.options[key]
                worths = tuple(term.worth_in(by_key[key])(choices[key]) for term in option.terms)
                lacking = choices[key] is None
                number = next(
                    place
                    for place, each in enumerate(option.classes)
                    if each.worths == worths and (each.representative is None) is lacking
                )
                state = automaton.outcomes(state, key)[automaton.letters[key][number]]
        assert (state == HOLDS) is holds(constraint, choices, by_key), choices


@LAW
@given(tied("extreme"))
def test_extremes_are_judged_as_the_referee_judges_them(case: Case) -> None:
    same_end(case)


@LAW
@given(tied("sum"))
def test_sums_are_judged_as_the_referee_judges_them(case: Case) -> None:
    same_end(case)


@LAW
@given(tied("any"))
def test_comparisons_are_judged_as_the_referee_judges_them(case: Case) -> None:
    same_end(case)


@LAW
@given(tied("truth"))
def test_conditions_are_judged_as_the_referee_judges_them(case: Case) -> None:
    same_end(case)


@LAW
@given(tied("table"))
def test_tables_are_judged_as_the_referee_judges_them(case: Case) -> None:
    same_end(case)
