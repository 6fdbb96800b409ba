"""Random paths and assignments, drawn as often as they count: where a way parts, each part by what follows it.

What each part counts is worked out once a node, when it is first come by. `draw` gives one; `many` gives as many as
there are lanes side by side, each node looked at once for all that come by it. Drawing is exact, with whole numbers of
any size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import prod
from random import Random

from configurator.diagram.circuit import Branch, Circuit, Weights
from configurator.diagram.diagram import Diagram
from configurator.diagram.lanes import Lanes
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
        for place in range(len(self._levels)):
            thresholds, ways = self._parts(place, node)
            label, node = ways[_drawn(thresholds, random)]
            found.append(label)
        return found

    def many(self, lanes: Lanes) -> list[dict[int, int]]:
        """For each of these levels the labels that draws have, with the lanes of those."""
        found: list[dict[int, int]] = []
        nodes = {0: lanes.all}
        for place in range(len(self._levels)):
            labels, after = dict[int, int](), dict[int, int]()
            for node, own in nodes.items():
                thresholds, ways = self._parts(place, node)
                for way, some in lanes.parted(own, thresholds):
                    label, target = ways[way]
                    labels[label] = labels.get(label, 0) | some
                    after[target] = after.get(target, 0) | some
            found.append(labels)
            nodes = after
        return found

    def _parts(self, place: int, node: int) -> tuple[Thresholds, list[tuple[int, int]]]:
        """The labels with their targets, and what they count."""
        known = self._known[place].get(node)
        if known is None:
            below, weights = self._below[place + 1], self._weights[place]
            ways = [
                (label, target)
                for labels, target in self._levels[place][node]
                if below[target]
                for label in labels
                if weights[label]
            ]
            known = list(accumulate(weights[label] * below[target] for label, target in ways)), ways
            self._known[place][node] = known
        return known


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
            waiting += [nodes[number][_drawn(self._parts(number), random)] for number in branch.nodes]
        return found

    def many(self, lanes: Lanes) -> list[int]:
        """For each variable the lanes of the draws in which it is true; of nodes that do not multiply, any."""
        true = [0] * (self._circuit.variables + 1)
        coming = [0] * len(self._circuit.nodes)
        self._go_on(self._circuit.root, lanes.all, lanes, true, coming)
        for number in range(len(coming) - 1, -1, -1):
            if coming[number]:
                choice = self._circuit.nodes[number]
                for way, some in lanes.parted(coming[number], self._parts(number)):
                    self._go_on(choice[way], some, lanes, true, coming)
        return true

    def _go_on(self, branch: Branch, some: int, lanes: Lanes, true: list[int], coming: list[int]) -> None:
        """What these lanes have that go along a branch."""
        for literal in branch.literals:
            if literal > 0:
                true[literal] |= some
        of_true, of_false = self._weights.of_true, self._weights.of_false
        for variable in branch.free:
            part = of_true[variable]
            true[variable] |= lanes.share(some, part, part + of_false[variable])
        for number in branch.nodes:
            coming[number] |= some

    def _parts(self, number: int) -> Thresholds:
        known = self._known.get(number)
        if known is None:
            below, weights = self._below, self._weights
            known = self._known[number] = list(
                accumulate(
                    weights.of(branch) * prod([below[each] for each in branch.nodes])
                    for branch in self._circuit.nodes[number]
                )
            )
        return known


def _drawn(thresholds: Thresholds, random: Random) -> int:
    """A part, as often as it counts."""
    if len(thresholds) == 1:
        return 0
    return bisect_right(thresholds, random.randrange(thresholds[-1]))
