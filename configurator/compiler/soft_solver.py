"""The models of clauses that cost the least: weighted partial MaxSAT, asked again and again under other assumptions.

What a model costs is a *price*: an amount in any case, and for each of some literals a weight, paid where it is false.
The solver is asked for a model with all of them. Where there is none, it names a few that cannot all be true; then the
least of their weights is paid in any case, and their place is taken by new literals, of which as many are false as of
them, less one. So the price of each model stays what it was, until one has nothing more to pay (N. Narodytska and F.
Bacchus, "Maximum satisfiability using core-guided MaxSAT resolution", AAAI 2014). Heavy literals are looked at first
(C. Ansótegui, M. L. Bonet and J. Levy, "SAT-based MaxSAT algorithms", Artificial Intelligence 196, 2013).

Departing from these, nothing that a solver is told depends on what is assumed: new variables only have a meaning. So
what has been worked out under some assumptions goes on to be right under more of them. (RC2 of python-sat takes no
assumptions that change, and cannot be told the time.)
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

    def beside(self, assumed: Iterable[int]) -> Price:
        """The same where some literals are true: what is false then is paid in any case."""
        false = self._false(assumed)
        if not false:
            return self
        left = {literal: weight for literal, weight in self.weights.items() if literal not in false}
        return Price(self.floor_beside(assumed), left)

    def floor_beside(self, assumed: Iterable[int]) -> Cost:
        """What is paid in any case where these literals are true."""
        return self.floor + sum(self.weights[literal] for literal in self._false(assumed))

    def _false(self, assumed: Iterable[int]) -> set[int]:
        return {-literal for literal in assumed if -literal in self.weights}


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

    def add(self, clause: Clause) -> None:
        """One more clause over the variables that there are; what was found before without it may be no more."""
        self._solver.add(clause)

    def cheapest(self, assumed: Sequence[int], price: Price, allowance: Allowance) -> Cheapest | None:
        """A model with all assumed literals that costs the least; None where there is none.

        Raises TooComplexError where that is not found out within the allowance's time.
        """
        price = price.beside(assumed)
        self._solver.prefer(price.weights)
        heavy = max(price.weights.values(), default=0)
        while True:
            found = self._step(assumed, price, heavy, allowance)
            if isinstance(found, Price):
                price = found
            elif found is None:
                return None
            else:
                heavy = max((weight for weight in price.weights.values() if 2 * weight < heavy), default=0)
                if not heavy:
                    return Cheapest(price, found)

    def nearer(self, assumed: Sequence[int], price: Price, allowance: Allowance) -> Price | Cheapest | None:
        """After a question or a few: the same price with a greater floor, or a model that costs the least, or None."""
        price = price.beside(assumed)
        found = self._step(assumed, price, 0, allowance)
        return found if found is None or isinstance(found, Price) else Cheapest(price, found)

    def _step(
        self, assumed: Sequence[int], price: Price, heavy: Cost, allowance: Allowance
    ) -> Price | Sequence[int] | None:
        """A model that has all literals half as heavy, or the price with a greater floor; None if there is no model."""
        soft = [literal for literal, weight in price.weights.items() if 2 * weight >= heavy]
        model = self._solver.model([*assumed, *soft], allowance)
        if model is not None:
            return model
        weights = dict(price.weights)
        core = self._core(assumed, weights, allowance)
        if not core:
            return None
        weight = min(weights[literal] for literal in core)
        for literal in core:
            weights[literal] -= weight
            if not weights[literal]:
                del weights[literal]
        allowance.spend(3 * len(core))
        for literal in self._others(core):
            weights[literal] = weights.get(literal, 0) + weight
        return Price(price.floor + weight, weights)

    def _core(self, assumed: Sequence[int], weights: Mapping[int, Cost], allowance: Allowance) -> Clause:
        """Some of the literals that cannot all be true beside what is assumed; none where that itself cannot be."""
        hard = set(assumed)
        found = [each for each in self._solver.core() if each in weights and each not in hard]
        for _ in range(_ROUNDS):
            if len(found) < 2:
                break
            self._solver.model([*assumed, *found], allowance)  # there is none, and perhaps for fewer reasons
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
