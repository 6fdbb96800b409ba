"""Sets of nodes as strings of bytes, and how they are carried along all edges of a level at once.

A set has a byte for each node, 1 or 0. To look up, for every edge, whether its target is in a set is one `translate`
of the edges' targets, with the set as its table: a nanosecond an edge, and no memory but a byte an edge. A table has
256 places, so nodes are cut into pages of 255; the last place stands for edges to other pages, and is never in.

To see which nodes have some edge with a 1, edges are not kept node by node but in columns: the first edges of all nodes
side by side, then the second ones, nodes with most edges first. Columns are united as long numbers, whose bytes are the
nodes. This is how bit-sliced and column-wise engines work (D. Abadi, P. Boncz and S. Harizopoulos, "The design and
implementation of modern column-oriented database systems", 2013), in plain Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import TypeVar

Thing = TypeVar("Thing")

PAGE = 255
MOST_PAGES = 16
"""Beyond which places are looked up one by one."""

SHORT_COLUMN = 16
"""Columns of fewer edges are not worth the union; the nodes that they are of are searched instead."""


class Gather:
    """For each of some places in a string of bytes, the byte that stands there; `length` of that string is known."""

    def __init__(self, places: Sequence[int], length: int) -> None:
        self._pages: list[tuple[int, bytes]] = []
        self._items = None
        if length <= PAGE * MOST_PAGES or len(places) < 2:
            for start in range(0, length, PAGE):
                end = start + PAGE
                page = places if length <= PAGE else [p - start if start <= p < end else 255 for p in places]
                self._pages.append((start, bytes(page)))
        else:
            self._items = itemgetter(*places)

    def of(self, string: bytes) -> int:
        """The bytes, as a number whose lowest byte is that of the first place. They are 0 or 1."""
        if self._items is not None:
            return int.from_bytes(bytes(self._items(string)), "little")
        found = 0
        for start, page in self._pages:
            table = string[start : start + PAGE].ljust(256, b"\0")
            found |= int.from_bytes(page.translate(table), "little")
        return found


class Columns:
    """Edges of nodes in columns. `degrees`: how many edges each node has, descending."""

    def __init__(self, degrees: Sequence[int]) -> None:
        self.nodes, self.edges = len(degrees), sum(degrees)
        lengths: list[int] = []
        with_more = len(degrees)
        while with_more:
            while with_more and degrees[with_more - 1] <= len(lengths):
                with_more -= 1
            if with_more < SHORT_COLUMN and (lengths or not with_more):
                break
            lengths.append(with_more)
        self._lengths = lengths
        ends = list(accumulate(lengths, initial=0))
        self._columns = list(pairwise(ends))
        tails = [degree - len(lengths) for degree in degrees[:with_more]]
        self._tails = list(pairwise(accumulate(tails, initial=ends[-1])))

    def arranged(self, by_node: Sequence[Sequence[Thing]]) -> list[Thing]:
        """What belongs to the edges, given node by node, in the order of the columns."""
        columns = [edges[place] for place, length in enumerate(self._lengths) for edges in by_node[:length]]
        tails = [each for edges in by_node[: len(self._tails)] for each in edges[len(self._lengths) :]]
        return columns + tails

    def some(self, edges: int) -> bytes:
        """Which nodes have an edge whose byte is 1."""
        flags, found = edges.to_bytes(self.edges, "little"), 0
        for first, last in self._columns:
            found |= int.from_bytes(flags[first:last], "little")
        for node, (first, last) in enumerate(self._tails):
            if flags.find(1, first, last) >= 0:
                found |= 1 << 8 * node
        return found.to_bytes(self.nodes, "little")

    def spread(self, nodes: bytes) -> int:
        """The byte of its node for every edge."""
        parts = [nodes[:length] for length in self._lengths]
        parts += [nodes[node : node + 1] * (last - first) for node, (first, last) in enumerate(self._tails)]
        return int.from_bytes(b"".join(parts), "little")
