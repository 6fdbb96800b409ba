"""From the constraints of a component to clauses, for solvers: what is beyond decision diagrams is answered by these.

A rule that joins looks at single options with `and`, `or` and `not` is multiplied out where that stays small; what does
not stay small gets a variable of its own, equivalent to it (G. S. Tseitin, "On the complexity of derivation in
propositional calculus", 1968; in both directions, so that nothing is left undetermined). Whatever else a constraint is,
a table, a sum, a count, its automaton is written down: a variable for each state after each option, just one of a level
being true (as Abío and others do for sums, JAIR 45, 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.automaton import BROKEN, HOLDS
from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.nodes import Kind, Node, is_logic
from configurator.compiler.rule_automaton import RuleAutomaton
from configurator.knowledge.clauses import Clause, Clauses
from configurator.model.constraint import Constraint

MOST_PRODUCTS = 16
"""Clauses that the parts of one disjunction are multiplied out to; beyond it, parts get variables."""

_PAIRWISE = 6
"""Literals of which at most one may be true that are compared one by one; of more, in a chain of groups."""

Classes = frozenset[int]
Formula = list[Clause]
"""Clauses of which all hold; one without literals never does."""

NEVER: Formula = [()]


@dataclass(frozen=True)
class ComponentClauses:
    """All valid combinations of classes of some options, as clauses; `constraints` are those that tie the options."""

    options: tuple[ClassedOption, ...]
    constraints: tuple[Constraint, ...]
    clauses: Clauses


def clauses_of(
    classed: Mapping[str, ClassedOption], keys: Sequence[str], automata: Sequence[AnyAutomaton], allowance: Allowance
) -> ComponentClauses:
    """The clauses of those of some options that have these keys, under constraints that look at no others.

    Raises TooComplexError where one constraint by itself has more states than the allowance, or the time is over.
    """
    options = [classed[key] for key in keys]
    for automaton in automata:
        automaton.begin(classed, tuple(automaton.terms), allowance)
    writer = ClauseWriter(options, allowance)
    own = [clause for key in keys for clause in writer.exactly_one(key)]
    of_constraints = tuple(tuple(writer.constraint(automaton)) for automaton in automata)
    clauses = Clauses(tuple(writer.literals[each.key] for each in options), tuple(own), of_constraints, writer.used)
    return ComponentClauses(tuple(options), tuple(automaton.constraint for automaton in automata), clauses)


class ClauseWriter:
    """Writes constraints as clauses; `literals` are those of each option's classes, `used` says how many variables.

    An automaton that it is given has begun with the classes of these options.
    """

    def __init__(self, options: Sequence[ClassedOption], allowance: Allowance) -> None:
        self._allowance = allowance
        self.used = 0
        self.literals: dict[str, tuple[int, ...]] = {}
        for option in options:
            many = len(option.classes)
            first = self.new() if many == 2 else 0
            self.literals[option.key] = (first, -first) if many == 2 else tuple(self.new() for _ in range(many))
        self._joined: dict[tuple[str, Classes], int] = {}
        self._pending: Formula = []  # what the variables mean that a constraint has just got

    def new(self) -> int:
        """A further variable."""
        self._allowance.spend()
        self.used += 1
        return self.used

    def exactly_one(self, key: str) -> Formula:
        """An option has one of its classes."""
        literals = self.literals[key]
        if len(literals) == 2:
            return []
        found = [literals, *self._at_most_one(literals)]
        return [*self._taken(), *found]

    def _at_most_one(self, literals: Sequence[int]) -> Formula:
        """Of some literals at most one is true; many stand in groups, each with a variable that says which."""
        found: Formula = []
        rest = list(literals)
        while len(rest) > _PAIRWISE:
            group, rest = rest[: _PAIRWISE - 1], rest[_PAIRWISE - 1 :]
            some = self._any_of(group)
            found += [(-one, -other) for one, other in combinations(group, 2)]
            rest.append(some)
        found += [(-one, -other) for one, other in combinations(rest, 2)]
        return found

    def _any_of(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly where one of these is."""
        if len(literals) == 1:
            return literals[0]
        some = self.new()
        self._pending += [(some, -each) for each in literals]
        self._pending.append((-some, *literals))
        return some

    def _taken(self) -> Formula:
        pending, self._pending = self._pending, []
        return pending

    # -- constraints

    def constraint(self, automaton: AnyAutomaton, unless: int | None = None) -> Formula:
        """What a constraint says; with `unless`, where that literal is false."""
        found = self._said(automaton, end=BROKEN)
        return [*self._taken(), *(found if unless is None else ((unless, *clause) for clause in found))]

    def breach(self, automaton: AnyAutomaton, given: tuple[str, int] | None = None) -> tuple[int, Formula]:
        """A new literal, and the formula by which a constraint is broken where it is true.

        With `given`, an option and one of its classes: where it is broken if the option has that class, whatever it
        has.
        """
        if given is not None:
            return self._breach_given(automaton, *given)
        found, breached = self._said(automaton, end=HOLDS), self.new()
        return breached, [*self._taken(), *((-breached, *clause) for clause in found)]

    def _breach_given(self, automaton: AnyAutomaton, key: str, given: int) -> tuple[int, Formula]:
        literals, joined, true = self.literals[key], self._joined, self.new()
        self.literals[key] = tuple(true if number == given else -true for number in range(len(literals)))
        self._joined = {}  # what is known of its classes is not so now
        breached, found = self.breach(automaton)
        self.literals[key], self._joined = literals, joined
        return breached, [(true,), *found]

    def _said(self, automaton: AnyAutomaton, end: int) -> Formula:
        """That a constraint does not come to this end: BROKEN, or HOLDS."""
        if automaton.start in (HOLDS, BROKEN):
            return NEVER if automaton.start == end else []
        if isinstance(automaton, RuleAutomaton) and is_logic(automaton.broken):
            return self._meant(automaton, automaton.broken, wanted=end == HOLDS)
        return self._walked(automaton, end)

    def _meant(self, automaton: RuleAutomaton, test: Node, *, wanted: bool) -> Formula:
        """That a test holds, or does not."""
        self._allowance.spend()
        match test.kind:
            case Kind.KNOWN:
                return [] if (test.worth is True) is wanted else NEVER
            case Kind.NOT:
                return self._meant(automaton, test.parts[0], wanted=not wanted)
            case Kind.TERM:
                key, classes = automaton.classes_where(test)
                every = range(len(self.literals[key]))
                return self._among(key, [each for each in every if (each in classes) is wanted])
        parts = [self._meant(automaton, part, wanted=wanted) for part in test.parts]
        if (test.kind is Kind.ALL) is wanted:
            return [clause for part in parts for clause in part]
        return self._some(parts)

    def _some(self, parts: list[Formula]) -> Formula:
        """That some of these formulas hold."""
        size = 1
        formulas: list[Formula] = []
        for part in sorted(parts, key=len):
            if size * len(part) > MOST_PRODUCTS:
                formulas.append([(self._equivalent(part),)])
            else:
                size *= len(part)
                formulas.append(part)
        self._allowance.spend(size)
        found = (_joined(clauses) for clauses in product(*formulas))
        return [clause for clause in found if clause is not None]

    def _equivalent(self, formula: Formula) -> int:
        """A literal that is true exactly where all clauses of a formula hold."""
        clauses = [self._any_of(clause) for clause in formula]
        return -self._any_of([-each for each in clauses])

    def _among(self, key: str, classes: Sequence[int]) -> Formula:
        """That an option has one of these classes."""
        literals = self.literals[key]
        if len(classes) == len(literals):
            return []
        if len(classes) == len(literals) - 1:
            (other,) = set(range(len(literals))).difference(classes)
            return [(-literals[other],)]
        return [tuple(literals[each] for each in classes)]

    def _one_of(self, key: str, classes: Classes) -> int:
        """A literal that is true exactly where an option has one of these classes, which are neither none nor all."""
        literals = self.literals[key]
        if len(classes) == len(literals) - 1:
            (other,) = set(range(len(literals))).difference(classes)
            return -literals[other]
        if len(classes) == 1:
            return literals[min(classes)]
        found = self._joined.get((key, classes))
        if found is None:
            found = self._joined[key, classes] = self._any_of([literals[each] for each in sorted(classes)])
        return found

    def _walked(self, automaton: AnyAutomaton, end: int) -> Formula:
        """That the states of an automaton follow one another, and none is this end."""
        found: Formula = []
        states: dict[int, int | None] = {automaton.start: None}  # each with its literal; the first is true anyway
        for key in automaton.terms:
            after: dict[int, int | None] = {}
            letters = automaton.letters[key]
            for state, literal in states.items():
                self._allowance.look_at_clock()
                targets: dict[int, set[int]] = {}
                reached = automaton.outcomes(state, key)
                for number, letter in enumerate(letters):
                    targets.setdefault(reached[letter], set()).add(number)
                for target, classes in targets.items():
                    so: Clause = () if literal is None else (-literal,)
                    if len(classes) < len(letters):
                        so += (-self._one_of(key, frozenset(classes)),)
                    if target == end:
                        found.append(so)
                        continue
                    if target not in after:
                        self._allowance.take_node()
                        after[target] = self.new()
                    found.append((*so, after[target] or 0))
            found += self._at_most_one([literal for literal in after.values() if literal is not None])
            states = after
        return found


def _joined(clauses: Iterable[Clause]) -> Clause | None:
    """One clause with the literals of all; None where it always holds."""
    literals = dict.fromkeys(literal for clause in clauses for literal in clause)
    return None if any(-literal in literals for literal in literals) else tuple(literals)
