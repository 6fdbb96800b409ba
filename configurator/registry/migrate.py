"""Bring a registry file up to the version of this release, one numbered migration after another.

An open connection goes in, and its file is of version `LATEST` afterwards or as it was before. All steps are one
transaction that begins by taking the write lock, so any number of processes may start at once: one does the work, the
others find it done. Upwards only. sqlite-utils is loaded here, only when there is something to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import orjson

from configurator.identity.code_text import long_code
from configurator.registry.log import Entry, detail_text
from configurator.registry.seal import seal

MIGRATIONS: tuple[str, ...] = (
    "0001_initial.sql",
    "0002_log.sql",
    "0003_releases.sql",
    "0004_private_texts.sql",
    "0005_revisions.sql",
    "0006_references.sql",
    "0007_claims.sql",
)
"""In order; each database has its own text of each, in a folder of its name."""

LATEST = len(MIGRATIONS)

APPLICATION_ID = 0x4F50544E
"""`OPTN` in the header of the file, by which `file` and we know it."""

FOLDER = Path(__file__).with_name("migrations") / "sqlite"


def migrate(connection: sqlite3.Connection) -> None:
    """Run the migrations that the file has not seen; the caller has made sure that it is empty or ours."""
    if version_of(connection) == LATEST:
        return
    from sqlite_utils import Database  # 400 ms that a running registry does not need

    connection.execute("BEGIN IMMEDIATE")
    try:
        database = Database(connection, execute_plugins=False)
        _lend_functions(connection)
        with database.atomic():
            for number in range(version_of(connection), LATEST):
                for statement in statements_of((FOLDER / MIGRATIONS[number]).read_text(encoding="utf-8")):
                    database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {LATEST}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _lend_functions(connection: sqlite3.Connection) -> None:
    """What migrations need and SQL has not: ids and seals of entries, codes of digests."""

    def entry_id(seq: int, at: str, kind: str, detail: str) -> bytes:
        return seal("log before 2", seq, at, kind, detail)

    def entry_seal(seq: int, id: bytes, at: str, kind: str, subject: str | None, detail: str) -> bytes:  # noqa: A002
        return Entry(seq, id, at, kind, subject, detail).seal()

    def issued_detail(codes: str, release: str) -> str:
        return detail_text({"codes": orjson.loads(codes), "release": release})

    for function in (entry_id, entry_seal, issued_detail, long_code):
        count = 1 if function is long_code else function.__code__.co_argcount
        connection.create_function(function.__name__, count, function, deterministic=True)


def version_of(connection: sqlite3.Connection) -> int:
    """Tell how many migrations the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def statements_of(script: str) -> Iterator[str]:
    """Cut a script into statements: `executescript` would commit our transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        raise ValueError(f"a migration ends within a statement: {statement.strip()!r}")
