"""The laptop's hand-written schema as one expression of Polars: what somebody with columns would write instead.

It is made from `laptop_schema.SCHEMA`, word by word, so it leaves out the same three budgets and says no reason.
`polars` is no dependency of ours: whoever has it can compare. Import this before `polars`, which reads at its start
how many threads it may take: one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import Any

import pyarrow as pa
from laptop_schema import OPTIONS, SCHEMA, Schema

os.environ.setdefault("POLARS_MAX_THREADS", "1")
import polars as pl

Expression = Any
LISTS = frozenset(key for key, schema in OPTIONS.items() if schema.get("type") == "array")


def frame_of(columns: pa.RecordBatch) -> Any:
    """The columns as Polars has them: dictionaries of texts as categories, flags and numbers as they are."""
    found = {}
    for name, array in zip(columns.schema.names, columns.columns, strict=True):
        plain = array.dictionary_decode() if name in LISTS and pa.types.is_dictionary(array.type) else array
        series = pl.from_arrow(plain)
        if array.type in (pa.string(), pa.large_string()) or pa.types.is_dictionary(plain.type):
            is_text = "pattern" in OPTIONS[name]
            series = series.cast(pl.String if is_text else pl.Categorical)
        found[name] = series
    return pl.DataFrame(found)


def is_valid() -> Expression:
    """Whether a row meets the whole schema."""
    return of_row({word: SCHEMA[word] for word in SCHEMA if word not in ("$schema", "additionalProperties")})


def of_row(schema: Schema) -> Expression:
    """Whether a row meets a schema of objects; never null, since a cell that is null is not looked at."""
    parts = [_ROWS[word](worth) for word, worth in schema.items() if word in _ROWS]
    if "if" in schema:
        parts.append(~of_row(schema["if"]) | of_row(schema["then"]))
    unknown = schema.keys() - _ROWS.keys() - {"type", "if", "then"}
    assert not unknown, unknown
    return reduce(and_, parts, pl.lit(value=True))


def of_cell(cell: Expression, schema: Schema) -> Expression:
    """Whether a cell meets a schema."""
    parts = [_CELLS[word](cell, worth) for word, worth in schema.items() if word != "type"]
    return reduce(and_, parts, pl.lit(value=True))


_ROWS: dict[str, Callable[[Any], Expression]] = {
    "properties": lambda worth: reduce(
        and_, [pl.col(key).is_null() | of_cell(pl.col(key), schema) for key, schema in worth.items()]
    ),
    "required": lambda worth: reduce(and_, [pl.col(key).is_not_null() for key in worth]),
    "dependentRequired": lambda worth: reduce(
        and_, [pl.col(key).is_null() | pl.col(each).is_not_null() for key, (each,) in worth.items()]
    ),
    "allOf": lambda worth: reduce(and_, map(of_row, worth)),
    "anyOf": lambda worth: reduce(or_, map(of_row, worth)),
    "not": lambda worth: ~of_row(worth),
}

_CELLS: dict[str, Callable[[Expression, Any], Expression]] = {
    "enum": lambda cell, worth: cell.is_in(worth),
    "const": lambda cell, worth: cell == worth,
    "not": lambda cell, worth: ~of_cell(cell, worth),
    "contains": lambda cell, worth: reduce(
        or_, [cell.list.contains(pl.lit(each)) for each in worth.get("enum", [worth.get("const")])]
    ),
    "items": lambda cell, worth: cell.list.set_difference(worth["enum"]).list.len() == 0,
    "uniqueItems": lambda cell, worth: cell.list.n_unique() == cell.list.len(),
    "maxItems": lambda cell, worth: cell.list.len() <= worth,
    "minimum": lambda cell, worth: cell >= worth,
    "maximum": lambda cell, worth: cell <= worth,
    "minLength": lambda cell, worth: cell.str.len_chars() >= worth,
    "maxLength": lambda cell, worth: cell.str.len_chars() <= worth,
    "pattern": lambda cell, worth: cell.str.contains(worth),
}
