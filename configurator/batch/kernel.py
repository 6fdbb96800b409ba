"""Verdicts in one pass over the memory of Arrow's columns, compiled by numba: one kernel, driven by tables.

The same function serves all products, so it is compiled once and kept; no code is ever made from a catalog. What it
does is what `fused` and `blocks` do in NumPy, which are its referees: numbers are looked up and added to joint numbers,
joint numbers add lanes, guard bits name the first broken constraint. Measured on a laptop of 36 options, with all that
is around it: half of the time. Whatever stands in the memory, no look-up leaves its table.

This module imports numba, and compiles when it is imported or takes what was kept; only `compiled` imports it. Types
here are numba's business.
"""
# mypy: disable-error-code="no-untyped-def, misc"
# mypy: disallow-untyped-calls=False, check-untyped-defs=False, disallow-untyped-decorators=False
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from configurator.batch.kernel_tables import (
    ADDRESS,
    BLOCK,
    GROUP,
    LOOK_UP,
    LOOK_UP_END,
    MASK,
    PLUS,
    STRIDE,
    VALID,
    VALID_START,
    WIDTH,
)


def _pointer(kind: Any) -> Any:
    @intrinsic
    def at(_: Any, address: Any) -> Any:  # noqa: ARG001 - numba looks at the names
        """Memory at an address."""

        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(kind)(types.int64), generated

    return at


_octets_at = _pointer(types.uint8)


@intrinsic
def _bits_below(_: Any, number: Any) -> Any:  # noqa: ARG001 - numba looks at the names
    """How many bits are below the lowest one that is up; 64 where none is."""

    def generated(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), generated


@njit(inline="never")
def _unpack(address, start, length, bits):
    """Bits in Arrow's order as octets."""
    octets = _octets_at(address)
    place = 0
    while place < length and (start + place) % 8:
        bits[place] = octets[(start + place) >> 3] >> np.uint8((start + place) & 7) & 1
        place += 1
    first = (start + place) >> 3
    whole = (length - place) // 8
    for number in range(whole):
        octet = octets[first + number]
        for bit in range(8):
            bits[place + 8 * number + bit] = octet >> np.uint8(bit) & 1
    for rest in range(place + 8 * whole, length):
        bits[rest] = octets[(start + rest) >> 3] >> np.uint8((start + rest) & 7) & 1


@njit
def _add_looked_up(length, numbers, looked_up, joint):
    last = np.uint32(len(looked_up) - 1)
    for row in range(length):
        numbers[row] = min(numbers[row], last)
    for row in range(length):
        joint[row] = np.uint32(joint[row] + looked_up[numbers[row]])


def _adding(kind: Any) -> Any:
    at = _pointer(kind)

    @njit(inline="never")
    def add(column, start, length, valid, numbers, looked_up, joint):
        """Add a column to joint numbers; all is counted in 32 bits, which processors do for many rows at once."""
        cells = at(column[ADDRESS])
        plus, mask, stride = np.uint32(column[PLUS]), np.uint32(column[MASK]), np.uint32(column[STRIDE])
        if len(looked_up):
            for row in range(length):
                number = np.uint32(np.uint32(np.uint32(cells[start + row]) + plus) & mask)
                numbers[row] = np.uint32(number * np.uint32(valid[row]))
            _add_looked_up(length, numbers, looked_up, joint)
        else:
            for row in range(length):
                number = np.uint32(np.uint32(np.uint32(cells[start + row]) + plus) & mask)
                joint[row] = np.uint32(joint[row] + np.uint32(stride * np.uint32(number * np.uint32(valid[row]))))

    return add


_add_8 = _adding(types.uint8)
_add_16 = _adding(types.uint16)
_add_32 = _adding(types.uint32)
_add_64 = _adding(types.uint64)


@njit(inline="never")
def _add_bits(column, length, bits, valid, numbers, looked_up, joint):
    stride = np.uint32(column[STRIDE])
    if len(looked_up):
        for row in range(length):
            numbers[row] = np.uint32(np.uint32(bits[row] + 1) * np.uint32(valid[row]))
        _add_looked_up(length, numbers, looked_up, joint)
    else:
        for row in range(length):
            number = np.uint32(np.uint32(bits[row] + 1) * np.uint32(valid[row]))
            joint[row] = np.uint32(joint[row] + np.uint32(stride * number))


@njit(inline="never")
def _join(columns, looked_up, start, length, bits, valid, numbers, joints):
    """Joint numbers of a block of rows."""
    is_whole = False
    for place in range(len(columns)):
        column = columns[place]
        table = looked_up[column[LOOK_UP] : column[LOOK_UP_END]]
        joint = joints[column[GROUP]]
        if column[VALID]:
            _unpack(column[VALID], column[VALID_START] + start, length, valid)
            is_whole = False
        elif not is_whole:
            valid[:] = 1
            is_whole = True
        width = column[WIDTH]
        if width == 0:
            _unpack(column[ADDRESS], column[PLUS] + start, length, bits)
            _add_bits(column, length, bits, valid, numbers, table, joint)
        elif width == 1:
            _add_8(column, start, length, valid, numbers, table, joint)
        elif width == 2:
            _add_16(column, start, length, valid, numbers, table, joint)
        elif width == 4:
            _add_32(column, start, length, valid, numbers, table, joint)
        else:
            _add_64(column, start, length, valid, numbers, table, joint)


