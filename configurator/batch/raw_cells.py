"""Cells where Arrow has them in memory: a kernel reads them there, and NumPy when somebody asks for their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = tuple[NDArray[np.uint8], int]
"""Bits in Arrow's order, and which of them is the first."""


@dataclass(frozen=True, slots=True, eq=False)
class RawCells:
    """What the numbers of a column are made of: of each row a whole number, or a bit, which may be null.

    A number is that and `plus`, in as many bits as `width` has, which a cell has at least; 0 where it is null; and
    that `translated`, if there is need.
    """

    cells: NDArray[Any] | Bits
    plus: int
    valid: Bits | None
    length: int
    width: type[Any]
    translated: NDArray[Any] | None = None

    def numbers(self) -> NDArray[Any]:
        """The numbers, 0 for null."""
        cells = self.cells
        numbers = unpacked(cells, self.length) if isinstance(cells, tuple) else cells.astype(self.width)
        numbers += numbers.dtype.type(self.plus % (np.iinfo(numbers.dtype).max + 1))
        if self.valid is not None:
            numbers *= unpacked(self.valid, self.length)
        return numbers if self.translated is None else self.translated.take(numbers)


def unpacked(bits: Bits, length: int) -> NDArray[np.uint8]:
    """So many bits as ones and zeros."""
    octets, first = bits
    start = first // 8
    few = octets[start : (first + length + 7) // 8]
    return np.unpackbits(few, bitorder="little")[first - 8 * start :][:length]
