"""A decision diagram: a set of sequences of labels, as a graph in which they are the paths from a root to an end.

At each level one label is taken; labels are numbers from 0. A node stands for all that may still follow, so two
sequences that may go on alike lead to one node. The diagrams here are reduced and ordered, with several values a level
and no level skipped (A. Srinivasan, T. Kam, S. Malik and R. K. Brayton, "Algorithms for discrete function
manipulation", ICCAD 1990); what the labels mean is no matter of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from configurator.diagram.domains import OpenLabels
from configurator.diagram.frozen import FrozenDiagram, freeze

Labels = tuple[int, ...]
"""Labels of one level that lead to the same node, ascending."""

Edge = tuple[Labels, int]
"""Labels, and the number of the node in the next level that they lead to."""

Node = tuple[Edge, ...]


@dataclass(frozen=True)
class Diagram:
    """A set of sequences of labels, all of one length.

    `levels[i]` are the nodes that the label i is taken at; the root alone stands in the first, and node 0 after the
    last is the end. There are no dead ends: of an empty set all levels are empty, and `holds` is false.
    """

    levels: tuple[tuple[Node, ...], ...]
    holds: bool

    @property
    def nodes(self) -> int:
        """How many nodes there are, the end not counted."""
        return sum(map(len, self.levels))

    @cached_property
    def live(self) -> tuple[frozenset[int], ...]:
        """For each level, the labels that stand in some sequence."""
        return tuple(
            frozenset(each for labels in {labels for node in level for labels, _ in node} for each in labels)
            for level in self.levels
        )

    @cached_property
    def frozen(self) -> FrozenDiagram:
        """The same in one flat buffer."""
        return freeze(self.levels, holds=self.holds)

    @cached_property
    def open_labels(self) -> OpenLabels:
        """Who answers which labels are open after choices, and remembers what it met."""
        return OpenLabels(self.frozen)


class ThawedDiagram(Diagram):
    """A diagram that was frozen: it has levels as builders write them once somebody asks for these."""

    frozen: FrozenDiagram

    def __init__(self, frozen: FrozenDiagram) -> None:
        self.__dict__.update(frozen=frozen, holds=frozen.holds)

    @cached_property
    def levels(self) -> tuple[tuple[Node, ...], ...]:
        """The nodes of each level."""
        return self.frozen.thawed()

    @cached_property
    def live(self) -> tuple[frozenset[int], ...]:
        """For each level, the labels that stand in some sequence."""
        return tuple(frozenset(each for labels in level.labels for each in labels) for level in self.frozen.levels)

    @property
    def nodes(self) -> int:
        """How many nodes there are, the end not counted."""
        return self.frozen.nodes


def reduced(levels: Sequence[Sequence[Sequence[Edge]]], *, ends: bool, spend: Callable[[int], None]) -> Diagram:
    """The diagram of the paths through `levels` to the end, in which there may be dead ends and doubles.

    `ends`: whether the last level, or the root where there is none, leads to the end at all. `spend` hears of the steps
    that are taken, and may raise.
    """
    number: list[int | None] = [0] if ends else []  # of each node of the level below, its new number; None: a dead end
    found: list[tuple[Node, ...]] = []
    for level in reversed(levels):
        nodes: dict[Node, int] = {}
        renumbered: list[int | None] = []
        for edges in level:
            spend(1 + len(edges))
            targets: dict[int, list[int]] = {}
            for labels, target in edges:
                alive = number[target]
                if alive is not None:
                    targets.setdefault(alive, []).extend(labels)
            node = tuple(sorted((tuple(sorted(labels)), target) for target, labels in targets.items()))
            renumbered.append(nodes.setdefault(node, len(nodes)) if node else None)
        found.append(tuple(nodes))
        number = renumbered
    return Diagram(tuple(reversed(found)), number == [0])