@njit(inline="never")
def _number_cells(starts, length, joints):
    """Joint numbers become those of cells in the table of all joint columns, and never any beyond it."""
    for group in range(len(joints)):
        first, last, joint = np.uint32(starts[group]), np.uint32(starts[group + 1] - starts[group] - 1), joints[group]
        for row in range(length):
            joint[row] = np.uint32(first + min(joint[row], last))


@njit(inline="never")
def _total(cells, length, added, totals):
    """The sums of four lanes for a block of rows."""
    for row in range(np.uint64(length)):
        first = second = third = fourth = np.uint64(0)
        for group in range(np.uint64(len(cells))):
            cell = cells[group, row]
            first += added[cell, np.uint64(0)]
            second += added[cell, np.uint64(1)]
            third += added[cell, np.uint64(2)]
            fourth += added[cell, np.uint64(3)]
        totals[row, np.uint64(0)] = first
        totals[row, np.uint64(1)] = second
        totals[row, np.uint64(2)] = third
        totals[row, np.uint64(3)] = fourth


@njit(inline="never")
def _name_broken(totals, guard, owners, rows, found):
    """Rows with a guard bit in these four lanes get the first reason of one, unless they have one before it."""
    count = np.uint64(0)
    for row in range(len(found)):
        hit = np.uint64(0)
        for lane in range(4):
            hit |= totals[row, lane] & guard[lane]
        rows[count] = row
        count += np.uint64(hit != 0)
    for place in range(count):
        row = np.uint64(rows[np.uint64(place)])
        least = found[row]
        for lane in range(4):
            least = min(least, owners[lane, _bits_below(totals[row, np.uint64(lane)] & guard[lane])])
        found[row] = least


@njit(inline="never")
def _name_unread(cells, fields, flags, reasons, rows, found):
    """Rows in which something could not be read get the first reason of that; `flags` are those of joint columns."""
    count = np.uint64(0)
    for row in range(len(found)):
        rows[count] = row
        count += np.uint64(fields[row] != 0)
    for place in range(count):
        row = np.uint64(rows[np.uint64(place)])
        least = found[row]
        for group in range(len(cells)):
            if fields[row] & flags[group]:
                least = min(least, reasons[cells[group, row]])
        found[row] = least


@njit(inline="never")
def _look_up(totals, index, reasons, found):
    """The reasons that an index tells."""
    lane, shift, mask, start = index[1], np.uint64(index[2]), np.uint64(index[3]), np.uint64(index[4])
    for row in range(len(found)):
        cell = np.uint64(start + (totals[row, lane] >> shift & mask))
        found[row] = min(found[row], reasons[cell])


def _judge(
    columns,
    looked_up,
    constants,
    added,
    starts,
    guard,
    owners,
    flags,
    unread,
    reasons,
    indexes,
    index_reasons,
    found,
):
    """Give each row its first reason; `found` begins with that of a row without any."""
    cells = np.empty((len(constants), BLOCK), np.uint32)
    bits, valid, numbers = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint32)
    totals, fields = np.empty((BLOCK, 4), np.uint64), np.empty(BLOCK, np.uint64)
    rows = np.empty(BLOCK, np.uint32)
    for start in range(0, len(found), BLOCK):
        block = found[start : min(start + BLOCK, len(found))]
        length = len(block)
        for group in range(len(constants)):
            cells[group, :length] = constants[group]
        _join(columns, looked_up, start, length, bits, valid, numbers, cells)
        _number_cells(starts, length, cells)
        for quad in range(len(guard)):
            _total(cells, length, added[quad], totals)
            _name_broken(totals, guard[quad], owners[quad], rows, block)
            for number in range(len(indexes)):
                if indexes[number, 0] == quad:
                    _look_up(totals, indexes[number], index_reasons, block)
            if unread[0] == quad:
                for row in range(length):
                    fields[row] = totals[row, unread[1]] & np.uint64(unread[2])
                _name_unread(cells, fields, flags, reasons, rows, block)


judge = njit(
    types.void(
        types.int64[:, ::1],
        types.uint32[::1],
        types.uint32[::1],
        types.uint64[:, :, ::1],
        types.int64[::1],
        types.uint64[:, ::1],
        types.int32[:, :, ::1],
        types.uint64[::1],
        types.int64[::1],
        types.int32[::1],
        types.int64[:, ::1],
        types.int32[::1],
        types.int32[::1],
    ),
    cache=True,
    nogil=True,
)(_judge)
"""Compiled for these types alone, or taken from where it was kept."""
