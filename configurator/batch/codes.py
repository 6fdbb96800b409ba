"""The codes of many digests at once: base 29 and check symbols (CODE.md section 3), in columns.

A digest is eight words of 32 bits; what each is worth modulo 29^15 stands in a table, as three digits in base 29^5, so
that a payload is a sum of products. Check symbols are linear over GF(29), so each piece of a code adds its own. The
referee is `configurator.identity.code`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from configurator.identity.code_text import SCHEMES, SHORT
from configurator.identity.symbols import ALPHABET, REMAINDERS, remainder

_BASE = 29**5
_DIGITS = 3
_WORDS = 8
_CHECKS = 4
_MOST_CHECKED = 28 * (SHORT + 2)
"""What the parts of a check symbol add up to at most: one of each symbol, and one of the length."""


class _Piece(NamedTuple):
    """Some symbols side by side: where they begin, their texts as numbers, and what they add to the check symbols."""

    start: int
    texts: NDArray[Any]
    checks: NDArray[np.uint64]


def codes_of(digests: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The codes of 20 symbols, in ASCII, of digests of 32 bytes; a row each.

    Symbols are written several at once, as numbers of 32 or 16 bits, wherever they stand; the last of three is followed
    by an octet that the next piece writes over. Measured, with words side by side: half of the time.
    """
    tables = _tables()
    words = np.ascontiguousarray(digests.reshape(-1, 32).view(">u4").T).astype(np.uint64)
    count = words.shape[1]
    codes = np.empty((count, SHORT), np.uint8)
    codes[:, 0] = ord(SCHEMES[0])
    checks = np.full(count, tables.constant, np.uint64)
    carried: NDArray[np.uint64] = np.zeros(count, np.uint64)
    product = np.empty(count, np.uint64)
    for digit in range(_DIGITS):
        total = carried
        for word, worth in zip(words, tables.worth[digit], strict=True):
            total += np.multiply(word, worth, out=product)  # at most 9 * 2^57
        carried = total // np.uint64(_BASE)
        rest = total - carried * np.uint64(_BASE)
        upper = rest // np.uint64(29**2)
        for piece, number in zip(tables.pieces[digit], (upper, rest - upper * np.uint64(29**2)), strict=True):
            places = number.view(np.int64)
            if count:
                where = np.ndarray((count,), piece.texts.dtype, codes, piece.start, (SHORT,))
                where[:] = piece.texts.take(places, mode="clip")
            checks += piece.checks.take(places, mode="clip")
    symbols = tables.symbols.take(checks.astype("<u8").view("<u2"), mode="clip")
    codes[:, SHORT - _CHECKS :] = symbols.reshape(-1, _CHECKS)
    return codes


class _Tables(NamedTuple):
    worth: list[list[np.uint64]]
    pieces: list[tuple[_Piece, _Piece]]
    constant: np.uint64
    symbols: NDArray[np.uint8]


@cache
def _tables() -> _Tables:
    worths = [pow(2, 32 * (_WORDS - 1 - word), 29**15) for word in range(_WORDS)]
    worth = [[np.uint64(each // _BASE**digit % _BASE) for each in worths] for digit in range(_DIGITS)]
    pieces = []
    for digit in range(_DIGITS):
        start = SHORT - _CHECKS - 5 * (digit + 1)
        pieces.append((_piece(start, 3), _piece(start + 3, 2)))
    head = _added(0, ALPHABET.index(SCHEMES[0]))
    constant = _side_by_side([first + second for first, second in zip(REMAINDERS[SHORT], head, strict=True)])
    symbols = np.frombuffer(ALPHABET.encode(), np.uint8)
    return _Tables(worth, pieces, np.uint64(constant), np.resize(symbols, _MOST_CHECKED + 1))


def _piece(start: int, length: int) -> _Piece:
    numbers = np.arange(29**length)
    symbols = np.frombuffer(ALPHABET.encode(), np.uint8)
    texts = np.zeros((len(numbers), 4 if length > 2 else 2), np.uint8)
    checks = np.zeros(len(numbers), np.uint64)
    for place in range(length):
        values = numbers // 29 ** (length - 1 - place) % 29
        texts[:, place] = symbols[values]
        added = [_side_by_side(_added(start + place, value)) for value in range(29)]
        checks += np.array(added, np.uint64)[values]
    together: NDArray[Any] = texts.view(np.uint32 if length > 2 else np.uint16)[:, 0]
    return _Piece(start, together, checks)


def _side_by_side(parts: Sequence[int]) -> int:
    """What is added to each of the check symbols, in one number of 64 bits."""
    return sum(part << (16 * place) for place, part in enumerate(parts))


def _added(place: int, value: int) -> list[int]:
    """What a symbol adds to each of the check symbols."""
    return [-part % 29 for part in remainder([value] + [0] * (SHORT - 1 - place))]
