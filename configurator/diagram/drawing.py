"""Random paths and assignments, drawn as often as they count: where a way parts, each part by what follows it.

What each part counts is worked out once a node, when it is first come by, so many samples cost hardly more than the
steps that they take. Drawing is exact, with whole numbers of any size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import prod
from random import Random

from configurator.diagram.circuit import Branch, Circuit, Weights
from configurator.diagram.diagram import Diagram
from configurator.diagram.passes import weights_below

Thresholds = list[int]
"""What the first parts count, the first two, and so on, up to all."""


class RandomPaths:
    """Labels of the first `multiplying` levels of a diagram, with so much weight each; for those behind any will do."""

    def __init__(self, diagram: Diagram, weights: Sequence[Sequence[int]], multiplying: int) -> None:
        self._levels = diagram.levels[:multiplying]
        self._weights = weights
        self._below = weights_below(diagram, weights, multiplying)
        self._known: list[dict[int, tuple[Thresholds, list[tuple[int, int]]]]] = [{} for _ in self._levels]
        self.count = sum(self._below[0])

    def draw(self, random: Random) -> list[int]:
        """A label for each of these levels. Not for a diagram in which nothing counts."""
        node, found = 0, list[int]()
        for place, known in enumerate(self._known):
            parts = known.get(node)
            if parts is None:
                parts = known[node] = self._parts(place, node)
            thresholds, ways = parts
            label, node = ways[_drawn(thresholds, random)]
            found.append(label)
        return found

    def _parts(self, place: int, node: int) -> tuple[Thresholds, list[tuple[int, int]]]:
        """The labels with their targets, and what they count."""
        below, weights = self._below[place + 1], self._weights[place]
        ways = [(label, target) for labels, target in self._levels[place][node] for label in labels]
        return list(accumulate(weights[label] * below[target] for label, target in ways)), ways


class RandomAssignments:
    """Literals of a circuit, with so much weight each."""

    def __init__(self, circuit: Circuit, weights: Weights) -> None:
        self._circuit, self._weights = circuit, weights
        self._below = circuit.below(weights) if circuit.holds else []
        self._known: dict[int, Thresholds] = {}
        self.count = circuit.count(weights)

    def draw(self, random: Random) -> list[int]:
        """The literals of one assignment; of nodes that do not multiply, any. Not where nothing counts."""
        found: list[int] = []
        nodes, waiting = self._circuit.nodes, [self._circuit.root]
        while waiting:
            branch = waiting.pop()
            found += branch.literals
            for variable in branch.free:
                true, false = self._weights.of_true[variable], self._weights.of_false[variable]
                found.append(variable if random.randrange(true + false) < true else -variable)
            for number in branch.nodes:
                thresholds = self._known.get(number)
                if thresholds is None:
                    thresholds = self._known[number] = self._parts(nodes[number])
                waiting.append(nodes[number][_drawn(thresholds, random)])
        return found

    def _parts(self, choice: Sequence[Branch]) -> Thresholds:
        below, weights = self._below, self._weights
        return list(accumulate(weights.of(branch) * prod([below[each] for each in branch.nodes]) for branch in choice))


def _drawn(thresholds: Thresholds, random: Random) -> int:
    """A part, as often as it counts."""
    if len(thresholds) == 1:
        return 0
    return bisect_right(thresholds, random.randrange(thresholds[-1]))
