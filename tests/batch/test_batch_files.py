"""From file to file: the same answers whatever the format, the number of processes, and the end of it."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import BOX, box, said_singly

import configurator.service
from configurator.batch import files, pool
from configurator.batch.batch import Batch
from configurator.batch.chunks import CHUNK, in_chunks
from configurator.errors import BatchInputError, NeedsIdentityKeyError, UnreadableFileError
from configurator.exchange.foreign_files import opened
from configurator.product_line import ProductLine


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    return box(tmp_path)


def some_rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "model": ("slim", "pro", "thick", None)[number % 4],
            "gift": (True, False, None)[number % 3],
            "extras": (["strap"], [], ["stand", "strap"], None)[number % 5 % 4],
            "size": number % 11 if number % 2 else None,
            "name": ("Zoe", "Johanna", "")[number % 7 % 3],
        }


def written(rows: list[dict[str, Any]], path: Path) -> Path:
    """The rows in a file."""
    table = pa.Table.from_struct_array(pa.array(rows))
    match path.suffix:
        case ".parquet":
            pq.write_table(table, path, row_group_size=700)
        case ".arrow":
            with pa.ipc.new_file(path, table.schema) as writer:
                writer.write_table(table, max_chunksize=333)
        case _:
            path.write_text("\n\n".join(json.dumps(row) for row in rows) + "\n")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """The answers in a file, alike whatever its format."""
    match path.suffix:
        case ".parquet":
            return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]
        case ".arrow":
            return pa.ipc.open_file(path).read_all().to_pylist()  # type: ignore[no-any-return]
    found = [json.loads(each) for each in path.read_text().splitlines()]
    for row in found:
        row["digest"] = bytes.fromhex(row["digest"]) if "digest" in row else None
    return [{"reason": None, "code": None, **row} for row in found]


@pytest.mark.parametrize(
    ("source", "target", "processes"),
    [(".parquet", ".arrow", 2), (".arrow", ".ndjson", 1), (".ndjson", ".parquet", 2), (".parquet", ".parquet", 1)],
)
def test_rows_of_a_file_are_answered_in_their_order(
    line: ProductLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, target: str, processes: int
) -> None:
    monkeypatch.setattr(files, "CHUNK", 100)
    monkeypatch.setattr(files, "_LINES", 64)
    rows = list(some_rows(1_500))
    answers = tmp_path / f"answers{target}"
    told = []
    done = line.batch_file(
        written(rows, tmp_path / f"rows{source}"),
        answers,
        processes=processes,
        progress=lambda each: told.append(each.words),
    )
    expected = [said_singly(line.knowledge, row) for row in rows]
    assert read(answers) == expected
    assert (done.rows, done.valid) == (len(rows), sum(row["valid"] for row in expected))
    assert done.valid + sum(done.reasons.values()) == len(rows)
    assert len(told) >= 10
    assert told[-1] == ("1,500 of 1,500 rows" if source == ".parquet" else "1,500 rows")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"rows{source}", f"answers{target}", "shop.vpc"])


def test_verdicts_alone_have_no_codes(line: ProductLine, tmp_path: Path) -> None:
    rows = list(some_rows(40))
    line.batch_file(written(rows, tmp_path / "rows.arrow"), tmp_path / "said.parquet", coded=False, processes=1)
    said = pq.read_table(tmp_path / "said.parquet").to_pylist()
    assert said == [
        {"valid": row["valid"], "reason": row["reason"]} for row in (said_singly(line.knowledge, each) for each in rows)
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_few_chunks_are_alive_however_many_there_are(line: ProductLine, processes: int) -> None:
    table = pa.Table.from_pylist(list(some_rows(40)), pa.schema({"model": pa.string(), "gift": pa.bool_()}))

    alive: WeakSet[Any] = WeakSet()
    most = 0

    def chunks() -> Iterator[Any]:
        nonlocal most
        for _ in range(60):
            chunk = _Watched(table.to_pylist())
            alive.add(chunk)
            most = max(most, len(alive))
            yield chunk

    make = line.batch_maker(coded=False, processes=processes)
    assert len(list(pool.judged(chunks(), make, processes))) == 60
    assert most <= (2 if processes == 1 else (pool.AHEAD + 1) * processes + 2)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_a_file_is_held_chunk_by_chunk(tmp_path: Path, suffix: str) -> None:
    """Nor is what will be read: of a file of many row groups much less is held than its bytes."""
    path, size = tmp_path / f"rows{suffix}", 2**12
    schema = pa.schema({"word": pa.string()})
    with pq.ParquetWriter(path, schema) if suffix == ".parquet" else pa.ipc.new_file(path, schema) as writer:
        for start in range(0, 100 * size, size):
            words = [sha256(b"%d" % number).hexdigest() for number in range(start, start + size)]
            writer.write_batch(pa.record_batch([words], schema))
    held, before = [], pa.total_allocated_bytes()
    _, chunks = files.read_chunks(path)
    for chunk in chunks:
        held.append(pa.total_allocated_bytes() - before)
        del chunk
    assert len(held) >= 5
    assert max(held) < path.stat().st_size / 3


class _Watched(list[Any]):
    """A chunk that can be counted while it is alive."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def test_processes_are_begun_for_many_rows_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    least = pool.LEAST_ROWS
    assert [pool.usual_processes(rows) for rows in (0, 2 * least - 1, 2 * least, 90 * least)] == [1, 1, 2, 3]
    about = {
        suffix: files.about_rows(written(list(some_rows(1_500)), tmp_path / f"rows{suffix}"))
        for suffix in (".parquet", ".arrow", ".ndjson")
    }
    assert about[".parquet"] == 1_500
    assert 100 <= about[".arrow"] <= 1_500
    assert 500 <= about[".ndjson"] <= 1_500
    assert files.about_rows(tmp_path / "none.parquet") == 0


