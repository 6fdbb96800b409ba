"""The codes of many digests at once: base 29 and check symbols (CODE.md section 3), in columns.

A digest is eight words of 32 bits; what each is worth modulo 29^15 stands in a table, as three digits in base 29^5, so
that a payload is a sum of products. Check symbols are linear over GF(29), so each piece of a code adds its own. The
referee is `configurator.identity.code`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from configurator.identity.code_text import SCHEMES, SHORT
from configurator.identity.symbols import ALPHABET, REMAINDERS, remainder

_BASE = 29**5
_DIGITS = 3
_WORDS = 8
_CHECKS = 4


class _Piece(NamedTuple):
    """Some symbols side by side: where they begin, their texts, and what they add to the check symbols."""

    start: int
    texts: NDArray[np.uint8]
    checks: NDArray[np.uint64]


def codes_of(digests: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The codes of 20 symbols, in ASCII, of digests of 32 bytes; a row each."""
    tables = _tables()
    words = digests.reshape(-1, 32).view(">u4").astype(np.uint64)
    codes = np.empty((len(words), SHORT), np.uint8)
    codes[:, 0] = ord(SCHEMES[0])
    checks = np.full(len(words), tables.constant, np.uint64)
    carried: NDArray[np.uint64] = np.zeros(len(words), np.uint64)
    for digit in range(_DIGITS):
        total = carried
        for word in range(_WORDS):
            total = total + words[:, word] * tables.worth[digit][word]  # at most 9 * 2^57
        carried = total // np.uint64(_BASE)
        rest = total - carried * np.uint64(_BASE)
        upper = rest // np.uint64(29**2)
        for piece, number in zip(tables.pieces[digit], (upper, rest - upper * np.uint64(29**2)), strict=True):
            codes[:, piece.start : piece.start + piece.texts.shape[1]] = piece.texts.take(number, 0, mode="clip")
            checks += piece.checks.take(number, mode="clip")
    for place in range(_CHECKS):
        part = checks >> np.uint64(16 * (_CHECKS - 1 - place)) & np.uint64(0xFFFF)
        codes[:, SHORT - _CHECKS + place] = tables.symbols.take(part % np.uint64(29), mode="clip")
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
    constant = sum(
        (first + second) << (16 * (_CHECKS - 1 - place))
        for place, (first, second) in enumerate(zip(REMAINDERS[SHORT], head, strict=True))
    )
    return _Tables(worth, pieces, np.uint64(constant), np.frombuffer(ALPHABET.encode(), np.uint8))


def _piece(start: int, length: int) -> _Piece:
    numbers = np.arange(29**length)
    symbols = np.frombuffer(ALPHABET.encode(), np.uint8)
    texts = np.empty((len(numbers), length), np.uint8)
    checks = np.zeros(len(numbers), np.uint64)
    for place in range(length):
        values = numbers // 29 ** (length - 1 - place) % 29
        texts[:, place] = symbols[values]
        added = [
            sum(part << (16 * (_CHECKS - 1 - number)) for number, part in enumerate(_added(start + place, value)))
            for value in range(29)
        ]
        checks += np.array(added, np.uint64)[values]
    return _Piece(start, texts, checks)


def _added(place: int, value: int) -> list[int]:
    """What a symbol adds to each of the check symbols."""
    return [-part % 29 for part in remainder([value] + [0] * (SHORT - 1 - place))]
