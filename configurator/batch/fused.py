"""Columns of few numbers are fused into joint ones, so that a row takes few look-ups.

Joint numbers are made by multiplying and adding, which processors do for many rows at once; a look-up then adds what
several options add together. Measured on a laptop of 36 options: 9 look-ups instead of 36, and a third of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from configurator.batch.columns import width_for
from configurator.batch.lanes import IndexedLane, Lanes, Totals
from configurator.batch.outcomes import OutcomeTable
from configurator.batch.reasons import Reasons
from configurator.batch.settled import Settled
from configurator.knowledge.flat_checks import FlatChecks

Joint = NDArray[np.unsignedinteger]
"""Joint numbers, one a row."""

MOST_BYTES = 2**17
"""Of one joint table; a few of them stay in the cache of a core."""
_ALL_LANES = 4
"""So few are looked up together, be they all needed or not."""
BLOCK = 2**14
"""Rows that are added up at once, so that their totals stay in the cache."""
_NARROW = 2**8
"""Joint numbers that an octet holds."""
MOST_TAKEN = 16
"""Outcomes of an option whose numbers are taken as they are; of more, their classes, which are fewer."""


@dataclass(frozen=True, slots=True)
class Part:
    """An option by its place, in a joint column.

    A number of it is multiplied by `stride`; there are `size` of them, which are classes where it is `classed`.
    """

    option: int
    stride: int
    size: int
    classed: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of one option, as they are fused: how many, and whether they are classes."""

    size: int
    classed: bool


def shape_of(table: OutcomeTable) -> Shape:
    """How the numbers of an option are fused."""
    if len(table) <= MOST_TAKEN:
        return Shape(len(table), classed=False)
    table.class_of()
    return Shape(len(table.classes), classed=True)


def packed(
    sizes: Sequence[int], most: int, *, in_order: bool = False, together: Sequence[AbstractSet[int]] = ()
) -> list[list[int]]:
    """Places of columns put together, so that each group has at most so many joint numbers, unless it is one column.

    First fit, the largest first; `in_order` keeps neighbors together, and their order. Sets that are to be `together`
    are so where there is room: those before first.
    """
    groups = _seeds(sizes, most, together)
    cells = [prod(sizes[place] for place in group) for group in groups]
    placed = {place for group in groups for place in group}
    places = range(len(sizes)) if in_order else sorted(range(len(sizes)), key=lambda place: -sizes[place])
    for place in places:
        if place in placed:
            continue
        open_groups = range(max(0, len(groups) - 1), len(groups)) if in_order else range(len(groups))
        fitting = next((group for group in open_groups if cells[group] * sizes[place] <= most), None)
        if fitting is None:
            groups.append([])
            cells.append(1)
            fitting = len(groups) - 1
        groups[fitting].append(place)
        cells[fitting] *= sizes[place]
    return groups


def _seeds(sizes: Sequence[int], most: int, together: Sequence[AbstractSet[int]]) -> list[list[int]]:
    """Groups of the sets that are to be together; those that share a column are one."""
    seeds: list[set[int]] = []
    for wanted in together:
        sharing = [seed for seed in seeds if seed & wanted]
        whole = set(wanted).union(*sharing)
        if prod(sizes[place] for place in whole) <= most:
            seeds = [seed for seed in seeds if seed not in sharing] + [whole]
    return [sorted(seed) for seed in seeds if seed]


class Fused:
    """A joint column of some options: what each joint number adds, in the lanes from `low` to `high`, and its reason.

    `reasons` has the least reason of a problem, `nothing` where there is none.
    """

    def __init__(self, parts: Sequence[Part], tables: Sequence[OutcomeTable], nothing: int) -> None:
        self.parts = tuple(parts)
        self._runs = runs_of(parts)
        lanes = tables[parts[0].option].reader.lanes.count
        added, reasons = np.zeros((1, lanes), np.uint64), np.full(1, nothing, np.int32)
        for part in parts:
            own, own_reasons = _arrays(tables[part.option], classed=part.classed)
            own_reasons = np.where(own_reasons == 0, np.int32(nothing), own_reasons)
            added = (own[:, None, :] + added[None, :, :]).reshape(-1, lanes)
            reasons = np.minimum(own_reasons[:, None], reasons[None, :]).reshape(-1)
        used = np.flatnonzero(added.any(axis=0))
        self.low, self.high = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 0)
        if lanes <= _ALL_LANES or self.high - self.low > lanes // 2:
            self.low, self.high = 0, lanes
        self.added = np.ascontiguousarray(added[:, self.low : self.high])
        self.reasons = reasons
        self._nothing = nothing
        self._type = width_for(len(reasons))

    def whole(self, lanes: int, bias: Sequence[int]) -> None:
        """Add to all lanes, and the bias, too: so does the first of several."""
        added = np.zeros((len(self.added), lanes), np.uint64)
        added[:, self.low : self.high] = self.added
        self.added = added + np.array(bias, np.uint64)
        self.low, self.high = 0, lanes

    def decide(self, index: IndexedLane, bias: Sequence[int], reason: int) -> None:
        """Find out for each joint number whether a constraint is broken that looks at these options only.

        Where it is, the reason is told as one of the problems, unless there is another that comes before it.
        """
        place = index.lane - self.low
        totals = self.added[:, place] if 0 <= place < self.added.shape[1] else np.zeros(len(self.added), np.uint64)
        cells = (totals + np.uint64(bias[index.lane])) >> index.shift & index.mask
        # where an option could not be read, the index is none
        rows = np.flatnonzero(index.broken.take(cells) & (self.reasons > reason))
        self.reasons[rows] = reason

    def flag(self, lanes: Lanes, unread: np.uint64) -> None:
        """Let each joint number that has a reason add this, and no more, to the field for what could not be read."""
        has_problem = self.reasons != self._nothing
        if not has_problem.any():
            return
        if not self.low <= lanes.unread_lane < self.high:
            self.whole(lanes.count, [0] * lanes.count)
        field = self.added[:, lanes.unread_lane - self.low]
        field &= ~lanes.unread_mask
        field += has_problem * unread

    def joint(self, settled: Sequence[Settled], length: int) -> Joint:
        """The joint number of each row."""
        joint = np.zeros(length, self._type)
        one = np.empty(length, self._type)
        constant = 0
        for stride, run in self._runs:
            narrow: Joint | None = None
            for part in run:
                numbers, table = settled[part.option]
                if isinstance(numbers, int):
                    constant += stride * part.stride * (int(table.class_of()[numbers]) if part.classed else numbers)
                    continue
                if part.classed:
                    numbers = table.class_of().take(numbers, mode="clip")
                if narrow is None:
                    width = width_for(max(each.stride * each.size for each in run) - 1)
                    narrow = numbers.astype(width)
                    narrow *= width(part.stride)
                else:
                    narrow += numbers.astype(narrow.dtype) * narrow.dtype.type(part.stride)
            if narrow is not None:
                np.copyto(one, narrow, casting="unsafe")
                one *= self._type(stride)
                joint += one
        joint += self._type(constant)
        return joint


