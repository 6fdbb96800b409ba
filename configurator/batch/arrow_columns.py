"""Columns from Arrow: dictionaries as they come, everything else numbered by Arrow itself, lists by their members.

A dictionary that equals the one of the chunk before is taken for the same, so that its values are read once.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.columns import NO_VALUES, Column, Columns, Encoder, Encoders, Values, width_for, without_nulls
from configurator.batch.dictionaries import compact
from configurator.batch.plain_values import plain_values
from configurator.batch.raw_cells import Bits, RawCells, unpacked
from configurator.batch.soundness import integers_of, memory_of

_MOST_RANGE = 1_024
"""Integers that lie closer together are numbered by subtracting the least."""
_ROUND = 8
"""Their ranges end at multiples of this, so that they are mostly the same from chunk to chunk."""
_LONGEST = 62
_MOST_KEYS = 2**_LONGEST
_MOST_CELLS = 2**16
_LEAST = -(2**63)


class _Dictionary(NamedTuple):
    """The last dictionary of a column, where it is in memory, and what its numbers are to an encoder."""

    values: pa.Array
    place: list[object]
    encoder: Encoder
    numbers: NDArray[Any] | None


class ArrowReader:
    """Reads batch after batch; `known` are the keys of the product's options."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._encoders = Encoders()
        self._last: dict[str, _Dictionary] = {}
        self._ranges: dict[tuple[int, int], Values] = {}

    def read(self, batch: pa.RecordBatch) -> Columns:
        """The columns of a batch, no two of which have one name."""
        strangers = np.zeros(batch.num_rows, np.bool_)
        by_key: dict[str, Column] = {}
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            if array.null_count == len(array):
                continue
            if name in self._known:
                by_key[name] = self._column(name, array)
            else:
                strangers |= _validity(array)
        return Columns(batch.num_rows, by_key, strangers if strangers.any() else None)

    def _column(self, name: str, array: pa.Array) -> Column:
        kind = array.type
        if pa.types.is_dictionary(kind):
            return self._dictionary(name, compact(array))
        if pa.types.is_boolean(kind):
            return Column(_flags(array), _FLAGS)
        if pa.types.is_integer(kind):
            found = self._range(array)
            if found is not None:
                return found
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            try:
                lists = _lists(name, array, self._encoders.of(name))
            except pa.ArrowNotImplementedError:
                lists = None
            if lists is not None:
                return lists
        if not pa.types.is_nested(kind):
            try:
                return self._dictionary(name, array.dictionary_encode())
            except pa.ArrowNotImplementedError:
                pass  # what Arrow cannot number is numbered here
        return _encoded(name, array, self._encoders.of(name))

    def _dictionary(self, name: str, array: pa.DictionaryArray) -> Column:
        encoder, translated = self._numbers(name, array.dictionary)
        return Column(_numbered(array.indices, len(array.dictionary), translated), encoder.values)

    def _numbers(self, name: str, dictionary: pa.Array) -> tuple[Encoder, NDArray[Any] | None]:
        """The encoder of a column, and what the numbers of this dictionary are there; None where they are the same."""
        last, encoder, place = self._last.get(name), self._encoders.of(name), memory_of(dictionary)
        if last is not None and last.encoder is encoder and (last.place == place or last.values.equals(dictionary)):
            return encoder, last.numbers
        numbers = [0, *(encoder.number(without_nulls(raw)) for raw in plain_values(name, dictionary))]
        translated = None
        if numbers != list(range(len(numbers))):
            translated = np.array(numbers, width_for(len(encoder.values)))
        self._last[name] = _Dictionary(dictionary, place, encoder, translated)
        return encoder, translated

    def _range(self, array: pa.Array) -> Column | None:
        numbers = integers_of(array)
        valid = _validity(array) if array.null_count else None
        ends = _ends(numbers)
        if ends is None and valid is not None:
            ends = _ends(numbers[valid])  # what stands where one is null is far off
        if ends is None:
            return None
        least, greatest = ends
        values = self._ranges.get((least, greatest))
        if values is None:
            if len(self._ranges) > _MOST_RANGE:
                self._ranges.clear()
            values = self._ranges[least, greatest] = Values(range(least, greatest + 1))
        width = width_for(len(values))
        if numbers.itemsize < width().itemsize:
            numbers = numbers.astype(width)
        return Column(RawCells(numbers, 1 - least, _nulls(array), len(array), width), values)


