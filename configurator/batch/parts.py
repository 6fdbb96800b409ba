"""The parts of many valid rows: how many of which part each needs, and how many all of them need together.

A part to pick depends on few options: on those that its condition, its name and its quantity look at. So each step is
asked of the single path, `engine.explode`, once for each combination of them that occurs, and gathered for all rows.
Measured on a phone case: 2 us a row, where validating and exploding takes 250 (`tests/benchmarks/values.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk
from configurator.batch.completed import Completed, Given, Looked
from configurator.batch.exact import (
    SHORT,
    UNIT,
    Bound,
    bound_of,
    decimals,
    exactly,
    in_unit,
    together,
    type_of,
    written,
)
from configurator.engine.explode import explode
from configurator.model.build import Inserted, Pick
from configurator.model.catalog import Product
from configurator.model.expression import options_in
from configurator.model.units import show_fraction


class Named(NamedTuple):
    """A part by its name, and the symbol of the unit that it is counted in, None for pieces."""

    part: str
    unit: str | None


class Needed(NamedTuple):
    """So many of a part, in its unit."""

    named: Named
    number: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class PartsFound:
    """What a chunk needs: rows of their long table, and the verdicts of all of the chunk.

    `rows`: the row of the chunk that needs it; `parts`: which of `names`; `numbers`: how many, as whole numbers of the
    last digit of a short decimal, or as fractions.
    """

    reasons: NDArray[np.int32]
    rows: NDArray[np.int64]
    parts: NDArray[np.int64]
    numbers: NDArray[Any]
    names: tuple[Named, ...]


def quantity_type(product: Product) -> pa.DataType:
    """The type of the column of quantities: a decimal, or text where no scale is exact for all parts."""
    picks = [step for step in product.steps if isinstance(step, Pick)]
    return type_of([together([_bound(step, product) for step in picks], added=True)])


def _bound(step: Pick, product: Product) -> Bound | None:
    return in_unit(bound_of(step.quantity, product.domains), step.unit)


def schema_of(product: Product) -> pa.Schema:
    """The columns of the long table: a row for each part that a row needs."""
    return pa.schema(
        [
            pa.field("row", pa.int64(), nullable=False),
            pa.field("part", pa.string(), nullable=False),
            pa.field("quantity", quantity_type(product), nullable=False),
            pa.field("unit", UNIT),
        ]
    )


class Parting:
    """Finds the parts of chunk after chunk of one product; `batch` judges their rows."""

    def __init__(self, batch: Batch) -> None:
        self._batch, product = batch, batch.product
        self.reasons = batch.reasons
        self._type = quantity_type(product)
        self._is_short = pa.types.is_decimal(self._type) and self._type.precision == SHORT
        self._steps = [_Step(step, product) for step in product.steps if isinstance(step, Pick)]

    def judge(self, chunk: Chunk) -> PartsFound:
        """What its rows need. Raises `BatchInputError` for what cannot be read as rows."""
        judged, completed = self._batch.completed(chunk)
        names: dict[Named, int] = {}
        columns = [self._column(step, completed, names) for step in self._steps]
        valid = np.flatnonzero(judged.reasons == 0)
        if not columns:
            nothing = np.zeros(0, np.int64)
            return PartsFound(judged.reasons, nothing, nothing, nothing, ())
        parts = np.stack([part for part, _ in columns], 1)
        rows, places = np.nonzero(parts >= 0)
        numbers = np.stack([number for _, number in columns], 1)[rows, places]
        found = _added_up(rows, parts[rows, places], numbers, len(names))
        rows, of_parts, numbers = found
        return PartsFound(judged.reasons, valid[rows].astype(np.int64), of_parts, numbers, tuple(names))

    def _column(
        self, step: _Step, completed: Completed, names: dict[Named, int]
    ) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Of each valid row which part a step picks, -1 for none, and how many."""
        places = step.looked.of(completed)
        parts, numbers = [], []
        used = np.zeros(len(step.looked.found), np.bool_)
        used[places] = True
        for needed, is_used in zip(step.looked.found, used.tolist(), strict=True):
            is_picked = is_used and needed is not None
            parts.append(names.setdefault(needed.named, len(names)) if is_picked and needed else -1)
            number = needed.number if needed else Fraction(0)
            numbers.append(exactly(number, self._type) if self._is_short else number)
        kind = np.int64 if self._is_short else object
        return np.array(parts, np.int64).take(places), np.array(numbers, kind).take(places)


def parting_of(make: Callable[[], Batch]) -> Parting:
    """What finds parts in a process, from what makes its batch."""
    return Parting(make())


