"""Which labels are open, fast: the passes of `passes.open_labels` over all edges of a level at once (`gathering`).

What was gained: on the laptop's 7,070 nodes an answer after one more choice takes 1 to 2 ms instead of 20, on 51,000
nodes of a made-up diagram 2 ms instead of 50 (`tests/benchmarks/domains.py`, `--large`); the referee is
`passes.open_labels`. Tried as well: masks of bits with tables of unions, which were as fast and took 300 MB for 51,000
nodes, with a p99 half as high again; and NumPy, which took 10 us for one step of 1,300 edges where this takes 12.

One pass goes down and one up, and neither looks at a level where all is as if nothing were chosen: it goes on at the
next choice. What a level makes of some nodes is remembered, so that a diagram that is asked often becomes, where it is
asked, a table of sets of nodes. This is the lazy determinization of regular expressions (R. Cox, "Regular expression
matching in the wild", 2010), forgotten as there where it takes too much memory.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from configurator.diagram.arranged_level import arranged_levels
from configurator.diagram.frozen import FrozenDiagram
from configurator.diagram.remembered import Room

ROOM = 1 << 23
"""Bytes of what is remembered of a diagram; and as many again of what was before."""

Sets = Sequence[Collection[int] | None]
"""The labels that are allowed at each level; None for all."""


class OpenLabels:
    """The open labels of a diagram, asked many times; `every`: those of each level where all is allowed."""

    def __init__(self, diagram: FrozenDiagram) -> None:
        self._empty = not diagram.holds
        self._room = Room(ROOM)
        self._levels = arranged_levels(diagram, self._room)
        self._nodes = [*(b"\1" * level.width for level in diagram.levels), b"\1"]
        self.every = tuple(level.every_label for level in self._levels)

    def sets(self, allowed: Sets) -> tuple[frozenset[int], ...]:
        """For each level, the labels with which there is a path that takes allowed labels at all *other* levels."""
        found = [*self.every]
        for place, labels in self.others(allowed).items():
            found[place] = labels
        return tuple(found)

    def others(self, allowed: Sets) -> dict[int, frozenset[int]]:
        """The same, of those levels only where other labels are open than with all allowed."""
        if self._empty:
            return {}
        if self._room.is_used_up():
            for level in self._levels:
                level.grow_old()
        changed = [place for place, some in enumerate(allowed) if some is not None]
        fitting = [b""] * len(allowed)
        for place in changed:
            fitting[place] = self._levels[place].fitting(allowed[place] or ())
        reached, alive = self._down(fitting, changed), self._up(fitting, changed)
        found: dict[int, frozenset[int]] = {}
        for place in {*reached, *[place - 1 for place in alive if place]}:
            nodes, after = reached.get(place, self._nodes[place]), alive.get(place + 1, self._nodes[place + 1])
            labels = self._levels[place].opened[nodes + after]
            if labels != self.every[place]:
                found[place] = labels
        return found

    def _down(self, fitting: Sequence[bytes], changed: Sequence[int]) -> dict[int, bytes]:
        """The nodes of each level to which allowed labels lead, where these are not all."""
        every, levels = self._nodes, self._levels
        found: dict[int, bytes] = {}
        place, last = 0, len(levels) - 1
        for choice in changed:
            if choice < place:
                continue
            place, nodes = choice, every[choice]
            while place < last:
                nodes = levels[place].after[fitting[place] + nodes]
                place += 1
                if nodes == every[place]:
                    break
                found[place] = nodes
        return found

    def _up(self, fitting: Sequence[bytes], changed: Sequence[int]) -> dict[int, bytes]:
        """The nodes of each level from which allowed labels lead to the end, where these are not all."""
        every, levels = self._nodes, self._levels
        found: dict[int, bytes] = {}
        place = len(levels)
        for choice in reversed(changed):
            if choice >= place:
                continue
            place, nodes = choice + 1, every[choice + 1]
            while place:
                place -= 1
                nodes = levels[place].before[fitting[place] + nodes]
                if nodes == every[place]:
                    break
                found[place] = nodes
        return found
