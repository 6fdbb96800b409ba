"""The symbols of a code: numbers in base 29, and the four that check the rest (CODE.md section 3).

The check symbols are those of a Reed-Solomon code over GF(29), of distance 5 (I. S. Reed and G. Solomon, "Polynomial
codes over certain finite fields", 1960): every error of up to four symbols is found. A constant for each length is
added, because a Reed-Solomon word stays one when zeros are put before it, or, at length 28, when it is turned round.

`clear_word` does this by the definition, a symbol at a time, and is the referee of `word`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than the rest
    from collections.abc import Sequence
    from typing import Final

ALPHABET: Final = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""29 symbols with the values 0 to 28: no vowels, no 0 and no 1."""

REMAINDERS: Final = {20: (7, 13, 19, 5), 28: (11, 3, 23, 17)}
"""For each length of a word, what remains of it modulo g, highest power first."""

_GENERATOR = (28, 19, 26, 9)  # g(x) = (x-2)(x-4)(x-8)(x-16) = x^4 + 28x^3 + 19x^2 + 26x + 9, without the x^4
_TO_BASE_29 = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrs")  # the digits that `int` knows


def word(head: int, length: int) -> str:
    """The word of 20 or 28 symbols whose first 16 or 24 are the number `head` in base 29.

    Takes two symbols at a time, from tables, and those of the shorter words without a loop: 1.3 µs where a loop takes
    1.8 and `clear_word` 28.
    """
    if length != 20:
        return _long_word(head)
    left, right = divmod(head, 29**8)
    first, second = divmod(left, 29**4)
    third, fourth = divmod(right, 29**4)
    a, b, c, d = first // 29**2, first % 29**2, second // 29**2, second % 29**2
    e, f, g, h = third // 29**2, third % 29**2, fourth // 29**2, fourth % 29**2
    total = _SHIFT + _OF_A[a] + _OF_B[b] + _OF_C[c] + _OF_D[d] + _OF_E[e] + _OF_F[f] + _OF_G[g] + _OF_H[h]
    two, of = _PAIRS, _SYMBOLS
    return (
        f"{two[a]}{two[b]}{two[c]}{two[d]}{two[e]}{two[f]}{two[g]}{two[h]}"
        f"{of[total >> 30]}{of[total >> 20 & 1023]}{of[total >> 10 & 1023]}{of[total & 1023]}"
    )


def _long_word(head: int) -> str:
    """The same for the long length."""
    head, right = divmod(head, 29**8)
    left, middle = divmod(head, 29**8)
    first, second = divmod(left, 29**4)
    third, fourth = divmod(middle, 29**4)
    fifth, sixth = divmod(right, 29**4)
    a, b, c, d = first // 29**2, first % 29**2, second // 29**2, second % 29**2
    e, f, g, h = third // 29**2, third % 29**2, fourth // 29**2, fourth % 29**2
    i, j, k, m = fifth // 29**2, fifth % 29**2, sixth // 29**2, sixth % 29**2
    total = _LONG_SHIFT + _OF_1[a] + _OF_2[b] + _OF_3[c] + _OF_4[d] + _OF_A[e] + _OF_B[f]
    total += _OF_C[g] + _OF_D[h] + _OF_E[i] + _OF_F[j] + _OF_G[k] + _OF_H[m]
    two, of = _PAIRS, _SYMBOLS
    return (
        f"{two[a]}{two[b]}{two[c]}{two[d]}{two[e]}{two[f]}{two[g]}{two[h]}{two[i]}{two[j]}{two[k]}{two[m]}"
        f"{of[total >> 30]}{of[total >> 20 & 1023]}{of[total >> 10 & 1023]}{of[total & 1023]}"
    )


def clear_word(head: int, length: int) -> str:
    """The same by the definition: base 29 by division, then the check symbols."""
    values = [head // 29**power % 29 for power in reversed(range(length - 4))]
    rest = remainder([*values, 0, 0, 0, 0])
    checks = [(wanted - have) % 29 for wanted, have in zip(REMAINDERS[length], rest, strict=True)]
    return "".join([ALPHABET[value] for value in values + checks])


def remainder(values: Sequence[int]) -> tuple[int, ...]:
    """What remains of a polynomial over GF(29), highest power first, modulo g: four coefficients."""
    rest = [0, 0, 0, 0]
    for value in values:
        lead = rest[0]
        shifted = [*rest[1:], value]
        rest = [(have - lead * factor) % 29 for have, factor in zip(shifted, _GENERATOR, strict=True)]
    return tuple(rest)


def number(symbols: str) -> int:
    """The number that symbols of the alphabet write in base 29; at least one symbol and nothing else."""
    return int(symbols.translate(_TO_BASE_29), 29)


def _packed(coefficients: Sequence[int]) -> int:
    """Four sums side by side in one integer, 10 bits each: up to 28 for each symbol, and for what is added to all."""
    return sum(value << shift for value, shift in zip(coefficients, (30, 20, 10, 0), strict=True))


def _check_table(place: int) -> list[int]:
    """What two symbols add to the check symbols; after the second of them stand so many, the check symbols left out."""
    one, two = (remainder([1] + [0] * (place + up)) for up in (5, 4))
    high, low = ([_packed([-digit * value % 29 for value in each]) for digit in range(29)] for each in (one, two))
    return [first + second for first in high for second in low]


_PAIRS: Final = [first + second for first in ALPHABET for second in ALPHABET]
_SYMBOLS: Final = [ALPHABET[value % 29] for value in range(25 * 28 + 1)]
_SHIFT: Final = _packed(REMAINDERS[20])
_LONG_SHIFT: Final = _packed(REMAINDERS[28])
_OF_1: Final = _check_table(22)
_OF_2: Final = _check_table(20)
_OF_3: Final = _check_table(18)
_OF_4: Final = _check_table(16)
_OF_A: Final = _check_table(14)
_OF_B: Final = _check_table(12)
_OF_C: Final = _check_table(10)
_OF_D: Final = _check_table(8)
_OF_E: Final = _check_table(6)
_OF_F: Final = _check_table(4)
_OF_G: Final = _check_table(2)
_OF_H: Final = _check_table(0)
