"""What is asked of one level of a diagram, and the plain way to answer it: edge by edge, whatever its size."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from configurator.diagram.bits import mask_of_many, numbers_of
from configurator.diagram.frozen import FrozenLevel

MOST_SETS = 1 << 12
"""Sets of labels that are kept for one level."""


class AskedLevel(ABC):
    """A level between its own nodes and the next level's. Sets of nodes and of labels are masks."""

    def __init__(self, level: FrozenLevel, width_after: int) -> None:
        self.level, self.width_after = level, width_after
        self.all_nodes, self.all_after = (1 << level.width) - 1, (1 << width_after) - 1
        every = {label for labels in level.labels for label in labels}
        self.all_labels = mask_of_many(every, level.most_labels)
        self._sets: dict[int, frozenset[int]] = {}

    @abstractmethod
    def after(self, nodes: int, allowed: int) -> int:
        """The next level's nodes that some nodes lead to with allowed labels."""

    @abstractmethod
    def before(self, nodes: int, allowed: int) -> int:
        """The nodes that lead to some of the next level's with allowed labels."""

    @abstractmethod
    def opened(self, nodes: int, after: int) -> int:
        """The labels that lead from some of these nodes to some of the next level's."""

    def label_set(self, mask: int) -> frozenset[int]:
        """The labels of a mask."""
        found = self._sets.get(mask)
        if found is None:
            found = frozenset(numbers_of(mask))
            if len(self._sets) < MOST_SETS:
                self._sets[mask] = found
        return found


class WideLevel(AskedLevel):
    """A level that is walked edge by edge: in time that is linear in its edges, with no masks of edges."""

    def after(self, nodes: int, allowed: int) -> int:
        """The next level's nodes that some nodes lead to with allowed labels."""
        fits, kinds, targets = self._fitting(allowed), self.level.kinds, self.level.targets
        return mask_of_many({targets[edge] for edge in self._edges(nodes) if fits[kinds[edge]]}, self.width_after)

    def before(self, nodes: int, allowed: int) -> int:
        """The nodes that lead to some of the next level's with allowed labels."""
        fits, into = self._fitting(allowed), set(numbers_of(nodes))
        edges = zip(self.level.sources, self.level.targets, self.level.kinds, strict=True)
        return mask_of_many(
            {source for source, target, kind in edges if target in into and fits[kind]}, self.level.width
        )

    def opened(self, nodes: int, after: int) -> int:
        """The labels that lead from some of these nodes to some of the next level's."""
        into, kinds, targets = set(numbers_of(after)), self.level.kinds, self.level.targets
        found = {kinds[edge] for edge in self._edges(nodes) if targets[edge] in into}
        return mask_of_many({label for kind in found for label in self.level.labels[kind]}, self.level.most_labels)

    def _edges(self, nodes: int) -> list[int]:
        starts = self.level.starts
        return [edge for node in numbers_of(nodes) for edge in range(starts[node], starts[node + 1])]

    def _fitting(self, allowed: int) -> Sequence[bool]:
        """Of each kind, whether some of its labels are allowed."""
        if allowed < 0:
            return [True] * len(self.level.labels)
        labels = set(numbers_of(allowed))
        return [not labels.isdisjoint(each) for each in self.level.labels]
