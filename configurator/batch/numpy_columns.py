"""A mapping of columns as Arrow: NumPy and Arrow arrays, lists, and pairs of codes (negative for none) and values.

Arrow has one type for a column and makes it fit: of 1 and 1.5 it makes 1.0 and 1.5, of "a" and b"a" octets. So what
has cells of several kinds stays Python objects, and all columns go as rows beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.plain_values import INEXPRESSIBLE, plain_values
from configurator.errors import BatchInputError

Cells: TypeAlias = pa.Array | list[object]

_ONE_KIND = frozenset({str, bool, int, Decimal, date})
_UNFIT = (pa.ArrowException, ValueError, TypeError, OverflowError)
"""What Arrow raises for cells that it has no type for."""


def from_columns(columns: Mapping[str, Any]) -> pa.RecordBatch | list[dict[str, object]]:
    """The rows of some columns.

    Raises `BatchInputError` for what is no column, for columns of different lengths, and for codes without a value.
    """
    if not columns:
        raise BatchInputError("a mapping without columns does not say how many rows there are", _ONE_ROW)
    for name, column in columns.items():
        if not isinstance(name, str):
            raise BatchInputError(f"the key of a column is a string, not {type(name).__name__}")
        if not _is_column(column):
            raise BatchInputError(f"`{name}` is {type(column).__name__}, and no column", _ONE_ROW)
    found = {name: _cells(name, column) for name, column in columns.items()}
    if len(set(map(len, found.values()))) > 1:
        raise BatchInputError("the columns are of different lengths", "give each row a cell in every column")
    if all(isinstance(cells, pa.Array) for cells in found.values()):
        return pa.RecordBatch.from_arrays(list(found.values()), names=list(found))
    lists = [cells if isinstance(cells, list) else plain_values(name, cells) for name, cells in found.items()]
    return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]


def from_array(rows: NDArray[Any]) -> pa.RecordBatch | list[Any]:
    """The rows of an array: one with named fields, or of objects. Raises `BatchInputError` for any other, too."""
    if rows.ndim == 1 and rows.dtype.names:
        return from_columns({name: rows[name] for name in rows.dtype.names})
    if rows.ndim == 1 and rows.dtype == object:
        return rows.tolist()
    raise BatchInputError(f"an array of {rows.dtype} is no rows", "write a mapping, with an array for each option")


_ONE_ROW = "a single configuration goes in a list, or to `validate`"


def _is_column(column: Any) -> bool:
    if isinstance(column, np.ndarray):
        return column.ndim > 0
    if isinstance(column, str | bytes | bytearray | Mapping | pa.Scalar):
        return False
    return hasattr(column, "__len__") and hasattr(column, "__getitem__")


def _cells(name: str, column: Any) -> Cells:
    if isinstance(column, tuple):
        return _coded(name, column)
    if isinstance(column, pa.Array):
        return column
    if hasattr(column, "__arrow_c_stream__") and getattr(column, "dtype", None) != np.dtype(object):
        try:
            return pa.chunked_array(column).combine_chunks()  # of a data frame, whose nulls NumPy does not know
        except _UNFIT:
            pass
    if isinstance(column, list):
        return _fitting(column)
    array = np.ma.asarray(column) if isinstance(column, np.ma.MaskedArray) else np.asarray(column)
    if array.dtype != object:
        try:
            if isinstance(array, np.ma.MaskedArray):
                return pa.array(array.data, mask=np.ma.getmaskarray(array))
            return pa.array(array, from_pandas=False)
        except _UNFIT:
            pass  # cell by cell then
    cells: list[object] = array.tolist()
    return _fitting(cells)


def _fitting(cells: Sequence[Any]) -> Cells:
    """An Arrow array where all cells are of one kind that it has as it is, else Python objects."""
    kinds = set(map(type, cells)) - {type(None)}
    if not kinds <= _ONE_KIND:
        cells = [_plain(cell) for cell in cells]
        kinds = set(map(type, cells)) - {type(None)}
    if len(kinds) <= 1 and (kinds <= _ONE_KIND or _are_lists_of_texts(cells)):
        try:
            return pa.array(cells)
        except _UNFIT:
            pass  # an integer that is too long, half of a surrogate pair
    return list(cells)


def _are_lists_of_texts(cells: Sequence[Any]) -> bool:
    return all(cell is None or (type(cell) is list and all(type(each) is str for each in cell)) for cell in cells)


def _plain(cell: Any) -> object:
    """A cell without NumPy; what it has no Python object for is something that no option takes."""
    if isinstance(cell, np.ndarray | list):
        return [_plain(each) for each in cell]
    if isinstance(cell, np.generic):
        found: object = cell.item()
        is_time = isinstance(cell, np.datetime64 | np.timedelta64)
        return INEXPRESSIBLE if is_time and isinstance(found, int) else found
    return cell


def _coded(name: str, pair: tuple[Any, ...]) -> Cells:
    """A column of codes and their values."""
    if len(pair) != 2 or not all(map(_is_column, pair)) or isinstance(pair[1], tuple):
        raise BatchInputError(f"`{name}` is a tuple, and no pair of codes and values", "write a column as a list")
    codes, values = np.ma.asarray(pair[0]), _cells(name, pair[1])
    if codes.ndim != 1 or (codes.dtype.kind not in "iu" and len(codes)):
        raise BatchInputError(f"the codes of the column `{name}` are no whole numbers")
    numbers: NDArray[Any] = codes.data if len(codes) else np.zeros(0, np.int32)
    is_none = np.ma.getmaskarray(codes) | (numbers < 0)
    beyond = np.flatnonzero(~is_none & (numbers >= len(values)))
    if beyond.size:
        code, row = numbers[beyond[0]], beyond[0]
        raise BatchInputError(f"the column `{name}` has code {code} in row {row}, and {len(values)} values")
    numbers = np.where(is_none, 0, numbers)
    if isinstance(values, list):
        return [None if none else values[code] for none, code in zip(is_none.tolist(), numbers.tolist(), strict=True)]
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=is_none), values)
