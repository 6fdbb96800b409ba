"""Rows as they come, in chunks: Arrow batches and tables, NumPy columns, Python objects, lines of NDJSON.

A chunk is an Arrow batch, a list of objects, or lines that wait to be read as JSON; all of up to `CHUNK` rows, which
is as many as are held at once by each process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from configurator.batch.soundness import Soundness
from configurator.errors import BatchInputError, JsonError
from configurator.text.json_reader import DEFAULT, JsonLimits, read_json

CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of NDJSON, with the number of the first in its file; empty ones are no rows."""

    first: int
    lines: tuple[bytes, ...]
    limits: JsonLimits = DEFAULT

    def rows(self) -> list[object]:
        """What they say. Raises `BatchInputError` with the number of a line that is no acceptable JSON."""
        found: list[object] = []
        for number, line in enumerate(self.lines, self.first):
            if line.isspace():
                continue
            try:
                found.append(read_json(line, self.limits))
            except JsonError as error:
                refusal = BatchInputError(f"line {number}: the JSON cannot be read: {error}")
            else:
                continue
            raise refusal  # outside the block: the first exception may carry the text
        return found


Chunk: TypeAlias = pa.RecordBatch | Sequence[object] | Lines
Rows: TypeAlias = pa.RecordBatch | pa.Table | Mapping[str, Any] | Iterable[Mapping[str, object]]
"""NumPy columns are a mapping: an array for each option, or a pair of codes (negative for none) and their values."""


def in_chunks(rows: Rows, size: int = CHUNK, soundness: Soundness | None = None) -> Iterator[Chunk]:
    """Rows of any kind in chunks of up to this size.

    Raises `BatchInputError` for columns of different lengths, and for Arrow data that are damaged; `soundness` is what
    looks at them, where there are more of these rows than come here.
    """
    if isinstance(rows, Mapping):
        rows = _from_numpy(rows)
    if isinstance(rows, pa.RecordBatch):
        rows = pa.Table.from_batches([rows])
    if isinstance(rows, pa.Table):
        yield from slices(rows.to_batches(), size, soundness or Soundness())
    else:
        each = iter(rows)
        while some := list(islice(each, size)):
            yield some


def slices(batches: Iterable[pa.RecordBatch], size: int, soundness: Soundness) -> Iterator[pa.RecordBatch]:
    """Batches cut to this size, after they have been looked at."""
    for batch in batches:
        soundness.of(batch)
        for start in range(0, batch.num_rows, size):
            yield batch.slice(start, size)


def _from_numpy(columns: Mapping[str, Any]) -> pa.RecordBatch | list[Mapping[str, object]]:
    lengths = {len(each[0] if isinstance(each, tuple) else each) for each in columns.values()}
    if len(lengths) > 1:
        raise BatchInputError("the columns are of different lengths", "give each row a cell in every column")
    try:
        arrays = [_array(each) for each in columns.values()]
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return _rows(columns)  # a column has values of different kinds
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _array(column: Any) -> pa.Array:
    if isinstance(column, tuple):
        codes, values = np.asarray(column[0]), column[1]
        mask = codes < 0
        return pa.DictionaryArray.from_arrays(pa.array(np.where(mask, 0, codes), mask=mask), pa.array(list(values)))
    if isinstance(column, np.ma.MaskedArray):
        return pa.array(column.data, mask=np.ma.getmaskarray(column))
    found = np.asarray(column)
    if found.dtype == object and {float, int} <= set(map(type, found)):
        raise pa.ArrowInvalid("numbers would change their kind")
    return pa.array(found, from_pandas=False)


def _rows(columns: Mapping[str, Any]) -> list[Mapping[str, object]]:
    lists = []
    for column in columns.values():
        if isinstance(column, tuple):
            values = list(column[1])
            lists.append([None if code < 0 else values[code] for code in np.asarray(column[0]).tolist()])
        else:
            lists.append(np.ma.asarray(column).tolist() if isinstance(column, np.ma.MaskedArray) else list(column))
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*lists, strict=True)]
