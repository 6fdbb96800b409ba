"""Rows as they come, in chunks: Arrow batches and tables, NumPy columns, Python objects, lines of NDJSON.

A chunk is an Arrow batch, a list of objects, or lines that wait to be read as JSON; all of up to `CHUNK` rows, which
is as many as are held at once by each process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from os import PathLike
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from configurator.batch.numpy_columns import from_array, from_columns
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
Rows: TypeAlias = (
    pa.RecordBatch
    | pa.Table
    | pa.RecordBatchReader
    | Mapping[str, Any]
    | Iterable[Mapping[str, object]]
    | Iterable[pa.RecordBatch]
)
"""A mapping has columns: an array for each option, or a pair of codes (negative for none) and their values.

Whatever else hands over its Arrow data by itself (`__arrow_c_stream__`, as data frames do) is taken, too.
"""


def in_chunks(rows: Rows, size: int = CHUNK, soundness: Soundness | None = None) -> Iterator[Chunk]:
    """Rows of any kind in chunks of up to this size.

    Raises `BatchInputError` for what is no rows, for columns that do not fit together, and for Arrow data that are
    damaged; `soundness` looks at them, if there are more of these rows than come here.
    """
    soundness = soundness or Soundness()
    if isinstance(rows, Mapping):
        rows = from_columns(rows)
    elif isinstance(rows, np.ndarray):
        rows = from_array(rows)
    if isinstance(rows, str | bytes | PathLike):
        raise BatchInputError(f"{type(rows).__name__} is no rows", "`batch_file` takes the name of a file")
    if isinstance(rows, pa.Array | pa.ChunkedArray | pa.Scalar):
        raise BatchInputError(f"{type(rows).__name__} is no rows", "a table has a column for each option")
    if isinstance(rows, pa.RecordBatch):
        yield from slices([rows], size, soundness)
    elif isinstance(rows, pa.Table):
        yield from slices(rows.to_batches(), size, soundness)
    elif hasattr(rows, "__arrow_c_stream__"):
        yield from slices(_streamed(rows), size, soundness)
    else:
        yield from _each_or_batches(iter(rows), size, soundness)


def _each_or_batches(each: Iterator[Any], size: int, soundness: Soundness) -> Iterator[Chunk]:
    first = list(islice(each, 1))
    is_arrow = bool(first) and isinstance(first[0], _ARROW)
    each = chain(iter(first), each)
    del first  # it is alive no longer than the others: an iterator that has ended lets it go
    if is_arrow:
        for batches in each:
            if not isinstance(batches, _ARROW):
                raise BatchInputError(_MIXED)
            yield from in_chunks(batches, size, soundness)
        return
    while some := list(islice(each, size)):
        if not set(map(type, some)).isdisjoint(_ARROW):
            raise BatchInputError(_MIXED)
        yield some


_ARROW = (pa.RecordBatch, pa.Table)
_MIXED = "rows are Arrow batches, or choices, and not both"


def _streamed(source: Any) -> Iterator[pa.RecordBatch]:
    try:
        yield from source if isinstance(source, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(source)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BatchInputError(f"the rows cannot be read: {error}") from None


def slices(batches: Iterable[pa.RecordBatch], size: int, soundness: Soundness) -> Iterator[pa.RecordBatch]:
    """Batches cut to this size, after they have been looked at."""
    for batch in batches:
        soundness.of(batch)
        for start in range(0, batch.num_rows, size):
            yield batch.slice(start, size)
