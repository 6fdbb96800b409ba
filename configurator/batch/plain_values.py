"""Arrow columns and rows as Python objects, whatever is in them."""

from __future__ import annotations

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


def _plain(cell: pa.Scalar) -> object:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        raise
    except _BEYOND:
        return INEXPRESSIBLE
