"""Damaged files and Arrow data are refused by name, whatever the damage; nothing is read from elsewhere in memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import box, said_in_columns, said_singly

from configurator.batch import soundness
from configurator.batch.chunks import in_chunks
from configurator.errors import BatchInputError, ConfiguratorError
from configurator.product_line import ProductLine

ROWS = 20


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    return box(tmp_path)


def buffer(*numbers: int, kind: str = "i4") -> pa.Buffer:
    return pa.py_buffer(np.array(numbers, kind))


def coded(indices: pa.Array, values: pa.Array) -> pa.Array:
    """A dictionary column as Arrow takes it, unlooked at."""
    return pa.DictionaryArray.from_arrays(indices, values, safe=False)


def texts(offsets: list[int], text: bytes, bits: pa.Buffer | None = None, nulls: int = 0) -> pa.Array:
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, [bits, buffer(*offsets), pa.py_buffer(text)], nulls)


def lists(offsets: list[int], members: pa.Array) -> pa.Array:
    return pa.Array.from_buffers(
        pa.list_(members.type), len(offsets) - 1, [None, buffer(*offsets)], 0, children=[members]
    )


SLIM = pa.array(["slim", "pro"])
STRAPS = pa.array(["strap"] * 3)
DAMAGED: dict[str, tuple[str, pa.Array]] = {
    "index beyond": ("model", coded(pa.array([0, 2, 1], pa.int8()), SLIM)),
    "index below": ("model", coded(pa.array([0, -1, 1], pa.int32()), SLIM)),
    "index far beyond": ("model", coded(pa.array([0, 2**32, 1], pa.uint64()), SLIM)),
    "index into nothing": ("model", coded(pa.array([0, 0, 0]), pa.array([], pa.string()))),
    "too few nulls": ("model", texts([0, 4, 8, 12], b"slim" * 3, pa.py_buffer(b"\x01"), 1)),
    "too many nulls": ("model", texts([0, 4, 8, 12], b"slim" * 3, pa.py_buffer(b"\x07"), 3)),
    "offset back": ("model", texts([0, 8, 4, 12], b"slim" * 3)),
    "offset beyond": ("model", texts([0, 99, 4, 12], b"slim" * 3)),
    "text in a dictionary": ("model", coded(pa.array([0, 1, 2]), texts([0, 2**30, 8, 12], b"slim" * 3))),
    "list back": ("extras", lists([0, 2, 1, 3], STRAPS)),
    "list beyond": ("extras", lists([0, 2**30, 2, 3], STRAPS)),
    "text in a list": ("extras", lists([0, 1, 2, 3], texts([0, 2**30, 8, 12], b"slim" * 3))),
    "index in a list": ("extras", lists([0, 1, 2, 3], coded(pa.array([0, 7, 0]), STRAPS))),
    "text in a struct": ("size", pa.StructArray.from_arrays([texts([0, 2**30, 8, 12], b"slim" * 3)], ["a"])),
    "text that is none": ("name", pa.array([b"a", b"\xff\xfe", b"b"]).view(pa.string())),
    "text that is none in a dictionary": ("name", pa.array([b"\xff"] * 3).view(pa.string()).dictionary_encode()),
    "text that is none in a list": ("extras", lists([0, 1, 2, 3], pa.array([b"\xff"] * 3).view(pa.string()))),
}
WAYS: dict[str, Callable[[ProductLine, pa.RecordBatch], Any]] = {
    "a batch": lambda line, batch: line.validate_many(batch),
    "a table": lambda line, batch: line.code_many(pa.Table.from_batches([batch])),
    "batches": lambda line, batch: list(line.each_batch([batch])),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_columns_are_refused_by_name(line: ProductLine, damage: str, way: str) -> None:
    name, array = DAMAGED[damage]
    batch = pa.RecordBatch.from_arrays([pa.array([True] * 3), array], names=["gift", name])
    with pytest.raises(BatchInputError, match=f"^the column `{name}` is damaged: ."):
        WAYS[way](line, batch)


def test_what_stands_where_a_cell_is_null_is_no_damage(line: ProductLine) -> None:
    indices = pa.Array.from_buffers(pa.int32(), 3, [pa.py_buffer(b"\x05"), buffer(0, 99, 1)])
    batch = pa.RecordBatch.from_arrays([coded(indices, SLIM)], names=["model"])
    rows = [{"model": "slim"}, {}, {"model": "pro"}]
    assert line.code_many(batch).to_pylist() == [said_singly(line.knowledge, row) for row in rows]


def test_slices_of_sound_columns_are_sound(line: ProductLine) -> None:
    extras = [["strap"], None, [], ["stand", "strap"], ["none such"]] * 4
    table = pa.table(
        {
            "model": pa.array(["slim", "pro", None, "thick"] * 5).dictionary_encode(),
            "extras": extras,
            "name": pa.array(["Zoe", None, "", "Johanna"] * 5, pa.large_string()),
        }
    )
    expected = [said_singly(line.knowledge, row) for row in table.to_pylist()]
    for size in (1, 3, 7):
        parts = [part for part in table.to_batches(max_chunksize=size) if part]
        chunks = [chunk for part in parts for chunk in in_chunks(part, 2)]
        assert said_in_columns(line.knowledge, chunks) == expected


def test_a_dictionary_is_looked_at_once_however_many_batches_have_it(line: ProductLine) -> None:
    batch = pa.RecordBatch.from_pydict({"model": pa.array(["slim", "pro", "thick"] * 5).dictionary_encode()})
    with patch.object(soundness, "_look_at_offsets", wraps=soundness._look_at_offsets) as looked:
        line.validate_many(pa.Table.from_batches([batch.slice(start, 3) for start in range(0, 15, 3)]))
        list(line.each_batch(batch.slice(start, 3) for start in range(0, 15, 3)))
    assert [len(call.args[0]) for call in looked.call_args_list] == [3, 3]


def test_a_damaged_file_is_told_with_its_name_and_column(line: ProductLine, tmp_path: Path) -> None:
    schema = pa.schema({"model": pa.dictionary(pa.int8(), pa.string())})
    with pa.ipc.new_file(tmp_path / "rows.arrow", schema) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays([DAMAGED["index beyond"][1]], schema=schema))
    said = r"rows\.arrow` cannot be read: the column `model` is damaged: index 2 into a dictionary of 2, in row 1$"
    for processes in (1, 2):
        with pytest.raises(BatchInputError, match=said):
            line.batch_file(tmp_path / "rows.arrow", tmp_path / "out.arrow", processes=processes)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("name", ["rows.arrow", "stream.arrow", "rows.parquet"])
def test_no_damage_of_a_file_is_anything_but_an_answer_or_a_refusal(
    line: ProductLine, tmp_path: Path, name: str
) -> None:
    random = Random(7)
    table = pa.table(
        {
            "model": pa.array(["slim", "pro", None, "thick"] * 5).dictionary_encode(),
            "extras": pa.array([["strap"], None, [], ["stand", "strap"]] * 5, pa.list_(pa.string())),
            "size": pa.array([1, 2, None, 11] * 5, pa.int32()),
            "name": ["Zoe", None, "", "Johanna"] * 5,
        }
    )
    sink = io.BytesIO()
    if name == "rows.parquet":
        pq.write_table(table, sink, row_group_size=ROWS // 2, compression="none")
    else:
        with (pa.ipc.new_file if name == "rows.arrow" else pa.ipc.new_stream)(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=ROWS // 2)
    sound, path, refused = sink.getvalue(), tmp_path / name, 0
    for _ in range(400):
        octets = bytearray(sound)
        for _ in range(random.choice((1, 2, 5))):
            octets[random.randrange(len(octets))] = random.choice((0, 1, 127, 255))
        path.write_bytes(octets)
        try:
            line.batch_file(path, tmp_path / "out.arrow", coded=False, processes=1)
        except ConfiguratorError:
            refused += 1
    assert 40 < refused < 400
