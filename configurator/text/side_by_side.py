"""Several patterns side by side: one automaton that reads a text once and tells of each whether the text matches.

Source: the direct product of automata of Rabin and Scott, "Finite automata and their decision problems" (IBM Journal
3, 1959). A state is one state of each pattern, and only those that some text leads to are made. We keep which patterns
accept, a bit each, in the place of one final set: so the one table has the intersection of any of them with the
complements of the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from configurator.errors import PatternError
from configurator.text.automaton import DEAD, MAX_STATES, MAX_WORK, START
from configurator.text.patterns import Pattern


@dataclass(frozen=True, slots=True)
class SideBySide:
    """An automaton for several patterns; `starts`, `classes` and `rows` as in `Automaton`.

    `masks` has a bit for each pattern, the first one being the lowest: whether it matches the texts that end there.
    """

    starts: list[int]
    classes: list[int]
    rows: list[list[int]]
    masks: list[int]

    @property
    def width(self) -> int:
        """How many classes of code points there are."""
        return len(self.rows[DEAD])

    def mask_of(self, text: str) -> int:
        """The patterns that match a text, if it matches those that it must match; else 0."""
        state = START
        for character in text:
            state = self.rows[state][self.classes[bisect_right(self.starts, ord(character)) - 1]]
        return self.masks[state]


def side_by_side(patterns: Sequence[Pattern], needed: int = 0) -> SideBySide:
    """The automaton of these patterns, of which a text must match the first `needed`; where it cannot, it is dead.

    Raises PatternError `pattern-too-large` beyond the limits of a single pattern's table.
    """
    starts, letters, classes = _common_classes(patterns)
    first = tuple(START for _ in patterns)
    numbers: dict[tuple[int, ...], int] = {tuple(DEAD for _ in patterns): DEAD, first: START}
    rows = [[DEAD] * len(letters)]
    waiting = [first]
    for states in waiting:  # grows while we go
        row = []
        for letter in letters:
            after = tuple(
                each.table[state * each.width + own] for each, state, own in zip(patterns, states, letter, strict=True)
            )
            if DEAD in after[:needed]:
                row.append(DEAD)
                continue
            if after not in numbers:
                numbers[after] = len(numbers)
                waiting.append(after)
            row.append(numbers[after])
        rows.append(row)
        if len(numbers) > MAX_STATES or len(rows) * len(letters) * len(patterns) > MAX_WORK:
            raise PatternError("pattern-too-large", "the patterns are too large together: use smaller or fewer ones")
    masks = [
        sum(each.accepting[state] << place for place, (each, state) in enumerate(zip(patterns, states, strict=True)))
        for states in numbers
    ]
    return SideBySide(starts, classes, rows, masks)


def _common_classes(patterns: Sequence[Pattern]) -> tuple[list[int], list[tuple[int, ...]], list[int]]:
    """Where the classes change, the class that each has in each pattern, and the class of each stretch."""
    starts = sorted({0}.union(*(each.starts for each in patterns)))
    numbers: dict[tuple[int, ...], int] = {}
    classes = []
    for start in starts:
        letter = tuple(each.classes[bisect_right(each.starts, start) - 1] for each in patterns)
        classes.append(numbers.setdefault(letter, len(numbers)))
    return starts, list(numbers), classes
