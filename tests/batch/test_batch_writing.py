"""Files of answers: row groups of a usual size; whose fault it is when something cannot be read or written."""

from __future__ import annotations

import errno
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from batches import box, said_singly

from configurator.batch import answer_files, files
from configurator.batch.chunks import Lines
from configurator.errors import UnreadableFileError, UnwritableFileError
from configurator.product_line import ProductLine

ROWS: list[dict[str, Any]] = [{"model": ("slim", "pro", "thick")[number % 3]} for number in range(1_000)]


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    found = box(tmp_path)
    (tmp_path / "rows.ndjson").write_text("\n".join(map(json.dumps, ROWS)))
    return found


@pytest.mark.parametrize(("lines", "group", "groups"), [(70, 300, [300, 300, 300, 100]), (400, 150, [150] * 6 + [100])])
def test_row_groups_are_of_a_usual_size_whatever_the_chunks_are(
    line: ProductLine, tmp_path: Path, lines: int, group: int, groups: list[int]
) -> None:
    target = tmp_path / "said.parquet"
    with patch.object(files, "_LINES", lines), patch.object(answer_files, "_ROW_GROUP", group):
        line.batch_file(tmp_path / "rows.ndjson", target, processes=1)
    metadata = pq.read_metadata(target)
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == groups
    assert pq.read_table(target).to_pylist() == [said_singly(line.knowledge, row) for row in ROWS]


def test_chunks_of_long_lines_are_short(line: ProductLine, tmp_path: Path) -> None:
    long = b'{"model": "slim", "name": "%s"}\n' % (b"x" * 50_000)
    (tmp_path / "long.ndjson").write_bytes(long * 300)
    _, chunks = files.read_chunks(tmp_path / "long.ndjson")
    sizes = [sum(map(len, chunk.lines)) for chunk in chunks if isinstance(chunk, Lines)]
    assert sum(sizes) == 300 * len(long)
    assert max(sizes) <= files._MOST_OCTETS + len(long)
    assert line.batch_file(tmp_path / "long.ndjson", tmp_path / "said.ndjson", processes=1).rows == 300


class _Failing:
    """A file on a disk that fails after some lines."""

    def __init__(self, lines: int) -> None:
        self._left = lines

    def __enter__(self) -> _Failing:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass

    def readline(self, _: int) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise OSError(errno.EIO, "Input/output error")
        return b'{"model": "slim"}\n'


def test_what_cannot_be_read_is_told_of_the_source(line: ProductLine, tmp_path: Path) -> None:
    source = tmp_path / "rows.ndjson"
    real = Path.open

    def opened(path: Path, *arguments: Any) -> Any:
        return _Failing(100) if path == source else real(path, *arguments)

    with patch.object(Path, "open", opened), pytest.raises(UnreadableFileError) as told:
        line.batch_file(source, tmp_path / "said.ndjson", processes=1)
    assert str(told.value) == f"`{source}` cannot be read: Input/output error"
    assert not list(tmp_path.glob("said*"))


def test_errors_of_who_hears_of_the_progress_are_nobody_elses(line: ProductLine, tmp_path: Path) -> None:
    def progress(_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        line.batch_file(tmp_path / "rows.ndjson", tmp_path / "said.parquet", processes=1, progress=progress)
    assert not list(tmp_path.glob("said*"))


@contextmanager
def short_files(most: int) -> Iterator[None]:
    """No file may become longer, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".ndjson"])
@pytest.mark.parametrize("lines", [100, 10_000])
def test_what_cannot_be_written_is_told_of_the_target(
    line: ProductLine, tmp_path: Path, suffix: str, lines: int
) -> None:
    target = tmp_path / f"said{suffix}"
    with patch.object(files, "_LINES", lines), short_files(500), pytest.raises(UnwritableFileError) as told:
        line.batch_file(tmp_path / "rows.ndjson", target, processes=1)
    assert str(told.value).startswith(f"`{target}` cannot be written: ")
    with pytest.raises(UnwritableFileError, match=r"none/said\.[a-z]+` cannot be written: ."):
        line.batch_file(tmp_path / "rows.ndjson", tmp_path / "none" / target.name, processes=1)
    assert not list(tmp_path.glob("said*"))
