"""Clauses: the valid combinations of classes of some options as a Boolean formula in conjunctive normal form.

A literal is a whole number, as in the DIMACS format: a variable counted from 1, or its negation. Each class of each
option has a literal, and an option of two classes has one variable for both. Further variables help to say what a
constraint means; for a given choice of classes they can always be filled in if it is valid, and never if it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

Clause = tuple[int, ...]


@dataclass(frozen=True)
class Clauses:
    """A formula over the classes of some options.

    `literals[i][j]`: true where the option i has its class j. `own`: what makes each option have just one class.
    `of_constraints[k]`: what the constraint k says; without them the constraint is left out. `variables`: how many.
    """

    literals: tuple[tuple[int, ...], ...]
    own: tuple[Clause, ...]
    of_constraints: tuple[tuple[Clause, ...], ...]
    variables: int

    def __iter__(self) -> Iterator[Clause]:
        """All clauses."""
        return chain(self.own, chain.from_iterable(self.of_constraints))

    @property
    def size(self) -> int:
        """How many clauses there are."""
        return len(self.own) + sum(map(len, self.of_constraints))
