"""A level of a diagram arranged for passes over all its edges at once (`gathering`): down, up, and the labels between.

Sets of nodes are strings with a byte for each, 1 or 0, in the order in which the level has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

from configurator.diagram.frozen import FrozenDiagram, FrozenLevel
from configurator.diagram.gathering import Columns, Gather
from configurator.diagram.remembered import Remembered, Room

MOST_KINDS = 64
"""Kinds of edges that are searched for one by one."""

MOST_SETS = 1 << 12
"""Sets of labels that are kept for one level."""


def arranged_levels(diagram: FrozenDiagram, room: Room) -> list[ArrangedLevel]:
    """The levels of a diagram, in order; what they remember takes room."""
    orders = [_by_degree(level.starts) for level in diagram.levels]
    places = [*(_places(order) for order in orders[1:]), [0]]
    return [ArrangedLevel(*each, room) for each in zip(diagram.levels, orders, places, strict=bool(orders))]


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Edges in columns by one of their ends: how to look up their other ends, and their kinds, in a string."""

    columns: Columns
    others: Gather
    of_kind: Gather
    kinds: Sequence[int]


class ArrangedLevel:
    """A level between its own nodes, which stand in an `order`, and the next level's, whose `places` are given.

    What each pass needs is arranged when it is first asked for, and what was asked is remembered, by sets that stand
    one behind the other in a string. Where not all labels are allowed, `fitting` stands first.

    `after`: the next level's nodes that some nodes lead to with allowed labels.
    `before`: the nodes that have an edge with an allowed label to some of the next level's nodes.
    `opened`: the labels of the edges from some nodes, which stand first, to some of the next level's.
    """

    def __init__(self, level: FrozenLevel, order: Sequence[int], places: Sequence[int], room: Room) -> None:
        self._level, self._order, self._places = level, order, places
        self.after: Remembered[bytes] = Remembered(self._after, room)
        self.before: Remembered[bytes] = Remembered(self._before, room)
        self.opened: Remembered[frozenset[int]] = Remembered(self._opened, room)
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

    def fitting(self, allowed: Iterable[int]) -> bytes:
        """For each kind of edges, whether some of its labels are allowed."""
        found = bytearray(len(self._labels))
        for label in allowed:
            for kind in self._kinds_with.get(label, ()):
                found[kind] = 1
        return bytes(found)

    def grow_old(self) -> None:
        """Forget what nobody has asked for since the last time."""
        for each in (self.after, self.before, self.opened):
            each.grow_old()

    def _after(self, key: bytes) -> bytes:
        fitting, nodes = _split(key, len(key) - len(self._order))
        into = self._in
        edges = into.others.of(nodes)
        if fitting:
            edges &= into.of_kind.of(fitting)
        return self._back.of(into.columns.some(edges)).to_bytes(into.columns.nodes, "little")

    def _before(self, key: bytes) -> bytes:
        fitting, after = _split(key, len(key) - len(self._places))
        edges = self._out.others.of(after)
        if fitting:
            edges &= self._out.of_kind.of(fitting)
        return self._out.columns.some(edges)

    def _opened(self, key: bytes) -> frozenset[int]:
        nodes, after = _split(key, len(self._order))
        columns = self._out.columns
        edges = self._out.others.of(after) & columns.spread(nodes)
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


def _split(key: bytes, place: int) -> tuple[bytes, bytes]:
    return key[:place], key[place:]


def _by_degree(starts: Sequence[int]) -> list[int]:
    """Nodes by how many edges they have, those with most first."""
    return sorted(range(len(starts) - 1), key=lambda node: starts[node] - starts[node + 1])


def _places(order: Sequence[int]) -> list[int]:
    """Where each thing stands in an order."""
    found = [0] * len(order)
    for place, thing in enumerate(order):
        found[thing] = place
    return found
