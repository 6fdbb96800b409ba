"""Sets of small numbers as the bits of one number, number 0 being the lowest: into such masks, and out of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress, count

_DIGITS = bytes.maketrans(b"01", b"\0\1")


def mask_of(numbers: Iterable[int]) -> int:
    """A few numbers, each once, as a mask."""
    return sum([1 << number for number in numbers])


def mask_of_many(numbers: Iterable[int], length: int) -> int:
    """Numbers below a length as a mask, in time that is linear in that length."""
    digits = bytearray(b"0") * (length + 1)
    for number in numbers:
        digits[length - number] = 49  # the digit 1, the last digit being that of number 0
    return int(digits, 2)


def numbers_of(mask: int) -> list[int]:
    """The numbers of a mask, ascending."""
    return list(compress(count(), f"{mask:b}"[::-1].encode().translate(_DIGITS)))