class _Step:
    """One step that picks a part, by itself."""

    def __init__(self, step: Pick, product: Product) -> None:
        self._alone = replace(product, steps=(step,))
        expressions = [step.quantity, *(each.expression for each in step.part.pieces if isinstance(each, Inserted))]
        if step.when is not None:
            expressions.append(step.when)
        asked = {key for each in expressions for key in options_in(each)}
        self.looked = Looked((key for key in product.by_key if key in asked), self._needed)

    def _needed(self, given: Given) -> Needed | None:
        for part in explode(self._alone, given).parts:
            unit = part.quantity.unit
            return Needed(Named(part.part, unit.symbol if unit else None), part.quantity.number)
        return None


def _added_up(
    rows: NDArray[np.intp], parts: NDArray[np.int64], numbers: NDArray[Any], count: int
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[Any]]:
    """The same, where several steps of a row pick one part added up, at the place of the first of them."""
    keys = rows.astype(np.int64) * max(count, 1) + parts
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if len(first) == len(keys):
        return rows, parts, numbers
    totals = np.zeros(len(first), numbers.dtype)
    np.add.at(totals, inverse, numbers)
    order = np.argsort(first)
    return rows[first[order]], parts[first[order]], totals[order]


class PartTable:
    """Makes the long table of what was found, chunk after chunk; rows are counted from 0, over all chunks."""

    def __init__(self, product: Product) -> None:
        self.schema = schema_of(product)
        self._type = self.schema.field("quantity").type
        self._units: dict[str, int] = {}
        self._rows = 0

    def batch(self, found: PartsFound) -> pa.RecordBatch:
        """Its rows."""
        parts = pa.array([each.part for each in found.names], pa.string()).take(pa.array(found.parts))
        for each in found.names:
            if each.unit is not None:
                self._units.setdefault(each.unit, len(self._units))
        of_names = np.array([self._units.get(each.unit or "", -1) for each in found.names], np.int32)
        units = of_names.take(found.parts)
        symbols = pa.DictionaryArray.from_arrays(
            pa.array(units, mask=units < 0), pa.array(list(self._units), pa.string())
        )
        arrays = [pa.array(found.rows + self._rows), parts, quantities(found.numbers, self._type), symbols]
        self._rows += len(found.reasons)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _totals(numbers: NDArray[np.int64], parts: NDArray[np.int64], count: int) -> list[int]:
    """The sum of the numbers of each part; in two halves, so that none is too long on the way."""
    high, low = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.add.at(high, parts, numbers >> _HALF)
    np.add.at(low, parts, numbers & ((1 << _HALF) - 1))
    return [(upper << _HALF) + lower for upper, lower in zip(high.tolist(), low.tolist(), strict=True)]


_HALF = 32
"""Bits; a chunk has far fewer numbers than would overflow the other half."""


def quantities(numbers: NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Quantities as a column."""
    if numbers.dtype != object:
        return decimals(numbers, kind) if len(numbers) else pa.array([], kind)
    if pa.types.is_decimal(kind):
        return pa.array([written(number, kind) for number in numbers.tolist()], kind)
    return pa.array([show_fraction(number) for number in numbers.tolist()], pa.string())


class PartTotals:
    """Adds up what was found, chunk after chunk; `needing` rows need some of a part."""

    def __init__(self, product: Product) -> None:
        self._type = quantity_type(product)
        self._totals: dict[Named, tuple[Fraction, int]] = {}

    def add(self, found: PartsFound) -> None:
        """Take what one more chunk needs."""
        count = len(found.names)
        needing = np.bincount(found.parts, minlength=count).tolist()
        if found.numbers.dtype == object:
            totals = np.zeros(count, object)
            np.add.at(totals, found.parts, found.numbers)
            numbers = list(map(Fraction, totals.tolist()))
        else:
            digit = Fraction(1, 10 ** int(self._type.scale))
            numbers = [total * digit for total in _totals(found.numbers, found.parts, count)]
        for named, number, rows in zip(found.names, numbers, needing, strict=True):
            before, others = self._totals.get(named, (Fraction(0), 0))
            self._totals[named] = before + number, others + rows

    def table(self) -> pa.Table:
        """A row for each part and unit, in the order of their names: `part`, `quantity`, `unit`, `rows`."""
        named = sorted(self._totals, key=lambda each: (each.part, each.unit or ""))
        numbers = np.array([self._totals[each][0] for each in named], object)
        kind = self._type
        if pa.types.is_decimal(kind):
            kind = pa.decimal128(38, kind.scale)
        columns = {
            "part": pa.array([each.part for each in named], pa.string()),
            "quantity": quantities(numbers, kind),
            "unit": pa.array([each.unit for each in named], pa.string()),
            "rows": pa.array([self._totals[each][1] for each in named], pa.int64()),
        }
        return pa.table(columns)
