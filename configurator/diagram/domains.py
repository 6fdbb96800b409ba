"""Which labels are open, fast: the passes of `passes.open_labels` over all edges of a level at once (`gathering`).

What was gained: on the laptop's 7,070 nodes an answer after one more choice takes 1 to 2 ms instead of 20, on 51,000
nodes of a made-up diagram 2 ms instead of 50 (`tests/benchmarks/domains.py`, `--large`); the referee is
`passes.open_labels`. Tried as well: masks of bits with tables of unions, which were as fast and took 300 MB for 51,000
nodes, with a p99 half as high again; and NumPy, which took 10 us for one step of 1,300 edges where this takes 12.

One pass goes down and one up, and nothing is asked again where it would be answered the same: where the nodes of a
level are those of an answer that is known, so is all that follows, up to the next choice that is another; it is taken
over in one piece.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import is_not

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


class _Known:
    """An answer beside a new question: the levels at which the question allows others, in order."""

    def __init__(self, passes: _Passes, allowed: Sequence[Some]) -> None:
        self.passes = passes
        self._changed = _differing(passes.allowed, allowed)

    def same_from(self, place: int) -> int:
        """The first level from this one on at which others are allowed; behind the last level where there is none."""
        after = bisect_left(self._changed, place)
        return self._changed[after] if after < len(self._changed) else len(self.passes.allowed)

    def same_to(self, place: int) -> int:
        """The last level up to this one at which others are allowed; -1 where there is none."""
        before = bisect_right(self._changed, place)
        return self._changed[before - 1] if before else -1


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
        known = [_Known(each, some) for each in (self._last, self._free)]
        reached = self._down(some, known)
        alive, opened = self._up(some, reached, known)
        self._last = _Passes(some, reached, alive, opened)
        return tuple(opened)

    def _down(self, allowed: Sequence[Some], known: Sequence[_Known]) -> list[bytes]:
        reached = [b"\1"] if self._levels else []
        while len(reached) < len(self._levels):
            place = len(reached) - 1
            for each in known:
                until = each.same_from(place)
                if until > place and each.passes.reached[place] == reached[place]:
                    reached += each.passes.reached[place + 1 : until + 1]
                    break
            else:
                reached.append(self._levels[place].after(reached[place], allowed[place]))
        return reached

    def _up(
        self, allowed: Sequence[Some], reached: Sequence[bytes], known: Sequence[_Known]
    ) -> tuple[list[bytes], list[frozenset[int]]]:
        """The nodes of each level, and behind the last, that lead on; and the open labels of each level."""
        end = len(self._levels)
        others = [_differing(each.passes.reached, reached) for each in known]
        alive, opened = [b"\1"] * (end + 1), [frozenset[int]()] * end
        place = end - 1
        while place >= 0:
            for each, differing in zip(known, others, strict=True):
                first = each.same_to(place) + 1
                if first <= place and each.passes.alive[place + 1] == alive[place + 1]:
                    alive[first : place + 1] = each.passes.alive[first : place + 1]
                    opened[first : place + 1] = each.passes.opened[first : place + 1]
                    for other in differing[bisect_left(differing, first) : bisect_right(differing, place)]:
                        opened[other] = self._opened(other, reached[other], alive[other + 1], known)
                    place = first - 1
                    break
            else:
                after, level = alive[place + 1], self._levels[place]
                alive[place] = level.before(level.leading_to(after), allowed[place])
                opened[place] = self._opened(place, reached[place], after, known)
                place -= 1
        return alive, opened

    def _opened(self, place: int, nodes: bytes, after: bytes, known: Sequence[_Known]) -> frozenset[int]:
        for each in known:
            if each.passes.reached[place] == nodes and each.passes.alive[place + 1] == after:
                return each.passes.opened[place]
        level = self._levels[place]
        return level.opened(nodes, level.leading_to(after))


def _differing(some: Sequence[object], others: Sequence[object]) -> list[int]:
    """Where two lists have different things."""
    others_there = compress(range(len(some)), map(is_not, some, others))  # most are the very same
    return [place for place in others_there if some[place] != others[place]]


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
