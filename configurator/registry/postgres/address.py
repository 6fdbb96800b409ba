"""The address of a PostgreSQL database, and how it is shown: a password in it goes to the server and nowhere else."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from configurator.errors import UnusableStoreError

SHOWN = "postgresql://…"
"""What is said of an address that cannot be read: any part of it might be a secret."""


def read_address(address: str) -> dict[str, Any]:
    """The parts of an address, by libpq's names. Raises `UnusableStoreError` (`no-address`), which quotes nothing."""
    try:
        return dict(conninfo_to_dict(address))
    except (psycopg.Error, ValueError, UnicodeError):
        raise UnusableStoreError("no-address", SHOWN, "is no address of a PostgreSQL database") from None


def shown(parts: dict[str, Any]) -> str:
    """An address for messages and logs: who, where and which database."""
    user = f"{quote(str(parts['user']))}@" if parts.get("user") else ""
    host, port = str(parts.get("host") or parts.get("hostaddr") or ""), parts.get("port")
    place = f"{host}:{port}" if port else host
    return f"postgresql://{user}{place}/{quote(str(parts.get('dbname') or ''))}"
