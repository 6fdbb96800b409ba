"""Valid combinations that have been seen, kept as columns of bits, so that most questions are answered by them.

A class is possible after some choices if one witness has it together with them; so the witnesses that a solver has
found for one customer answer for the next. Bit w of `true[v]` tells whether the variable v is true in witness w:
whatever is chosen, an `and` of a few whole numbers says which witnesses agree, and one more says for each class
whether one of them has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_WITNESSES = 4_096
"""Beyond it the older half is forgotten: numbers of so many bits are still combined in a tenth of a microsecond."""


class WitnessPool:
    """Witnesses over so many variables, counted from 1."""

    def __init__(self, variables: int) -> None:
        self.true = [0] * (variables + 1)
        self._size = 0

    @property
    def all(self) -> int:
        """The bits of all witnesses."""
        return (1 << self._size) - 1

    def add(self, literals: Sequence[int]) -> None:
        """One more witness: for each variable the literal of it that is true."""
        if self._size == MOST_WITNESSES:
            older = self._size // 2
            self._size -= older
            self.true = [each >> older for each in self.true]
        bit, true = 1 << self._size, self.true
        self._size += 1
        for literal in literals:
            if literal > 0:
                true[literal] |= bit

    def having(self, literal: int) -> int:
        """The bits of the witnesses in which a literal is true."""
        return self.true[literal] if literal > 0 else self.all & ~self.true[-literal]

    def having_one(self, literals: Iterable[int]) -> int:
        """The bits of the witnesses in which one of these literals is true."""
        found = 0
        for literal in literals:
            found |= self.having(literal)
        return found
