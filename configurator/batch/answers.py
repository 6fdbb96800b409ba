"""What was found of many rows, as Arrow columns: `valid`, `reason`, and for codes `digest` and `code`.

`reason` is a dictionary of words that only grows, so that files may be written chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.judge import Judged
from configurator.identity.code_text import SHORT

REASON = pa.dictionary(pa.int32(), pa.string())
_DIGEST = 32


def schema_of(*, coded: bool, beside: Iterable[pa.Field] = ()) -> pa.Schema:
    """The columns of an answer; `beside` are those of what follows from valid rows."""
    fields = [pa.field("valid", pa.bool_(), nullable=False), pa.field("reason", REASON)]
    if coded:
        fields += [pa.field("digest", pa.binary(_DIGEST)), pa.field("code", pa.string())]
    return pa.schema([*fields, *beside])


class Answers:
    """Makes answers of what was found, chunk after chunk; `words` are those of a reason by number.

    `beside`: the columns of what follows from valid rows.
    """

    def __init__(self, words: Callable[[int], str], beside: Sequence[pa.Field] = ()) -> None:
        self._words = words
        self._beside = beside
        self._known: dict[str, int] = {}
        self._places: dict[int, int] = {}

    def batch(self, found: Judged) -> pa.RecordBatch:
        """The answer for one chunk, row by row."""
        is_valid = found.reasons == 0
        columns = [pa.array(is_valid), self._reasons(found.reasons, is_valid)]
        if found.digests is not None and found.codes is not None:
            columns += [_binary(found.digests, is_valid), _texts(found.codes, is_valid)]
        schema = schema_of(coded=found.digests is not None, beside=self._beside)
        return pa.RecordBatch.from_arrays([*columns, *found.beside], schema=schema)

    def _reasons(self, reasons: NDArray[np.int32], is_valid: NDArray[np.bool_]) -> pa.DictionaryArray:
        largest = int(reasons.max(initial=0))
        places = np.zeros(largest + 1, np.int32)
        for number in np.flatnonzero(np.bincount(reasons)).tolist():
            if number:
                places[number] = self._place(number)
        return pa.DictionaryArray.from_arrays(
            pa.array(places.take(reasons), mask=is_valid), pa.array(list(self._known), pa.string())
        )

    def _place(self, number: int) -> int:
        if number not in self._places:
            self._places[number] = self._known.setdefault(self._words(number), len(self._known))
        return self._places[number]


def joined(batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Answers one after the other, in one."""
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return pa.RecordBatch.from_arrays([pa.array([], each.type) for each in schema], schema=schema)
    return pa.Table.from_batches(batches, schema).unify_dictionaries().combine_chunks().to_batches()[0]


def _binary(digests: NDArray[np.uint8], is_valid: NDArray[np.bool_]) -> pa.Array:
    rows = np.zeros((len(is_valid), _DIGEST), np.uint8)
    rows[is_valid] = digests
    return pa.Array.from_buffers(pa.binary(_DIGEST), len(rows), [_bitmap(is_valid), pa.py_buffer(rows)])


def _texts(codes: NDArray[np.uint8], is_valid: NDArray[np.bool_]) -> pa.Array:
    ends = np.zeros(len(is_valid) + 1, np.int32)
    np.cumsum(is_valid, out=ends[1:])
    ends *= SHORT
    buffers = [_bitmap(is_valid), pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(codes))]
    return pa.Array.from_buffers(pa.string(), len(is_valid), buffers)


def _bitmap(is_valid: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(is_valid, bitorder="little"))
