"""Bring a registry in PostgreSQL up to the version of this release, one numbered migration after another.

All steps are one transaction that holds the version's row, so any number of processes may start at once: one does the
work, the others find it done. Upwards only. The migrations are those of `registry.migrate`, in PostgreSQL's own words.
"""

from __future__ import annotations

import psycopg

from configurator.registry.migrate import FOLDER as OF_SQLITE
from configurator.registry.migrate import LATEST, MIGRATIONS
from configurator.registry.postgres.safety import Line

FOLDER = OF_SQLITE.with_name("postgres")

SCHEMA = "optionary"
"""Where all our tables stand, so that a database may be shared with others'."""

TRIES = 20

META = "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"

VERSION = "SELECT value FROM meta WHERE key = 'version'"

SET_VERSION = (
    "INSERT INTO meta (key, value) VALUES ('version', %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)

MET = frozenset({"23505", "42P06", "42P07", "40P01", "XX000"})
"""How two that make the same schema or table at once notice one another."""


def migrate(line: Line) -> None:
    """Run the migrations that the database has not seen."""
    for _ in range(TRIES):
        if version_of(line) >= LATEST:
            return
        try:
            with line.transaction():
                _migrate(line)
        except psycopg.Error as error:
            if error.sqlstate not in MET:
                raise
            met = error
    raise met


def version_of(line: Line) -> int:
    """How many migrations the database has seen; 0 where there is no registry."""
    if line.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.meta",)).fetchone() == (None,):
        return 0
    found = line.execute(VERSION).fetchone()
    return 0 if found is None else int(found[0])


def _migrate(line: Line) -> None:
    line.execute("SET LOCAL statement_timeout = 0")
    # making one asks for a right that whoever finds it made does not need
    if line.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
        line.execute(f"CREATE SCHEMA {SCHEMA}")
    line.execute(META)
    line.execute("LOCK TABLE meta IN SHARE ROW EXCLUSIVE MODE")
    for number in range(version_of(line), LATEST):
        line.execute((FOLDER / MIGRATIONS[number]).read_bytes())
    line.execute(SET_VERSION, (str(LATEST),))
