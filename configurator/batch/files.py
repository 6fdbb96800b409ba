"""Files of rows: Parquet, Arrow and NDJSON, told by the end of a name, and read chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from configurator.batch.chunks import CHUNK, Chunk, Lines, slices
from configurator.batch.soundness import Soundness
from configurator.errors import BatchInputError, UnreadableFileError
from configurator.text.json_reader import DEFAULT, JsonLimits

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather")
NDJSON = (".ndjson", ".jsonl")

_LINES = CHUNK // 4
_MOST_OCTETS = 2**22
"""Of the lines of a chunk, and one more line."""
_USUAL_ROW = 200
"""Bytes."""


def read_chunks(path: Path, limits: JsonLimits = DEFAULT) -> tuple[int | None, Iterator[Chunk]]:
    """How many rows a file has, where it says so, and its rows in chunks.

    Raises `UnreadableFileError` where there is no such file, and `BatchInputError` for one of another kind; so do the
    chunks, for what is damaged further on.
    """
    reader = {**dict.fromkeys(PARQUET, _parquet), **dict.fromkeys(ARROW, _arrow)}.get(path.suffix.lower())
    if reader is None and path.suffix.lower() not in NDJSON:
        raise unknown_name(path)
    with _reading(path):
        path.open("rb").close()
        return (None, _ndjson(path, limits)) if reader is None else reader(path)


def about_rows(path: Path) -> int:
    """About how many rows a file has, by its size where it does not say; 0 for one that cannot be read."""
    try:
        if path.suffix.lower() in PARQUET:
            rows: int = pq.read_metadata(path).num_rows
            return rows
        return path.stat().st_size // _USUAL_ROW
    except (*_DAMAGED, OSError):
        return 0


def unknown_name(path: Path) -> BatchInputError:
    """What is raised for a name that does not end as one of a file of rows or answers."""
    message = f"the name of `{path}` does not say what it is"
    return BatchInputError(message, f"names end in {', '.join(PARQUET + ARROW + NDJSON)}")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """What goes wrong in reading a file is told of the file: what the system refuses, and what is damaged in it."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise UnreadableFileError("unreadable", f"`{path}` cannot be read: {error.strerror or error}") from None
        raise _damaged(path, error) from None  # Arrow says so of bytes that are not what they should be
    except (*_DAMAGED, BatchInputError) as error:
        raise _damaged(path, error) from None


_DAMAGED = (pa.ArrowException, UnicodeDecodeError)
"""Beside an `OSError` without a number: a name that is not UTF-8 is no matter of Arrow."""


def _damaged(path: Path, error: Exception) -> BatchInputError:
    return BatchInputError(f"`{path}` cannot be read: {str(error).partition(chr(10))[0] or type(error).__name__}")


def _parquet(path: Path) -> tuple[int, Iterator[Chunk]]:
    with pq.ParquetFile(path) as file:
        texts = [each.name for each in file.schema_arrow if pa.types.is_string(each.type)]
        rows = file.metadata.num_rows

    def batches() -> Iterator[pa.RecordBatch]:
        # what is read ahead would be kept until the end, which is all of the file
        with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            yield from file.iter_batches(CHUNK, use_threads=False)

    return rows, _sound(path, batches())


def _arrow(path: Path) -> tuple[int | None, Iterator[Chunk]]:
    def batches() -> Iterator[pa.RecordBatch]:
        with pa.memory_map(str(path)) as source:
            try:
                file = pa.ipc.open_file(source)
            except pa.ArrowInvalid:
                source.seek(0)
                yield from pa.ipc.open_stream(source)
            else:
                for number in range(file.num_record_batches):
                    yield file.get_batch(number)

    return None, _sound(path, batches())


def _sound(path: Path, batches: Iterable[pa.RecordBatch]) -> Iterator[Chunk]:
    with _reading(path):
        yield from slices(batches, CHUNK, Soundness())


def _ndjson(path: Path, limits: JsonLimits) -> Iterator[Chunk]:
    with _reading(path), path.open("rb") as file:
        first, some, octets = 1, list[bytes](), 0
        while line := file.readline(limits.size + 2):
            some.append(line)
            octets += len(line)
            if len(some) >= _LINES or octets >= _MOST_OCTETS:
                yield Lines(first, tuple(some), limits)
                first, some, octets = first + len(some), [], 0
        if some:
            yield Lines(first, tuple(some), limits)
