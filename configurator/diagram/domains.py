"""Which labels are open, fast: the passes of `passes.open_labels` over all edges of a level at once (`gathering`).

What was gained: on the laptop's 7,070 nodes an answer after one more choice takes 1 to 2 ms instead of 20, on 51,000
nodes of a made-up diagram 2 ms instead of 50 (`tests/benchmarks/domains.py`, `--large`); the referee is
`passes.open_labels`. Tried as well: masks of bits with tables of unions, which were as fast and took 300 MB for 51,000
nodes, with a p99 half as high again; and NumPy, which took 10 us for one step of 1,300 edges where this takes 12.

One pass goes down and one up, and nothing is asked again where it would be answered the same: what led to the levels
before a changed choice stays, and what leads on from those behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from configurator.diagram.frozen import FrozenDiagram, FrozenLevel
from configurator.diagram.gathering import Columns, Gather

MOST_KINDS = 64
"""Kinds of edges that are searched for one by one."""

MOST_SETS = 1 << 12
"""Sets of labels that are kept for one level."""

Some = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class _Passes:
    """What both passes found, level by level: `reached` by those before, `alive` by those after, open labels.

    `allowed`: the labels that were allowed. `alive` has the end's, too.
    """

    allowed: Sequence[Some]
    reached: Sequence[bytes]
    alive: Sequence[bytes]
    opened: Sequence[frozenset[int]]


class OpenLabels:
    """The open labels of a diagram, asked many times. The last answer is remembered and helps with the next."""

    def __init__(self, diagram: FrozenDiagram) -> None:
        orders = [_by_degree(level.starts) for level in diagram.levels]
        places = [*(_places(order) for order in orders[1:]), [0]]
        self._empty = not diagram.holds
        self._levels = [_Level(*each) for each in zip(diagram.levels, orders, places, strict=bool(orders))]
        every = [b"\1" * level.width for level in diagram.levels]
        self._free = self._last = _Passes(
            [None] * len(every), every, [*every, b"\1"], [level.every_label for level in self._levels]
        )

    def sets(self, allowed: Sequence[Collection[int] | None]) -> tuple[frozenset[int], ...]:
        """For each level, the labels with which there is a path that takes allowed labels at all *other* levels.

        None allows all.
        """
        if self._empty:
            return tuple(frozenset() for _ in self._levels)
        some = [None if each is None else frozenset(each) for each in allowed]
        known = (self._last, self._free)  # read once: threads may ask the same diagram
        reached = list(self._down(some, known))
        alive, opened = [b"\1"], list[frozenset[int]]()
        for place in range(len(self._levels) - 1, -1, -1):
            before, labels = self._up(place, reached[place], alive[-1], some[place], known)
            alive.append(before)
            opened.append(labels)
        alive.reverse()
        opened.reverse()
        self._last = _Passes(some, reached, alive, opened)
        return tuple(opened)

    def _down(self, allowed: Sequence[Some], known: Sequence[_Passes]) -> Iterator[bytes]:
        nodes = b"\1"
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

    def _up(
        self, place: int, nodes: bytes, after: bytes, allowed: Some, known: Sequence[_Passes]
    ) -> tuple[bytes, frozenset[int]]:
        """The nodes of a level that lead on, and its open labels."""
        before, opened = None, None
        for each in known:
            if each.alive[place + 1] == after:
                if before is None and each.allowed[place] == allowed:
                    before = each.alive[place]
                if opened is None and each.reached[place] == nodes:
                    opened = each.opened[place]
        if before is None or opened is None:
            level = self._levels[place]
            edges = level.leading_to(after)
            before = level.before(edges, allowed) if before is None else before
            opened = level.opened(nodes, edges) if opened is None else opened
        return before, opened


class _Level:
    """A level between its own nodes, which stand in an `order`, and the next level's, whose `places` are given."""

    def __init__(self, level: FrozenLevel, order: Sequence[int], places: Sequence[int]) -> None:
        self._labels = level.labels
        self.every_label = frozenset(label for labels in level.labels for label in labels)
        self._kinds_with: dict[int, list[int]] = {}
        for kind, labels in enumerate(level.labels):
            for label in labels:
                self._kinds_with.setdefault(label, []).append(kind)
        self._sets: dict[object, frozenset[int]] = {}

        edges = [range(level.starts[node], level.starts[node + 1]) for node in order]
        self._out = Columns(list(map(len, edges)))
        outward = self._out.arranged(edges)
        self._kinds = [level.kinds[edge] for edge in outward]
        self._targets = Gather([places[level.targets[edge]] for edge in outward], len(places))
        self._kind_of_out = Gather(self._kinds, len(level.labels))
        self._marks = self._marked()

        into: list[list[tuple[int, int]]] = [[] for _ in places]
        for source, each in enumerate(edges):
            for edge in each:
                into[places[level.targets[edge]]].append((source, level.kinds[edge]))
        by_degree = sorted(range(len(into)), key=lambda node: -len(into[node]))
        self._in = Columns([len(into[node]) for node in by_degree])
        self._sources = Gather(
            self._in.arranged([[source for source, _ in into[node]] for node in by_degree]), len(order)
        )
        self._kind_of_in = Gather(
            self._in.arranged([[kind for _, kind in into[node]] for node in by_degree]), len(level.labels)
        )
        self._in_order = Gather(_places(by_degree), len(by_degree))

    def after(self, nodes: bytes, allowed: Some) -> bytes:
        """The next level's nodes that some nodes lead to with allowed labels."""
        edges = self._sources.of(nodes)
        if allowed is not None:
            edges &= self._kind_of_in.of(self._fitting(allowed))
        return self._in_order.of(self._in.some(edges)).to_bytes(self._in.nodes, "little")

    def leading_to(self, after: bytes) -> int:
        """The edges that lead to some of the next level's nodes."""
        return self._targets.of(after)

    def before(self, edges: int, allowed: Some) -> bytes:
        """The nodes that have some of these edges with an allowed label."""
        if allowed is not None:
            edges &= self._kind_of_out.of(self._fitting(allowed))
        return self._out.some(edges)

    def opened(self, nodes: bytes, edges: int) -> frozenset[int]:
        """The labels of these edges as far as they lead from some of the nodes."""
        edges &= self._out.spread(nodes)
        kinds: frozenset[int] | tuple[int, ...]
        if self._marks is None:
            kinds = frozenset(compress(self._kinds, edges.to_bytes(self._out.edges, "little")))
        else:
            marked = (self._marks & edges * 255).to_bytes(self._out.edges, "little")
            kinds = tuple([kind for kind in range(len(self._labels)) if kind + 1 in marked])
        found = self._sets.get(kinds)
        if found is None:
            found = frozenset(label for kind in kinds for label in self._labels[kind])
            if len(self._sets) < MOST_SETS:
                self._sets[kinds] = found
        return found

    def _marked(self) -> int | None:
        """For each edge a byte above 0 that tells its kind; None where there are too many kinds to search for."""
        if len(self._labels) > MOST_KINDS:
            return None
        return int.from_bytes(bytes(kind + 1 for kind in self._kinds), "little")

    def _fitting(self, allowed: frozenset[int]) -> bytes:
        """For each kind, whether some of its labels are allowed."""
        found = bytearray(len(self._labels))
        for label in allowed:
            for kind in self._kinds_with.get(label, ()):
                found[kind] = 1
        return bytes(found)


def _by_degree(starts: Sequence[int]) -> list[int]:
    """Nodes by how many edges they have, those with most first."""
    return sorted(range(len(starts) - 1), key=lambda node: starts[node] - starts[node + 1])


def _places(order: Sequence[int]) -> list[int]:
    """Where each thing stands in an order."""
    found = [0] * len(order)
    for place, thing in enumerate(order):
        found[thing] = place
    return found
