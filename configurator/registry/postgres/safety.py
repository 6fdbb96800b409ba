"""Which PostgreSQL settings keep an acknowledged commit through a crash, and the proof that they are in force.

`synchronous_commit` may be set by anybody for a role or a database, so it is set for our line; all are read back, since
a pool between us and the server may hand our words to another line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from configurator.errors import UnsafeStoreError, UnusableStoreError

OLDEST = 150000
"""PostgreSQL 15, as the server numbers itself."""

DURABLE: Mapping[str, frozenset[str]] = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "remote_apply"}),
}
"""What each setting may be; `local` and `remote_write` would acknowledge what a standby has not kept."""

COMMIT = "on"
"""What `synchronous_commit` is set to where it is less."""

Line = psycopg.Connection[tuple[Any, ...]]


def must_be_fit(line: Line, store: str) -> None:
    """Refuse a server that is too old, or a database that cannot hold every text: `UnusableStoreError`."""
    if line.info.server_version < OLDEST:
        said = line.info.parameter_status("server_version")
        raise UnusableStoreError("old-server", store, f"is PostgreSQL {said}; this release needs 15 or later")
    encoding = line.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise UnusableStoreError("encoding", store, f"is encoded in {encoding}, not in UTF8")


def make_durable(line: Line, store: str) -> None:
    """Set what durability needs and read it back; `UnsafeStoreError` if it is not in force."""
    if setting(line, "synchronous_commit") not in DURABLE["synchronous_commit"]:
        line.execute(f"SET synchronous_commit = {COMMIT}")  # a constant of ours
    for name, wanted in DURABLE.items():
        if (found := setting(line, name)) not in wanted:
            raise UnsafeStoreError(store, f"`{name}` is `{found}`, not `on`")


def setting(line: Line, name: str) -> str | None:
    """One setting as the server has it now."""
    found = line.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
    value: str | None = None if found is None else found[0]
    return value
