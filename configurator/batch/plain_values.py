"""Arrow columns and rows as Python objects, whatever is in them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from configurator.errors import BatchInputError

_BEYOND = (ValueError, OverflowError, TypeError, pa.ArrowException)


class Inexpressible:
    """Stands for a cell that Python has no object for: a day of the year 10,000, a nanosecond. No option takes it."""


INEXPRESSIBLE = Inexpressible()


def plain_values(name: str, array: pa.Array) -> list[object]:
    """The cells of a column of this name, None where one is null.

    Raises `BatchInputError` where a text is not UTF-8, as JSON that is not is refused, too.
    """
    try:
        try:
            found: list[object] = array.to_pylist()
        except UnicodeDecodeError:
            raise
        except _BEYOND:
            found = [_plain(cell) for cell in array]
    except UnicodeDecodeError:
        raise BatchInputError(f"the column `{name}` is damaged: a text in it is not UTF-8") from None
    return found


def rows_of(batch: pa.RecordBatch) -> list[dict[str, object]]:
    """The rows of a batch as Python objects. Raises `BatchInputError` as `plain_values` does."""
    names = batch.schema.names
    columns = [plain_values(name, array) for name, array in zip(names, batch.columns, strict=True)]
    each = zip(*columns, strict=True) if columns else ((),) * batch.num_rows
    return [dict(zip(names, cells, strict=True)) for cells in each]


def refuse_doubles(schema: pa.Schema) -> None:
    """Raise `BatchInputError` where two columns have one name, or two fields of what is in a column."""
    _refuse_doubles(schema.names, "columns")
    for field in schema:
        _refuse_doubles_in(field.type)


def _refuse_doubles_in(kind: pa.DataType) -> None:
    if pa.types.is_dictionary(kind):
        _refuse_doubles_in(kind.value_type)
    elif pa.types.is_nested(kind):
        fields = [kind.field(place) for place in range(kind.num_fields)]
        if pa.types.is_struct(kind):
            _refuse_doubles([each.name for each in fields], "fields")
        for each in fields:
            _refuse_doubles_in(each.type)


def _refuse_doubles(names: Sequence[str], what: str) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BatchInputError(f"there are two {what} `{name}`")


def _plain(cell: pa.Scalar) -> object:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        raise
    except _BEYOND:
        return INEXPRESSIBLE
