"""Facts of a sale that stand in the rows: a column of the fact's name, which is no choice of the configuration.

They are read as options are, each distinct value once, and what follows from a row looks at them as it looks at options
(`completed`). A cell that is null says that nobody knows the fact of that row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.arrow_columns import ArrowReader
from configurator.batch.chunks import Chunk, Lines
from configurator.batch.columns import Columns, RowReader, Values
from configurator.batch.combined import Numbers
from configurator.batch.outcomes import Outcome
from configurator.batch.plain_values import refuse_doubles
from configurator.errors import BatchQuestionError
from configurator.model.catalog import Product
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value

_NOT_KNOWN = Outcome(None)


class RowFacts:
    """Takes the facts of these keys out of chunk after chunk of a product's rows."""

    def __init__(self, product: Product, keys: Collection[str]) -> None:
        self._keys = frozenset(keys)
        self._facts = {fact.key: fact for fact in product.facts if fact.key in self._keys}
        self._arrow, self._rows = ArrowReader(self._keys), RowReader(self._keys)
        self._tables: dict[str, FactTable] = {}

    def taken(self, chunk: Chunk) -> tuple[Chunk, Mapping[str, tuple[Numbers, FactTable]]]:
        """The chunk without them, and of each its numbers. Raises `BatchInputError` as reading rows does."""
        if isinstance(chunk, Lines):
            chunk = chunk.rows()
        if isinstance(chunk, pa.RecordBatch):
            refuse_doubles(chunk.schema)
            here = [name for name in chunk.schema.names if name in self._keys]
            return chunk.drop_columns(here), self._numbered(self._arrow.read(chunk.select(here)))
        facts, rest = list[object](), list[object]()
        for row in chunk:
            if isinstance(row, Mapping):
                facts.append({key: raw for key, raw in row.items() if key in self._keys})
                rest.append({key: raw for key, raw in row.items() if key not in self._keys})
            else:
                facts.append({})
                rest.append(row)
        return rest, self._numbered(self._rows.read(facts))

    def _numbered(self, columns: Columns) -> Mapping[str, tuple[Numbers, FactTable]]:
        found: dict[str, tuple[Numbers, FactTable]] = {}
        for key, fact in self._facts.items():
            column = columns.by_key.get(key)
            table = self._tables.get(key)
            if column is None:
                found[key] = 0, table or FactTable(fact, Values(()))
                continue
            if table is None or table.values is not column.values:
                table = self._tables[key] = FactTable(fact, column.values)
            table.grow()
            found[key] = column.ids, table
        return found


@dataclass(eq=False)
class FactTable:
    """What one fact comes to by the number of its value; 0 is "nobody knows"."""

    fact: Option
    values: Values
    outcomes: list[Outcome] = field(default_factory=lambda: [_NOT_KNOWN])
    faulty: dict[int, BatchQuestionError] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.outcomes)

    def grow(self) -> None:
        """Read the values that have come since."""
        for raw in self.values.raws[len(self.outcomes) - 1 :]:
            value, problems = read_value(self.fact, raw, _HINTS)
            if problems:
                error = BatchQuestionError("wrong-fact", problems[0].message, problems[0].hint)
                self.faulty[len(self.outcomes)] = error
            self.outcomes.append(_NOT_KNOWN if problems else Outcome(value))

    def of_valid(self, numbers: Numbers, valid: NDArray[np.intp]) -> Numbers:
        """The numbers of the valid rows. Raises `BatchQuestionError` where one of them is no value of the fact."""
        found = numbers if isinstance(numbers, int) else numbers.take(valid)
        if self.faulty and not isinstance(found, int):
            used: Sequence[int] = np.unique(found).tolist()
            for number in used:
                if number in self.faulty:
                    raise self.faulty[number]
        return found


_HINTS = Hints()
