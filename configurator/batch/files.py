"""Files of rows: Parquet, Arrow and NDJSON, read chunk by chunk, and answers written so, told by the end of a name.

What is written stands under another name until it is whole, so that nobody takes half of it for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from configurator.batch.answers import schema_of
from configurator.batch.chunks import CHUNK, Chunk, Lines, slices
from configurator.batch.soundness import Soundness
from configurator.errors import BatchInputError, UnreadableFileError, UnwritableFileError
from configurator.text.json_reader import DEFAULT, JsonLimits

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather")
NDJSON = (".ndjson", ".jsonl")

_LINES = CHUNK // 4
_USUAL_ROW = 200
"""Bytes."""
_ROW_GROUP = 2**17


def read_chunks(path: Path, limits: JsonLimits = DEFAULT) -> tuple[int | None, Iterator[Chunk]]:
    """How many rows a file has, where it says so, and its rows in chunks.

    Raises `UnreadableFileError` where there is no such file, and `BatchInputError` for one of another kind; so do the
    chunks, for what is damaged further on.
    """
    reader = {**dict.fromkeys(PARQUET, _parquet), **dict.fromkeys(ARROW, _arrow)}.get(path.suffix.lower())
    if reader is None and path.suffix.lower() not in NDJSON:
        raise _unknown(path)
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


def check_output(path: Path) -> None:
    """Raise `BatchInputError` for a name whose end says nothing."""
    if path.suffix.lower() not in PARQUET + ARROW + NDJSON:
        raise _unknown(path)


def _unknown(path: Path) -> BatchInputError:
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
        with pq.ParquetFile(path, read_dictionary=texts) as file:
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
        first = 1
        lines = iter(lambda: file.readline(limits.size + 2), b"")
        while some := tuple(islice(lines, _LINES)):
            yield Lines(first, some, limits)
            first += len(some)


class Writer(Protocol):
    """Takes answers, batch by batch."""

    def write(self, batch: pa.RecordBatch) -> object:
        """Write some rows."""


@contextmanager
def writing(path: Path, *, coded: bool) -> Iterator[Writer]:
    """Write answers to a file, which is there when all is written. Raises `UnwritableFileError`."""
    check_output(path)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with _writer(part, path.suffix.lower(), coded=coded) as writer:
            yield writer
        part.replace(path)
    except OSError as error:
        raise UnwritableFileError(str(path), error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _writer(part: Path, suffix: str, *, coded: bool) -> Iterator[Writer]:
    schema = schema_of(coded=coded)
    if suffix in ARROW:
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
        with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, schema, options=options) as writer:
            yield writer
    elif suffix in PARQUET:
        schema = schema.set(1, pa.field("reason", pa.string()))
        with pq.ParquetWriter(part, schema, use_dictionary=["reason"], compression="zstd") as writer:
            yield _Plain(writer, schema)
    else:
        with part.open("wb") as file:
            yield _Lines(file)


class _Plain:
    """Parquet has dictionaries of its own; rows are gathered to groups of a usual size."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._writer = writer
        self._schema = schema

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in batch.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema), _ROW_GROUP)


class _Lines:
    """A line of JSON for each row: `valid`, and what else is known of it; a digest in hexadecimal."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            known = {key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()}
            told = {key: value for key, value in known.items() if value is not None}
            self._file.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
