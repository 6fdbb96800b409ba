"""Columns of Arrow and NumPy say the same however they are encoded; a null cell is not mentioned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import flat_products
import numpy as np
import pyarrow as pa
import pytest
from batches import made_so, mentioned, said_in_columns, said_singly
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.batch.chunks import in_chunks
from configurator.compiler.compile_flat import compile_product
from configurator.errors import BatchInputError
from configurator.model.domain import AnyOfDomain, Domain, FlagDomain, IntegerDomain, NumberDomain, members_of

TEXTS = ("Zoe", "Ann", "", "a b", "far too long", "20.5", "20.50 cm", "7", "red", "no such value")
KINDS = ("text", "flag", "integer", "decimal", "list", "float", "day", "null", "struct")


def fitting(domain: Domain) -> str:
    """The kind of column that an option is mostly given as."""
    match domain:
        case FlagDomain():
            return "flag"
        case IntegerDomain():
            return "integer"
        case NumberDomain():
            return "decimal"
        case AnyOfDomain():
            return "list"
    return "text"


@st.composite
def arrays(draw: st.DrawFn, domain: Domain, rows: int) -> pa.Array:
    """A column of any type and encoding, mostly one that the option takes."""
    members = members_of(domain)
    words = st.sampled_from((*(members.by_key if members else ()), *TEXTS))
    kind = draw(st.sampled_from((*([fitting(domain)] * 20), "text", *KINDS)))
    some = draw(st.sampled_from((words, st.sampled_from(draw(st.lists(words, min_size=1, max_size=3))))))

    def cells(each: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(st.none() | each | each | each, min_size=rows, max_size=rows))

    match kind:
        case "text":
            array = pa.array(cells(some), draw(st.sampled_from((pa.string(), pa.large_string()))))
        case "flag":
            array = pa.array(cells(st.booleans()), pa.bool_())
        case "integer":
            width = draw(st.sampled_from((pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint64())))
            least = 0 if str(width).startswith("u") else -5
            far = draw(
                st.sampled_from(
                    (12, 12, 100 if width.bit_width == 8 else 1_000_001 if width.bit_width > 16 else 30_000)
                )
            )
            array = pa.array(cells(st.integers(least, 12) | st.integers(0, far)), width)
        case "decimal":
            array = pa.array(cells(st.integers(1900, 2500).map(lambda n: Decimal(n) / 100)), pa.decimal128(12, 2))
        case "list":
            inner = draw(st.sampled_from((pa.list_, pa.large_list)))(pa.string())
            array = pa.array(cells(st.lists(some, max_size=draw(st.sampled_from((2, 15))))), inner)
        case "float":
            array = pa.array(cells(st.floats()), pa.float64())
        case "day":
            array = pa.array(cells(st.just(date(2026, 5, 1))), pa.date32())
        case "struct":
            array = pa.array(cells(st.fixed_dictionaries({"a": st.none() | st.integers(0, 3)})))
        case _:
            array = pa.nulls(rows)
    if kind in ("text", "flag", "integer", "decimal") and draw(st.booleans()):
        array = array.dictionary_encode()
        narrow = draw(st.sampled_from((pa.int8(), pa.int32(), pa.int64(), pa.uint16())))
        array = pa.DictionaryArray.from_arrays(array.indices.cast(narrow), array.dictionary)
    return array


@st.composite
def batches(draw: st.DrawFn, domains: dict[str, Domain]) -> pa.RecordBatch:
    """Some columns, cut out of longer ones."""
    rows = draw(st.integers(1, 20))
    columns = {key: draw(arrays(domain, rows)) for key, domain in domains.items() if draw(st.integers(0, 9))}
    if not draw(st.integers(0, 15)):
        columns["stranger"] = pa.array(draw(st.lists(st.none() | st.text(), min_size=rows, max_size=rows)))
    batch = pa.RecordBatch.from_pydict(columns or {"stranger": pa.nulls(rows)})
    start = draw(st.integers(0, rows - 1))
    return batch.slice(start, draw(st.integers(1, rows - start)))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_columns_are_judged_as_their_rows_one_by_one(data: st.DataObject) -> None:
    product = data.draw(flat_products.products())
    knowledge = compile_product(product)
    several = data.draw(st.lists(batches(dict(product.domains)), min_size=1, max_size=3))
    rows = [row for batch in several for row in batch.to_pylist()]
    chunks = [chunk for batch in several for chunk in in_chunks(batch, data.draw(st.integers(1, 20)))]
    with made_so(data.draw):
        said = said_in_columns(knowledge, chunks)
    assert said == [said_singly(knowledge, row) for row in rows]


def test_numpy_columns_are_judged_as_their_rows() -> None:
    knowledge = compile_product(flat_products.ALL_KINDS)
    columns: dict[str, Any] = {
        "model": np.array(["m1", "m2", "m9"]),
        "cover": (np.array([1, -1, 0]), ["red", "blue"]),
        "gift": np.ma.array([True, False, True], mask=[False, True, False]),
        "size": np.array([1, 2, 4], np.int16),
        "extras": np.array([["strap"], None, ["lens", "strap"]], object),
    }
    rows = [
        {"model": "m1", "cover": "blue", "gift": True, "size": 1, "extras": ["strap"]},
        {"model": "m2", "size": 2},
        {"model": "m9", "cover": "red", "gift": True, "size": 4, "extras": ["lens", "strap"]},
    ]
    assert said_in_columns(knowledge, list(in_chunks(columns))) == [said_singly(knowledge, row) for row in rows]


@pytest.mark.parametrize("mixed", [[1, "1", True, None], [1, 1.0, Decimal("1.0"), "x"], [["strap"], "strap", 1, None]])
def test_cells_of_different_kinds_keep_them(mixed: list[Any]) -> None:
    knowledge = compile_product(flat_products.ALL_KINDS)
    cells = np.empty(len(mixed), object)
    cells[:] = mixed
    for key in flat_products.DOMAINS:
        rows = [{key: cell, "model": "m1"} for cell in mixed]
        chunks = list(in_chunks({key: cells, "model": np.array(["m1"] * len(mixed))}))
        assert said_in_columns(knowledge, chunks) == [said_singly(knowledge, mentioned(row)) for row in rows]


def test_columns_of_different_lengths_and_of_one_name_are_refused() -> None:
    knowledge = compile_product(flat_products.ALL_KINDS)
    with pytest.raises(BatchInputError, match="different lengths"):
        list(in_chunks({"model": np.array(["m1"]), "gift": np.array([True, False])}))
    for name in ("model", "stranger"):
        for cells in ([pa.array(["m1"]), pa.array(["m2"])], [pa.nulls(1), pa.nulls(1)]):
            twice = pa.RecordBatch.from_arrays(cells, names=[name, name])
            with pytest.raises(BatchInputError, match=f"two columns `{name}`"):
                said_in_columns(knowledge, [twice])


FAR = 2**50
CELLS: dict[str, pa.Array] = {
    "nanoseconds": pa.array([1, None, 0], pa.timestamp("ns")),
    "far times": pa.array([FAR, None, 0], pa.timestamp("s")),
    "times of nowhere": pa.array([1, None, 0], pa.timestamp("us", tz="Nowhere/No")),
    "short durations": pa.array([1, None, 1_000], pa.duration("ns")),
    "long durations": pa.array([2**60, None, 1], pa.duration("s")),
    "far days": pa.array([2**30, None, -(2**30)], pa.int32()).view(pa.date32()),
    "far days in milliseconds": pa.array([FAR * 86_400_000 // 2**20, None, 0], pa.int64()).view(pa.date64()),
    "hours": pa.array([1, None, 2], pa.int64()).view(pa.time64("ns")),
}


@pytest.mark.parametrize("form", ["as they are", "in a dictionary", "in a list", "in a struct"])
@pytest.mark.parametrize("kind", CELLS)
def test_what_python_has_no_object_for_is_a_wrong_value_of_its_row(kind: str, form: str) -> None:
    cells = CELLS[kind]
    if form == "in a dictionary":
        cells = cells.dictionary_encode()
    elif form == "in a list":
        cells = pa.ListArray.from_arrays(pa.array([0, None, 1, 3], pa.int32()), cells)
    elif form == "in a struct":
        cells = pa.StructArray.from_arrays([cells], ["a"], mask=pa.array([False, True, False]))
    options = tuple(replace(each, optional=True) for each in flat_products.ALL_KINDS.options)
    knowledge = compile_product(replace(flat_products.ALL_KINDS, options=options))
    for key in flat_products.DOMAINS:
        batch = pa.RecordBatch.from_pydict({key: cells})
        reasons = [row["reason"] for row in said_in_columns(knowledge, list(in_chunks(batch)))]
        assert reasons == [f"wrong-type:{key}", None, f"wrong-type:{key}"]
