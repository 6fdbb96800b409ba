"""What of a circuit must be worked out anew where one option is decided: what names it, and what stands above that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from configurator.diagram.circuit import Branch, Circuit


class CircuitShape:
    """A circuit in which labels of options are literals: `literals[i][j]` is that of label j of option i."""

    def __init__(self, circuit: Circuit, literals: Sequence[Sequence[int]]) -> None:
        self.circuit, self.literals = circuit, literals
        self._affected: dict[int, list[int]] = {}

    def affected(self, option: int) -> list[int]:
        """The nodes that name an option in a branch or stand above one that does, each after those below it."""
        known = self._affected.get(option)
        if known is None:
            found: set[int] = set()
            waiting = [*self.naming(option)]
            while waiting:
                number = waiting.pop()
                if number not in found:
                    found.add(number)
                    waiting += self.above[number]
            known = self._affected[option] = sorted(found)
        return known

    def naming(self, option: int) -> list[int]:
        """The nodes that name an option in a branch, ascending."""
        variables = {abs(literal) for literal in self.literals[option]}
        return sorted({number for each in variables for number in self._naming.get(each, ())})

    @cached_property
    def above(self) -> list[list[int]]:
        """For each node those that have it in a branch."""
        found: list[list[int]] = [[] for _ in self.circuit.nodes]
        for number, choice in enumerate(self.circuit.nodes):
            for below in {each for branch in choice for each in branch.nodes}:
                found[below].append(number)
        return found

    @cached_property
    def _naming(self) -> dict[int, list[int]]:
        """By variable, the nodes that name it."""
        found: dict[int, list[int]] = {}
        for number, choice in enumerate(self.circuit.nodes):
            for variable in {each for branch in choice for each in _named(branch)}:
                found.setdefault(variable, []).append(number)
        return found


def _named(branch: Branch) -> Iterable[int]:
    yield from map(abs, branch.literals)
    yield from branch.free
