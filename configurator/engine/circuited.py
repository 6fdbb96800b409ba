"""A component that no decision diagram holds, compiled to a decision circuit: what counts is exact and fast, too."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.circuits import compile_circuit
from configurator.compiler.clauses import ComponentClauses
from configurator.diagram.circuit import Circuit, Weights, bit
from configurator.engine.clausal import Allowed, ClausalComponent, chosen_of
from configurator.engine.model_count import count_models
from configurator.errors import TooComplexError


class CircuitComponent(ClausalComponent):
    """All valid combinations of classes of some options, as a circuit over the literals of their clauses."""

    method = "circuit"

    def __init__(
        self, parts: ComponentClauses, circuit: Circuit, why: TooComplexError, budget: Budget | Allowance = USUAL
    ) -> None:
        super().__init__(parts, why, budget)
        self.circuit = circuit

    @classmethod
    def compiled(
        cls,
        parts: ComponentClauses,
        why: TooComplexError,
        allowance: Allowance,
        asking: Budget | Allowance | None = None,
    ) -> CircuitComponent:
        """Compile the clauses. Raises TooComplexError beyond the allowance, and `MissingExtraError`."""
        return cls(parts, compile_circuit(parts, allowance), why, asking or allowance.budget)

    @property
    def holds(self) -> bool:
        """Whether there is a valid combination at all."""
        return self.circuit.holds

    def open_labels(self, allowed: Allowed) -> tuple[frozenset[int], ...]:
        """As for all such components; in one pass up and one down."""
        chosen = chosen_of(allowed)
        impossible = [option for option, each in chosen.items() if not each]
        excluded = 0
        for option, some in chosen.items():
            if some:
                for number, literal in enumerate(self._literals[option]):
                    if number not in some:
                        excluded |= bit(literal)
        if len(impossible) > 1:
            return tuple(frozenset() for _ in self._literals)
        found = self.circuit.possible(excluded)
        return tuple(
            frozenset(number for number, literal in enumerate(literals) if found & bit(literal))
            if not impossible or option == impossible[0]
            else frozenset()
            for option, literals in enumerate(self._literals)
        )

    def count(self, weights: Sequence[Sequence[int]], over: Collection[str], budget: Budget) -> int:
        """How much all that is valid counts together; options that are open do not multiply, all others must do."""
        closed = {option.key for option in self.options if not option.option.is_open}
        if closed.intersection(over) != closed:
            return count_models(self.parts, weights, over, self.why, budget.solver_seconds)
        return self.circuit.count(self.weights(weights))

    def weights(self, weights: Sequence[Sequence[int]]) -> Weights:
        """Weights of classes as those of literals."""
        found = Weights(self.circuit.variables)
        for literals, own in zip(self._literals, weights, strict=True):
            for literal, weight in zip(literals, own, strict=True):
                found[literal] = weight
        return found
