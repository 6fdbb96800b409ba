"""Which labels are open, fast: the passes of `passes.open_labels` over sets of nodes that are bit masks.

What was gained: on the laptop's 7,070 nodes a full answer takes 0.3 ms instead of 19 ms, on 50,000 nodes of 99 levels
see `tests/benchmarks/domains.py`, which measures both. It comes from three things. Sets of nodes go from level to level
eight nodes a step (`relations`). One pass goes down and one up, and neither is asked again where it would say the same:
what led to the levels before a changed choice stays, and what leads on from those behind it. And where every node can
still be reached, or leads on, no edge needs to be looked at. `passes.open_labels` is the referee.

Levels with very many nodes would need masks that are too long together; these are walked edge by edge (`wide_level`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from configurator.diagram.bits import mask_of, mask_of_many, numbers_of
from configurator.diagram.frozen import FrozenDiagram, FrozenLevel
from configurator.diagram.relations import Relation, related
from configurator.diagram.wide_level import AskedLevel, WideLevel

MOST_BITS = 1 << 27
"""Of all masks of one level; a level that needs more is walked edge by edge."""

FEW = 20
"""Nodes that are tried to show that a label is open, before masks of edges show it."""

ANY = -1
"""All labels, as a mask."""


@dataclass(frozen=True, slots=True)
class _Passes:
    """What both passes found, level by level: `reached` by those before, `alive` by those after, open labels.

    `allowed`: the labels that were allowed, as masks. `alive` has the end's, too.
    """

    allowed: Sequence[int]
    reached: Sequence[int]
    alive: Sequence[int]
    opened: Sequence[int]


class OpenLabels:
    """The open labels of a diagram, asked many times. The last answer is remembered and helps with the next."""

    def __init__(self, diagram: FrozenDiagram) -> None:
        widths = [*(level.width for level in diagram.levels[1:]), 1]
        self._levels = [_asked(*each) for each in zip(diagram.levels, widths, strict=bool(diagram.levels))]
        self._empty = not diagram.holds
        self._free = self._last = _Passes(
            [ANY] * len(self._levels),
            [level.all_nodes for level in self._levels],
            [*(level.all_nodes for level in self._levels), 1],
            [level.all_labels for level in self._levels],
        )

    def masks(self, allowed: Sequence[int]) -> Sequence[int]:
        """For each level, the labels with which there is a path that takes allowed labels at all *other* levels.

        Labels are bits of a mask; `ANY` allows all.
        """
        if self._empty:
            return [0] * len(self._levels)
        known = (self._last, self._free)  # read once: threads may ask the same diagram
        reached = list(self._down(allowed, known))
        alive = list(self._up(allowed, known))
        alive.reverse()
        opened = [
            self._opened(level, nodes, after, place, known)
            for place, (level, nodes, after) in enumerate(zip(self._levels, reached, alive[1:], strict=True))
        ]
        self._last = _Passes(tuple(allowed), reached, alive, opened)
        return opened

    def sets(self, allowed: Sequence[Collection[int] | None]) -> tuple[frozenset[int], ...]:
        """The same as sets of labels, None allowing all."""
        found = self.masks([ANY if each is None else mask_of(frozenset(each)) for each in allowed])
        return tuple(level.label_set(mask) for level, mask in zip(self._levels, found, strict=True))

    def _opened(self, level: AskedLevel, nodes: int, after: int, place: int, known: Sequence[_Passes]) -> int:
        for each in known:
            if each.reached[place] == nodes and each.alive[place + 1] == after:
                return each.opened[place]
        return level.opened(nodes, after)

    def _down(self, allowed: Sequence[int], known: Sequence[_Passes]) -> Iterator[int]:
        nodes = 1
        for place, level in enumerate(self._levels):
            yield nodes
            if place + 1 == len(self._levels):
                break
            for each in known:
                if each.reached[place] == nodes and each.allowed[place] == allowed[place]:
                    nodes = each.reached[place + 1]
                    break
            else:
                nodes = level.after(nodes, allowed[place])

    def _up(self, allowed: Sequence[int], known: Sequence[_Passes]) -> Iterator[int]:
        nodes = 1
        yield nodes
        for place in range(len(self._levels) - 1, -1, -1):
            for each in known:
                if each.alive[place + 1] == nodes and each.allowed[place] == allowed[place]:
                    nodes = each.alive[place]
                    break
            else:
                nodes = self._levels[place].before(nodes, allowed[place])
            yield nodes


@dataclass(slots=True)
class _Part:
    """Labels, and the edges that have all of them, with the nodes that these lead from and to.

    A node has one of them at most. `seen_from` and `seen_to`: the nodes of one that was open when somebody last asked.
    """

    labels: int
    edges: int
    sources: int
    targets: int
    seen_from: int
    seen_to: int


class _Level(AskedLevel):
    """A level asked by relations, each of which is made when it is first needed."""

    def after(self, nodes: int, allowed: int) -> int:
        """The next level's nodes that some nodes lead to with allowed labels."""
        if allowed & self.all_labels == self.all_labels:
            return self._after.image(nodes)
        return self._target.image(self._edges_from.image(nodes) & self._edges_with(allowed))

    def before(self, nodes: int, allowed: int) -> int:
        """The nodes that lead to some of the next level's with allowed labels."""
        if allowed & self.all_labels == self.all_labels:
            return self._before.image(nodes) if nodes != self.all_after else self.all_nodes
        return self._source.image(self._edges_to.image(nodes) & self._edges_with(allowed))

    def opened(self, nodes: int, after: int) -> int:
        """The labels that lead from some of these nodes to some of the next level's."""
        if after == self.all_after:
            return self._labels.image(nodes)
        found = 0
        for part in self._parts:
            if not part.labels & ~found:
                continue
            if nodes & part.seen_from and after & part.seen_to:
                found |= part.labels
                continue
            is_open = self._is_open(part, nodes, after)
            if is_open is None:
                return self._opened_by_edges(nodes, after)
            if is_open:
                found |= part.labels
        return found

    def _is_open(self, part: _Part, nodes: int, after: int) -> bool | None:
        """Whether a part's labels lead from some of the nodes to some of the next level's; None if not soon seen."""
        candidates = nodes & part.sources
        if not candidates or not after & part.targets:
            return False
        level = self.level
        for _ in range(FEW):
            lowest = candidates & -candidates
            node = lowest.bit_length() - 1
            for edge in range(level.starts[node], level.starts[node + 1]):
                if level.masks[level.kinds[edge]] & part.labels:
                    target = 1 << level.targets[edge]
                    if after & target:
                        part.seen_from, part.seen_to = lowest, target
                        return True
                    break
            candidates ^= lowest
            if not candidates:
                return False
        return None

    def _opened_by_edges(self, nodes: int, after: int) -> int:
        edges = self._edges_to.image(after) & self._edges_from.image(nodes)
        found = 0
        for part in self._parts:
            if edges & part.edges:
                found |= part.labels
        return found

    def _edges_with(self, allowed: int) -> int:
        edges = 0
        for part in self._parts:
            if part.labels & allowed:
                edges |= part.edges
        return edges

    @cached_property
    def _parts(self) -> list[_Part]:
        """Parts of the edges, so that each edge's labels are those of the parts that it is in.

        Either by kind, or by label, those that are always together joined: whichever are fewer.
        """
        edges_of = [0] * len(self.level.masks)
        for edge, kind in enumerate(self.level.kinds):
            edges_of[kind] |= 1 << edge
        if len(edges_of) <= self.all_labels.bit_count():
            return [self._part(labels, edges) for labels, edges in zip(self.level.masks, edges_of, strict=True)]
        by_label: dict[int, int] = {}
        for labels, edges in zip(self.level.labels, edges_of, strict=True):
            for label in labels:
                by_label[label] = by_label.get(label, 0) | edges
        by_edges: dict[int, int] = {}
        for label, edges in by_label.items():
            by_edges[edges] = by_edges.get(edges, 0) | 1 << label
        return [self._part(labels, edges) for edges, labels in by_edges.items()]

    def _part(self, labels: int, edges: int) -> _Part:
        level, some = self.level, numbers_of(edges)
        sources = mask_of_many((level.sources[edge] for edge in some), level.width)
        targets = mask_of_many((level.targets[edge] for edge in some), self.width_after)
        return _Part(labels, edges, sources, targets, 1 << level.sources[some[0]], 1 << level.targets[some[0]])

    @cached_property
    def _after(self) -> Relation:
        return related(zip(self.level.sources, self.level.targets, strict=True), self.level.width)

    @cached_property
    def _before(self) -> Relation:
        return related(zip(self.level.targets, self.level.sources, strict=True), self.width_after)

    @cached_property
    def _edges_from(self) -> Relation:
        starts = self.level.starts
        return Relation([(1 << last) - (1 << first) for first, last in pairwise(starts)])

    @cached_property
    def _edges_to(self) -> Relation:
        return related(zip(self.level.targets, range(len(self.level.targets)), strict=True), self.width_after)

    @cached_property
    def _target(self) -> Relation:
        return Relation(_bits(self.level.targets, self.width_after))

    @cached_property
    def _source(self) -> Relation:
        return Relation(_bits(self.level.sources, self.level.width))

    @cached_property
    def _labels(self) -> Relation:
        starts, masks = self.level.starts, [self.level.masks[kind] for kind in self.level.kinds]
        found = []
        for first, last in pairwise(starts):
            of_node = 0
            for mask in masks[first:last]:
                of_node |= mask
            found.append(of_node)
        return Relation(found)


def _asked(level: FrozenLevel, width_after: int) -> AskedLevel:
    bits = (level.width + width_after) * len(level.targets) + len(level.labels) * level.most_labels
    return _Level(level, width_after) if bits <= MOST_BITS else WideLevel(level, width_after)


def _bits(numbers: Sequence[int], length: int) -> list[int]:
    """The mask of each number alone; equal ones are one object."""
    single = [1 << number for number in range(length)]
    return [single[number] for number in numbers]
