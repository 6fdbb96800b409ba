"""Open a line to a PostgreSQL database, for reading or for writing.

An address goes in, a line comes out that is shown to lead to a registry of this version, on a server that is fit for
one. Readers cannot write and never make anything. No call waits for ever: not for a host that is gone, not for a lock.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.numeric import NumericBinaryLoader

from configurator.errors import UnusableStoreError
from configurator.registry.migrate import LATEST
from configurator.registry.postgres.migrate import SCHEMA, migrate, version_of
from configurator.registry.postgres.safety import Line, make_durable, must_be_fit

DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "optionary",
}
"""What an address may say otherwise: seconds, for the last timeout milliseconds, after which a silent host is gone."""

BUSY_SECONDS = 30
"""How long a call waits for other transactions before it gives up."""

STATEMENT_SECONDS = 120
"""How long one statement may take; none of ours, on a table of any size, takes a part of that, but for those that count
all of its rows, which may take longer."""

FORGOTTEN = "DELETE FROM turns WHERE at < now() - interval '1 day'"
"""Marks of changes that nobody asks about any more."""


class _Number(NumericBinaryLoader):
    """A sum of whole numbers is one, as with SQLite."""

    def load(self, data: Any) -> Any:
        value = super().load(data)
        return int(value) if value == value.to_integral_value() else value


def open_reader(parts: dict[str, Any], store: str) -> Line:
    """Open for resolving and lists: read-only, whatever the rights of the user are."""
    line = _connect(parts)
    try:
        must_be_fit(line, store)
        _settle(line)
        line.execute("SET default_transaction_read_only = on")
        _must_be_ours(line, store)
    except BaseException:
        line.close()
        raise
    return line


def open_writer(parts: dict[str, Any], store: str, *, create: bool = False) -> Line:
    """Open for issuing, with settings proved durable; make or upgrade the registry where needed."""
    line = _connect(parts)
    try:
        must_be_fit(line, store)
        _settle(line)
        make_durable(line, store)
        if not create:
            _must_be_ours(line, store, upgrade=True)
        migrate(line)
        _must_be_ours(line, store)
        line.execute(FORGOTTEN)
    except BaseException:
        line.close()
        raise
    return line


def _connect(parts: dict[str, Any]) -> Line:
    line: Line = psycopg.Connection.connect(**{**DEFAULTS, **parts, "client_encoding": "UTF8"}, autocommit=True)
    line.adapters.register_loader("numeric", _Number)
    return line


def _settle(line: Line) -> None:
    line.execute(
        f"SET search_path = {SCHEMA}, pg_temp;"  # nobody's functions or tables but ours
        "SET default_transaction_isolation = 'read committed';"  # but for those that say otherwise
        "SET plan_cache_mode = force_generic_plan;"  # to plan a look-up takes as long as to do it
        f"SET lock_timeout = '{BUSY_SECONDS}s';"
        f"SET statement_timeout = '{STATEMENT_SECONDS}s';"
        f"SET idle_in_transaction_session_timeout = '{2 * BUSY_SECONDS}s';"
    )


def _must_be_ours(line: Line, store: str, *, upgrade: bool = False) -> None:
    version = version_of(line)
    if version == 0:
        raise UnusableStoreError("missing", store, "holds no registry")
    if version > LATEST:
        finding = f"is a registry of version {version}; this release knows versions up to {LATEST}"
        raise UnusableStoreError("newer", store, finding)
    if version < (1 if upgrade else LATEST):
        raise UnusableStoreError("older", store, f"is of version {version}: open it once for issuing to upgrade it")
