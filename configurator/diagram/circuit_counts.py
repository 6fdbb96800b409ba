"""How many assignments of a circuit have each label of an option, asked again while options are decided one by one.

A label of an option is a literal; where the option has it, it has none of its others. What a decision changes is only
what stands above the branches that name the option, so that is all that is worked out anew; the rest is handed on.
`Circuit.count` is the referee. As `CountedPaths` for diagrams.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from configurator.diagram.circuit import Circuit, Weights
from configurator.diagram.circuit_shape import CircuitShape


class CountedAssignments:
    """The assignments of a circuit that have the labels which are decided for some options, each label with a weight.

    `literals[i][j]`: that of label j of option i; `sizes[i][j]`: its weight, but a decided label counts 1.
    """

    def __init__(self, circuit: Circuit, literals: Sequence[Sequence[int]], sizes: Sequence[Sequence[int]]) -> None:
        self._shape = CircuitShape(circuit, literals)
        self._weights = Weights(circuit.variables)
        for own, worths in zip(literals, sizes, strict=True):
            for literal, worth in zip(own, worths, strict=True):
                self._weights[literal] = worth
        self._below = circuit.below(self._weights)

    @property
    def count(self) -> int:
        """What all of them count together."""
        return self._total(self._weights, {})

    def of_labels(self, option: int) -> list[int]:
        """For each label of an option, what the assignments with it would count if it counted 1."""
        found = []
        for label in range(len(self._shape.literals[option])):
            weights = self._deciding(option, label)
            found.append(self._total(weights, self._anew(option, weights)))
        return found

    def deciding(self, option: int, label: int) -> CountedAssignments:
        """Those that have this label of an option; this one stays what it is."""
        found = copy(self)
        found._weights = self._deciding(option, label)  # noqa: SLF001 - it is another of this class
        found._below = [*self._below]  # noqa: SLF001
        for number, count in self._anew(option, found._weights).items():  # noqa: SLF001
            found._below[number] = count  # noqa: SLF001
        return found

    def _deciding(self, option: int, label: int) -> Weights:
        weights = self._weights.copy()
        for number, literal in enumerate(self._shape.literals[option]):
            weights[literal] = int(number == label)
        return weights

    def _anew(self, option: int, weights: Weights) -> dict[int, int]:
        """What nodes count for which the weights of an option matter."""
        below, found = self._below, dict[int, int]()
        nodes, once = self._shape.circuit.nodes, self._shape.circuit.once
        for number in self._shape.affected(option):
            total = 0
            for branch in nodes[number]:
                worth = weights.of(branch)
                for each in branch.nodes if worth else ():
                    worth *= found[each] if each in found else below[each]
                total += worth
            found[number] = min(total, 1) if number in once else total
        return found

    def _total(self, weights: Weights, anew: dict[int, int]) -> int:
        """What the root counts."""
        circuit, below = self._shape.circuit, self._below
        if not circuit.holds:
            return 0
        found = weights.of(circuit.root)
        for each in circuit.root.nodes:
            found *= anew[each] if each in anew else below[each]
        return found
