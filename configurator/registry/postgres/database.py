"""The port of `database.py` over one PostgreSQL database.

A work of several statements is serializable and starts again where it could not be; a reader sees one moment. What
would surprise: a change whose answer was lost with the line is not made twice. Each leaves a mark in its transaction;
whoever comes back with it waits until the first attempt has ended, and then sees whether it succeeded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import psycopg

from configurator.registry.database import Columns, T, Transaction
from configurator.registry.postgres.address import read_address, shown
from configurator.registry.postgres.connect import FORGOTTEN, open_reader, open_writer
from configurator.registry.postgres.faults import named
from configurator.registry.postgres.lines import KeptLine
from configurator.registry.postgres.placeholders import translated
from configurator.registry.postgres.safety import Line

TURN = "INSERT INTO turns (mark) VALUES (%s) ON CONFLICT DO NOTHING RETURNING 1"

CHANGES = 1000
"""After so many changes the marks of yesterday are thrown away."""


class PostgresTransaction:
    """Statements on a line that is in a transaction."""

    __slots__ = ("_line",)

    def __init__(self, line: Line) -> None:
        self._line = line

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Columns]:
        """Run a statement and give all rows of its answer."""
        return answer(self._line, translated(sql), values)

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each of many rows of parameters, without waiting for one before the next."""
        with self._line.cursor() as cursor:
            cursor.executemany(translated(sql), rows)

    def next_seq(self) -> None:
        """Entries of the log get their numbers later: taking them here would make everybody wait for everybody."""
        return


class PostgresDatabase:
    """A `Database` at an address; within a work only its own transaction is asked."""

    def __init__(self, address: str) -> None:
        self._parts = read_address(address)
        self.store = shown(self._parts)
        self.reader = KeptLine(lambda: open_reader(self._parts, self.store), self.store)
        self.writer = KeptLine(lambda: open_writer(self._parts, self.store), self.store)
        self._changes = 0

    def prepare(self, *, create: bool) -> None:
        """Make or upgrade the registry where that is asked, else see that it can be read."""
        try:
            if create:
                self.writer.keep(open_writer(self._parts, self.store, create=True))
            else:
                self.reader.keep(open_reader(self._parts, self.store))
        except psycopg.Error as error:
            raise named(error, self.store) from error
        self.reader.was_there = self.writer.was_there = True

    def ask(self, sql: str, values: Sequence[object] = (), code: str | None = None) -> list[Columns]:
        """The answer to one question: one way there and back."""
        statement = translated(sql)
        return self.reader.use(lambda line, _attempt: answer(line, statement, values), code)

    def read(self, question: Callable[[Transaction], T], code: str | None = None) -> T:
        """The answer to several questions of one moment."""

        def asked(line: Line, _attempt: int) -> T:
            line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            result = question(PostgresTransaction(line))
            line.execute("COMMIT")
            return result

        return self.reader.use(asked, code)

    def write(self, work: Callable[[Transaction], T], code: str | None = None) -> T:
        """Do some work as if alone; see `Database.write`."""
        self._changes += 1
        if self._changes % CHANGES == 0:
            self.writer.use(lambda line, _attempt: line.execute(FORGOTTEN))
        return self.writer.use(partial(_once, mark=os.urandom(16), work=work, made=[]), code)

    def close(self) -> None:
        """Close both lines; the next call opens them again."""
        self.reader.close()
        self.writer.close()


def _once(line: Line, _attempt: int, *, mark: bytes, work: Callable[[Transaction], T], made: list[T]) -> T:
    """One attempt at a change; `made` holds what the last attempt that came as far as its commit would have given."""
    line.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
    if not line.execute(TURN, (mark,)).fetchone():
        line.execute("ROLLBACK")
        return made[-1]
    result = work(PostgresTransaction(line))
    made.append(result)
    line.execute("COMMIT")
    return result


def answer(line: Line, statement: str, values: Sequence[Any] = ()) -> list[Columns]:
    """All rows of the answer to a statement, none where it answers nothing."""
    cursor = line.execute(statement, values, binary=True)
    result = cursor.pgresult  # asked as `description`, it would make an object of every column first
    return cursor.fetchall() if result is not None and result.nfields else []
