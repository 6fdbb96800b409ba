"""How much of a dictionary is read, and sent to other processes, depends on the rows and not on its length."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from batches import box, said_in_columns, said_singly

from configurator.batch import pool
from configurator.batch.columns import MOST_REMEMBERED, Encoder
from configurator.product_line import ProductLine

LARGE = 3 * MOST_REMEMBERED
USED = 50


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    return box(tmp_path)


def large(kind: str) -> pa.RecordBatch:
    """Rows in 20 chunks of 25, that use some values of a large dictionary, and have nulls."""
    random = np.random.default_rng(3)
    picked = pa.array(random.integers(LARGE - USED, LARGE, 500), mask=random.random(500) < 0.2)
    texts = [f"t{number}" if number % 3 else ("slim", "pro")[number % 2] for number in range(LARGE)]
    values: Any = [[text, "strap"][number % 2 :] for number, text in enumerate(texts)] if kind == "lists" else texts
    array: pa.Array = pa.DictionaryArray.from_arrays(picked, pa.array(values))
    if kind == "members":
        ends = pa.array(np.arange(0, 501).clip(max=500), pa.int32())
        array = pa.ListArray.from_arrays(
            ends, pa.DictionaryArray.from_arrays(picked.fill_null(LARGE - 1), array.dictionary)
        )
    return pa.RecordBatch.from_pydict({"extras" if kind in ("lists", "members") else "model": array})


@pytest.mark.parametrize("kind", ["texts", "lists", "members"])
def test_of_a_large_dictionary_only_what_rows_use_is_numbered(line: ProductLine, kind: str) -> None:
    batch = large(kind)
    rows = batch.to_pylist()
    chunks = [batch.slice(start, 25) for start in range(0, 500, 25)]
    with patch.object(Encoder, "number", autospec=True, side_effect=Encoder.number) as number:
        said = said_in_columns(line.knowledge, chunks)
    assert said == [said_singly(line.knowledge, row) for row in rows]
    assert number.call_count <= 2 * len(rows)  # it is judged with codes, and again without


def test_of_a_small_dictionary_each_value_is_numbered_once(line: ProductLine) -> None:
    array = pa.array(["slim", "pro", "thick", None] * 100).dictionary_encode()
    batch = pa.RecordBatch.from_pydict({"model": array})
    with patch.object(Encoder, "number", autospec=True, side_effect=Encoder.number) as number:
        line.validate_many([batch.slice(start, 10) for start in range(0, 400, 10)])
    assert number.call_count == 3


@pytest.mark.parametrize("kind", ["texts", "lists"])
def test_another_process_is_sent_only_the_values_of_its_rows(line: ProductLine, kind: str) -> None:
    batch = large(kind)
    chunks = [batch.slice(start, 25) for start in range(0, 500, 25)]
    packed = [pool._packed(chunk) for chunk in chunks]
    values = [len(pa.ipc.open_stream(each).read_next_batch().column(0).dictionary) for each in packed]
    assert max(values) <= 25
    assert [
        row for each in packed for row in pa.ipc.open_stream(each).read_next_batch().to_pylist()
    ] == batch.to_pylist()
    assert pa.ipc.open_stream(pool._packed(batch.slice(0, 0))).read_next_batch().num_rows == 0
