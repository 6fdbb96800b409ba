"""Which literals of a circuit are possible where others are excluded, looking only at what the exclusion is about.

Of each node it is known which literals stand somewhere below it, and which are possible there as long as nothing is
excluded. Where no excluded literal stands below a node, all of that is possible, and nothing below is looked at. So a
few choices cost about what stands above the branches that name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configurator.diagram.circuit import Branch, Circuit, bit

MOST_BYTES = 1 << 26
"""Of sets of literals, for all nodes together; beyond it every node is looked at."""


class PossibleLiterals:
    """The possible literals of a circuit, asked many times. Sets of literals are numbers, as `bit` makes them."""

    def __init__(self, circuit: Circuit) -> None:
        self._holds, self._size = circuit.holds, len(circuit.nodes)
        self._root = _Side(circuit.root)
        self._sides = [[_Side(branch) for branch in choice] for choice in circuit.nodes]
        self._named: list[int] = []  # for each node, the literals that stand below it
        self._given: list[int] = []  # and those that are possible there where none of these is excluded
        self._is_known = self._size * (circuit.variables + 1) // 2 <= MOST_BYTES
        for sides in self._sides if self._is_known else ():
            named = given = 0
            for side in sides:
                named |= side.own | _joined(self._named[each] for each in side.nodes)
                given |= side.given | _joined(self._given[each] for each in side.nodes)
            self._named.append(named)
            self._given.append(given)

    def of(self, excluded: int) -> int:
        """The literals with which there is an assignment that has no excluded literal of any *other* variable."""
        if not self._holds:
            return 0
        touched = self._touched(excluded)
        alive = self._alive(touched, excluded)
        reached = bytearray(self._size)
        found = self._looked_at(self._root, excluded, alive, reached)
        for number in range(self._size - 1, -1, -1):
            if reached[number]:
                if touched[number]:
                    for side in self._sides[number]:
                        found |= self._looked_at(side, excluded, alive, reached)
                else:
                    found |= self._given[number]
        return found

    def _touched(self, excluded: int) -> Sequence[bool | int]:
        """Whether an excluded literal stands below a node, as far as that is known."""
        if not self._is_known:
            return b"\1" * self._size
        return [named & excluded for named in self._named]

    def _alive(self, touched: Sequence[bool | int], excluded: int) -> bytearray:
        alive = bytearray(b"\1") * self._size
        for number, side_by_side in enumerate(self._sides):
            if touched[number]:
                alive[number] = any(
                    not side.own & excluded and all(alive[each] for each in side.nodes) for side in side_by_side
                )
        return alive

    def _looked_at(self, side: _Side, excluded: int, alive: bytearray, reached: bytearray) -> int:
        """What a branch that can be reached makes possible; marks the nodes that can be reached through it."""
        wrong = side.own & excluded
        dead = [each for each in side.nodes if not alive[each]]
        if not wrong and not dead:
            for each in side.nodes:
                reached[each] = 1
            return side.given
        if wrong and not dead and not wrong & (wrong - 1):
            return wrong  # this one literal alone stands against it
        if not wrong and len(dead) == 1:
            reached[dead[0]] = 1
        return 0


class _Side:
    """A branch: its literals, what it makes possible itself, and its nodes."""

    __slots__ = ("given", "nodes", "own")

    def __init__(self, branch: Branch) -> None:
        self.own = _joined(map(bit, branch.literals))
        self.given = self.own | _joined(3 << 2 * each for each in branch.free)
        self.nodes = branch.nodes


def _joined(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found
