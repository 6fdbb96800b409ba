"""Many random draws side by side: bit w of a whole number, a lane, stands for draw w; so a step serves all of them.

How the lanes part where a way parts is decided bit by bit: each lane compares a random number between 0 and 1 with a
share, both written in binary, and goes on only as long as their digits agree, which is two steps on average (D. E.
Knuth and A. C. Yao, "The complexity of nonuniform random number generation", 1976). So draws are exact, whatever the
size of the numbers, and a thousand of them take about a dozen operations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from random import Random

_FEW = 12
"""Lanes of which each is drawn for itself: cheaper than a dozen operations for all."""


class Lanes:
    """So many draws side by side."""

    def __init__(self, random: Random, width: int) -> None:
        self._random, self.width = random, width
        self.all = (1 << width) - 1

    def share(self, lanes: int, part: int, whole: int) -> int:
        """Of some lanes, those that get something which is `part` of `whole` likely."""
        if 2 * part == whole:
            return lanes & self._random.getrandbits(self.width)
        if part == whole:
            return lanes
        found, rest = 0, part
        while lanes and rest:
            bits = self._random.getrandbits(self.width)
            rest *= 2
            if rest >= whole:
                rest -= whole
                found |= lanes & ~bits
                lanes &= bits
            else:
                lanes &= ~bits
        return found

    def parted(self, lanes: int, thresholds: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Part lanes among ways of which the first counts thresholds[0], the first two thresholds[1], and so on.

        Pairs of a way and the lanes that take it, if any does.
        """
        waiting = [(lanes, 0, len(thresholds) - 1)]
        while waiting:
            lanes, first, last = waiting.pop()
            before = thresholds[first - 1] if first else 0
            if first == last:
                yield first, lanes
            elif lanes.bit_count() <= _FEW:
                yield from self._each(lanes, thresholds, before, thresholds[last])
            else:
                middle = (first + last) // 2
                lower = self.share(lanes, thresholds[middle] - before, thresholds[last] - before)
                if lower:
                    waiting.append((lower, first, middle))
                if lower != lanes:
                    waiting.append((lanes ^ lower, middle + 1, last))

    def _each(self, lanes: int, thresholds: Sequence[int], low: int, high: int) -> Iterator[tuple[int, int]]:
        """The same for few lanes, which have come to the ways between two thresholds."""
        found: dict[int, int] = {}
        while lanes:
            lane = lanes & -lanes
            lanes ^= lane
            way = bisect_right(thresholds, self._random.randrange(low, high))
            found[way] = found.get(way, 0) | lane
        yield from found.items()


def lanes_in(lanes: int, width: int) -> bytes:
    """For each of so many lanes, from the first on, 1 or 0: whether it is one of these."""
    return f"{lanes:0{width}b}".encode().translate(_DIGITS)[::-1]


_DIGITS = bytes.maketrans(b"01", b"\0\1")
