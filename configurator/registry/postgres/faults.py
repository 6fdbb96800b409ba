"""Say what went wrong with PostgreSQL in our own words, the same ones as for SQLite.

A fault goes in, the `RegistryError` that callers know comes out. Only the first line of what the server says is told:
its details quote rows. What is neither the world's doing nor another transaction's is damage.
"""

from __future__ import annotations

import psycopg

from configurator.errors import DamagedRecordError, FailedStoreError, RegistryError, UnusableStoreError

REASONS = {
    "08": "failing",  # the line
    "25006": "read-only",  # a standby, or a database that was made so
    "25P03": "failing",  # a transaction that was idle for too long
    "42501": "read-only",  # a right that we lack
    "53100": "full",
    "53200": "failing",  # no memory
    "53": "busy",  # no connection left
    "55P03": "busy",  # somebody holds a lock for too long
    "57014": "busy",  # a statement took too long
    "57": "failing",  # shut down, or about to be
    "58": "failing",  # its disk
    "40": "busy",  # others kept getting in the way
}
"""By SQLSTATE, or by its class."""

CROSSED = frozenset({"40001", "40P01"})
"""What another transaction got in the way of; it is undone, and starts again from the beginning."""

DOUBLED = "23505"
"""A key that is there: in the middle of a race also that of a transaction which we cannot see yet."""

SHUT = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03", "40003"})

UNINVITED = ("password authentication failed", "no pg_hba.conf entry", "no password supplied", "role ")
"""How the server turns somebody away; before there is a line it sends no SQLSTATE that we could read."""


def is_lost(error: psycopg.Error) -> bool:
    """Whether the line is gone, or was never there: what was under way may have happened or not."""
    state = error.sqlstate
    if state is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return state in SHUT or state.startswith("08")


def named(error: psycopg.Error, store: str, code: str | None = None) -> RegistryError:
    """Name a fault; `code` is the one that was asked for, where there is one.

    A value that PostgreSQL cannot hold, as a NUL in a text, is the asker's mistake and raised as a `ValueError`; what
    is our own is raised as it is.
    """
    state = error.sqlstate
    if state is None and isinstance(error, psycopg.DataError):
        raise ValueError(str(error)) from error
    if state is None and not is_lost(error):
        raise error
    said = _first_line(error)
    if state is None or state in {"3D000", "28P01", "28000"}:
        return _turned_away(said, store)
    reason = REASONS.get(state) or REASONS.get(state[:2])
    if reason is None:
        return DamagedRecordError(code, f"{said} ({state})")
    return FailedStoreError(reason, store, said)


def _turned_away(said: str, store: str) -> RegistryError:
    if "database " in said and "does not exist" in said:
        return UnusableStoreError("no-database", store, "does not exist: make the database first")
    if any(sign in said for sign in UNINVITED):
        return UnusableStoreError("out-of-reach", store, f"does not let you in: {said}")
    return FailedStoreError("failing", store, said)


def _first_line(error: psycopg.Error) -> str:
    said = error.diag.message_primary or str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = next((line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line), None)
    return fatal or (lines[0] if lines else type(error).__name__)
