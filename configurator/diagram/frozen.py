"""A frozen diagram: all of it as numbers in one flat buffer, level after level, that can be mapped from a file.

Each level says where the edges of its nodes begin, and of every edge where it leads and of which *kind* it is: edges
that have the same labels are of one kind, so labels are written once a kind however many edges have them. Numbers take
32 bits in the order of bytes of this machine; `knowledge/artifact.py` sees to the order in files.

The buffer: how many levels, whether the diagram holds; then level by level how many nodes, edges, kinds and labels of
kinds, and after these four the starts of the nodes and the end of the last one, targets, kinds, the starts of the kinds
and the end of the last one, labels. So it can be read from its beginning to its end with nothing beside it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

from configurator.errors import DamagedDiagramError

Levels = Sequence[Sequence[Sequence[tuple[tuple[int, ...], int]]]]
"""Nodes of each level, each with its edges: labels, and the number of the next level's node."""

NUMBERS: Final = "I"
"""The type code of whole numbers of 32 bits."""

MOST_LABELS = 1 << 22
"""Labels are below it, so that a mask of them is never very long."""


@dataclass(frozen=True)
class FrozenLevel:
    """The nodes of one level and their edges, those of one node side by side.

    `starts`: of each node, its first edge; and behind the last how many edges there are. `targets`: of each edge, the
    node of the next level. `kinds`: of each edge, its kind. `labels`: of each kind, its labels, ascending.
    """

    starts: Sequence[int]
    targets: Sequence[int]
    kinds: Sequence[int]
    labels: tuple[tuple[int, ...], ...]
    remembered: dict[int, dict[int, list[tuple[int, int]]]] = field(default_factory=dict, repr=False, compare=False)
    """By label, what `counting` found out about the edges that have it."""

    @property
    def width(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    @property
    def most_labels(self) -> int:
        """A number above all labels."""
        return max((labels[-1] for labels in self.labels), default=-1) + 1

    @cached_property
    def edges(self) -> list[list[tuple[int, int]]]:
        """By node, kind and target of each edge."""
        pairs = list(zip(self.kinds, self.targets, strict=True))
        return [pairs[first:last] for first, last in pairwise(self.starts)]

    def fits_before(self, width: int) -> bool:
        """Whether all numbers stand for something, where the next level has so many nodes."""
        starts, edges = self.starts, len(self.targets)
        return (
            starts[0] == 0
            and starts[-1] == edges == len(self.kinds)
            and all(start < end for start, end in pairwise(starts))
            and all(map(_ascending, self.labels))
            and self.most_labels <= MOST_LABELS
            and (not edges or (max(self.targets) < width and max(self.kinds) < len(self.labels)))
        )


class FrozenDiagram:
    """A diagram whose levels are read from a buffer when they are first asked for.

    Raises `DamagedDiagramError` where the buffer ends too early, or a number in it stands for nothing.
    """

    def __init__(self, numbers: memoryview) -> None:
        self.numbers = numbers
        try:
            self.holds, self._places = bool(numbers[1]), _places(numbers)
        except IndexError:
            raise DamagedDiagramError from None
        widths = [nodes for _, nodes, *_ in self._places]
        if widths and (widths[0] != self.holds or (not self.holds and any(widths))):
            raise DamagedDiagramError

    @property
    def nodes(self) -> int:
        """How many nodes there are, the end not counted."""
        return sum(nodes for _, nodes, *_ in self._places)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return sum(edges for _, _, edges, *_ in self._places)

    @cached_property
    def levels(self) -> tuple[FrozenLevel, ...]:
        """The levels, from the root on."""
        found = tuple(self._level(*place) for place in self._places)
        widths = [*(each.width for each in found[1:]), 1]
        if not all(each.fits_before(width) for each, width in zip(found, widths, strict=bool(found))):
            raise DamagedDiagramError
        return found

    def _level(self, start: int, nodes: int, edges: int, kinds: int, labels: int) -> FrozenLevel:
        ends = list(accumulate((start, nodes + 1, edges, edges, kinds + 1, labels)))
        starts, targets, of_edges, of_kinds, flat = (
            self.numbers[first:last].tolist() for first, last in pairwise(ends)
        )
        in_kinds = (tuple(flat[first:last]) for first, last in pairwise(of_kinds))
        return FrozenLevel(starts, targets, of_edges, tuple(in_kinds))

    def thawed(self) -> tuple[tuple[tuple[tuple[tuple[int, ...], int], ...], ...], ...]:
        """The levels as `freeze` was given them."""
        return tuple(
            tuple(
                tuple((level.labels[level.kinds[edge]], level.targets[edge]) for edge in range(first, last))
                for first, last in zip(level.starts, level.starts[1:], strict=False)
            )
            for level in self.levels
        )


def freeze(levels: Levels, *, holds: bool) -> FrozenDiagram:
    """The frozen form of a diagram's levels; of an empty set, `holds` is false and all levels are empty."""
    numbers = array(NUMBERS, (len(levels), holds))
    for level in levels:
        kinds: dict[tuple[int, ...], int] = {}
        of_edges = [kinds.setdefault(labels, len(kinds)) for edges in level for labels, _ in edges]
        flat = [label for labels in kinds for label in labels]
        numbers.extend((len(level), len(of_edges), len(kinds), len(flat)))
        numbers.extend(accumulate(map(len, level), initial=0))
        numbers.extend(target for edges in level for _, target in edges)
        numbers.extend(of_edges)
        numbers.extend(accumulate(map(len, kinds), initial=0))
        numbers.extend(flat)
    return FrozenDiagram(memoryview(numbers))


def _ascending(labels: tuple[int, ...]) -> bool:
    return bool(labels) and all(label < after for label, after in pairwise(labels))


def _places(numbers: memoryview) -> list[tuple[int, int, int, int, int]]:
    """Where the numbers of each level begin, behind the four that say how many they are, and these four."""
    place, found = 2, []
    for _ in range(numbers[0]):
        nodes, edges, kinds, labels = (numbers[place + each] for each in range(4))
        found.append((place + 4, nodes, edges, kinds, labels))
        place += 4 + nodes + 1 + 2 * edges + kinds + 1 + labels
    if place != len(numbers):
        raise IndexError(place)
    return found
