"""The first problem of each row, from its joint numbers: block by block, so that all totals stay in the cache.

Guard bits that are left over name broken constraints, and that something could not be read; indexes are looked up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from configurator.batch import fused
from configurator.batch.fused import Joint, Layout
from configurator.batch.lanes import Totals


def first_problems(layout: Layout, joints: Sequence[Joint], length: int) -> NDArray[np.int32]:
    """The reason of each of so many rows, by number; `layout.none` where there is no problem.

    Constraints that are scanned are not looked at here.
    """
    found = np.full(length, layout.none, np.int32)
    for start in range(0, length, fused.BLOCK):
        block = found[start : start + fused.BLOCK]
        totals = layout.totals(joints, start, len(block))
        _look_up(layout, totals, block)
        totals &= layout.guard[: len(totals)]
        rows = np.flatnonzero(_any(totals))
        if rows.size:
            reasons = _named(layout, totals.take(rows, 0, mode="clip"), rows + start, joints)
            block[rows] = np.minimum(block.take(rows), reasons)
    return found


def _look_up(layout: Layout, totals: Totals, found: NDArray[np.int32]) -> None:
    """Rows whose index says that a constraint is broken get its reason, unless they have one that comes before."""
    numbers = layout.numbers[: len(totals)]
    cells = numbers.view(np.uint64)
    for index in layout.indexed:
        np.right_shift(totals[:, index.lane], index.shift, out=cells)
        cells &= index.mask
        rows = np.flatnonzero(index.broken.take(numbers, mode="clip"))
        found[rows] = np.minimum(found[rows], layout.first_constraint + index.constraint)


def _named(layout: Layout, hits: Totals, rows: NDArray[np.intp], joints: Sequence[Joint]) -> NDArray[np.int32]:
    """The reasons of rows whose totals have guard bits left: what could not be read, or else what is broken."""
    lanes = layout.lanes
    found = lanes.first_broken(hits)
    found += np.int32(layout.first_constraint)
    fields = hits[:, lanes.unread_lane].copy()
    for each, joint, flag in zip(layout.fused, joints, layout.flags, strict=True):
        unread = np.flatnonzero(fields & flag.mask != 0)
        numbers = joint.take(rows.take(unread))
        found[unread] = np.minimum(found.take(unread), each.reasons.take(numbers, mode="clip"))
    return found


def _any(hits: Totals) -> NDArray[np.bool_]:
    """Which rows have a bit; those of a row's lanes are looked at together."""
    is_hit: NDArray[np.bool_] = hits != 0
    together = _TOGETHER.get(hits.shape[1])
    return np.asarray(is_hit.any(axis=1) if together is None else is_hit.view(together)[:, 0] != 0)


_TOGETHER = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
