"""Valid rows as completed configurations, in columns; and functions of a few options, asked once a combination.

What each option comes to is known by number when a chunk has been judged. Whatever follows from a configuration looks
at a few of these columns, so it is asked of each combination that occurs, and gathered for all rows. The rows of
products within products are numbered here, after they have been judged one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from configurator.batch.columns import width_for
from configurator.batch.combined import Combined, Numbers
from configurator.batch.outcomes import MOST_KEPT, Outcome
from configurator.model.domain import CanonicalValue

Given = Mapping[str, CanonicalValue | None]
"""Canonical values of some options by key, None for no value."""

Found = TypeVar("Found", bound=Hashable)


class Table(Protocol):
    """Outcomes by number, which only grow."""

    outcomes: list[Outcome]

    def __len__(self) -> int: ...


class Completed:
    """The valid rows of a chunk, `length` of them; `settled` gives what an option comes to by its key.

    `rows`: those that are valid, of all that have been settled; None where all of them are.
    """

    def __init__(
        self, length: int, settled: Callable[[str], tuple[Numbers, Table]], rows: NDArray[np.intp] | None = None
    ) -> None:
        self.length = length
        self._settled, self._rows = settled, rows
        self._known: dict[str, tuple[Numbers, Table]] = {}

    def add(self, key: str, numbers: Numbers, table: Table) -> None:
        """Something else that rows come to, such as a fact of their sale, by a key that no option has."""
        self._known[key] = numbers, table

    def of(self, key: str) -> tuple[Numbers, Table]:
        """The number of an option's outcome in each row, or the one in all of them, and the table of outcomes."""
        if key not in self._known:
            numbers, table = self._settled(key)
            if self._rows is not None and not isinstance(numbers, int):
                numbers = numbers.take(self._rows)
            self._known[key] = numbers, table
        return self._known[key]


class Listed:
    """Outcomes numbered as they come; True is no 1."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self._numbers: dict[tuple[type, CanonicalValue | None], int] = {}

    def __len__(self) -> int:
        return len(self.outcomes)

    def number(self, value: CanonicalValue | None) -> int:
        """The number of a canonical value."""
        number = self._numbers.setdefault((type(value), value), len(self.outcomes))
        if number == len(self.outcomes):
            self.outcomes.append(Outcome(value))
        return number


class Numbering:
    """Puts completed configurations of one product into columns, chunk after chunk."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._tables = {key: Listed() for key in keys}

    def completed(self, rows: Sequence[Given]) -> Completed:
        """These configurations."""
        found: dict[str, tuple[Numbers, Table]] = {}
        for key, table in self._tables.items():
            if len(table) > MOST_KEPT:
                table = self._tables[key] = Listed()  # noqa: PLW2901 - it is forgotten
            numbers = [table.number(row.get(key)) for row in rows]
            found[key] = np.array(numbers, width_for(len(table))), table
        return Completed(len(rows), found.__getitem__)


class Looked(Generic[Found]):
    """A function of what some options come to. What it gave is in `found`, by number; equal things are one.

    That list grows from chunk to chunk, and is begun anew where it becomes too long: it belongs to the last answer.
    """

    def __init__(self, keys: Iterable[str], function: Callable[[Given], Found]) -> None:
        self.keys = tuple(keys)
        self.found: list[Found] = []
        self._function = function
        self._numbers: dict[Found, int] = {}
        self._known_for: list[tuple[Table, int]] = []
        self._combined: Combined | None = None

    def of(self, completed: Completed) -> NDArray[np.int32]:
        """Which of `found` each row gets."""
        if not completed.length:
            return np.zeros(0, np.int32)
        settled = [completed.of(key) for key in self.keys]
        tables = [table for _, table in settled]
        known_for = [(table, len(table)) for table in tables]
        if self._combined is None or self._known_for != known_for or len(self.found) > MOST_KEPT:
            if len(self.found) > MOST_KEPT:
                self.found, self._numbers = [], {}
            self._known_for = known_for
            self._combined = Combined([len(table) for table in tables], lambda numbers: self._asked(tables, numbers))
        numbers = self._combined.of([numbers for numbers, _ in settled])
        return np.full(completed.length, numbers, np.int32) if isinstance(numbers, int) else numbers.astype(np.int32)

    def _asked(self, tables: Sequence[Table], numbers: Sequence[int]) -> int:
        values = (table.outcomes[number].value for table, number in zip(tables, numbers, strict=True))
        found = self._function(dict(zip(self.keys, values, strict=True)))
        number = self._numbers.setdefault(found, len(self.found))
        if number == len(self.found):
            self.found.append(found)
        return number
