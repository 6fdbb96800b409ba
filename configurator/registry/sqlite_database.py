"""The port of `database.py` over one SQLite file.

A work of several statements begins by taking the write lock, so it is alone; a reader sees one moment from `BEGIN` on.
What is merely refused in the middle of a work, as a code that is unknown, is undone and leaves the connection open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from configurator.errors import ConfiguratorError
from configurator.registry.connections import Connections
from configurator.registry.database import Columns, T, Transaction

_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'log'"
"""The number of the last entry; SQLite keeps it apart, so that entries missing at the end show."""


class SqliteTransaction:
    """Statements on a connection that is in a transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Columns]:
        """Run a statement and give all rows of its answer."""
        return self._connection.execute(sql, values).fetchall()

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each of many rows of parameters."""
        self._connection.executemany(sql, rows)

    def next_seq(self) -> int:
        """The number of the next entry of the log: the write lock is ours, so nobody else takes it."""
        last = self._connection.execute(_LAST).fetchone()
        return 1 + (last[0] if last else 0)


class SqliteDatabase:
    """A `Database` in one file."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections

    def ask(self, sql: str, values: Sequence[object] = (), code: str | None = None) -> list[Columns]:
        """The answer to one question."""
        return self.connections.ask(sql, values, code)

    def read(self, question: Callable[[Transaction], T], code: str | None = None) -> T:
        """The answer to several questions of one moment."""

        def asked(reader: sqlite3.Connection) -> T:
            reader.execute("BEGIN")
            try:
                return question(SqliteTransaction(reader))
            finally:
                reader.rollback()

        return self.connections.read(code, asked)

    def write(self, work: Callable[[Transaction], T], code: str | None = None) -> T:
        """Do some work under the write lock; see `Database.write`."""
        with self.connections.writing(code) as writer:
            writer.execute("BEGIN IMMEDIATE")
            before = writer.total_changes
            try:
                result = work(SqliteTransaction(writer))
            except ConfiguratorError as error:
                writer.rollback()
                refusal: ConfiguratorError | None = error
            else:
                writer.execute("COMMIT")
                refusal = None
                if writer.total_changes == before:
                    self.connections.settle()
        if refusal is not None:
            raise refusal
        return result

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self.connections.close()
