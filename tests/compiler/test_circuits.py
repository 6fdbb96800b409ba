"""Circuits of any clauses count and allow exactly what trying every assignment does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.circuits import compile_circuit
from configurator.compiler.classes import classify
from configurator.compiler.clauses import ComponentClauses
from configurator.diagram import possible_literals
from configurator.diagram.circuit import Circuit, Weights, bit
from configurator.diagram.possible_literals import MOST_BYTES, PossibleLiterals
from configurator.knowledge.clauses import Clause, Clauses
from configurator.model.constraint import Rule
from configurator.model.domain import FlagDomain
from configurator.model.expression import Or, Present
from configurator.model.option import Option

pytest.importorskip("pysat")

VARIABLES = 7
literals = st.integers(1, VARIABLES).flatmap(lambda variable: st.sampled_from((variable, -variable)))
clauses = st.lists(st.lists(literals, min_size=1, max_size=4).map(tuple), max_size=18)
scopes = st.lists(st.lists(st.integers(0, VARIABLES - 1), min_size=1, max_size=3), max_size=4)


def circuit_of(found: Sequence[Clause], tied: Sequence[Sequence[int]]) -> Circuit:
    """The circuit of clauses over flags, each flag a variable, of which some constraints tie some."""
    allowance = Allowance(USUAL)
    options = tuple(classify(Option(f"o{each}", "", FlagDomain()), (), allowance) for each in range(VARIABLES))
    rules = tuple(Rule("r", Or(tuple(Present(f"o{each}") for each in scope))) for scope in tied)
    of_flags = tuple((variable, -variable) for variable in range(1, VARIABLES + 1))
    return compile_circuit(ComponentClauses(options, rules, Clauses(of_flags, tuple(found), (), VARIABLES)), allowance)


def models(found: Sequence[Clause]) -> Iterator[tuple[int, ...]]:
    """The assignments that meet all clauses, as literals, one by one."""
    for signs in product((1, -1), repeat=VARIABLES):
        model = tuple(sign * variable for variable, sign in enumerate(signs, 1))
        if all(any(literal in model for literal in clause) for clause in found):
            yield model


@given(clauses, scopes)
def test_a_circuit_counts_what_trying_every_assignment_counts(found: list[Clause], tied: list[list[int]]) -> None:
    """Also with literals that stand twice, clauses that always hold, and ones that settle a variable for all."""
    assert circuit_of(found, tied).count(Weights(VARIABLES)) == sum(1 for _ in models(found))


@pytest.mark.parametrize("most_bytes", [MOST_BYTES, 0], ids=["with-sets", "without"])
@given(clauses, scopes, st.dictionaries(st.integers(1, VARIABLES), st.booleans()))
def test_a_circuit_allows_the_literals_that_some_assignment_has_without_what_is_excluded(
    most_bytes: int, found: list[Clause], tied: list[list[int]], signs: dict[int, bool]
) -> None:
    """An excluded literal excludes only others."""
    excluded = {variable if sign else -variable for variable, sign in signs.items()}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(possible_literals, "MOST_BYTES", most_bytes)
        asked = PossibleLiterals(circuit_of(found, tied))
    for without in (excluded, set[int]()):
        having = {literal for model in models(found) for literal in model if without.isdisjoint({*model} - {literal})}
        possible = asked.of(sum(map(bit, without)))
        assert {each for v in range(1, VARIABLES + 1) for each in (v, -v) if possible & bit(each)} == having
