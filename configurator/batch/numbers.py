"""The numbers of many valid configurations, as Arrow columns: ranks as `engine.rank` counts them, from 0.

A number is an integer of 64 bits where all of a product fit into these; else a decimal of 38 digits, as many readers
know it; else a text of digits. So a column has one type, whatever the rows are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.completed import Completed, Given, Looked
from configurator.batch.rank_tables import RankColumn, RankTables
from configurator.diagnostics.suggest import digits
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.errors import BatchInputError
from configurator.model.catalog import Product

_LONG, _WORD, _DECIMAL = 2**63, 2**64, 10**38
NUMBER = "number"
"""The name of the column."""


def type_for(count: int) -> pa.DataType:
    """The type of numbers below this one."""
    return pa.int64() if count <= _LONG else pa.decimal128(38, 0) if count <= _DECIMAL else pa.string()


def as_arrow(numbers: NDArray[Any], count: int) -> pa.Array:
    """Numbers below `count` as a column."""
    kind = type_for(count)
    if pa.types.is_string(kind):
        return pa.array([digits(number) for number in numbers.tolist()], kind)
    if pa.types.is_int64(kind):
        return pa.array(numbers.astype(np.int64))
    octets = np.empty((len(numbers), 2), np.uint64)
    octets[:, 0], octets[:, 1] = (numbers % _WORD).astype(np.uint64), (numbers // _WORD).astype(np.uint64)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(octets)])


def whole_numbers(numbers: Iterable[Any]) -> list[int]:
    """Numbers as they are given: integers, decimals or digits, also in Arrow and NumPy. Raises `BatchInputError`."""
    if isinstance(numbers, pa.Array | pa.ChunkedArray):
        numbers = numbers.to_pylist()
    elif isinstance(numbers, np.ndarray):
        numbers = numbers.tolist()
    numbers = list(numbers)
    if set(map(type, numbers)) <= {int} and min(numbers, default=0) >= 0:
        return numbers
    found = []
    for place, each in enumerate(numbers):
        plain = None if isinstance(each, bool | float | np.floating) else str(each)
        if plain is None or not (plain.isascii() and plain.isdigit()):
            raise BatchInputError(f"`{each}` in row {place} is no number from 0 on", "numbers are whole, or digits")
        found.append(int(plain))
    return found


@dataclass(frozen=True)
class NumberOf:
    """Makes the column of numbers: from `tables`, or where these are too large from the `space`, each row by itself."""

    count: int
    tables: RankTables | None = field(compare=False, repr=False)
    space: Callable[[Product], ValidSpace] = field(compare=False, repr=False)

    def __call__(self, product: Product) -> NumberColumn:
        """The column. Raises `UnnumberedError` and `NoDiagramError` where configurations have no numbers."""
        if self.tables is not None:
            return NumberColumn(self.count, RankColumn(self.tables))
        return NumberColumn(self.count, RankedSingly(Ranks(self.space(product)), product))


class NumberColumn:
    """The number of each valid row."""

    def __init__(self, count: int, column: RankColumn | RankedSingly) -> None:
        self.fields = (pa.field(NUMBER, type_for(count)),)
        self.row_facts: tuple[str, ...] = ()
        self._count, self._column = count, column

    def of(self, completed: Completed) -> Sequence[pa.Array]:
        """The column."""
        return (as_arrow(self._column.of(completed), self._count),)


class RankedSingly:
    """Numbers from walks, one for each distinct configuration; in order, so that neighbors share most of theirs."""

    def __init__(self, ranks: Ranks, product: Product) -> None:
        keys = [option.key for option in product.options if not option.is_open]
        self._looked: Looked[int] = Looked(keys, self._rank)
        self._ranks = ranks

    def _rank(self, given: Given) -> int:
        return self._ranks.rank(given)

    def of(self, completed: Completed) -> NDArray[Any]:
        """The number of each valid row."""
        places = self._looked.of(completed)
        return np.array(self._looked.found, object).take(places)
