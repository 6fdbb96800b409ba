"""Codes issued into PostgreSQL and resolved: `python tests/benchmarks/issuing_postgres.py [--rounds N]`.

The server is one of our own, as the tests start it, on the disk of the temporary folder, with every setting that
durability needs. Beside our registry stands what one would write by hand for the same rows, made beforehand: COPY into
a table of the line's own and from there with `ON CONFLICT DO NOTHING`, and `executemany`; they have no hash to make, no
log and no parts. Resolving is held against a bare question by key.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import psycopg
from issuing import ALONE, ISSUED, MANY, ROUNDS, SELECT, documents
from limits import HASH
from races import OURS, Race, show_all
from run import machine, medians

sys.path.insert(0, str(Path(__file__).parents[1]))

from postgres_server import PostgresServer, start_server

from configurator.identity.code_text import SHORT
from configurator.registry.batch import want
from configurator.registry.postgres.issuing import TYPES
from configurator.registry.postgres.registry import PostgresRegistry, open_database
from configurator.registry.row import Row
from configurator.registry.statements import COLUMNS
from configurator.registry.store import CODER, stamp, utc_now

COPIED = "COPY, then ON CONFLICT"
MANY_INSERTS = "executemany INSERT"
INSERT = "INSERT"

TABLE = """CREATE TABLE {name} (short TEXT COLLATE "C" PRIMARY KEY, digest BYTEA, document BYTEA, release TEXT,
issued_at TEXT, length INTEGER, sharing INTEGER, marks INTEGER, seal BYTEA)"""


class Tables:
    """Tables as one would make them by hand, a new one for each turn."""

    def __init__(self, address: str) -> None:
        self._line = psycopg.connect(address, autocommit=True)
        self._numbers = count()
        self._line.execute(TABLE.format(name="incoming").replace("TABLE", "TEMPORARY TABLE"))

    def new(self) -> str:
        """The name of an empty table."""
        name = f"codes_{next(self._numbers)}"
        self._line.execute(TABLE.format(name=name))
        return name

    def copy(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows by COPY, the fastest way that there is."""
        with self._line.transaction(), self._line.cursor() as cursor:
            cursor.execute("TRUNCATE incoming")
            with cursor.copy("COPY incoming FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(TYPES)
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {name} SELECT * FROM incoming ON CONFLICT DO NOTHING")

    def insert(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows by the statement for one."""
        with self._line.transaction(), self._line.cursor() as cursor:
            cursor.executemany(self._statement(name), rows)

    def insert_each(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows, each durable by itself."""
        for row in rows:
            self._line.execute(self._statement(name), row)

    def select(self, name: str, shorts: Sequence[str]) -> list[object]:
        """The documents of codes, each by a question."""
        question = f"SELECT document FROM {name} WHERE short = %s"
        return [self._line.execute(question, (short,), binary=True).fetchone() for short in shorts]

    def close(self) -> None:
        """Close the line."""
        self._line.close()

    def _statement(self, name: str) -> str:
        marks = ", ".join(["%s"] * len(COLUMNS.split(",")))
        return f"INSERT INTO {name} ({COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING"


def races(server: PostgresServer, rounds: int, wanted: int) -> Iterator[Race]:
    """New ones together, new ones alone, known ones, and codes resolved."""
    made = documents(wanted)
    few = made[:ALONE]
    items = [want(each, CODER) for each in made]
    rows = [Row(each.short, each.digest, each.document, "r", stamp(utc_now), SHORT, 1).stored() for each in items]
    tables = Tables(server.database())
    stores = [_store(server) for _ in range(2 * rounds + 3)]
    new = iter(stores)

    def digests() -> object:
        return [hashlib.sha256(each).digest() for each in made]

    works = {
        OURS: lambda: next(new).issue_many(made, release="r"),
        COPIED: lambda: tables.copy(tables.new(), rows),
        MANY_INSERTS: lambda: tables.insert(tables.new(), rows),
        HASH: digests,
    }
    yield Race(f"issue {wanted:,} new ones together", medians(works, rounds, len(made)), frozenset([HASH]))
    works = {
        OURS: lambda: _issue_each(next(new), few),
        INSERT: lambda: tables.insert_each(tables.new(), rows[:ALONE]),
    }
    yield Race("issue a new one, durable by itself", medians(works, rounds, len(few)))
    store, table = next(new), tables.new()
    codes = [each.code for each in store.issue_many(made, release="r")]
    tables.copy(table, rows)
    works = {
        OURS: lambda: store.issue_many(made, release="r"),
        COPIED: lambda: tables.copy(table, rows),
        HASH: digests,
    }
    yield Race(f"issue {wanted:,} known ones together", medians(works, rounds, len(made)), frozenset([HASH]))
    works = {
        OURS: lambda: [store.resolve(each) for each in codes],
        MANY: lambda: store.resolve_many(codes),
        SELECT: lambda: tables.select(table, codes),
        HASH: digests,
    }
    yield Race("resolve a code", medians(works, rounds, len(made)), frozenset([HASH]))
    tables.close()
    for opened in stores:
        opened.close()


def _store(server: PostgresServer) -> PostgresRegistry:
    """A registry with lines that are open."""
    store = open_database(server.database(), create=True)
    store.issue(b'{"choices":{},"product":"first"}', release="r")
    store.count()
    return store


def _issue_each(store: PostgresRegistry, made: Sequence[bytes]) -> object:
    return [store.issue(each, release="r") for each in made]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--issued", type=int, default=ISSUED, help="codes that are issued together")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("TMPDIR", gettempdir())
    machine()
    with start_server() as server:
        for _ in show_all(races(server, asked.rounds, asked.issued)):
            pass


if __name__ == "__main__":
    main()
