"""How deep the nodes of one statement go, worked out only where so many are made that one may go too deep."""

from __future__ import annotations

from collections.abc import Sequence

from configurator.syntax import nodes as n

DEPTH_LIMIT = 64
"""How deep an expression goes at most; later passes may recurse so far."""


class Depths:
    """The nodes of one statement as they are made, each after its parts."""

    def __init__(self) -> None:
        # all nodes, each with its parts, so that no other object gets the identity of one
        self._made: list[tuple[object, Sequence[object]]] = []
        self._depths: dict[int, int] = {}

    def of(self, built: object, parts: Sequence[object]) -> int:
        """How deep a new node goes; 0 for one that has too few nodes inside it to go beyond the limit."""
        made = self._made
        made.append((built, parts))
        if len(made) <= DEPTH_LIMIT:
            return 0
        if not self._depths:
            for each in made[:-1]:
                self._measured(*each)
        return self._measured(built, parts)

    def put(self, built: object, parts: Sequence[object], depth: int) -> None:
        """Take what stands in the place of a node that goes too deep as one that goes so deep, too."""
        self._made.append((built, parts))
        self._depths[id(built)] = depth

    def _measured(self, built: object, parts: Sequence[object]) -> int:
        """Remember, by its identity, how deep a node goes: one deeper than its deepest part."""
        depths = self._depths
        inner = [depths.get(id(part), 0) for part in parts]
        if isinstance(built, n.Additive) and len(built.parts) > 2:
            inner[0] -= 1  # the depth of a chain is that of its deepest part, not of its length
        depths[id(built)] = depth = 1 + max(inner, default=0)
        return depth
