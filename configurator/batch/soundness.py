"""Arrow data from outside is looked at once, before anybody trusts it; what is damaged is refused by its column.

Arrow takes data to be as they say they are: an index beyond its dictionary, or an offset that goes back, is a value
from other memory, or the end of the process. Arrow's own full validation finds all that, and costs the 26 dictionaries
of a laptop 93 ns a row, where a verdict takes 150. So it is asked where it costs nothing or a type is rare; of the
others the same is looked at here, for 8 ns a row: how many cells are null, that offsets never go back nor beyond the
end, and that indices are within their dictionary. Whether texts are UTF-8 is found where distinct values are read
(`plain_values`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.errors import BatchInputError


class Soundness:
    """Looks at batch after batch; a dictionary that is where the one before was in memory is not looked at again."""

    def __init__(self) -> None:
        self._dictionaries: dict[str, tuple[list[object], pa.Array]] = {}

    def of(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch, which is sound. Raises `BatchInputError` with the first column that is not."""
        try:
            names = batch.schema.names
        except UnicodeDecodeError:
            raise BatchInputError("the name of a column is not UTF-8") from None
        for name, array in zip(names, batch.columns, strict=True):
            try:
                array.validate()  # all buffers are there, and large enough
                self._look(name, array)
            except pa.ArrowException as error:
                raise BatchInputError(f"the column `{name}` is damaged: {error}") from None
        return batch

    def _look(self, place: str, array: pa.Array) -> None:
        kind = array.type
        if pa.types.is_dictionary(kind):
            _look_at_nulls(array)
            _look_at_indices(array)
            self._look_at_dictionary(f"{place}/", array.dictionary)
        elif kind.id in _OFFSETS:
            _look_at_nulls(array)
            first, last = _look_at_offsets(array)
            if pa.types.is_nested(kind):
                self._look(f"{place}[]", array.values.slice(first, last - first))
        else:
            array.validate(full=True)

    def _look_at_dictionary(self, place: str, dictionary: pa.Array) -> None:
        memory, last = memory_of(dictionary), self._dictionaries.get(place)
        if last is None or last[0] != memory:
            self._look(place, dictionary)
            self._dictionaries[place] = memory, dictionary


def memory_of(array: pa.Array) -> list[object]:
    """Where an array is in memory; what is alive has its place for itself."""
    return [array.type, len(array), array.offset, *(each and each.address for each in array.buffers())]


def integers_of(array: pa.Array) -> NDArray[Any]:
    """The numbers of an array of integers; what stands where one is null is anything."""
    kind = _INTEGERS[array.type.id]
    return np.frombuffer(array.buffers()[1], kind, len(array), array.offset * kind.itemsize)


_INTEGERS = {
    kind.id: np.dtype(kind.to_pandas_dtype())
    for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
}
"""The types of integers by Arrow's number, which is found faster than what it is in NumPy."""


_SHORT = (pa.string(), pa.binary(), pa.list_(pa.null()))
_LONG = (pa.large_string(), pa.large_binary(), pa.large_list(pa.null()))
_OFFSETS: dict[int, type[Any]] = {
    **{each.id: np.int32 for each in _SHORT},
    **{each.id: np.int64 for each in _LONG},
}
"""The type of the offsets, by the type of the columns that have them."""


def _look_at_nulls(array: pa.Array) -> None:
    """As many cells are null as it says."""
    bits = array.buffers()[0]
    if bits is not None:
        flags = pa.Array.from_buffers(pa.bool_(), len(array), [bits, bits], array.null_count, array.offset)
        flags.validate(full=True)


def _look_at_indices(array: pa.DictionaryArray) -> None:
    indices, count = array.indices, len(array.dictionary)
    if indices.null_count == len(indices):
        return
    numbers = integers_of(indices)
    unsigned = numbers.view(_UNSIGNED[numbers.itemsize])  # what is below 0 is beyond all
    if int(unsigned.max()) < count:
        return
    beyond = np.flatnonzero((unsigned >= count) & np.asarray(indices.is_valid()))
    if beyond.size:
        raise pa.ArrowInvalid(f"index {numbers[beyond[0]]} into a dictionary of {count}, in row {beyond[0]}")


_UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}


def _look_at_offsets(array: pa.Array) -> tuple[int, int]:
    """They never go back; where the first cell begins and the last one ends."""
    if not len(array):
        return 0, 0
    kind = np.dtype(_OFFSETS[array.type.id])
    offsets = np.frombuffer(array.buffers()[1], kind, len(array) + 1, array.offset * kind.itemsize)
    first, last = int(offsets[0]), int(offsets[-1])
    members = len(array.values) if pa.types.is_nested(array.type) else _octets(array.buffers()[2])
    if first < 0 or last > members or bool((offsets[1:] < offsets[:-1]).any()):
        raise pa.ArrowInvalid("an offset goes back, or beyond the end")
    return first, last


def _octets(buffer: pa.Buffer | None) -> int:
    return 0 if buffer is None else int(buffer.size)
