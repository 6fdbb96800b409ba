"""Least paths: what the cheapest way through a diagram costs, and the cheapest through each of its labels.

Each label of a level costs something, maybe less than nothing, or is not to be taken (None); an edge may cost something
of its own. One pass up and one pass down give the least cost through every label at once: the passes of
`passes`, with least and plus in the place of plus and times (R. Bellman, "On a routing problem", Quarterly of Applied
Mathematics 16, 1958; A. Darwiche, "A differential approach to inference in Bayesian networks", 2003). Where one level
changes, `Shortest.at` goes through the levels before it and those behind it once, and keeps the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from configurator.diagram.diagram import Diagram, Labels

Cost = int | Fraction
"""Exact; whole numbers are added up several times as fast."""

Costs = Sequence[Cost | None]
"""What each label of one level costs; None where it is not to be taken."""

PricedEdge = tuple[Labels, int, Cost]
"""Labels, the node of the next level that they lead to, and what the edge costs beside its label."""

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class PricedDiagram:
    """A diagram whose edges may cost something: as `Diagram`, but for that there may be doubles."""

    levels: tuple[tuple[tuple[PricedEdge, ...], ...], ...]
    holds: bool


def free(diagrams: Sequence[Diagram]) -> PricedDiagram:
    """Diagrams one behind the other, in which only labels cost something: a path goes through all of them."""
    levels = tuple(
        tuple(tuple((labels, target, 0) for labels, target in edges) for edges in level)
        for diagram in diagrams
        for level in diagram.levels
    )
    return PricedDiagram(levels, all(diagram.holds for diagram in diagrams))


def relabeled(diagram: PricedDiagram, labels: Sequence[Sequence[Labels] | None]) -> PricedDiagram:
    """The same with some labels in the place of each label of a level; None for a level that stays as it is."""
    levels = []
    for level, others in zip(diagram.levels, labels, strict=True):
        if others is None:
            levels.append(level)
            continue
        known = {
            each: tuple(other for label in each for other in others[label]) for node in level for each, _, _ in node
        }
        levels.append(tuple(tuple((known[each], target, cost) for each, target, cost in node) for node in level))
    return PricedDiagram(tuple(levels), diagram.holds)


def scaled_edges(diagram: PricedDiagram, scale: int) -> PricedDiagram:
    """The same where edges cost so many times as much, which are whole numbers."""
    if not any(cost for level in diagram.levels for node in level for _, _, cost in node):
        return diagram
    levels = tuple(
        tuple(tuple((labels, target, int(cost * scale)) for labels, target, cost in node) for node in level)
        for level in diagram.levels
    )
    return PricedDiagram(levels, diagram.holds)


def dearest_edges(diagram: PricedDiagram) -> Cost:
    """A bound of what the edges of any path cost, each taken as positive."""
    return sum(max((abs(cost) for node in level for _, _, cost in node), default=0) for level in diagram.levels)


def unfolded(
    diagram: PricedDiagram,
    start: State,
    step: Callable[[int, State, int], tuple[State, Cost]],
    take: Callable[[], None],
) -> PricedDiagram:
    """A diagram whose edges also cost what a machine says that reads the labels along a path.

    `step(level, state, label)` is the machine: its next state, and what that costs. A node is then a node of the
    diagram with a state. `take` hears of each, and may raise.
    """
    states: dict[tuple[int, State], int] = {(0, start): 0}
    levels: list[tuple[tuple[PricedEdge, ...], ...]] = []
    for number, level in enumerate(diagram.levels if diagram.holds else ()):
        after: dict[tuple[int, State], int] = {}
        known: dict[tuple[State, Labels], list[tuple[State, Cost, Labels]]] = {}
        found = []
        for node, state in states:
            edges: list[PricedEdge] = []
            for labels, target, cost in level[node]:
                steps = known.get((state, labels))
                if steps is None:
                    groups: dict[tuple[State, Cost], list[int]] = {}
                    for label in labels:
                        groups.setdefault(step(number, state, label), []).append(label)
                    steps = [(next_, more, tuple(group)) for (next_, more), group in groups.items()]
                    known[state, labels] = steps
                for next_, more, group in steps:
                    key = (target, next_)
                    if key not in after:
                        take()
                        after[key] = len(after)
                    edges.append((group, after[key], cost + more))
            found.append(tuple(edges))
        levels.append(tuple(found))
        states = after
    # at the end all states are one: what was to be paid has been paid
    if levels:
        levels[-1] = tuple(tuple((labels, 0, cost) for labels, _, cost in edges) for edges in levels[-1])
    return PricedDiagram(tuple(levels), diagram.holds)


class Shortest:
    """The least costs of the paths through a diagram, under some costs of labels. Immutable.

    `most` is no less than what labels and edges of any path cost, each taken as positive, also of those costs that `at`
    puts in.
    """

    def __init__(self, diagram: PricedDiagram, costs: Sequence[Costs], most: Cost) -> None:
        self._diagram, self._costs, self._most = diagram, list(costs), most
        self._far = 4 * most + 4  # more than any path costs, even after some that are cheaper than nothing
        self._least = [_Least(each, self._far) for each in costs]
        end: list[list[Cost]] = [[0 if diagram.holds else self._far]]
        self._below = self._up(len(costs) - 1, end)
        self._above = self._down(0, end)

    @property
    def least(self) -> Cost | None:
        """What the cheapest path costs; None where there is none."""
        return self._known(self._below[0][0])

    def through(self, level: int) -> list[Cost | None]:
        """For each label of a level, the least cost of a path that takes it, its own cost left out.

        So what the level itself may not take does not narrow it.
        """
        if not self._diagram.holds:
            return [None] * len(self._costs[level])
        above, below = self._above[level], self._below[level + 1]
        by_labels: dict[Labels, Cost] = {}
        for before, edges in zip(above, self._diagram.levels[level], strict=True):
            if before <= self._most:
                for labels, target, cost in edges:
                    whole = before + cost + below[target]
                    if whole < by_labels.get(labels, self._far):
                        by_labels[labels] = whole
        found: list[Cost] = [self._far] * len(self._costs[level])
        for labels, whole in by_labels.items():
            for label in labels:
                found[label] = min(found[label], whole)
        return [self._known(each) for each in found]

    def at(self, level: int, costs: Costs) -> Shortest:
        """The same where the labels of one level cost otherwise."""
        other = object.__new__(Shortest)
        other._diagram, other._far, other._most = self._diagram, self._far, self._most
        other._costs, other._least = self._costs.copy(), self._least.copy()
        other._costs[level], other._least[level] = costs, _Least(costs, self._far)
        other._below = other._up(level, self._below[level + 1 :])
        other._above = other._down(level, self._above[: level + 1])
        return other

    def _up(self, last: int, below: list[list[Cost]]) -> list[list[Cost]]:
        """What is least from each node on, for the levels up to this one, before what is known of those behind."""
        found = list(reversed(below))
        for number in range(last, -1, -1):
            after, least = found[-1], self._least[number]
            found.append(
                [
                    min([least[labels] + after[target] + cost for labels, target, cost in edges])
                    for edges in self._diagram.levels[number]
                ]
                or [self._far]
            )
        found.reverse()
        return found

    def _down(self, first: int, above: list[list[Cost]]) -> list[list[Cost]]:
        """What is least up to each node, for the levels behind this one, after what is known of those before."""
        found, far = list(above), self._far
        for number in range(first, len(self._costs)):
            nodes = self._diagram.levels[number + 1] if number + 1 < len(self._costs) else ((),)
            least = self._least[number]
            after: list[Cost] = [far] * len(nodes)
            for before, edges in zip(found[-1], self._diagram.levels[number], strict=False):
                if before <= self._most:
                    for labels, target, cost in edges:
                        whole = before + least[labels] + cost
                        if whole < after[target]:  # noqa: PLR1730 - to call `min` takes four times as long
                            after[target] = whole
            found.append(after)
        return found

    def _known(self, cost: Cost) -> Cost | None:
        return cost if cost <= self._most else None


class _Least(dict[Labels, Cost]):
    """What the cheapest of some labels costs: looked up once for all edges that have the same."""

    def __init__(self, costs: Costs, far: Cost) -> None:
        super().__init__()
        self._costs, self._far = costs, far

    def __missing__(self, labels: Labels) -> Cost:
        costs = [cost for label in labels if (cost := self._costs[label]) is not None]
        found = self[labels] = min(costs) if costs else self._far
        return found
