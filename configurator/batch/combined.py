"""A function of a few columns, worked out once for each combination of their numbers that occurs.

Where the columns have few numbers, what is known stands in a table for all combinations, and a row is a look-up; else
the combinations of a chunk are sorted out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_CELLS = 2**18
_UNKNOWN = -1

Numbers = NDArray[Any] | int
"""The numbers of a column; one number where all rows have the same."""


class Combined:
    """The function, over columns of so many numbers; what it gives are numbers from 0 on."""

    def __init__(self, sizes: Sequence[int], function: Callable[[Sequence[int]], int]) -> None:
        self._sizes = sizes
        self._function = function
        cells = 1
        for size in sizes:
            cells *= size
        self._known = np.full(cells, _UNKNOWN, np.int32) if cells <= MOST_CELLS else None

    def of(self, columns: Sequence[Numbers]) -> Numbers:
        """What the function gives for each row."""
        if all(isinstance(each, int) for each in columns):
            return self._function([int(each) for each in columns])
        if self._known is None:
            joint = _joint(columns, self._sizes)
            _, first, inverse = np.unique(joint, return_index=True, return_inverse=True)
            return self._at(columns, first).take(inverse)
        joint = _joint(columns, self._sizes)
        found = self._known.take(joint, mode="clip")
        if found.min(initial=0) == _UNKNOWN:
            missing = np.flatnonzero(found == _UNKNOWN)
            cells, first = np.unique(joint[missing], return_index=True)
            self._known[cells] = self._at(columns, missing[first])
            found = self._known.take(joint)
        return found

    def _at(self, columns: Sequence[Numbers], rows: NDArray[np.intp]) -> NDArray[np.int32]:
        """What the function gives for some rows."""
        picked = [[each] * len(rows) if isinstance(each, int) else each[rows].tolist() for each in columns]
        return np.array([self._function(numbers) for numbers in zip(*picked, strict=True)], np.int32)


def _joint(columns: Sequence[Numbers], sizes: Sequence[int]) -> NDArray[Any]:
    """A number for each combination; numbers become fewer on the way where they would become too large."""
    length = next(len(each) for each in columns if not isinstance(each, int))
    kinds = (np.uint8, np.uint16, np.uint32, np.int64)
    all_cells = int(np.prod(sizes, dtype=object))
    kind = next((each for each in kinds if all_cells <= np.iinfo(each).max), np.int64)
    joint: NDArray[Any] = np.zeros(length, kind)
    cells = 1
    for column, size in zip(columns, sizes, strict=True):
        if cells * size >= 2**62:
            distinct, joint = np.unique(joint, return_inverse=True)
            cells = len(distinct)
        joint *= joint.dtype.type(size)
        joint += column if isinstance(column, int) else column.astype(joint.dtype)
        cells *= size
    return joint
