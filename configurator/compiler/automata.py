"""Each constraint with the automaton that fits it."""

from __future__ import annotations

from configurator.compiler.budget import Allowance
from configurator.compiler.rule_automaton import RuleAutomaton
from configurator.compiler.table_automaton import LookupAutomaton, TableAutomaton
from configurator.model.constraint import Constraint, Table

AnyAutomaton = RuleAutomaton | TableAutomaton | LookupAutomaton


def automaton_of(constraint: Constraint, allowance: Allowance) -> AnyAutomaton:
    """The automaton of a constraint, still without classes: `begin` gives it some. Raises TooComplexError."""
    if isinstance(constraint, Table):
        return LookupAutomaton(constraint, allowance) if constraint.gives else TableAutomaton(constraint, allowance)
    return RuleAutomaton(constraint, allowance)
