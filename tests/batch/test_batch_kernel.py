"""The compiled kernel says of every row what NumPy says, and where it cannot be had NumPy goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import flat_products
import pyarrow as pa
import pytest
from batches import box, made_so, said_singly
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.batch import compiled
from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk, in_chunks
from configurator.compiler.compile_flat import compile_product
from configurator.knowledge.knowledge_base import ProductKnowledge

compiling = pytest.mark.skipif(find_spec("numba") is None, reason="the extra `numba` is not installed")
INDICES = (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64())


@cache
def judge() -> Any:
    """The kernel, kept where users have it."""
    folder = compiled.kept_folder()
    assert folder is not None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return compiled.loaded(folder)


@contextmanager
def with_kernel(kernel: Any) -> Iterator[None]:
    with patch.object(compiled.KERNEL, "judge", lambda _: kernel):
        yield


def reasons(knowledge: ProductKnowledge, chunks: list[Chunk], kernel: Any) -> list[list[int]]:
    batch = Batch(knowledge, coded=False)
    with with_kernel(kernel):
        return [batch.judge(each).reasons.tolist() for each in chunks]


def column(draw: Any, cells: list[Any]) -> pa.Array | None:
    """Cells of one kind as Arrow has them, in one of its ways; None where it has no type for them."""
    kinds = [type(cell) for cell in cells if cell is not None]
    if not kinds:
        return pa.nulls(len(cells))
    kind = max(set(kinds), key=kinds.count)
    try:
        array = pa.array([cell if type(cell) is kind else None for cell in cells])
    except (pa.ArrowException, OverflowError):
        return None
    if pa.types.is_nested(array.type) or not draw(st.booleans()):
        return array
    encoded = array.dictionary_encode()
    indices = encoded.indices.cast(draw(st.sampled_from(INDICES)))
    return pa.DictionaryArray.from_arrays(indices, encoded.dictionary)


@compiling
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_kernel_says_what_numpy_says(data: st.DataObject) -> None:
    product = data.draw(flat_products.products())
    knowledge = compile_product(product)
    some = data.draw(st.lists(flat_products.raw_choices(product), min_size=1, max_size=10))
    rows = [some[place] for place in data.draw(st.lists(st.integers(0, len(some) - 1), min_size=1, max_size=40))]
    columns = {
        key: column(data.draw, [row.get(key) for row in rows]) for key in sorted({k for row in rows for k in row})
    }
    found = {key: array for key, array in columns.items() if array is not None}
    chunks: list[Chunk] = [rows]
    if found:
        batch = pa.RecordBatch.from_pydict(found)
        start = data.draw(st.integers(0, len(rows) - 1))
        chunks += [
            each for part in (batch, batch.slice(start)) for each in in_chunks(part, data.draw(st.integers(1, 50)))
        ]
    with made_so(data.draw):
        assert reasons(knowledge, chunks, judge()) == reasons(knowledge, chunks, None)


@compiling
def test_the_kernel_takes_many_rows_of_many_kinds(tmp_path: Path) -> None:
    knowledge = box(tmp_path).knowledge
    random = Random(3)
    worths: dict[str, list[Any]] = {"model": ["slim", "pro", "", "x", None], "gift": [True, False, None]}
    worths |= {"size": [1, 9, 10, None], "name": ["Zoe", "Johanna", None], "extras": [["strap"], [], None]}
    rows = [{key: random.choice(each) for key, each in worths.items()} for _ in range(3_000)]
    batch = pa.RecordBatch.from_pylist(rows)
    encoded = batch.set_column(0, "model", batch.column("model").dictionary_encode())
    chunks: list[Chunk] = [batch, encoded.slice(5), encoded.slice(2_998), rows]
    assert reasons(knowledge, chunks, judge()) == reasons(knowledge, chunks, None)
    said = Batch(knowledge, coded=False)
    with with_kernel(judge()):
        numbers = said.judge(batch).reasons.tolist()[:200]
    found = [said.reasons.words(number) if number else None for number in numbers]
    assert found == [said_singly(knowledge, row)["reason"] for row in rows[:200]]


def test_few_rows_are_judged_without_a_kernel(tmp_path: Path) -> None:
    with patch.object(compiled, "kept_folder", side_effect=AssertionError):
        kernel = compiled.Kernel()
        assert kernel.judge(compiled.ROWS_TO_LOAD - 1) is None


def test_many_rows_take_what_is_kept_and_very_many_compile(tmp_path: Path) -> None:
    asked: list[Path] = []

    def loaded(folder: Path) -> str:
        asked.append(folder)
        return "kernel"

    with patch.object(compiled, "kept_folder", lambda: tmp_path / "new"), patch.object(compiled, "loaded", loaded):
        kernel = compiled.Kernel()
        assert kernel.judge(compiled.ROWS_TO_LOAD) is None
        assert kernel.judge(compiled.ROWS_TO_COMPILE) == kernel.judge(1) == "kernel"
        (tmp_path / "new" / "judge.1.nbc").write_bytes(b"")
        assert compiled.Kernel().judge(compiled.ROWS_TO_LOAD) == "kernel"
    assert asked == [tmp_path / "new"] * 2


def test_without_a_folder_of_our_own_there_is_no_kernel(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    folders = [None, tmp_path / "file" / "in", *([open_to_all] if sys.platform != "win32" else [])]
    for folder in folders:
        with (
            patch.object(compiled, "kept_folder", lambda folder=folder: folder),
            patch.object(compiled, "loaded", side_effect=AssertionError),
        ):
            kernel = compiled.Kernel()
            assert kernel.judge(compiled.ROWS_TO_COMPILE) is None
            assert kernel.judge(1) is None


def test_without_numba_it_is_left_to_numpy(tmp_path: Path) -> None:
    with patch.dict(sys.modules, {"numba": None}):
        assert compiled.loaded(tmp_path) is None


@compiling
def test_a_numba_that_does_not_compile_leaves_it_to_numpy(tmp_path: Path) -> None:
    import numba

    with patch.object(numba.config, "DISABLE_JIT", 1):
        assert compiled.loaded(tmp_path) is None
