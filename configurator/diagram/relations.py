"""Relations between numbered things as bit masks, so that whole sets are mapped at once.

Where a pass through a diagram goes from a set of nodes to all nodes after them, the set is a number whose bits are the
nodes. For each four of them there is a table of what any of these together lead to: four nodes are one look-up and one
union, whatever number of edges they have. So do V. L. Arlazarov, E. A. Dinic, M. A. Kronrod and I. A. Faradzev with
matrices ("On economical construction of the transitive closure of a directed graph", 1970). Four, and not eight: larger
tables hold many unions that nobody ever asks for, and filling them on demand makes first answers slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import getitem, or_

_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))


class Relation:
    """For each of some things, from 0, to which others it is related: `masks` has these as bits."""

    def __init__(self, masks: Sequence[int]) -> None:
        self._masks = masks
        self._few = len(masks) // 8
        tables = []
        for first in range(0, len(masks), 4):
            table = [0]
            for mask in masks[first : first + 4]:
                table += [mask | each for each in table]
            tables.append(table)
        self._tables = tables[::-1]
        self._length = f"0{len(tables)}x"

    def image(self, things: int) -> int:
        """All that some of these things are related to; both as bits."""
        if things.bit_count() < self._few:  # one by one
            found, masks = 0, self._masks
            while things:
                lowest = things & -things
                found |= masks[lowest.bit_length() - 1]
                things ^= lowest
            return found
        return reduce(or_, map(getitem, self._tables, format(things, self._length).encode().translate(_DIGITS)), 0)


def related(pairs: Iterable[tuple[int, int]], length: int) -> Relation:
    """The relation of so many things that has these pairs."""
    masks = [0] * length
    for thing, other in pairs:
        masks[thing] |= 1 << other
    return Relation(masks)