def test_who_stops_listening_ends_the_processes(line: ProductLine) -> None:
    found = pool.judged(([{"model": "pro"}] for _ in range(10_000)), line.batch_maker(coded=True, processes=2), 2)
    assert next(found).reasons.tolist() != []
    began = multiprocessing.active_children()
    assert began
    found.close()
    for each in began:
        each.join()
    assert not set(began) & set(multiprocessing.active_children())


def test_what_fails_in_a_process_is_told_as_here(tmp_path: Path, line: ProductLine) -> None:
    (tmp_path / "rows.ndjson").write_text('{"model": "pro"}\n\n{"model": \n')
    for processes in (1, 2):
        with pytest.raises(BatchInputError, match=r"^line 3: the JSON cannot be read"):
            line.batch_file(tmp_path / "rows.ndjson", tmp_path / "out.parquet", processes=processes)
        assert not list(tmp_path.glob("out*"))


def test_processes_know_the_catalog_as_it_was_loaded_or_there_is_no_answer(tmp_path: Path, line: ProductLine) -> None:
    (tmp_path / "shop.vpc").write_text(BOX.replace("forbid gift = yes", "require gift = yes"))
    path = written(list(some_rows(20)), tmp_path / "rows.arrow")
    with pytest.raises(BatchInputError, match="has changed since it was loaded"):
        line.batch_file(path, tmp_path / "out.arrow", processes=2)
    assert not (tmp_path / "out.arrow").exists()


def test_models_in_other_notations_are_loaded_in_each_process(tmp_path: Path) -> None:
    path = tmp_path / "lamp.uvl"
    path.write_text("features\n\tlamp\n\t\talternative\n\t\t\tred\n\t\t\tblue\n\t\toptional\n\t\t\tdimmer\n")
    line = configurator.service.load(opened(path)).only
    rows: list[dict[str, Any]] = [
        {option.key: value for option, value in zip(line.product.options, values, strict=False)}
        for values in product([True, False, "red", "blue", None], repeat=len(line.product.options))
    ]
    (tmp_path / "rows.ndjson").write_text("\n".join(map(json.dumps, rows)))
    line.batch_file(tmp_path / "rows.ndjson", tmp_path / "out.arrow", processes=2)
    expected = [said_singly(line.knowledge, row) for row in rows]
    assert read(tmp_path / "out.arrow") == expected
    assert {row["valid"] for row in expected} == {True, False}


def test_a_key_that_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "keep.vpc").write_text(BOX.replace("max: 4 }", "max: 4 } private"))
    line = configurator.load(tmp_path / "keep.vpc").only
    (tmp_path / "rows.ndjson").write_text('{"model": "slim", "name": "Zoe"}\n')
    for processes in (1, 2):
        with pytest.raises(NeedsIdentityKeyError):
            line.batch_file(tmp_path / "rows.ndjson", tmp_path / "out.parquet", processes=processes)


def test_files_that_are_none_are_refused(line: ProductLine, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("model\nslim\n")
    (tmp_path / "rows.parquet").write_text("PAR1 this is none")
    (tmp_path / "rows.arrow").write_text("ARROW1 this is none")
    with pytest.raises(BatchInputError, match=r"`.*rows\.csv` does not say what it is"):
        line.batch_file(tmp_path / "rows.csv", tmp_path / "out.parquet")
    with pytest.raises(BatchInputError, match=r"`.*out\.csv` does not say what it is"):
        line.batch_file(tmp_path / "rows.parquet", tmp_path / "out.csv")
    for name in ("rows.parquet", "rows.arrow"):
        with pytest.raises(BatchInputError, match="cannot be read"):
            line.batch_file(tmp_path / name, tmp_path / "out.parquet", processes=1)
    with pytest.raises(UnreadableFileError):
        line.batch_file(tmp_path / "none.parquet", tmp_path / "out.parquet", processes=1)


def test_in_memory_and_streams_say_the_same(line: ProductLine) -> None:
    rows = list(some_rows(500))
    table = pa.Table.from_struct_array(pa.array(rows))
    expected = [said_singly(line.knowledge, row) for row in rows]
    assert line.code_many(rows).to_pylist() == expected
    assert line.code_many(table).to_pylist() == expected
    verdicts = line.validate_many(iter(rows)).to_pylist()
    assert verdicts == [{"valid": row["valid"], "reason": row["reason"]} for row in expected]
    streamed = list(line.each_batch(table.to_batches(max_chunksize=99)))
    assert [row for batch in streamed for row in batch.to_pylist()] == expected
    assert [each.num_rows for each in streamed] == [99, 99, 99, 99, 99, 5]
    assert line.code_many([]).num_rows == 0
    long = pa.concat_tables([table] * 140).combine_chunks()
    assert max(len(each) for each in in_chunks(long) if isinstance(each, pa.RecordBatch)) == CHUNK
    assert Batch(line.knowledge).judge([]).reasons.tolist() == []
