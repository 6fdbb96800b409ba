"""A registry as Parquet, a file a table in one folder: for DuckDB, Polars, Spark, and for moving it.

The same rows in the same order as in `registry.export`; octets are binary, and so are documents. Rows are written and
read ten thousand at a time, or few where they are long. A list of the files with the SHA-256 of each makes a folder
that was changed, or is not complete, no export.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from configurator.errors import MissingExtraError, UnreadableExportError, UnwritableFileError
from configurator.registry.database import Columns
from configurator.registry.tables import TABLES, Snapshot, Table
from configurator.whole_files import replacing

KIND = "optionary registry 1, parquet"
LIST = "registry.json"
PAGES = 10
"""Pages of a table in a group of rows: ten thousand rows, where rows are short."""


def write_parquet(snapshot: Snapshot, folder: Path) -> int:
    """Write all tables into a new folder, and tell how many rows there were. Raises `UnwritableFileError`."""
    _, parquet = _pyarrow()
    try:
        folder.mkdir()
    except OSError as error:
        raise UnwritableFileError(str(folder), error.strerror or str(error)) from None
    count, files = 0, {}
    for table in TABLES:
        path = folder / f"{table.name}.parquet"
        rows = snapshot.rows(table)
        with (
            replacing(path, sweeping=True) as file,
            parquet.ParquetWriter(file, _schema(table), compression="zstd") as writer,
        ):
            while batch := list(islice(rows, PAGES * table.page)):
                writer.write_batch(_batch(table, batch))
                count += len(batch)
        files[path.name] = _hashed(path)
    said = {"kind": KIND, "rows": count, "files": files}
    with replacing(folder / LIST) as file:
        file.write(orjson.dumps({**said, "sha256": sha256(orjson.dumps(said)).hexdigest()}) + b"\n")
    return count


@contextmanager
def reading_parquet(folder: Path) -> Iterator[Snapshot]:
    """An export as a snapshot. Raises `UnreadableExportError` for what is none, or was changed since it was written."""
    try:
        said = orjson.loads((folder / LIST).read_bytes())
        sound = said.pop("sha256") == sha256(orjson.dumps(said)).hexdigest()
        files: dict[str, str] = said["files"] if said["kind"] == KIND else {}
        # names first: nothing that stands elsewhere is looked at, and no pipe keeps us waiting
        sound &= bool(files) and set(files) <= {f"{table.name}.parquet" for table in TABLES}
        paths = {name: folder / name for name in files} if sound else {}
        sound &= all(path.is_file() and _hashed(path) == files[name] for name, path in paths.items())
    except (OSError, ValueError, TypeError, KeyError):
        raise UnreadableExportError(str(folder), 1, "it is no export of a registry, or not all of it") from None
    if not sound:
        raise UnreadableExportError(str(folder), 1, "it was changed since it was written")
    yield _Folder(folder, frozenset(files))


class _Folder:
    """Rows of files that are as they were written."""

    def __init__(self, folder: Path, files: frozenset[str]) -> None:
        self._folder, self._files = folder, files

    def rows(self, table: Table) -> Iterator[Columns]:
        """See `Snapshot.rows`."""
        name = f"{table.name}.parquet"
        if name not in self._files:
            return
        _, parquet = _pyarrow()
        with parquet.ParquetFile(self._folder / name, pre_buffer=False) as file:
            if not file.schema_arrow.equals(_schema(table)):
                raise UnreadableExportError(name, 1, "it has other columns")
            for batch in file.iter_batches(PAGES * table.page):
                columns = [column.to_pylist() for column in batch.columns]
                yield from zip(*columns, strict=True)


def _hashed(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _schema(table: Table) -> Any:
    arrow, _ = _pyarrow()
    kinds = {"text": arrow.string(), "octets": arrow.binary(), "json": arrow.binary(), "number": arrow.int64()}
    return arrow.schema([(name, kinds[kind]) for name, kind in table.columns])


def _batch(table: Table, rows: list[Columns]) -> Any:
    arrow, _ = _pyarrow()
    schema = _schema(table)
    columns = [arrow.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
    return arrow.record_batch(columns, schema=schema)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("batch", "pyarrow", "Parquet") from None
    return pa, parquet
