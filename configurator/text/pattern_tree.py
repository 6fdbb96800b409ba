"""What a pattern means: a tree of four kinds of node over sets of code points.

`pattern_syntax` makes it from text, `automaton` makes a table of it. A set of code points is a sorted tuple of
stretches, so `.` costs no more than `a`.
"""

from __future__ import annotations

from dataclasses import dataclass

LAST_CODE_POINT = 0x10FFFF
Intervals = tuple[tuple[int, int], ...]
"""A set of code points: first and last of each stretch, sorted, neither touching nor overlapping."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One code point out of a set."""

    intervals: Intervals


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; without parts the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part from `low` to `high` times; None is without end. The part is never EMPTY, `high` never 0."""

    part: Node
    low: int
    high: int | None


Node = Letter | Sequence | Either | Repeat

EMPTY = Sequence(())


def joined(stretches: list[tuple[int, int]]) -> Intervals:
    """Stretches in any order as a set of code points."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def complement(intervals: Intervals) -> Intervals:
    """All other code points, surrogates among them."""
    firsts = [0, *(last + 1 for _, last in intervals)]
    lasts = [*(first - 1 for first, _ in intervals), LAST_CODE_POINT]
    return tuple((first, last) for first, last in zip(firsts, lasts, strict=True) if first <= last)
