"""Clauses for what meets some constraints and breaks one of others: so what only one of two products has is found.

An option may be *settled* by constraints: whatever all else is, there is one thing that it can be, or nothing. That it
could be something else is no breach, so these constraints hold; and where there is nothing that it can be, that is a
breach by itself: each of its classes then breaks one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.clauses import ClauseWriter, ComponentClauses
from configurator.knowledge.clauses import Clause, Clauses

MOST_CLASSES = 200
"""Of an option that is settled, each of which is looked at."""


@dataclass(frozen=True)
class Breaches:
    """What meets the constraints that are to be met: `parts`. Each of `literals` is true only where there is a breach.

    `is_whole`: whether each breach that there can be has a literal; not so where an option that is settled has too many
    classes, and nothing is known of what it has none for.
    """

    parts: ComponentClauses
    literals: tuple[int, ...]
    is_whole: bool

    @property
    def breached(self) -> ComponentClauses:
        """The same for what has a breach."""
        clauses = self.parts.clauses
        return replace(self.parts, clauses=replace(clauses, own=(*clauses.own, self.literals)))


def breaches_of(
    classed: Mapping[str, ClassedOption],
    met: Sequence[AnyAutomaton],
    settling: Mapping[str, Sequence[AnyAutomaton]],
    breakable: Sequence[AnyAutomaton],
    allowance: Allowance,
) -> Breaches:
    """The clauses for all options: constraints to be met, those that settle options, by key, and those to be broken.

    Raises TooComplexError as `clauses_of` does.
    """
    for automaton in (*met, *(each for own in settling.values() for each in own), *breakable):
        automaton.begin(classed, tuple(automaton.terms), allowance)
    options = tuple(classed.values())
    writer = ClauseWriter(options, allowance)
    own = [clause for key in classed for clause in writer.exactly_one(key)]
    of_met = tuple(tuple(writer.constraint(automaton)) for automaton in met)
    literals: list[int] = []
    for automaton in breakable:
        breached, formula = writer.breach(automaton)
        literals.append(breached)
        own += formula
    is_whole = True
    for key, automata in settling.items():
        unsettled: int | None = None
        if len(classed[key].classes) <= MOST_CLASSES:
            unsettled = writer.new()
            literals.append(unsettled)
            own += _unsettled(writer, unsettled, key, automata)
        else:
            is_whole = False
        own += [clause for automaton in automata for clause in writer.constraint(automaton, unsettled)]
    clauses = Clauses(tuple(writer.literals[key] for key in classed), tuple(own), of_met, writer.used)
    constraints = tuple(automaton.constraint for automaton in met)
    return Breaches(ComponentClauses(options, constraints, clauses), tuple(literals), is_whole)


def _unsettled(writer: ClauseWriter, literal: int, key: str, automata: Sequence[AnyAutomaton]) -> list[Clause]:
    """That a literal is true only where each class of an option breaks a constraint that settles it."""
    found: list[Clause] = []
    for number in range(len(writer.literals[key])):
        some = [-literal]
        for automaton in automata:
            breached, formula = writer.breach(automaton, (key, number))
            some.append(breached)
            found += formula
        found.append(tuple(some))
    return found
