"""Sums of very many fields, in limbs: what adds up costs what it touches, not what there is.

An integer with the fields of 20,000 rules has some 40,000 bits, and a value of one option touches a few of them. As
pairs of an index and a part it is added in the time that the parts take; carries and borrows wait until all is added.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than the rest
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    Parts: TypeAlias = tuple[tuple[int, int], ...]
    """The limbs that are not zero: which they are, from the lowest on, and what they are, all of one sign."""

WIDE = 8_192
"""Bits of all fields beyond which sums are taken in limbs; below, one long addition is faster."""

LIMB = 512
_MASK = (1 << LIMB) - 1


def parts_of(number: int) -> Parts:
    """The parts of a number, none for 0."""
    sign, rest = -1 if number < 0 else 1, abs(number)
    parts: list[tuple[int, int]] = []
    index = 0
    while rest:
        empty = ((rest & -rest).bit_length() - 1) // LIMB
        index, rest = index + empty, rest >> LIMB * empty
        parts.append((index, sign * (rest & _MASK)))
        index, rest = index + 1, rest >> LIMB
    return tuple(parts)


def limbs_of(parts: Iterable[Sequence[int]], count: int) -> list[int]:
    """So many limbs, of which these are not zero."""
    limbs = [0] * count
    for index, limb in parts:
        limbs[index] = limb
    return limbs


def joined(limbs: Iterable[int]) -> int:
    """The number that limbs come to, which is not negative; each of them may have more bits than its own, and be so."""
    written, carried = [], 0
    for limb in limbs:
        carried += limb
        written.append((carried & _MASK).to_bytes(LIMB // 8, "little"))
        carried >>= LIMB
    return int.from_bytes(b"".join(written), "little") + (carried << LIMB * len(written))


def whole(parts: Parts) -> int:
    """The number that these are the parts of."""
    return sum([limb << LIMB * index for index, limb in parts])
