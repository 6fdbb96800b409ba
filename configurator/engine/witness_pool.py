"""Valid combinations that have been seen, kept as columns of bits, so that most questions are answered by them.

A class is possible after some choices if one witness has it together with them; so the witnesses that a solver has
found for one customer answer for the next. Bit w of `having[i][j]` tells whether witness w has the class j of option i:
whatever is chosen, an `and` of a few whole numbers says which witnesses agree, and one more says for each class
whether one of them has it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

MOST_WITNESSES = 4_096
"""Beyond it the older half is forgotten: numbers of so many bits are still combined in a tenth of a microsecond."""


class WitnessPool:
    """Witnesses for options with so many classes each."""

    def __init__(self, widths: Sequence[int]) -> None:
        self.having: list[list[int]] = [[0] * width for width in widths]
        self._size = 0

    @property
    def all(self) -> int:
        """The bits of all witnesses."""
        return (1 << self._size) - 1

    def add(self, classes: Sequence[int]) -> None:
        """One more witness: for each option its class."""
        if self._size == MOST_WITNESSES:
            self._size //= 2
            self.having = [[each >> self._size for each in columns] for columns in self.having]
        bit = 1 << self._size
        self._size += 1
        for columns, number in zip(self.having, classes, strict=True):
            columns[number] |= bit

    def with_classes(self, option: int, allowed: Collection[int]) -> int:
        """The bits of the witnesses in which an option has one of these classes."""
        columns, found = self.having[option], 0
        for number in allowed:
            found |= columns[number]
        return found
