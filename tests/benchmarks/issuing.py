"""Codes issued and resolved: `python tests/benchmarks/issuing.py [--rounds N]`, on the disk of the temporary folder.

Beside our registry stands a table as one would make it with Python's `sqlite3`, a row a code, with our setting of
durability and none of what a registry looks at: it verifies no document, and knows no two that share a short code; and
sqlite-utils, which inserts the same rows that we do, made beforehand. Resolving is held against bare questions by key,
for the document alone and for all that we answer with. The limits are a file that is written and synced, for each that
is durable by itself, and SHA-256 of as many bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlite_utils
from laptop_configurations import laptop, sample
from limits import HASH
from races import OURS, Race, show_all
from run import machine, medians

from configurator import open_registry
from configurator.engine.validate import validate
from configurator.identity.code_text import SHORT, code_text
from configurator.pipeline import code
from configurator.registry.batch import want
from configurator.registry.row import Row
from configurator.registry.statements import COLUMNS, GROUP
from configurator.registry.store import CODER, stamp, utc_now
from configurator.registry.stored import StoredRegistry

ROUNDS = 5
ISSUED = 1_000
ALONE = 20
BY_HAND = "sqlite3 by hand"
UTILS = "sqlite-utils insert_all(ignore=True)"
SELECT = "SELECT of the document"
SELECT_ALL = "SELECT of the row"
MANY = "Optionary, many at once"
SYNC = "a write and a sync"


class Table:
    """Codes in a table, as one would make it."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA synchronous = EXTRA")
        self._database.execute("CREATE TABLE code (code TEXT PRIMARY KEY, document BLOB) WITHOUT ROWID")

    def issue(self, documents: Sequence[bytes]) -> list[str]:
        """The codes of some documents, durable together."""
        rows = [(code_text(hashlib.sha256(each).digest()), each) for each in documents]
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT OR IGNORE INTO code VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        return [each for each, _ in rows]

    def resolve(self, code: str) -> bytes:
        """The document of a code."""
        (document,) = self._database.execute("SELECT document FROM code WHERE code = ?", (code,)).fetchone()
        return bytes(document)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def documents(wanted: int) -> list[bytes]:
    """So many canonical documents of laptops, no two alike."""
    product, found = laptop(), dict[bytes, None]()
    for choices in sample(product, seed=11, most_changes=8):
        if validate(product, choices).valid:
            found[code(product, choices).document] = None
        if len(found) == wanted:
            return list(found)
    raise AssertionError("a sample has no end")


def races(rounds: int, wanted: int) -> Iterator[Race]:
    """New ones together, new ones alone, known ones, and codes resolved."""
    made = documents(wanted)
    few = made[:ALONE]
    with TemporaryDirectory() as name:
        folder, number = Path(name), count()

        def ours() -> StoredRegistry:
            return open_registry(folder / f"{next(number)}.db", create=True)

        def theirs() -> Table:
            return Table(folder / f"{next(number)}.db")

        def digests() -> object:
            return [hashlib.sha256(each).digest() for each in made]

        # their files are made beforehand, so that only issuing is timed
        stores, tables = [ours() for _ in range(2 * rounds + 1)], [theirs() for _ in range(2 * rounds + 1)]
        new, new_tables = iter(stores), iter(tables)
        rows = _rows(made)
        works = {
            OURS: lambda: next(new).issue_many(made, release="r"),
            BY_HAND: lambda: next(new_tables).issue(made),
            UTILS: lambda: _insert_all(folder / f"{next(number)}.utils.db", rows),
            HASH: digests,
        }
        yield Race(f"issue {wanted:,} new ones together", medians(works, rounds, len(made)), frozenset([HASH]))

        def each_by_hand() -> object:
            table = next(new_tables)
            return [table.issue([each]) for each in few]

        works = {
            OURS: lambda: _issue_each(next(new), few),
            BY_HAND: each_by_hand,
            SYNC: lambda: _write_and_sync(folder / "synced", few),
        }
        yield Race("issue a new one, durable by itself", medians(works, rounds, len(few)), frozenset([SYNC]))
        store, table, store_path = next(new), next(new_tables), folder / f"{2 * rounds}.db"
        codes, by_hand = [each.code for each in store.issue_many(made, release="r")], table.issue(made)
        works = {
            OURS: lambda: store.issue_many(made, release="r"),
            BY_HAND: lambda: table.issue(made),
            HASH: digests,
        }
        yield Race(f"issue {wanted:,} known ones together", medians(works, rounds, len(made)), frozenset([HASH]))
        bare = sqlite3.connect(store_path, isolation_level=None)
        works = {
            OURS: lambda: [store.resolve(each) for each in codes],
            MANY: lambda: store.resolve_many(codes),
            SELECT: lambda: [bare.execute(_BARE, (each,)).fetchone() for each in codes],
            SELECT_ALL: lambda: [bare.execute(GROUP, (each,)).fetchone() for each in codes],
            BY_HAND: lambda: [table.resolve(each) for each in by_hand],
            HASH: digests,
        }
        yield Race("resolve a code", medians(works, rounds, len(made)), frozenset([HASH]))
        bare.close()
        for opened in stores:
            opened.close()
        for made_by_hand in tables:
            made_by_hand.close()


_BARE = "SELECT document FROM codes WHERE short = ?"


def _rows(made: Sequence[bytes]) -> list[dict[str, object]]:
    """The rows that a registry would make of documents, by column."""
    names = COLUMNS.split(", ")
    wanted = [want(each, CODER) for each in made]
    rows = [Row(each.short, each.digest, each.document, "r", stamp(utc_now), SHORT, 1) for each in wanted]
    return [dict(zip(names, row.stored(), strict=True)) for row in rows]


def _insert_all(path: Path, rows: Sequence[dict[str, object]]) -> None:
    """What one would do with sqlite-utils, with our setting of durability and our key."""
    database = sqlite_utils.Database(path)
    database.execute("PRAGMA synchronous = EXTRA")
    database.table("codes").insert_all(rows, pk=("short", "digest"), ignore=True)
    database.close()


def _issue_each(store: StoredRegistry, made: Sequence[bytes]) -> object:
    return [store.issue(each, release="r") for each in made]


def _write_and_sync(path: Path, made: Sequence[bytes]) -> None:
    with path.open("wb") as file:
        for each in made:
            file.write(each)
            file.flush()
            os.fsync(file.fileno())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--issued", type=int, default=ISSUED, help="codes that are issued together")
    asked = parser.parse_args(arguments)
    machine()
    for _ in show_all(races(asked.rounds, asked.issued)):
        pass


if __name__ == "__main__":
    main()
