"""A registry in one SQLite file.

What is promised: once `issue` has answered, the code outlives a kill, a crash and a power failure, and any number of
processes on one machine may issue and resolve at once. What is not: one file on a network file system or shared by two
hosts, and disks that say they have written what they have not. A file that is moved away while it is open goes on being
read; close first. After a failed write or sync nothing is acknowledged and the connection is dropped; the next call
opens the file anew and checks it, and the caller may simply ask again, because issuing is idempotent.

Issuing and resolving are plain statements; sqlite-utils is loaded only for migrations and lists.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from configurator.errors import AmbiguousCodeError, UnknownCodeError
from configurator.identity.code import read_code
from configurator.identity.code_text import LONG
from configurator.registry import statements
from configurator.registry.batch import Batch, Wanted, plan, want
from configurator.registry.connections import Connections
from configurator.registry.row import PREFIX, Row, read_group, read_row, read_shelf
from configurator.registry.store import CODER, Clock, Coder, Event, Issued, Resolved, stamp, utc_now

BATCH = 1000
"""Products a transaction: enough to share its syncs, few enough to let others in."""


def open_registry(
    path: Path | str, *, create: bool = False, clock: Clock = utc_now, coder: Coder = CODER, wal: bool = False
) -> SqliteRegistry:
    """Open the registry file, or make it where `create` is set and there is none, or an empty file.

    `wal` asks for the write-ahead log: fewer syncs, and readers never wait, but only with a mended SQLite library.
    `UnusableStoreError`: missing, empty, not a registry, or newer than this release. `UnsafeStoreError`: its
    settings cannot be made durable.
    """
    connections = Connections(_real(path), wal=wal)
    connections.prepare(create=create)
    return SqliteRegistry(connections, clock, coder)


def _real(path: Path | str) -> Path:
    """Where the file really is: SQLite keeps its journal there, and that folder is the one to sync."""
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError):  # a circle of links, say; opening it will tell
        return Path(path).absolute()


class SqliteRegistry:
    """A `Registry` that any thread may use, one call at a time; `open_registry` makes one."""

    def __init__(self, connections: Connections, clock: Clock, coder: Coder) -> None:
        self._connections = connections
        self._clock = clock
        self._coder = coder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self._connections.close()

    def issue(self, document: bytes, *, release: str) -> Issued:
        """Give the document its code; five syncs if it is new (one in WAL mode), one if it is known."""
        return self._issue([want(document, self._coder)], release)[0]

    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:
        """Issue batch by batch, `BATCH` documents a transaction."""
        answers: list[Issued] = []
        rest = iter(documents)
        while chunk := [want(document, self._coder) for document in itertools.islice(rest, BATCH)]:
            answers += self._issue(chunk, release)
        return answers

    def resolve(self, code_text: str) -> Resolved:
        """Look the code up by its short form, verify every row found there, and give the one that is meant."""
        code = read_code(code_text)
        if code.scheme != "V":
            raise UnknownCodeError(code.text)
        short = self._coder.short_of(code.text) if code.length == LONG else code.text
        rows = self._group(short) or self._search(short)
        products = [row.resolved(self._coder) for row in rows]
        if code.length == LONG:
            products = [product for product in products if product.long_code == code.text]
        if not products:
            raise UnknownCodeError(code.text)
        if len(products) > 1:
            raise AmbiguousCodeError(code.text, tuple(sorted(product.long_code for product in products)))
        return products[0]

    def count(self) -> int:
        """Tell how many products have a code."""
        return self._connections.read(None, lambda reader: reader.execute(statements.COUNT).fetchone()[0]) or 0

    def __len__(self) -> int:
        return self.count()

    def codes(self, *, after: str | None = None, limit: int = BATCH) -> list[Resolved]:
        """List by short code, then digest; every row is verified."""
        where, values = ("1", []) if after is None else ("(short, digest) > (?, ?)", self._place_of(after))
        found = self._list("codes", statements.COLUMNS, where, values, "short, digest", limit)
        return [read_row(tuple(entry.values()), self._coder).resolved(self._coder) for entry in found]

    def events(self, *, after: int = 0, limit: int = BATCH) -> list[Event]:
        """List what was reported, oldest first."""
        found = self._list("events", "seq, at, kind, detail", "seq > ?", [after], "seq", limit)
        return [Event(**entry) for entry in found]

    def _issue(self, wanted: Sequence[Wanted], release: str) -> list[Issued]:
        if not release:
            raise ValueError("a code is issued under a release")
        now = stamp(self._clock)
        with self._connections.writing(wanted[0].short if len(wanted) == 1 else None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            stored: list[Row] = []
            for short in sorted({item.short for item in wanted}):
                stored += read_group(short, writer.execute(statements.GROUP, (short,)), self._coder)
            batch = plan(wanted, stored, release, now, self._coder)
            self._write(writer, batch, now)
            writer.execute("COMMIT")
            if not batch.insert:
                self._connections.settle()
        return batch.answers

    def _write(self, writer: sqlite3.Connection, batch: Batch, now: str) -> None:
        writer.executemany(statements.INSERT, (row.stored() for row in batch.insert))
        writer.executemany(statements.TALLY_UP, sorted(Counter(row.short[:PREFIX] for row in batch.insert).items()))
        writer.executemany(statements.SHARE, ((row.sharing, row.seal(), row.short, row.digest) for row in batch.share))
        writer.executemany(statements.REPORT, ((now, "clash", detail) for detail in batch.clashes))

    def _group(self, short: str) -> list[Row]:
        found = self._connections.read(short, lambda reader: reader.execute(statements.GROUP, (short,)).fetchall())
        return read_group(short, found, self._coder)

    def _search(self, short: str) -> list[Row]:
        """Prove that a short code is unknown: all products whose codes begin alike are there, sound, and others."""
        prefix = short[:PREFIX]

        def shelf(reader: sqlite3.Connection) -> tuple[list[tuple[Any, ...]], int]:
            reader.execute("BEGIN")  # rows and tally of one moment
            try:
                tally = reader.execute(statements.TALLY, (prefix,)).fetchone()
                return reader.execute(statements.SHELF, (prefix, prefix + "~")).fetchall(), tally[0] if tally else 0
            finally:
                reader.rollback()

        found, tally = self._connections.read(short, shelf)
        # one that was issued since we first looked is there now
        return [row for row in read_shelf(short, found, tally, self._coder) if row.short == short]

    def _place_of(self, long_code: str) -> list[str | bytes]:
        short = self._coder.short_of(long_code)
        same = (row.digest for row in self._group(short) if self._coder.long(row.digest) == long_code)
        return [short, next(same, b"")]

    def _list(
        self, table: str, columns: str, where: str, values: Sequence[object], order: str, limit: int
    ) -> list[dict[str, Any]]:
        from sqlite_utils import Database  # 400 ms that resolving does not need

        def rows(reader: sqlite3.Connection) -> list[dict[str, Any]]:
            entries = Database(reader, execute_plugins=False, recursive_triggers=False).table(table)
            return list(entries.rows_where(where, values, select=columns, order_by=order, limit=limit))

        return self._connections.read(None, rows)
