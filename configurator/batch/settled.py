"""What all options of a product come to in a chunk of rows; columns are read when somebody asks for their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

from configurator.batch.columns import Column
from configurator.batch.combined import Numbers
from configurator.batch.outcomes import OutcomeTable

Settled = tuple[Numbers, OutcomeTable]
"""What an option comes to in each row: a number, of outcomes in a table."""


class AllSettled(Sequence[Settled]):
    """The options by their places, in the order in which they are added; `tables` are those of their outcomes."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._numbers: list[Column | Numbers] = []
        self.tables: list[OutcomeTable] = []

    def add(self, numbers: Column | Numbers, table: OutcomeTable) -> None:
        """One option more."""
        self._numbers.append(numbers)
        self.tables.append(table)

    def of(self, key: str) -> Settled:
        """That of an option by its key, which has been added."""
        return self[self._places[key]]

    def as_it_is(self, place: int) -> Column | Numbers:
        """The numbers of an option, or the column that has them."""
        return self._numbers[place]

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Settled: ...

    @overload
    def __getitem__(self, place: slice) -> list[Settled]: ...

    def __getitem__(self, place: int | slice) -> Settled | list[Settled]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        numbers = self._numbers[place]
        return numbers.ids if isinstance(numbers, Column) else numbers, self.tables[place]
