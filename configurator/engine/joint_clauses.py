"""Terms of a quantity that look at several options, as clauses with literals that cost something.

As `joint_terms` for diagrams: a machine reads the options that a term looks at, one after another, and its state is
what is left of the term. Here each state is a variable, and each step from one to the next, and a step is where costs
are paid. What tells much is read first: in `price * (0.9 when years >= 3 else 1)` the years, for then each price stands
alone. New variables only have a meaning, so nothing that was valid is lost, and nothing is told apart that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from configurator.compiler.budget import Allowance
from configurator.compiler.clauses import ComponentClauses
from configurator.diagram.least import Cost
from configurator.engine.joint_terms import TermMachine
from configurator.engine.shares import Shares, Terms
from configurator.knowledge.clauses import Clause, Clauses
from configurator.model.domain import Domain
from configurator.model.expression import options_in

Condition = tuple[int, ...]
"""Literals that are all true."""


def joined(parts: Sequence[ComponentClauses]) -> ComponentClauses:
    """Components as one, which has the variables of the first, then those of the second, and so on."""
    first = 0
    literals: list[tuple[int, ...]] = []
    own: list[Clause] = []
    of_constraints: list[tuple[Clause, ...]] = []
    for part in parts:
        literals += [_moved(each, first) for each in part.clauses.literals]
        own += [_moved(each, first) for each in part.clauses.own]
        of_constraints += [tuple(_moved(each, first) for each in clauses) for clauses in part.clauses.of_constraints]
        first += part.clauses.variables
    return ComponentClauses(
        tuple(chain.from_iterable(part.options for part in parts)),
        tuple(chain.from_iterable(part.constraints for part in parts)),
        Clauses(tuple(literals), tuple(own), tuple(of_constraints), first),
    )


def with_terms(
    parts: ComponentClauses,
    levels: Sequence[Shares],
    terms: Terms,
    domains: Mapping[str, Domain],
    allowance: Allowance,
) -> tuple[ComponentClauses, dict[int, Cost]]:
    """Clauses with literals for labels in the place of classes, and what further literals cost by these terms.

    Raises `TooComplexError` where the rests of a term are too many.
    """
    writer = _Writer(parts.clauses, levels, allowance)
    machine = TermMachine(levels, domains, allowance)
    for term, factor in terms:
        writer.pay(machine, ((term, factor),))
    clauses = parts.clauses
    found = Clauses(tuple(writer.literals), (*clauses.own, *writer.clauses), clauses.of_constraints, writer.used)
    return ComponentClauses(parts.options, parts.constraints, found), writer.costs


class _Writer:
    """Writes labels and terms as clauses; `literals` are those of labels, `costs` of what has a price."""

    def __init__(self, clauses: Clauses, levels: Sequence[Shares], allowance: Allowance) -> None:
        self._levels, self._allowance = levels, allowance
        self._places = {shares.key: level for level, shares in enumerate(levels)}
        self.used = clauses.variables
        self.clauses: list[Clause] = []
        self.costs: dict[int, Cost] = {}
        self.literals = [self._labeled(*each) for each in zip(clauses.literals, levels, strict=True)]
        self._joined: dict[Clause, int] = {}

    def pay(self, machine: TermMachine, terms: Terms) -> None:
        """Let literals cost what a term adds, whatever the options are that it looks at."""
        keys = dict.fromkeys(shares.key for shares in machine.pivots(terms) or ())
        keys |= dict.fromkeys(options_in(terms[0][0]))
        states: dict[int, Condition] = dict.fromkeys((state for state, _ in machine.starts(terms, ())), ())
        for key in keys:
            level = self._places[key]
            after: dict[int, list[int]] = {}
            for state, condition in states.items():
                for (reached, cost), labels in self._steps(machine, level, state).items():
                    self._allowance.take_node()
                    step = self._all_of((*condition, *self._some_of(level, labels)))
                    after.setdefault(reached, []).append(step)
                    if cost:
                        self.costs[step] = self.costs.get(step, 0) + cost
            states = (
                {state: (self._any_of(steps),) for state, steps in after.items()}
                if len(after) > 1
                else dict.fromkeys(after, ())
            )

    def _steps(self, machine: TermMachine, level: int, state: int) -> dict[tuple[int, Cost], list[int]]:
        """The labels of a level, by the state that they lead to and what is to be paid on the way."""
        found: dict[tuple[int, Cost], list[int]] = {}
        for label in range(len(self.literals[level])):
            step = machine.read(level, state, label)
            assert step is not None  # noqa: S101 - there is no guess that could be wrong
            found.setdefault(step, []).append(label)
        return found

    def _some_of(self, level: int, labels: Sequence[int]) -> Condition:
        """That an option has one of these labels."""
        own = self.literals[level]
        if len(labels) == len(own):
            return ()
        some = tuple(own[label] for label in labels)
        found = self._joined.get(some)
        if found is None:
            found = self._joined[some] = self._any_of(some)
        return (found,)

    def _labeled(self, literals: Sequence[int], shares: Shares) -> tuple[int, ...]:
        """The literals of an option's labels: a class that falls into several gets one for each."""
        if shares.labels is None:
            return tuple(literals)
        found = [0] * len(shares.classes)
        for literal, labels in zip(literals, shares.labels, strict=True):
            if len(labels) == 1:
                found[labels[0]] = literal
                continue
            before = 0  # whether one of the labels before is taken
            for label in labels:
                found[label] = self._new()
                if before:
                    self.clauses.append((-before, -found[label]))
                before = self._any_of((before, found[label])) if before else found[label]
            self.clauses += [(-literal, before), (literal, -before)]
        return tuple(found)

    def _all_of(self, literals: Condition) -> int:
        """A new literal that is true exactly where all of these are."""
        found = self._new()
        self.clauses += [(-found, each) for each in literals]
        self.clauses.append((found, *(-each for each in literals)))
        return found

    def _any_of(self, literals: Iterable[int]) -> int:
        """A literal that is true exactly where one of these is."""
        some = tuple(literals)
        return some[0] if len(some) == 1 else -self._all_of(tuple(-each for each in some))

    def _new(self) -> int:
        self._allowance.spend()
        self.used += 1
        return self.used


def _moved(literals: Sequence[int], by: int) -> tuple[int, ...]:
    return tuple(each + by if each > 0 else each - by for each in literals)
