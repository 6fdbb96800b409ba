"""The long integer of a product's flat checks, cut into lanes of 64 bits: columns of totals for many rows at once.

A lane ends where a field ends, so that no sum carries over from one to the next. The constraints of a product have
their fields in declared order from the lowest bit up: the lowest guard bit that is up names the first broken one. One
more field counts what could not be read. Constraints with a field that is too wide are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.knowledge.flat_checks import FlatChecks, Indexed

Lane = NDArray[np.uint64]
Totals = NDArray[np.uint64]
"""A row for each configuration, a column for each lane."""

BITS = 64
WIDEST = BITS
"""Bits of a lane that are used."""
_COUNTED = 16
"""Bits of the field for what could not be read: one for each joint column, or of more joint columns their number."""
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Cut:
    """A lane: the bits of the long integer from `start` on, `mask` of them, and what each guard bit belongs to."""

    start: int
    mask: int
    guard: int
    owners: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class IndexedLane:
    """A constraint (by index) whose field is an index, and where that stands."""

    constraint: int
    lane: int
    shift: Any
    mask: Any
    broken: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Flag:
    """Says that a joint column has a problem: what it adds, in the unread lane, and the bits that there are then."""

    adds: np.uint64
    mask: np.uint64


@dataclass(frozen=True, slots=True)
class Lanes:
    """How the sums of a product are cut.

    `unread`: what an option adds that could not be read; that field is `unread_mask` in `unread_lane` (`flags`).
    `wide`: the constraints, by index, that have no field here. `nothing`: how many constraints there are.
    """

    cuts: tuple[Cut, ...]
    count: int
    guard: Lane
    unread: Lane
    unread_lane: int
    unread_mask: np.uint64
    indexed: tuple[IndexedLane, ...]
    wide: frozenset[int]
    nothing: int

    def of(self, total: int) -> list[int]:
        """A long integer, in lanes."""
        lanes = [(total >> cut.start) & cut.mask for cut in self.cuts]
        return lanes + [0] * (self.count - len(lanes))

    def flags(self, joint_columns: int) -> list[Flag]:
        """Those of so many joint columns: a bit for each, or of more than there are bits one number."""
        one = self.unread[self.unread_lane]
        if joint_columns > _COUNTED:
            return [Flag(one, self.unread_mask)] * joint_columns
        bits = [one << np.uint64(place) for place in range(joint_columns)]
        return [Flag(bit, bit) for bit in bits]

    def first_broken(self, hits: Totals) -> NDArray[np.int32]:
        """Of totals in which only guard bits are left, the index of the first broken constraint.

        How many constraints there are, where none is broken. The bits below the lowest one are counted, 64 of none.
        """
        below = hits - _ONE
        below &= ~hits
        bits = np.bitwise_count(below)
        found: NDArray[np.int32] = np.full(len(hits), self.nothing, np.int32)
        for place, cut in enumerate(self.cuts):
            np.minimum(found, cut.owners.take(bits[:, place], mode="clip"), out=found)
        return found


def lanes_of(checks: FlatChecks) -> Lanes:
    """How the sums of these checks are cut."""
    fields = _fields(checks)
    pointless = (each.constraint for each in checks.indexed if not each.mask)  # an index of no bits has no place
    wide = frozenset((*(owner for start, end, owner in fields if end - start > WIDEST), *pointless))
    cuts: list[Cut] = []
    begun: list[tuple[int, int, int]] = []
    for each in fields:
        if each[2] in wide or (begun and (each[1] - begun[0][0] > WIDEST or each[0] != begun[-1][1])):
            if begun:
                cuts.append(_cut(begun, checks))
            begun = []
        if each[2] not in wide:
            begun.append(each)
    if begun:
        cuts.append(_cut(begun, checks))
    used = cuts[-1].mask.bit_length() if cuts else WIDEST
    apart = used + _COUNTED > WIDEST
    count = len(cuts) + apart
    count = 4 if count == 3 else count  # 32 bytes are gathered faster than 24
    unread, guard = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    guard[: len(cuts)] = [cut.guard for cut in cuts]
    place = len(cuts) if apart else len(cuts) - 1
    shift = 0 if apart else used
    unread[place] = 1 << shift
    field = np.uint64(((1 << _COUNTED) - 1) << shift)
    guard[place] |= field
    indexed = tuple(_indexed(each, cuts) for each in checks.indexed if each.constraint not in wide)
    return Lanes(tuple(cuts), count, guard, unread, place, field, indexed, wide, len(checks.constraints))


def _fields(checks: FlatChecks) -> list[tuple[int, int, int]]:
    """Where each field begins and ends, from the lowest bit up, and its constraint by index."""
    ends = [(position + 1, owner) for position, owner in checks.owners.items()]
    ends += [(each.shift + each.mask.bit_length(), each.constraint) for each in checks.indexed if each.mask]
    fields, start = [], 0
    for end, owner in sorted(ends):
        fields.append((start, end, owner))
        start = end
    return fields


def _cut(fields: Sequence[tuple[int, int, int]], checks: FlatChecks) -> Cut:
    start, end = fields[0][0], fields[-1][1]
    mask = (1 << (end - start)) - 1
    # no constraint's: what could not be read is counted there, and the last stands for no bit
    owners = np.full(BITS + 1, len(checks.constraints), np.int32)
    for _, last, owner in fields:
        if last - 1 in checks.owners:
            owners[last - 1 - start] = owner
    return Cut(start, mask, (checks.guard >> start) & mask, owners)


def _indexed(each: Indexed, cuts: Sequence[Cut]) -> IndexedLane:
    place = next(place for place, cut in enumerate(cuts) if 0 <= each.shift - cut.start < cut.mask.bit_length())
    broken = np.zeros(each.mask + 1, np.bool_)
    broken[: len(each.broken)] = np.frombuffer(each.broken, np.uint8) != 0
    shift = np.uint64(each.shift - cuts[place].start)
    return IndexedLane(each.constraint, place, shift, np.uint64(each.mask), broken)
