"""Rows in whatever form they come are what the same rows are one by one, or are refused with what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from weakref import ref

import flat_products
import numpy as np
import pyarrow as pa
import pytest
from batches import box, mentioned, said_in_columns, said_singly

from configurator.batch.answers import schema_of
from configurator.batch.chunks import in_chunks
from configurator.compiler.compile_flat import compile_product
from configurator.errors import BatchInputError
from configurator.product_line import ProductLine

OPTIONAL = compile_product(
    replace(
        flat_products.ALL_KINDS, options=tuple(replace(each, optional=True) for each in flat_products.ALL_KINDS.options)
    )
)
"""Where nothing is missing, each row says what is wrong with its own cells."""

ROWS: list[dict[str, Any]] = [
    {"model": "pro", "size": 3, "gift": True},
    {"model": "slim", "gift": False},
    {"model": "thick", "name": "Zoe"},
    {"name": "Ann"},
    {"model": "pro", "size": 9, "extras": ["strap"]},
]


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    return box(tmp_path)


class Frame:
    """A data frame of somebody else's, that hands over its Arrow data."""

    def __init__(self, table: pa.Table | pa.ChunkedArray) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested: object = None) -> object:
        return self._table.__arrow_c_stream__(requested)


class Series(Frame):
    """A column of such a data frame; for NumPy its nulls are no numbers."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        super().__init__(column)
        self._cells = column.to_pylist()

    def __len__(self) -> int:
        return len(self._cells)

    def __getitem__(self, place: int) -> Any:
        return self._cells[place]

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.array([np.nan if each is None else each for each in self._cells], object)


def reader(table: pa.Table) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(table.schema, iter(table.to_batches(max_chunksize=2)))


FORMS: dict[str, Callable[[pa.Table], Any]] = {
    "a reader": reader,
    "a list of batches": lambda table: table.to_batches(max_chunksize=2),
    "an iterator of batches": lambda table: iter(table.to_batches(max_chunksize=3)),
    "a list of tables": lambda table: [table.slice(0, 2), table.slice(2)],
    "a data frame": Frame,
    "Arrow columns": lambda table: dict(zip(table.column_names, table.columns, strict=True)),
    "columns of a data frame": lambda table: {name: Series(table.column(name)) for name in table.column_names},
    "a batch without rows, and others": lambda table: [table.to_batches()[0].slice(0, 0), *table.to_batches()],
}


@pytest.mark.parametrize("form", FORMS)
def test_arrow_data_in_any_form_are_their_rows(line: ProductLine, form: str) -> None:
    table = pa.Table.from_struct_array(pa.array(ROWS))
    rows = FORMS[form](table)
    expected = [said_singly(line.knowledge, row) for row in ROWS]
    assert line.code_many(rows).to_pylist() == expected
    if isinstance(rows, list | pa.RecordBatchReader):
        rows = FORMS[form](table)
        assert [row for each in line.each_batch(rows) for row in each.to_pylist()] == expected


def test_arrays_of_numpy_are_rows_where_they_say_what_is_what(line: ProductLine) -> None:
    named = np.array([("pro", 3), ("slim", 0), ("thick", 9)], [("model", "U8"), ("size", "i4")])
    rows = [{"model": "pro", "size": 3}, {"model": "slim", "size": 0}, {"model": "thick", "size": 9}]
    expected = [said_singly(line.knowledge, row) for row in rows]
    assert line.code_many(named).to_pylist() == expected
    assert line.code_many(np.array(rows, object)).to_pylist() == expected


def test_batches_are_taken_one_by_one(line: ProductLine) -> None:
    taken = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield pa.RecordBatch.from_pylist(ROWS)

    next(in_chunks(batches()))
    assert taken == 1
    next(line.each_batch(batches()))
    assert taken == 2


def test_batches_that_are_answered_are_forgotten() -> None:
    made: list[ref[Any]] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for _ in range(20):
            batch = pa.RecordBatch.from_pylist(ROWS)
            made.append(ref(batch))
            yield batch

    assert max(sum(each() is not None for each in made) for _ in in_chunks(batches())) == 1


def test_a_batch_without_rows_has_an_answer_without_rows(line: ProductLine) -> None:
    batch = pa.RecordBatch.from_pylist(ROWS)
    for coded in (True, False):
        found = list(line.each_batch([batch.slice(0, 0), batch], coded=coded))
        assert [len(each) for each in found] == [0, len(ROWS)]
        assert {each.schema for each in found} == {schema_of(coded=coded)}


ONE_ROW = "a single configuration goes in a list, or to `validate`"
NONE: dict[str, tuple[Any, str, str | None]] = {
    "one row": ({"model": "pro"}, "`model` is str, and no column", ONE_ROW),
    "one row with a number": ({"extras": ["strap"], "size": 3}, "`size` is int, and no column", ONE_ROW),
    "one row with null": ({"model": None}, "`model` is NoneType, and no column", ONE_ROW),
    "one row with a set": ({"extras": {"strap"}}, "`extras` is set, and no column", ONE_ROW),
    "one row of NumPy": ({"size": np.array(3)}, "`size` is ndarray, and no column", ONE_ROW),
    "one row of others": ({"first": {"model": "pro"}}, "`first` is dict, and no column", ONE_ROW),
    "no column": ({}, "a mapping without columns does not say how many rows there are", ONE_ROW),
    "a key that is none": ({1: ["pro"]}, "the key of a column is a string, not int", None),
    "a name of a file": ("orders.parquet", "str is no rows", "`batch_file` takes the name of a file"),
    "a path": (Path("orders.parquet"), "PosixPath is no rows", "`batch_file` takes the name of a file"),
    "a column": (pa.array(ROWS), "StructArray is no rows", "a table has a column for each option"),
    "both": ([*ROWS, pa.RecordBatch.from_pylist(ROWS)], "rows are Arrow batches, or choices, and not both", None),
    "both otherwise": ([pa.table({"gift": [True]}), *ROWS], "rows are Arrow batches, or choices, and not both", None),
    "a code beyond": (
        {"model": (np.array([0, 2, -1]), ["pro", "slim"])},
        "the column `model` has code 2 in row 1, and 2 values",
        None,
    ),
    "codes that are none": ({"model": ([0.0], ["pro"])}, "the codes of the column `model` are no whole numbers", None),
    "flags as codes": ({"model": ([True], ["pro"])}, "the codes of the column `model` are no whole numbers", None),
    "an array": (np.array([[1, 2]]), "an array of int64 is no rows", "write a mapping, with an array for each option"),
    "a tuple": (
        {"model": ("pro", "slim")},
        "`model` is a tuple, and no pair of codes and values",
        "write a column as a list",
    ),
}


@pytest.mark.parametrize("what", NONE)
def test_what_is_no_rows_is_refused_with_what_to_do(line: ProductLine, what: str) -> None:
    rows, message, hint = NONE[what]
    with pytest.raises(BatchInputError) as told:
        line.validate_many(rows)
    assert (str(told.value), told.value.hint) == (message, hint)


def test_what_a_reader_cannot_read_is_refused(line: ProductLine) -> None:
    sink = pa.BufferOutputStream()
    batch = pa.RecordBatch.from_pylist(ROWS)
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    cut = sink.getvalue().slice(0, sink.getvalue().size - 40)
    with pytest.raises(BatchInputError, match=r"^the rows cannot be read: ."):
        line.validate_many(pa.ipc.open_stream(cut))


def of_objects(*cells: Any) -> Any:
    column = np.empty(len(cells), object)
    column[:] = cells
    return column


class Word(str):
    __slots__ = ()


MIXED: dict[str, Any] = {
    "numbers and texts": of_objects(1, "1", 2),
    "whole and other numbers": of_objects(1, 1.5, 2),
    "NumPy's numbers": of_objects(1, np.float64(1.0), np.int64(3)),
    "a list of mixed kinds": [1, "1", True],
    "a list of flags and numbers": [True, 2, 1],
    "a list of numbers": [1, 2.5, None],
    "texts and octets": of_objects("m1", b"m1", "m2"),
    "days and times": of_objects(date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=UTC), None),
    "decimals": of_objects(Decimal("20.5"), Decimal("20.50"), Decimal("1E+2")),
    "decimals that are none": of_objects(Decimal("NaN"), Decimal("Infinity"), Decimal("20.5")),
    "decimals and numbers": of_objects(Decimal("20.5"), 20, None),
    "long numbers": of_objects(10**30, 1, None),
    "half pairs": of_objects("m1", "\ud800", None),
    "words": of_objects(Word("m1"), "m1", np.str_("m1")),
    "lists": of_objects(["strap"], np.array(["strap", "lens"]), [1]),
    "lists of mixed kinds": of_objects([1, "strap"], ["strap"], []),
    "lists as they are": [["strap"], ["strap", "lens"], None],
    "square lists": [["strap", "lens"], ["lens", "strap"], ["strap", "strap"]],
    "objects": of_objects({"a": 1}, {"a": 1.5}, {"b": None}),
    "pairs": (np.array([1, 0, -1]), [1, 1.5]),
    "pairs of mixed kinds": (np.array([0, 1, 2], np.uint8), of_objects(1, "1", np.True_)),
    "pairs of pairs": (np.array([1, 0, -1]), pa.array(["m1", "m2"]).dictionary_encode()),
    "pairs with codes that are masked": (np.ma.array([7, 0, 1], mask=[True, False, False]), ["m1", "m2"]),
    "pairs with swapped octets": (np.array([0, 1, 0], ">i4"), ["m1", "m2"]),
    "masked": np.ma.array([1, 2, 3], mask=[True, False, False]),
    "masked objects": np.ma.array(of_objects("m1", 2, 3), mask=[True, False, False]),
    "swapped octets": np.array([1, 2, 3], ">i4"),
    "complex numbers": np.array([1, 2, 3], complex),
    "octets": np.array([b"m1", b"m2", b"m3"]),
    "a square": np.array([["strap", "lens"]] * 3),
    "a range": range(3),
    "small floats": np.array([1, 2, 3], np.float16),
    "strings of NumPy": np.array(["m1", "m2", "m3"], np.dtypes.StringDType()),
}


def plainly(column: Any) -> list[Any]:
    """The cells as somebody writes them one by one."""
    if isinstance(column, tuple):
        codes, values = np.ma.asarray(column[0]).tolist(), plainly(column[1])
        return [None if code is None or code < 0 else values[code] for code in codes]
    if isinstance(column, pa.Array):
        return column.to_pylist()  # type: ignore[no-any-return]
    cells = column.tolist() if isinstance(column, np.ndarray) else list(column)
    return [each.tolist() if isinstance(each, np.generic | np.ndarray) else each for each in cells]


@pytest.mark.parametrize("kind", MIXED)
def test_a_column_of_any_kind_is_its_cells_one_by_one_and_changes_no_other(kind: str) -> None:
    others: dict[str, Any] = {
        "model": np.array(["m1", "m2", "m9"]),
        "gift": np.array([True, False, True]),
        "size": np.array([1, 2, 4], np.int16),
        "length": of_objects(Decimal("20.5"), Decimal(21), None),
        "cover": (np.array([1, -1, 0]), np.array(["red", "blue"])),
    }
    for key in flat_products.DOMAINS:
        columns = {**others, key: MIXED[kind]}
        cells = {name: plainly(column) for name, column in columns.items()}
        rows = [{name: cells[name][place] for name in cells} for place in range(3)]
        expected = [said_singly(OPTIONAL, mentioned(row)) for row in rows]
        assert said_in_columns(OPTIONAL, list(in_chunks(columns))) == expected, key


def test_times_of_numpy_are_wrong_values_and_days_are_days() -> None:
    times = of_objects(np.datetime64("2026-05-01T12:00:00.000000001", "ns"), np.timedelta64(3, "ns"), 1)
    found = said_in_columns(OPTIONAL, list(in_chunks({"size": times})))
    assert [row["reason"] for row in found[:2]] == ["wrong-type:size"] * 2
    assert found[2] == said_singly(OPTIONAL, {"size": 1})