_FLAGS = Values((False, True))


def _ends(numbers: NDArray[Any]) -> tuple[int, int] | None:
    """The least and the greatest, a bit further apart, where that is not too far."""
    least, greatest = int(numbers.min()), int(numbers.max())
    least, greatest = least - least % _ROUND, greatest + (-greatest - 1) % _ROUND
    return (least, greatest) if greatest - least < _MOST_RANGE and _LEAST < least <= greatest < -_LEAST else None


def _validity(array: pa.Array) -> NDArray[np.bool_]:
    """Which cells are not null, as ones and zeros that may be multiplied by."""
    nulls = None if pa.types.is_union(array.type) else _nulls(array)
    return np.asarray(array.is_valid()) if nulls is None else unpacked(nulls, len(array)).view(np.bool_)


def _nulls(array: pa.Array) -> Bits | None:
    """Which cells are not null, where some are."""
    buffer = array.buffers()[0] if array.null_count else None
    return None if buffer is None else (np.frombuffer(buffer, np.uint8), array.offset)


def _numbered(indices: pa.Array, count: int, translated: NDArray[Any] | None = None) -> NDArray[Any] | RawCells:
    """Indices from 0 on as numbers from 1 on, 0 where one is null."""
    if not len(indices) or indices.null_count == len(indices):
        return np.zeros(len(indices), np.uint8)
    return RawCells(integers_of(indices), 1, _nulls(indices), len(indices), width_for(count), translated)


def _flags(array: pa.BooleanArray) -> RawCells:
    bits = np.frombuffer(array.buffers()[1], np.uint8), array.offset
    return RawCells(bits, 1, _nulls(array), len(array), np.uint8)


def _lists(name: str, array: pa.ListArray, encoder: Encoder) -> Column | None:
    """Lists of simple values, told apart by the numbers of their members; None where that does not do.

    Raises `ArrowNotImplementedError` for members that Arrow cannot number, or pick.
    """
    members = compact(array.flatten())  # without those of nulls
    if pa.types.is_nested(members.type) or members.null_count:
        return None
    if not pa.types.is_dictionary(members.type):
        members = members.dictionary_encode()
    numbers = Column(_numbered(members.indices, len(members.dictionary)), NO_VALUES).ids.astype(np.int64)
    lengths = np.asarray(array.value_lengths().fill_null(0)).astype(np.int64)
    base, longest = len(members.dictionary) + 1, int(lengths.max(initial=0))
    if longest >= _LONGEST or base**longest >= _MOST_KEYS:
        return None
    ends = np.cumsum(lengths)
    keys: NDArray[np.int64] = np.zeros(len(array), np.int64)
    for place in range(longest):
        keys *= base
        rows = np.flatnonzero(lengths > place)
        keys[rows] += numbers[ends[rows] - lengths[rows] + place]
    # of keys with fewer members only the last digits are 0, as in no other list of as many
    cells = base**longest
    if array.null_count:
        keys[~_validity(array)] = cells
    if cells < _MOST_CELLS:
        row_of = np.full(cells + 1, -1, np.int64)
        row_of[keys] = np.arange(len(keys))
        distinct = np.flatnonzero(row_of >= 0)
        numbers = np.zeros(cells + 1, np.uint32)
        raws = plain_values(name, array.take(pa.array(row_of[distinct])))
        numbers[distinct] = [encoder.number(raw) for raw in raws]
        return Column(numbers.astype(width_for(len(encoder.values))).take(keys), encoder.values)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    numbered = [encoder.number(raw) for raw in plain_values(name, array.take(pa.array(first)))]
    return Column(np.array(numbered, width_for(len(encoder.values))).take(inverse), encoder.values)


def _encoded(name: str, array: pa.Array, encoder: Encoder) -> Column:
    ids = [encoder.number(without_nulls(raw)) for raw in plain_values(name, array)]
    return Column(np.array(ids, width_for(len(encoder.values))), encoder.values)
