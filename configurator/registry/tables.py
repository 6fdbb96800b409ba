"""What a registry keeps, table by table, as it is exported, merged and verified; and snapshots, to read it through.

Every feature adds its tables here. What follows from others, as how many codes begin alike, is not among them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from configurator.errors import DamagedRecordError
from configurator.registry.database import Columns, T, Transaction
from configurator.registry.faults import FAULTS

PAGE = 1000
"""Rows of a question."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with what stands in them (`text`, `octets`, `json` octets, `number`), and its key.

    `page`: how many of its rows are held at once.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    page: int = PAGE

    @property
    def names(self) -> str:
        """The columns, as they stand in statements."""
        return ", ".join(name for name, _ in self.columns)

    @property
    def in_order(self) -> str:
        """The statement that gives all rows in the order of the key."""
        return f"SELECT {self.names} FROM {self.name} ORDER BY {', '.join(self.key)}"  # noqa: S608 - fixed text

    @property
    def following(self) -> str:
        """The statement that gives so many rows behind a key."""
        key, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
        return f"SELECT {self.names} FROM {self.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT ?"  # noqa: S608

    @property
    def size(self) -> str:
        """The statement that counts the rows."""
        return f"SELECT count(*) FROM {self.name}"  # noqa: S608 - fixed text

    @property
    def insert(self) -> str:
        """The statement that adds a row."""
        return f"INSERT INTO {self.name} ({self.names}) VALUES ({', '.join('?' * len(self.columns))})"  # noqa: S608

    def key_of(self, columns: Columns) -> tuple[Any, ...]:
        """The key of a row."""
        places = [name for name, _ in self.columns]
        return tuple(columns[places.index(name)] for name in self.key)


def _table(name: str, columns: str, key: str, page: int = PAGE) -> Table:
    pairs = (each.split(":") for each in columns.split())
    return Table(name, tuple((column, kind) for column, kind in pairs), tuple(key.split()), page)


CODES = _table(
    "codes",
    "short:text digest:octets document:json release:text issued_at:text length:number sharing:number marks:number "
    "seal:octets",
    "short digest",
)
LOG = _table("log", "seq:number id:octets at:text kind:text subject:text detail:text seal:octets", "seq")
ERASURES = _table("erasures", "digest:octets option:text at:text epoch:text seal:octets", "digest option")
PRIVATE_TEXTS = _table(
    "private_texts",
    "digest:octets option:text epoch:text wrapped:octets nonce:octets cipher:octets written_at:text seal:octets",
    "digest option",
)

REVISIONS = _table(
    "revisions",
    "release:text number:number digest:octets catalog:text effective:text at:text document:json seal:octets",
    "release number",
)
LINKS = _table("links", "system:text reference:text code:text at:text seal:octets", "system reference")
LEASES = _table("leases", "gtin:text number:number code:text at:text seal:octets", "gtin number")
LEASED = _table("leased", "gtin:text numbers:number seal:octets", "gtin")
"""How many numbers of each GTIN there are: it follows from the table before."""

RELEASES = _table(
    "releases",
    "name:text catalog:text place:number at:text length:number digest:octets seal:octets",
    "name",
)
RELEASE_PARTS = _table("release_parts", "name:text number:number data:octets seal:octets", "name number", 8)
"""A quarter of a megabyte each."""

TABLES: tuple[Table, ...] = (
    CODES,
    LOG,
    ERASURES,
    PRIVATE_TEXTS,
    REVISIONS,
    LINKS,
    LEASES,
    RELEASES,
    RELEASE_PARTS,
)
"""In the order in which they are merged: what is erased is known before texts come."""


def pages(rows: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    """Rows, so many at a time."""
    rest = iter(rows)
    while page := list(islice(rest, size)):
        yield page


class Snapshot(Protocol):
    """A registry as of one moment, to be read through."""

    def rows(self, table: Table) -> Iterator[Columns]:
        """All rows of a table in the order of its key, as they stand there; nobody has verified them."""


class PagedSnapshot:
    """What a transaction sees, read a page at a time."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def rows(self, table: Table) -> Iterator[Columns]:
        """See `Snapshot.rows`."""
        page = self.tx.execute(f"{table.in_order} LIMIT ?", (table.page,))
        while page:
            yield from page
            page = self.tx.execute(table.following, (*table.key_of(page[-1]), table.page))


class FileSnapshot:
    """An SQLite file that nobody else has open, read row by row: a damaged key hides no other row."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, table: Table) -> Iterator[Columns]:
        """See `Snapshot.rows`. Raises `DamagedRecordError` where the file cannot be read on."""
        try:
            for row in self.connection.execute(table.in_order):  # noqa: UP028 - it would close a cursor that is gone
                yield row
        except FAULTS as error:
            raise DamagedRecordError(None, f"`{table.name}` cannot be read on: {error}") from error
