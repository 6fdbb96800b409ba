"""Files of answers: Parquet, Arrow and NDJSON, told by the end of a name, and written chunk by chunk.

What is written stands under another name until it is whole, so that nobody takes half of it for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from configurator.batch.files import ARROW, NDJSON, PARQUET, unknown_name
from configurator.errors import UnwritableFileError

_ROW_GROUP = 2**17


class Writer(Protocol):
    """Takes answers, batch by batch."""

    def write(self, batch: pa.RecordBatch) -> object:
        """Write some rows. Raises `UnwritableFileError`."""


def check_output(path: Path) -> None:
    """Raise `BatchInputError` for a name whose end says nothing."""
    if path.suffix.lower() not in PARQUET + ARROW + NDJSON:
        raise unknown_name(path)


@contextmanager
def writing(path: Path, schema: pa.Schema) -> Iterator[Writer]:
    """Write answers to a file, which is there when all is written. Raises `UnwritableFileError`."""
    check_output(path)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with _blamed(path):
            file = _opened(part, path.suffix.lower(), schema)
        try:
            yield _Blamed(path, file)
        except BaseException:
            with suppress(OSError, pa.ArrowException):  # it is given up
                file.close()
            raise
        with _blamed(path):
            file.close()
            part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _blamed(path: Path) -> Iterator[None]:
    """Errors of the system in here are those of writing this file, and no others are."""
    try:
        yield
    except OSError as error:
        raise UnwritableFileError(str(path), error.strerror or str(error)) from None


class _File(Protocol):
    def write(self, batch: pa.RecordBatch) -> object: ...

    def close(self) -> object: ...


class _Blamed:
    """A file whose errors name the path that it will have."""

    def __init__(self, path: Path, file: _File) -> None:
        self._path = path
        self._file = file

    def write(self, batch: pa.RecordBatch) -> None:
        with _blamed(self._path):
            self._file.write(batch)


def _opened(part: Path, suffix: str, schema: pa.Schema) -> _File:
    if suffix in ARROW:
        return _Arrow(part, schema)
    return _Parquet(part, schema) if suffix in PARQUET else _Lines(part)


class _Arrow:
    def __init__(self, part: Path, schema: pa.Schema) -> None:
        self._sink = pa.OSFile(str(part), "wb")
        self._writer = pa.ipc.new_file(self._sink, schema, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True))

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write(batch)

    def close(self) -> None:
        with self._sink:
            self._writer.close()


class _Parquet:
    """Parquet has dictionaries of its own; rows are gathered to groups of a usual size."""

    def __init__(self, part: Path, schema: pa.Schema) -> None:
        encoded = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        self._schema = pa.schema(
            [field.with_type(field.type.value_type) if field.name in encoded else field for field in schema]
        )
        self._sink = pa.OSFile(str(part), "wb")
        self._writer = pq.ParquetWriter(self._sink, self._schema, use_dictionary=encoded, compression="zstd")
        self._gathered: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in batch.columns]
        self._gathered.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._rows += batch.num_rows
        if self._rows >= _ROW_GROUP:
            table = pa.Table.from_batches(self._gathered)
            whole = self._rows - self._rows % _ROW_GROUP
            self._writer.write_table(table.slice(0, whole), _ROW_GROUP)
            self._gathered = table.slice(whole).to_batches()
            self._rows -= whole

    def close(self) -> None:
        with self._sink, self._writer:
            if self._gathered:
                self._writer.write_table(pa.Table.from_batches(self._gathered), _ROW_GROUP)


class _Lines:
    """A line of JSON for each row with what is known of it; a digest in hexadecimal, and a decimal as text."""

    def __init__(self, part: Path) -> None:
        self._file = part.open("wb")

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            told = {key: _json(value) for key, value in row.items() if value is not None}
            self._file.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        self._file.close()


def _json(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.hex() if isinstance(value, bytes) else value
