"""The models of clauses that cost the least: weighted partial MaxSAT, asked again and again under other assumptions.

What a model costs is a *price*: an amount in any case, and for each of some literals a weight, paid where it is false.
The solver is asked for a model with all of them. Where there is none, it names a few that cannot all be true; then the
least of their weights is paid in any case, and their place is taken by new literals, of which as many are false as of
them, less one. So the price of each model stays what it was, until one has nothing more to pay (N. Narodytska and F.
Bacchus, "Maximum satisfiability using core-guided MaxSAT resolution", AAAI 2014). Heavy literals are looked at first
(C. Ansótegui, M. L. Bonet and J. Levy, "SAT-based MaxSAT algorithms", Artificial Intelligence 196, 2013).

Departing from these, nothing that a solver is told depends on what is assumed: new variables only have a meaning. So
what has been worked out under some assumptions goes on to be right under more of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from configurator.compiler.budget import Allowance
from configurator.compiler.solver import IncrementalSolver
from configurator.diagram.least import Cost
from configurator.knowledge.clauses import Clause

_ROUNDS = 4
"""How often a solver is asked for fewer literals that cannot all be true."""


@dataclass(frozen=True)
class Price:
    """What models cost: `floor` in any case, and for each literal that is false its weight, which is positive."""

    floor: Cost = 0
    weights: Mapping[int, Cost] = field(default_factory=dict)

    def plus(self, floor: Cost, weights: Iterable[tuple[int, Cost]]) -> Price:
        """As much more, of weights that are not negative."""
        found, floor = dict(self.weights), self.floor + floor
        for literal, weight in weights:
            # of two opposite literals one is false anyway
            opposite = found.pop(-literal, 0)
            both = min(opposite, weight)
            floor += both
            if opposite > both:
                found[-literal] = opposite - both
            elif weight > both:
                found[literal] = found.get(literal, 0) + weight - both
        return Price(floor, found)


@dataclass(frozen=True)
class Cheapest:
    """A model that costs the least of all, and the price, put so that this is its floor.

    So all models that cost the least, and no others, have all literals of the price.
    """

    price: Price
    model: Sequence[int]


class SoftSolver:
    """Clauses, asked for models that cost little. Raises `MissingExtraError` where python-sat is not installed."""

    def __init__(self, clauses: Iterable[Clause], variables: int) -> None:
        self._solver = IncrementalSolver(clauses, variables)
        self._variables = variables
        self._known: dict[Clause, tuple[int, ...]] = {}

    @property
    def calls(self) -> int:
        """How often the solver was asked so far."""
        return self._solver.calls

    def cheapest(self, assumed: Sequence[int], price: Price, allowance: Allowance) -> Cheapest | None:
        """A model with all assumed literals that costs the least; None where there is none.

        Raises TooComplexError where that is not found out within the allowance's time.
        """
        floor, weights = price.floor, dict(price.weights)
        hard = set(assumed)
        for literal in [each for each in weights if -each in hard]:
            floor += weights.pop(literal)
        self._solver.prefer(weights)
        heavy = max(weights.values(), default=0)
        while True:
            soft = [literal for literal, weight in weights.items() if 2 * weight >= heavy]
            model = self._solver.model([*assumed, *soft], allowance)
            if model is not None:
                heavy = max((weight for weight in weights.values() if 2 * weight < heavy), default=0)
                if not heavy:
                    return Cheapest(Price(floor, weights), model)
                continue
            core = self._core(assumed, weights, allowance)
            if not core:
                return None
            weight = min(weights[literal] for literal in core)
            floor += weight
            for literal in core:
                weights[literal] -= weight
                if not weights[literal]:
                    del weights[literal]
            for literal in self._others(core):
                weights[literal] = weights.get(literal, 0) + weight

    def model(self, assumed: Sequence[int], price: Price, allowance: Allowance) -> Sequence[int] | None:
        """A model with all assumed literals that costs no more than the floor; None where there is none."""
        return self._solver.model([*assumed, *price.weights], allowance)

    def _core(self, assumed: Sequence[int], weights: Mapping[int, Cost], allowance: Allowance) -> Clause:
        """Some of the literals that cannot all be true beside what is assumed; none where that itself cannot be."""
        hard = set(assumed)
        found = [each for each in self._solver.core() if each in weights and each not in hard]
        for _ in range(_ROUNDS):
            if len(found) < 2 or self._solver.model([*assumed, *found], allowance) is not None:
                break
            fewer = [each for each in self._solver.core() if each in weights and each not in hard]
            if len(fewer) == len(found):
                break
            found = fewer
        return tuple(sorted(found, key=lambda each: (abs(each), each)))

    def _others(self, core: Clause) -> tuple[int, ...]:
        """New literals: as many of them are false as of these, less one, if one of these is."""
        known = self._known.get(core)
        if known is None:
            found: list[int] = []
            later = -core[-1]  # whether a later one is false
            for place in range(len(core) - 2, -1, -1):
                literal = core[place]
                found.append(-self._both(-literal, later))
                later = -self._both(literal, -later) if place else later
            known = self._known[core] = tuple(found)
        return known

    def _both(self, one: int, other: int) -> int:
        """A new variable, true where both are."""
        self._variables += 1
        for clause in ((-self._variables, one), (-self._variables, other), (self._variables, -one, -other)):
            self._solver.add(clause)
        return self._variables
