"""A decision diagram with steps that may cost something: what shortest paths are looked for in.

A *step* is some labels that lead from one node to another and cost equally much beside what each label costs; few are
different, so an edge names its step by number. `unfolded` splits nodes by the states of a machine that reads the labels
and says what they cost together: the product of a diagram and a weighted automaton (M. Mohri, "Weighted automata
algorithms", in Handbook of Weighted Automata, 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from configurator.diagram.diagram import Diagram, Labels

Cost = int | Fraction
"""Exact; whole numbers are added up several times as fast."""

Step = tuple[Labels, Cost]
"""Labels, and what it costs to take any of them beside what it costs itself."""

PricedNode = tuple[tuple[int, int], ...]
"""Edges: the number of a step of the level, and that of the node in the next level that it leads to."""

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class PricedDiagram:
    """As `Diagram`, with the `steps` of each level; there may be doubles among the nodes."""

    levels: tuple[tuple[PricedNode, ...], ...]
    steps: tuple[tuple[Step, ...], ...]
    holds: bool

    @property
    def dearest(self) -> Cost:
        """No less than what the steps of any path cost, each taken as positive."""
        return sum(max((abs(cost) for _, cost in steps), default=0) for steps in self.steps)

    def scaled(self, scale: int) -> PricedDiagram:
        """The same where steps cost so many times as much, which are whole numbers."""
        steps = tuple(tuple((labels, int(cost * scale)) for labels, cost in level) for level in self.steps)
        return replace(self, steps=steps)

    def relabeled(self, labels: Sequence[Sequence[Labels] | None]) -> PricedDiagram:
        """The same with some labels in the place of each label of a level; None for a level that stays as it is."""
        steps = tuple(
            level
            if others is None
            else tuple((tuple(other for label in each for other in others[label]), cost) for each, cost in level)
            for level, others in zip(self.steps, labels, strict=True)
        )
        return replace(self, steps=steps)


def free(diagrams: Iterable[Diagram]) -> PricedDiagram:
    """Diagrams one behind the other, whose steps cost nothing: a path goes through all of them."""
    levels: list[tuple[PricedNode, ...]] = []
    steps: list[tuple[Step, ...]] = []
    holds = True
    for diagram in diagrams:
        holds = holds and diagram.holds
        for level in diagram.levels:
            numbers: dict[Labels, int] = {}
            levels.append(
                tuple(
                    tuple([(numbers.setdefault(labels, len(numbers)), target) for labels, target in edges])
                    for edges in level
                )
            )
            steps.append(tuple((labels, 0) for labels in numbers))
    return PricedDiagram(tuple(levels), tuple(steps), holds)


def unfolded(
    diagram: PricedDiagram,
    start: State,
    read: Callable[[int, State, int], tuple[State, Cost]],
    take: Callable[[], None],
) -> PricedDiagram:
    """A diagram whose steps also cost what a machine says that reads the labels along a path.

    `read(level, state, label)` is the machine: its next state, and what that costs. A node is then a node of the
    diagram with a state. `take` hears of each, and may raise.
    """
    states: dict[tuple[int, State], int] = {(0, start): 0}
    levels: list[tuple[PricedNode, ...]] = []
    all_steps: list[tuple[Step, ...]] = []
    for number, level in enumerate(diagram.levels if diagram.holds else ()):
        is_last = number + 1 == len(diagram.levels)
        after: dict[tuple[int, State], int] = {}
        split: dict[tuple[State, int], list[tuple[State, int]]] = {}
        steps: dict[Step, int] = {}
        found = []
        for node, state in states:
            edges: list[tuple[int, int]] = []
            for step, target in level[node]:
                parts = split.get((state, step))
                if parts is None:
                    labels, cost = diagram.steps[number][step]
                    parts = split[state, step] = [
                        (next_, steps.setdefault((group, cost + more), len(steps)))
                        for next_, more, group in _read(number, state, labels, read)
                    ]
                for next_, part in parts:
                    place = after.get((target, next_))
                    if place is None:
                        take()
                        place = after[target, next_] = len(after)
                    # at the end all states are one: what was to be paid has been paid
                    edges.append((part, 0 if is_last else place))
            found.append(tuple(edges))
        levels.append(tuple(found))
        all_steps.append(tuple(steps))
        states = after
    return PricedDiagram(tuple(levels), tuple(all_steps), diagram.holds) if diagram.holds else diagram


def _read(
    level: int, state: State, labels: Labels, read: Callable[[int, State, int], tuple[State, Cost]]
) -> list[tuple[State, Cost, Labels]]:
    """The labels of a step in groups by what the machine makes of them."""
    groups: dict[tuple[State, Cost], list[int]] = {}
    for label in labels:
        groups.setdefault(read(level, state, label), []).append(label)
    return [(next_, cost, tuple(group)) for (next_, cost), group in groups.items()]
