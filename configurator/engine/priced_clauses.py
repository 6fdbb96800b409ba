"""Components without a diagram under a quantity: what labels and further literals cost, and who finds what is least.

Where there is a circuit, that is a pass over it; else a solver is asked, with one budget for all that an answer takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from configurator.compiler.budget import Allowance, Budget
from configurator.compiler.clauses import ComponentClauses
from configurator.compiler.soft_solver import Price, SoftSolver
from configurator.diagram.circuit import Circuit
from configurator.diagram.circuit_least import LeastAssignments, PricedCircuit
from configurator.diagram.least import Cost, Costs, LeastCosts
from configurator.engine.clausal import WAYS
from configurator.engine.solved_least import Asked, LeastModels

_, CIRCUIT, SOLVER = WAYS


@dataclass(frozen=True)
class PricedClauses:
    """Clauses, in which labels have literals; of them a `circuit`, or None where only a solver knows them.

    `priced`: what further literals cost where they are true. `budget`: of all questions to a solver that go on from
    the same choices.
    """

    parts: ComponentClauses
    circuit: Circuit | None
    budget: Budget
    priced: Mapping[int, Cost] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Who finds what is least, as in `ValidSpace`."""
        return SOLVER if self.circuit is None else CIRCUIT

    @property
    def dearest(self) -> Cost:
        """No less than what all further literals cost, each taken as positive."""
        return sum((max(cost, -cost) for cost in self.priced.values()), start=0)

    @property
    def costs(self) -> list[Cost]:
        """What further literals cost."""
        return list(self.priced.values())

    def scaled(self, scale: int) -> PricedClauses:
        """The same where further literals cost so many times as much, which are whole numbers."""
        return replace(self, priced={literal: int(cost * scale) for literal, cost in self.priced.items()})

    def least(self, costs: Sequence[Costs], most: Cost) -> LeastCosts:
        """The least costs where labels cost so much, and nothing more than `most`, as `LeastAssignments` has it."""
        if self._circuit is not None:
            return LeastAssignments(self._circuit, costs, most)
        clauses = self.parts.clauses
        solver = SoftSolver(clauses, clauses.variables)
        options = tuple(each.key for each in self.parts.options)
        allowance = Allowance(self.budget, options, tuple(each.key for each in self.parts.constraints))
        return LeastModels(Asked(solver, clauses.literals, self._price, allowance), costs)

    @cached_property
    def _circuit(self) -> PricedCircuit | None:
        if self.circuit is None:
            return None
        return PricedCircuit(self.circuit, self.parts.clauses.literals, self.priced)

    @cached_property
    def _price(self) -> Price:
        """What further literals cost: those of less than nothing are paid for in advance."""
        floor = sum((cost for cost in self.priced.values() if cost < 0), start=0)
        weights = [(literal, -cost) for literal, cost in self.priced.items() if cost < 0]
        weights += [(-literal, cost) for literal, cost in self.priced.items() if cost > 0]
        return Price().plus(floor, weights)
