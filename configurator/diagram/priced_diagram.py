"""A decision diagram with steps that may cost something: what shortest paths are looked for in.

A *step* is some labels that lead from one node to another and cost equally much beside what each label costs; few are
different, so an edge names its step by number. `unfolded` splits nodes by the states of a machine that reads the labels
and says what they cost together: the product of a diagram and a weighted automaton (M. Mohri, "Weighted automata
algorithms", in Handbook of Weighted Automata, 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from configurator.diagram.diagram import Diagram, Labels
from configurator.diagram.least import Cost

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
        whole: Cost = 0
        for steps in self.steps:
            costs: list[Cost] = [max(cost, -cost) for _, cost in steps]
            whole += max(costs, default=0)
        return whole

    @property
    def costs(self) -> list[Cost]:
        """What steps cost."""
        return [cost for steps in self.steps for _, cost in steps]

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


Read = Callable[[int, State, int], tuple[State, Cost] | None]
"""A machine: its next state after a label at a level, and what that costs; None where it does not go on."""


def unfolded(
    diagram: PricedDiagram, starts: Iterable[tuple[State, Cost]], read: Read[State], take: Callable[[], None]
) -> PricedDiagram:
    """A diagram whose steps also cost what a machine says that reads the labels along a path.

    A node is then a node of the diagram with a state. The machine may begin in one of several states, each at a cost,
    as long as it goes on from one of them only along any path. `take` hears of each node, and may raise.
    """
    if not diagram.holds or not diagram.levels:
        return diagram
    begun = list(starts)
    states: dict[tuple[int, State], int] = {(0, state): 0 for state, _ in begun}
    entry = dict(begun)
    levels: list[list[list[tuple[int, int]]]] = []
    all_steps: list[tuple[Step, ...]] = []
    for number, level in enumerate(diagram.levels):
        is_last = number + 1 == len(diagram.levels)
        after: dict[tuple[int, State], int] = {}
        split: dict[tuple[State, int], list[tuple[State, int]]] = {}
        steps: dict[Step, int] = {}
        found: list[list[tuple[int, int]]] = [[] for _ in range(1 if number == 0 else len(states))]
        for (node, state), place in states.items():
            paid = 0 if number else entry[state]
            for step, target in level[node]:
                parts = split.get((state, step))
                if parts is None:
                    labels, cost = diagram.steps[number][step]
                    parts = split[state, step] = [
                        (next_, steps.setdefault((group, cost + more + paid), len(steps)))
                        for next_, more, group in _read(number, state, labels, read)
                    ]
                for next_, part in parts:
                    reached = after.get((target, next_))
                    if reached is None:
                        take()
                        reached = after[target, next_] = len(after)
                    # at the end all states are one: what was to be paid has been paid
                    found[place].append((part, 0 if is_last else reached))
        levels.append(found)
        all_steps.append(tuple(steps))
        states = after
    return PricedDiagram(_alive(levels), tuple(all_steps), holds=True)


def _alive(levels: Sequence[Sequence[Sequence[tuple[int, int]]]]) -> tuple[tuple[PricedNode, ...], ...]:
    """The levels without nodes from which nothing leads to the end."""
    found: list[tuple[PricedNode, ...]] = []
    numbers: list[int | None] = [0]
    for level in reversed(levels):
        nodes: list[PricedNode] = []
        renumbered: list[int | None] = []
        for edges in level:
            node = tuple([(step, alive) for step, target in edges if (alive := numbers[target]) is not None])
            renumbered.append(len(nodes) if node else None)
            if node:
                nodes.append(node)
        found.append(tuple(nodes))
        numbers = renumbered
    found.reverse()
    return tuple(found)


def _read(level: int, state: State, labels: Labels, read: Read[State]) -> list[tuple[State, Cost, Labels]]:
    """The labels of a step in groups by what the machine makes of them."""
    groups: dict[tuple[State, Cost], list[int]] = {}
    for label in labels:
        found = read(level, state, label)
        if found is not None:
            groups.setdefault(found, []).append(label)
    return [(next_, cost, tuple(group)) for (next_, cost), group in groups.items()]