def runs_of(parts: Sequence[Part]) -> list[tuple[int, list[Part]]]:
    """Neighbors that have few numbers together, with what these are multiplied by: octets are added fastest.

    An option with one number adds nothing.
    """
    runs: list[tuple[int, list[Part]]] = []
    for part in parts:
        if part.size == 1:
            continue
        stride = part.stride // runs[-1][0] if runs else 0
        if not runs or stride * part.size > _NARROW:
            runs.append((part.stride, []))
            stride = 1
        runs[-1][1].append(replace(part, stride=stride))
    return runs


def _arrays(table: OutcomeTable, *, classed: bool) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    of_class = table.class_of()
    added, reasons = table.classes.arrays()
    return (added, reasons) if classed else (added[of_class], reasons[of_class])


class Layout:
    """The joint columns of a product, for tables of outcomes as they are: made anew when one of them has grown.

    Constraints that are looked up by an index (`Indexed`) are put into one joint column where there is room, and found
    broken or not beforehand; `indexed` are the others. `guard` is that of the lanes, for each row of a block;
    `numbers` is memory for the numbers of a block; `flags` say in which joint column there is a problem.
    """

    def __init__(self, tables: Sequence[OutcomeTable], lanes: Lanes, checks: FlatChecks, reasons: Reasons) -> None:
        self.tables = tuple(tables)
        self._shapes = [shape_of(table) for table in tables]
        self.lanes = lanes
        self.none = reasons.none
        self.first_constraint = reasons.first_constraint
        self._bias = lanes.of(checks.bias)
        self.guard = np.tile(lanes.guard, (BLOCK, 1))
        self.numbers = np.empty(BLOCK, np.intp)
        self._totals = np.empty((BLOCK, lanes.count), np.uint64)
        self._added = np.empty((BLOCK, lanes.count), np.uint64)
        places = {table.reader.plan.key: place for place, table in enumerate(tables)}
        together = {
            index.constraint: {places[key] for key in checks.constraints[index.constraint].options}
            for index in lanes.indexed
        }
        most = max(16, MOST_BYTES // (8 * lanes.count))
        groups = packed([shape.size for shape in self._shapes], most, together=tuple(together.values()))
        self.fused = [Fused(self._parts(group), tables, reasons.none) for group in groups]
        self.indexed: list[IndexedLane] = []
        for index in lanes.indexed:
            whole = next((n for n, group in enumerate(groups) if together[index.constraint] <= set(group)), None)
            if whole is None:
                self.indexed.append(index)
            else:
                self.fused[whole].decide(index, self._bias, reasons.first_constraint + index.constraint)
        self.flags = lanes.flags(len(self.fused))
        for each, flag in zip(self.fused, self.flags, strict=True):
            each.flag(lanes, flag.adds)
        if self.fused:
            self.fused[0].whole(lanes.count, self._bias)

    def _parts(self, group: Sequence[int]) -> list[Part]:
        parts, stride = [], 1
        for place in group:
            shape = self._shapes[place]
            parts.append(Part(place, stride, shape.size, shape.classed))
            stride *= shape.size
        return parts

    def fits(self, tables: Sequence[OutcomeTable]) -> bool:
        """Whether it is still what it would be: the same outcomes, or no new classes of them."""
        return len(tables) == len(self.tables) and all(
            shape_of(table) == shape and (table.classes is was.classes if shape.classed else table is was)
            for table, was, shape in zip(tables, self.tables, self._shapes, strict=True)
        )

    def joints(self, settled: Sequence[Settled], length: int) -> list[Joint]:
        """The joint columns."""
        return [each.joint(settled, length) for each in self.fused]

    def totals(self, joints: Sequence[Joint], start: int, length: int) -> Totals:
        """The totals of up to `BLOCK` rows from one on; they are overwritten by the next ones."""
        totals, added, numbers = self._totals[:length], self._added[:length], self.numbers[:length]
        if not joints:
            totals[:] = np.array(self._bias, np.uint64)
        for place, (each, joint) in enumerate(zip(self.fused, joints, strict=True)):
            np.copyto(numbers, joint[start : start + length])
            if place == 0:
                each.added.take(numbers, 0, totals, "clip")
            elif each.high - each.low == self.lanes.count:
                each.added.take(numbers, 0, added, "clip")
                np.add(totals, added, totals)
            elif each.high > each.low:
                totals[:, each.low : each.high] += each.added.take(numbers, 0, mode="clip")
        return totals
