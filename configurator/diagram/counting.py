"""How many paths there are with each label of a level, asked again and again while one level after another is decided.

The levels may be decided in any order. What was gained: to number the laptop's configurations in declared order, which
is not the diagram's, took a pass down and one up 7,070 nodes for each of 33 options, 440 ms together, and takes 6 to
10 ms (`tests/benchmarks/domains.py`); `passes.weights_of_labels` is the referee.

It comes from what a decision leaves as it was. Weights from the root to a level hang on decisions before it, weights
from there to the end on decisions from it on; a decision hands both on where they stay, and the rest is worked out only
for nodes that still matter: down from nodes that paths lead to, up to nodes that a question reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property

from configurator.diagram.frozen import FrozenDiagram, FrozenLevel
from configurator.diagram.passes import Weights

Counts = dict[int, int]
"""By node: what ways count together."""

Ways = dict[int, list[tuple[int, int]]]
"""By node: where edges lead, each after what its labels count together."""


class CountedPaths:
    """The paths of a diagram that take the labels which are decided at some levels, each label with a weight.

    A path counts the product of its labels' weights, a decided label counting 1. Of a level behind the first
    `multiplying` it only matters whether some label with a weight leads on; such a level cannot be decided.
    """

    def __init__(self, diagram: FrozenDiagram, weights: Weights, multiplying: int) -> None:
        self._levels = [_Edges(*each) for each in zip(diagram.levels, weights, strict=True)][:multiplying]
        self._ways: list[Ways] = [level.weighed for level in self._levels]
        self._above: list[Counts] = [{0: 1} if diagram.holds else {}]
        self._below: list[Counts] = [{} for _ in self._levels]
        self._below.append(_leading_on(diagram, weights, multiplying))

    @property
    def count(self) -> int:
        """What all of them count together."""
        return sum(self._from(0, self._above[0]).values())

    def of_labels(self, level: int) -> list[int]:
        """For each label of a level that multiplies, what the paths with it would count if it counted 1."""
        edges, above = self._levels[level], self._to(level)
        targets = {target for node in above for _, target in edges.of_node[node]}
        below = self._from(level + 1, targets)
        by_kind = [0] * len(edges.labels)
        for node, count in above.items():
            for kind, target in edges.of_node[node]:
                by_kind[kind] += count * below[target]
        found = [0] * edges.number
        for labels, count in zip(edges.labels, by_kind, strict=True):
            if count:
                for label in labels:
                    found[label] += count
        return found

    def deciding(self, level: int, label: int) -> CountedPaths:
        """Those that take this label at a level that multiplies; this one stays what it is."""
        found = copy(self)
        found._ways = [*self._ways]  # noqa: SLF001 - it is another of this class
        found._ways[level] = self._levels[level].deciding(label)  # noqa: SLF001
        found._above = self._above[: level + 1]  # noqa: SLF001
        found._below = [*({} for _ in range(level + 1)), *self._below[level + 1 :]]  # noqa: SLF001
        return found

    def _to(self, level: int) -> Counts:
        """What the ways from the root to the nodes of a level count; nothing for nodes that none leads to."""
        above = self._above
        for place in range(len(above) - 1, level):
            ways, after = self._ways[place], Counts()
            for node, count in above[place].items():
                for worth, target in ways[node]:
                    after[target] = after.get(target, 0) + worth * count
            above.append(after)
        return above[level]

    def _from(self, level: int, nodes: Iterable[int]) -> Counts:
        """What the ways to the end count, at least from these nodes of a level."""
        wanted = nodes
        asked: list[tuple[int, list[int]]] = []  # level by level, the nodes that are not known yet
        for place in range(level, len(self._below)):
            known = self._below[place]
            missing = [node for node in wanted if node not in known]
            if not missing:
                break
            asked.append((place, missing))
            ways = self._ways[place]
            wanted = {target for node in missing for _, target in ways[node]}
        for place, missing in reversed(asked):
            ways, found, after = self._ways[place], self._below[place], self._below[place + 1]
            for node in missing:
                count = 0
                for worth, target in ways[node]:
                    count += worth * after[target]
                found[node] = count
        return self._below[level]


class _Ways(dict[int, list[tuple[int, int]]]):
    """By node, where it leads to and what the labels of that edge count together; filled as it is needed."""

    def __init__(self, edges: _Edges, worths: Sequence[int]) -> None:
        super().__init__()
        self._of_node, self._worths = edges.of_node, worths

    def __missing__(self, node: int) -> list[tuple[int, int]]:
        worths = self._worths
        found = self[node] = [(worths[kind], target) for kind, target in self._of_node[node] if worths[kind]]
        return found


class _Edges:
    """The edges of a level, whose labels have these weights."""

    def __init__(self, level: FrozenLevel, weights: Sequence[int]) -> None:
        self._level, self._weights, self.labels, self.number = level, weights, level.labels, len(weights)

    @property
    def of_node(self) -> list[list[tuple[int, int]]]:
        """By node, kinds and targets."""
        return self._level.edges

    @cached_property
    def weighed(self) -> _Ways:
        """The ways while the level is not decided."""
        return _Ways(self, [sum([self._weights[label] for label in labels]) for labels in self.labels])

    def deciding(self, label: int) -> Ways:
        """The ways where this label alone counts, and counts 1."""
        found = self._level.remembered.get(label)
        if found is None:
            found = self._level.remembered[label] = _Ways(self, [int(label in labels) for labels in self.labels])
        return found


def _leading_on(diagram: FrozenDiagram, weights: Weights, multiplying: int) -> Counts:
    """For each node behind the levels that multiply, 1 if some labels with weights lead to the end, else 0."""
    below = {0: 1} if diagram.holds else {}
    for place in range(len(diagram.levels) - 1, multiplying - 1, -1):
        edges = _Edges(diagram.levels[place], weights[place])
        below = {
            node: int(any(below[to] for _, to in edges.weighed[node])) for node in range(diagram.levels[place].width)
        }
    return below
