"""Open a registry by its address: the path of a file, or the URL of a PostgreSQL database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.errors import MissingExtraError
from configurator.registry.log import NewId, random_id
from configurator.registry.store import CODER, Clock, Coder, utc_now

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

SCHEMES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL database begins."""


def open_registry(
    address: Path | str,
    *,
    create: bool = False,
    clock: Clock = utc_now,
    coder: Coder = CODER,
    new_id: NewId = random_id,
    wal: bool = False,
) -> StoredRegistry:
    """Open the registry at an address; make it where `create` is set and there is none.

    `wal` asks for the write-ahead log of SQLite, and means nothing elsewhere; see `sqlite.open_file` and
    `postgres.registry.open_database`. Raises `UnusableStoreError` where there is no registry, or not one of this
    version, and `UnsafeStoreError` where its settings cannot be made durable.
    """
    if isinstance(address, str) and address.startswith(SCHEMES):
        return _open_database(address, create=create, clock=clock, coder=coder, new_id=new_id)
    from configurator.registry.sqlite import open_file

    return open_file(address, create=create, clock=clock, coder=coder, new_id=new_id, wal=wal)


def shown(address: Path | str) -> str:
    """An address as it may be shown and logged: a URL without its password and without its parameters."""
    text = str(address)
    if "://" not in text:
        return text
    return re.sub(r"(?<=://)([^/@:]*):.*@", r"\1@", text.partition("?")[0])


def _open_database(address: str, *, create: bool, clock: Clock, coder: Coder, new_id: NewId) -> StoredRegistry:
    try:
        from configurator.registry.postgres.registry import open_database
    except ImportError as missing:
        if missing.name is None or missing.name.split(".")[0] != "psycopg":
            raise
        raise MissingExtraError("postgres", "psycopg", "a registry in PostgreSQL") from None
    return open_database(address, create=create, clock=clock, coder=coder, new_id=new_id)
