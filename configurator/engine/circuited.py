"""A component that no decision diagram holds, compiled to a decision circuit: what counts is exact and fast, too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, reduce
from operator import or_

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.circuits import compile_circuit
from configurator.compiler.clauses import ComponentClauses
from configurator.diagram.circuit import Circuit, Weights, bit
from configurator.diagram.possible_literals import PossibleLiterals
from configurator.engine.clausal import Allowed, ClausalComponent, chosen_of
from configurator.engine.model_count import count_models
from configurator.errors import TooComplexError

_MOST_KNOWN = 256
"""Sets of classes of one option that are remembered."""


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
        labels = self._labels_of(self._possible.of(excluded))
        if not impossible:
            return labels
        return tuple(each if option == impossible[0] else frozenset() for option, each in enumerate(labels))

    def _labels_of(self, possible: int) -> tuple[frozenset[int], ...]:
        """For each option the classes whose literals are possible; most are as they are when nothing is chosen."""
        changed, found = possible ^ self._possible_at_first, [*self._labels_at_first]
        for option in [each for each, own in enumerate(self._own) if own.mask & changed]:
            found[option] = self._own[option].classes(possible)
        return tuple(found)

    @cached_property
    def _possible(self) -> PossibleLiterals:
        return PossibleLiterals(self.circuit)

    @cached_property
    def _own(self) -> list[_Literals]:
        return [_Literals(literals) for literals in self._literals]

    @cached_property
    def _possible_at_first(self) -> int:
        return self._possible.of(0)

    @cached_property
    def _labels_at_first(self) -> list[frozenset[int]]:
        return [own.classes(self._possible_at_first) for own in self._own]

    def count(self, weights: Sequence[Sequence[int]], over: Collection[str], budget: Budget) -> int:
        """How much all that is valid counts together; options that are open do not multiply, all others must do."""
        closed = {option.key for option in self.options if not option.option.is_open}
        if closed.intersection(over) != closed:
            return count_models(self.parts, weights, over, self.why, budget)
        return self.circuit.count(self.weights(weights))

    def weights(self, weights: Sequence[Sequence[int]]) -> Weights:
        """Weights of classes as those of literals."""
        found = Weights(self.circuit.variables)
        for literals, own in zip(self._literals, weights, strict=True):
            for literal, weight in zip(literals, own, strict=True):
                found[literal] = weight
        return found


class _Literals:
    """The literals of an option's classes, among those of all options."""

    def __init__(self, literals: Sequence[int]) -> None:
        bits = [bit(literal) for literal in literals]
        self.mask = reduce(or_, bits)
        self._shift = (self.mask & -self.mask).bit_length() - 1
        self._bits = [each >> self._shift for each in bits]
        self._known: dict[int, frozenset[int]] = {}

    def classes(self, possible: int) -> frozenset[int]:
        """The classes whose literals are among these."""
        own = (possible & self.mask) >> self._shift
        found = self._known.get(own)
        if found is None:
            found = frozenset(number for number, each in enumerate(self._bits) if own & each)
            if len(self._known) < _MOST_KNOWN:
                self._known[own] = found
        return found
