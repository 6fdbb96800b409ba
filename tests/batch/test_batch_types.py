"""Whatever type and encoding Arrow has for a column, it is judged as its cells are, one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import flat_products
import pyarrow as pa
import pytest
from batches import mentioned, said_in_columns, said_singly

from configurator.batch.chunks import in_chunks
from configurator.compiler.compile_flat import compile_product

PRODUCT = replace(
    flat_products.ALL_KINDS, options=tuple(replace(each, optional=True) for each in flat_products.ALL_KINDS.options)
)
TEXTS = ["m1", None, "red", "", "m2", "strap", "Zoe", "m1", None, "20.5"]
WORDS = ["m1", None, "red", "m1"]
"""A dictionary as nobody has to have it: with a null in it, and one value twice."""
PLACES = pa.array([0, 1, 2, None, 1, 2, 0, 3, 3, 1])
NUMBERS = [1, None, 2, 0, 4, 3, 2, None, 12, 9]
LISTS = [["strap"], None, [], ["strap", "lens"], ["lens", "strap"], ["no"], ["strap", "strap"], [""], ["lens"], None]
WITH_NULLS = [[None], None, [], ["strap", None], [None, "lens"], ["no"], ["strap"], [""], [None, None], None]
PAIRS = [["strap", "lens"], None, ["strap", "strap"], ["no", "lens"], ["lens", "strap"]] * 2
DECIMALS = [
    Decimal(number) / 10 if number is not None else None for number in (205, None, 210, 0, -10, 40, 30, 20, 1, 7)
]
RUNS = pa.array([2, 5, 8, 10], pa.int32())


class Word(pa.ExtensionType):  # type: ignore[misc]
    """A type of somebody else's, with a storage that Arrow has."""

    def __init__(self, storage: pa.DataType) -> None:
        super().__init__(storage, "tests.word")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""


def named(storage: pa.Array) -> pa.Array:
    return pa.ExtensionArray.from_storage(Word(storage.type), storage)


def in_a_dictionary(values: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(PLACES, values)


def runs(values: pa.Array) -> pa.Array:
    return pa.RunEndEncodedArray.from_arrays(RUNS, values)


def lists_of(members: Callable[[pa.Array], pa.Array]) -> pa.Array:
    ends = [0]
    for each in LISTS:
        ends.append(ends[-1] + len(each or ()))
    flat = pa.array([member for each in LISTS for member in each or ()])
    is_null = pa.array([each is None for each in LISTS])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), members(flat), mask=is_null)


