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
from functools import cached_property
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


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Edges in columns by one of their ends: how to look up their other ends, and their kinds, in a string."""

    columns: Columns
    others: Gather
    of_kind: Gather
    kinds: Sequence[int]


class _Level:
    """A level between its own nodes, which stand in an `order`, and the next level's, whose `places` are given.

    What each pass needs is arranged when it is first asked for.
    """

    def __init__(self, level: FrozenLevel, order: Sequence[int], places: Sequence[int]) -> None:
        self._level, self._order, self._places = level, order, places
        self._labels = level.labels
        self.every_label = frozenset(label for labels in level.labels for label in labels)
        self._sets: dict[object, frozenset[int]] = {}

    @cached_property
    def _out(self) -> _Arranged:
        """The edges by the nodes that they lead from."""
        edges = self._level.edges
        by_node = [edges[node] for node in self._order]
        columns = Columns(list(map(len, by_node)))
        arranged = columns.arranged(by_node)
        kinds = [kind for kind, _ in arranged]
        targets = Gather([self._places[target] for _, target in arranged], len(self._places))
        return _Arranged(columns, targets, Gather(kinds, len(self._labels)), kinds)

    @cached_property
    def _in(self) -> _Arranged:
        """The edges by the nodes that they lead to; these stand in an order of their own, which `_back` undoes."""
        into: list[list[tuple[int, int]]] = [[] for _ in self._places]
        edges = self._level.edges
        for source, node in enumerate(self._order):
            for kind, target in edges[node]:
                into[target].append((kind, source))
        order = sorted(range(len(into)), key=lambda node: -len(into[node]))
        back = [0] * len(order)
        for place, node in enumerate(order):
            back[self._places[node]] = place
        self._back = Gather(back, len(order))
        columns = Columns([len(into[node]) for node in order])
        arranged = columns.arranged([into[node] for node in order])
        kinds = [kind for kind, _ in arranged]
        sources = Gather([source for _, source in arranged], len(self._order))
        return _Arranged(columns, sources, Gather(kinds, len(self._labels)), kinds)

    @cached_property
    def _kinds_with(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for kind, labels in enumerate(self._labels):
            for label in labels:
                found.setdefault(label, []).append(kind)
        return found

    @cached_property
    def _marks(self) -> int | None:
        """For each edge a byte above 0 that tells its kind; None where there are too many kinds to search for."""
        if len(self._labels) > MOST_KINDS:
            return None
        return int.from_bytes(bytes(kind + 1 for kind in self._out.kinds), "little")

    def after(self, nodes: bytes, allowed: Some) -> bytes:
        """The next level's nodes that some nodes lead to with allowed labels."""
        into = self._in
        edges = into.others.of(nodes)
        if allowed is not None:
            edges &= into.of_kind.of(self._fitting(allowed))
        return self._back.of(into.columns.some(edges)).to_bytes(into.columns.nodes, "little")

    def leading_to(self, after: bytes) -> int:
        """The edges that lead to some of the next level's nodes."""
        return self._out.others.of(after)

    def before(self, edges: int, allowed: Some) -> bytes:
        """The nodes that have some of these edges with an allowed label."""
        if allowed is not None:
            edges &= self._out.of_kind.of(self._fitting(allowed))
        return self._out.columns.some(edges)

    def opened(self, nodes: bytes, edges: int) -> frozenset[int]:
        """The labels of these edges as far as they lead from some of the nodes."""
        columns = self._out.columns
        edges &= columns.spread(nodes)
        kinds: frozenset[int] | tuple[int, ...]
        if self._marks is None:
            kinds = frozenset(compress(self._out.kinds, edges.to_bytes(columns.edges, "little")))
        else:
            marked = (self._marks & edges * 255).to_bytes(columns.edges, "little")
            kinds = tuple([kind for kind in range(len(self._labels)) if kind + 1 in marked])
        found = self._sets.get(kinds)
        if found is None:
            found = frozenset(label for kind in kinds for label in self._labels[kind])
            if len(self._sets) < MOST_SETS:
                self._sets[kinds] = found
        return found

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
