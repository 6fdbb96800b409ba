"""What the compiled kernel is driven by: the tables of a product's layout, and where the columns of a chunk lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.batch.columns import Column
from configurator.batch.fused import Layout, Part
from configurator.batch.lanes import BITS
from configurator.batch.raw_cells import Bits, RawCells
from configurator.batch.settled import AllSettled

BLOCK = 2**10
"""Rows that the kernel works on at once, so that what it writes stays in the nearest cache."""
QUAD = 4
"""Lanes that are added at once."""

ADDRESS, WIDTH, PLUS, MASK, VALID, VALID_START, LOOK_UP, LOOK_UP_END, STRIDE, GROUP = range(10)
"""What is said of a column: where its cells are and how many octets one has (0: bits, from the one of number `PLUS`
on); what is added, and the bits that are left; where its validity is, or 0, and the number of the first bit; which part
of the table of look-ups is its own, or what its numbers are multiplied by; and its joint column."""

_ALL = 2**32 - 1
_NOTHING = np.zeros(0, np.uint32)


class KernelTables:
    """The tables of a layout that has joint columns, in the shapes that the kernel takes."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        lanes, none, first = layout.lanes, layout.none, layout.first_constraint
        quads = -(-lanes.count // QUAD)
        self.starts = np.cumsum([0, *(len(each.reasons) for each in layout.fused)])
        added = np.zeros((self.starts[-1], quads * QUAD), np.uint64)
        for start, each in zip(self.starts[:-1], layout.fused, strict=True):
            added[start : start + len(each.added), each.low : each.high] = each.added
        self.added = np.ascontiguousarray(added.reshape(-1, quads, QUAD).transpose(1, 0, 2))
        self.reasons = np.concatenate([each.reasons for each in layout.fused])
        self.guard = np.zeros((quads, QUAD), np.uint64)
        self.guard.reshape(-1)[: lanes.count] = lanes.guard
        self.owners = np.full((quads, QUAD, BITS + 1), none, np.int32)
        for owners, cut in zip(self.owners.reshape(-1, BITS + 1), lanes.cuts, strict=False):
            owners[:] = cut.owners + first
        self.flags = np.array([flag.mask for flag in layout.flags], np.uint64)
        self.unread = np.array([*divmod(lanes.unread_lane, QUAD), lanes.unread_mask.view(np.int64)], np.int64)
        self.indexes = np.zeros((len(layout.indexed), 5), np.int64)
        told, start = [np.zeros(0, np.int32)], 0
        for index, row in zip(layout.indexed, self.indexes, strict=True):
            row[:] = [*divmod(index.lane, QUAD), index.shift, index.mask, start]
            told.append(np.where(index.broken, first + index.constraint, none).astype(np.int32))
            start += len(index.broken)
        self.index_reasons = np.concatenate(told)

    def first_problems(self, judge: Any, settled: AllSettled, length: int) -> NDArray[np.int32]:
        """As `blocks.first_problems`, by the compiled kernel."""
        columns: list[list[int]] = []
        looked_up, kept, size = [_NOTHING], [], 0
        constants = np.zeros(len(self.layout.fused), np.uint32)
        for group, fused in enumerate(self.layout.fused):
            for part in fused.parts:
                numbers, table = settled.as_it_is(part.option), settled.tables[part.option]
                classes = table.class_of() if part.classed else None
                if isinstance(numbers, int):
                    constants[group] += part.stride * int(numbers if classes is None else classes[numbers])
                    continue
                cells = _cells_of(numbers)
                kept.append(cells)  # until all is done
                own = _look_ups(cells, classes, part)
                looked_up.append(own)
                columns.append([*_place(cells), size, size + len(own), part.stride, group])
                size += len(own)
        found = np.full(length, self.layout.none, np.int32)
        judge(
            np.array(columns, np.int64).reshape(-1, 10),
            np.concatenate(looked_up),
            constants,
            self.added,
            self.starts,
            self.guard,
            self.owners,
            self.flags,
            self.unread,
            self.reasons,
            self.indexes,
            self.index_reasons,
            found,
        )
        return found


def _cells_of(numbers: Column | NDArray[Any]) -> RawCells:
    if isinstance(numbers, Column):
        if numbers.raw is not None:
            return numbers.raw
        numbers = numbers.ids
    return RawCells(np.ascontiguousarray(numbers), 0, None, len(numbers), np.uint32)


def _look_ups(cells: RawCells, classes: NDArray[np.unsignedinteger] | None, part: Part) -> NDArray[np.uint32]:
    """What each number adds to a joint number, where that is not the number times the stride."""
    numbers = cells.translated
    if classes is not None:
        numbers = classes if numbers is None else classes.take(numbers)
    return _NOTHING if numbers is None else numbers.astype(np.uint32) * np.uint32(part.stride)


def _place(cells: RawCells) -> Sequence[int]:
    """Where cells are in memory, and what is done with them."""
    where, start = (0, 0) if cells.valid is None else _bits(cells.valid)
    if isinstance(cells.cells, tuple):
        address, first = _bits(cells.cells)
        return address, 0, first, 0, where, start
    mask = min(_ALL, int(np.iinfo(cells.width).max))
    return cells.cells.ctypes.data, cells.cells.itemsize, cells.plus, mask, where, start


def _bits(bits: Bits) -> tuple[int, int]:
    return bits[0].ctypes.data, bits[1]