KINDS = pa.array([0, 1] * 5, pa.int8())
ARRAYS: dict[str, pa.Array] = {
    **{str(kind): pa.array(TEXTS, kind) for kind in (pa.string(), pa.large_string(), pa.string_view())},
    **{str(kind): pa.array(TEXTS, kind) for kind in (pa.binary(), pa.large_binary(), pa.binary_view())},
    **{
        f"dictionary of {kind}": in_a_dictionary(pa.array(WORDS, kind))
        for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary())
    },
    "dictionary in an order": pa.DictionaryArray.from_arrays(PLACES, pa.array(["m1", "m2", "red", "x"]), ordered=True),
    "dictionary of numbers": in_a_dictionary(pa.array([1, 2, 4, 2])),
    "dictionary of flags": in_a_dictionary(pa.array([True, False, None, True])),
    "dictionary of lists": in_a_dictionary(pa.array(LISTS[:4])),
    "dictionary of decimals": in_a_dictionary(pa.array(DECIMALS[:4])),
    "dictionary of days": in_a_dictionary(pa.array([date(2026, 5, 1), None, date(1, 1, 1), date(9999, 12, 31)])),
    **{str(kind): pa.array(NUMBERS, kind) for kind in (pa.int8(), pa.uint16(), pa.int32(), pa.uint64(), pa.float16())},
    "first numbers": pa.array([-(2**63)] * 5 + [-(2**63) + 1] * 5),
    "last numbers": pa.array([2**64 - 1] * 5 + [2**64 - 2] * 5, pa.uint64()),
    "decimal128": pa.array(DECIMALS, pa.decimal128(7, 2)),
    "decimal256": pa.array(DECIMALS, pa.decimal256(50, 5)),
    "decimals of hundreds": pa.array([Decimal("1E2"), None] * 5, pa.decimal128(5, -2)),
    **{
        str(kind): pa.array(WITH_NULLS, kind)
        for kind in (
            *(pa.list_(pa.string()), pa.large_list(pa.string()), pa.list_view(pa.string())),
            *(pa.large_list_view(pa.string()), pa.list_(pa.large_string()), pa.list_(pa.binary())),
        )
    },
    **{
        f"without nulls {kind}": pa.array(LISTS, kind)
        for kind in (pa.list_(pa.string()), pa.large_list(pa.string_view()), pa.list_(pa.string_view()))
    },
    "list of dictionary": lists_of(lambda members: members.dictionary_encode()),
    "fixed lists": pa.array(PAIRS, pa.list_(pa.string(), 2)),
    "fixed lists of nothing": pa.array([[], None] * 5, pa.list_(pa.string(), 0)),
    "long lists": pa.array([["strap"] * 61, ["strap"] * 62, ["strap"] * 1_000, [], None] * 2),
    "lists of lists": pa.array([[["strap"]], [[]], None, [], [["lens"], ["lens"]]] * 2),
    "lists of numbers": pa.array([[1], [], None, [1, 2], [0]] * 2),
    "lists of nothing": pa.array([[None], [], None, [None, None], []] * 2),
    "runs of texts": runs(pa.array(WORDS)),
    "runs of a dictionary": runs(pa.array(WORDS).dictionary_encode()),
    "runs of lists": runs(pa.array(LISTS[:4])),
    "sparse union": pa.UnionArray.from_sparse(KINDS, [pa.array(TEXTS), pa.array(NUMBERS)]),
    "dense union": pa.UnionArray.from_dense(
        KINDS, pa.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], pa.int32()), [pa.array(TEXTS[:5]), pa.array(NUMBERS[:5])]
    ),
    "structs": pa.array([{"a": 1}, None, {"a": None}, {}, {"a": 2}] * 2),
    "maps": pa.array([[("a", "x")], None, [], [("a", None)], [("b", "y")]] * 2, pa.map_(pa.string(), pa.string())),
    "octets of a length": pa.array([b"m1", None, b"xx", b"m2", b"m1"] * 2, pa.binary(2)),
    "nulls": pa.nulls(10),
    "flags": pa.array([True, None, False, True, None] * 2),
    "days": pa.array([date(2026, 5, 1), None] * 5),
    "days in milliseconds": pa.array([date(2026, 5, 1), None] * 5, pa.date64()),
    "times": pa.array([0, None] * 5, pa.timestamp("us", tz="UTC")),
    "intervals": pa.array([(1, 2, 3), None] * 5, pa.month_day_nano_interval()),
    "named texts": named(pa.array(TEXTS)),
    "named dictionary": named(in_a_dictionary(pa.array(WORDS))),
    "named numbers": named(pa.array(NUMBERS)),
    "named lists": named(pa.array(LISTS)),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_a_column_of_any_type_is_judged_as_its_cells(kind: str) -> None:
    knowledge = compile_product(PRODUCT)
    cells: list[Any] = ARRAYS[kind].to_pylist()
    assert len(cells) == 10
    for key in flat_products.DOMAINS:
        expected = [said_singly(knowledge, mentioned({key: cell})) for cell in cells]
        for start, length, size in ((0, 10, 10), (3, 6, 2), (2, 0, 1)):
            batch = pa.RecordBatch.from_arrays([ARRAYS[kind].slice(start, length)], names=[key])
            said = said_in_columns(knowledge, list(in_chunks(batch, size)))
            assert said == expected[start : start + length], key
