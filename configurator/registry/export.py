"""A registry as JSON, a line a row: to move it to another database, to keep it for decades, to look into it.

    {"kind": "optionary registry 1"}
    {"table": "codes", "short": …, "digest": hex, "document": text, …}
    …
    {"rows": how many, "sha256": of all lines before}

Tables stand in the order of `tables.TABLES`, rows in that of their keys, columns as they are declared, so that equal
registries have equal exports. Octets are hexadecimal; documents, which are JSON, are texts. Private texts stay
encrypted. A file is read through before anything is taken from it, so what was cut off or changed is no export.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from configurator.errors import DamagedRecordError, LongRowError, UnreadableExportError
from configurator.registry.database import Columns
from configurator.registry.tables import TABLES, Snapshot, Table

HEAD = {"kind": "optionary registry 1"}

LONGEST_LINE = 256_000_000
"""Bytes; what is longer was not written by us. The longest rows are revisions: one of a hundred thousand changes is
made of a file of 50 MB at most, and has what was there before, too."""


def write_export(snapshot: Snapshot, file: BinaryIO) -> int:
    """Write all tables, a row at a time, and tell how many rows there were. Nothing is verified.

    Raises `DamagedRecordError` for what is no row of ours and cannot be written, and `LongRowError`.
    """
    hashed, count = sha256(), 0

    def write(octets: bytes) -> None:
        hashed.update(octets)
        file.write(octets)

    write(orjson.dumps(HEAD) + b"\n")
    for table in TABLES:
        for row in snapshot.rows(table):
            write(_line(table, row))
            count += 1
    file.write(orjson.dumps({"rows": count, "sha256": hashed.hexdigest()}) + b"\n")
    return count


def _line(table: Table, row: Columns) -> bytes:
    try:
        octets = orjson.dumps({"table": table.name, **as_values(table, row)}) + b"\n"
    except TypeError:  # octets that are no text, where a document should be
        raise DamagedRecordError(None, f"{_place(table, row)} is no text, and cannot be written") from None
    if len(octets) > LONGEST_LINE:
        raise LongRowError(_place(table, row), len(octets), LONGEST_LINE)
    return octets


def _place(table: Table, row: Columns) -> str:
    key = (each.hex() if isinstance(each, bytes) else str(each) for each in table.key_of(row))
    return f"the row {' '.join(key)} of `{table.name}`"


@contextmanager
def reading_export(path: Path) -> Iterator[Snapshot]:
    """An export as a snapshot. Raises `UnreadableExportError` for what is none, or was changed since it was written."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise UnreadableExportError(str(path), 1, getattr(error, "strerror", None) or str(error)) from None
    with file:
        yield _Export(file, path.name)


def as_values(table: Table, row: Columns) -> dict[str, Any]:
    """A row as JSON values by the names of its columns."""
    return {name: _value(kind, each) for (name, kind), each in zip(table.columns, row, strict=True)}


def _value(kind: str, column: Any) -> Any:
    if isinstance(column, bytes):
        return column.decode("utf-8", "surrogateescape") if kind == "json" else column.hex()
    return column


class _Export:
    """Rows of a file whose end has been seen; where each table begins is remembered."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self._places: dict[str, tuple[int, int]] = {}
        self._look_through()

    def rows(self, table: Table) -> Iterator[Columns]:
        """See `Snapshot.rows`."""
        if table.name not in self._places:
            return
        place, number = self._places[table.name]
        while True:
            self._file.seek(place)
            line = self._file.readline(LONGEST_LINE)
            place = self._file.tell()  # others may read elsewhere between two rows
            said = self._object(line, number)
            if said.get("table") != table.name:
                return
            yield self._columns(table, said, number)
            number += 1

    def _look_through(self) -> None:
        hashed, number, order = sha256(), 0, [table.name for table in TABLES]
        last = -1
        while (line := self._file.readline(LONGEST_LINE)).endswith(b"\n"):  # a line without an end was cut off
            number += 1
            said = self._object(line, number)
            if number == 1:
                if said != HEAD:
                    raise UnreadableExportError(self._name, 1, "it is no export of a registry")
            elif "table" not in said:
                if said != {"rows": number - 2, "sha256": hashed.hexdigest()} or self._file.readline(1):
                    raise UnreadableExportError(self._name, number, "it was changed since it was written")
                return
            elif said["table"] not in order[max(last, 0) :]:
                raise UnreadableExportError(self._name, number, "this release has no such table there")
            elif order.index(said["table"]) != last:
                last = order.index(said["table"])
                self._places[said["table"]] = (self._file.tell() - len(line), number)
            hashed.update(line)
        raise UnreadableExportError(self._name, number + 1, "it was cut off")

    def _object(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            said = orjson.loads(line)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise UnreadableExportError(self._name, number, "it is no JSON object")
        return said

    def _columns(self, table: Table, said: dict[str, Any], number: int) -> Columns:
        if said.keys() != {"table", *(name for name, _ in table.columns)}:
            raise UnreadableExportError(self._name, number, f"a row of `{table.name}` has other columns")
        try:
            return tuple(_column(kind, said[name]) for name, kind in table.columns)
        except (ValueError, TypeError):
            raise UnreadableExportError(self._name, number, f"this is no row of `{table.name}`") from None


def _column(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "number":
        if type(value) is not int:
            raise TypeError(kind)
        return value
    if type(value) is not str:
        raise TypeError(kind)
    if kind == "octets":
        return bytes.fromhex(value)
    return value.encode("utf-8", "surrogateescape") if kind == "json" else value
