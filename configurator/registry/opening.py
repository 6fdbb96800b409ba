"""Open a registry by its address: the path of a file, or the URL of a PostgreSQL database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from configurator.errors import MissingExtraError, UnusableStoreError
from configurator.registry.log import NewId, random_id
from configurator.registry.store import CODER, Clock, Coder, utc_now

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

SCHEMES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL database begins."""

HIDDEN = "…"
"""What is said of an address, or a part of one, that might be a secret."""

_NO_PATH = re.compile(r"\s*([a-z][a-z0-9+.-]*://|postgres[a-z0-9+.-]*:)|.*password\s*=", re.IGNORECASE | re.DOTALL)
"""An address of some other program, or what libpq takes for one: there may be a password in it."""

_URL = re.compile(r"(?P<scheme>[a-z]+://)((?P<user>[^@/:?]*)[^@/]*@)?(?P<place>[^?]*)(\?(?P<more>.*))?\Z", re.DOTALL)
"""A database as libpq reads it: the user ends at the first `@`, if no `/` stands before it, whatever else does."""

_NO_PORT = re.compile(r"(\[[^\]]*\]|[^/\[])*?:(?![0-9]*([,/]|\Z))")
"""Hosts of which one has something behind its `:` that is no port, but may be a password."""

_PARAMETER = re.compile(r"([a-z_%0-9]+)=[^=]*\Z", re.IGNORECASE)
_SECRET = re.compile(r"password|passphrase|secret|token", re.IGNORECASE)


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
    version, and for an address of neither kind (`no-address`, which quotes nothing of it); `UnsafeStoreError` where its
    settings cannot be made durable.
    """
    if isinstance(address, str) and not is_path(address):
        return _open_database(address, create=create, clock=clock, coder=coder, new_id=new_id)
    from configurator.registry.sqlite import open_file

    return open_file(address, create=create, clock=clock, coder=coder, new_id=new_id, wal=wal)


def is_path(address: str) -> bool:
    """Whether an address is the path of a file, and no database. Raises `UnusableStoreError` for one of neither."""
    if address.startswith(SCHEMES):
        return False
    if _NO_PATH.match(address):
        finding = "is no address of a registry: name a file, or `postgresql://USER@HOST/DATABASE`"
        raise UnusableStoreError("no-address", HIDDEN, finding)
    return True


def shown(address: Path | str) -> str:
    """An address as it may be shown and logged: a URL without its password and without its parameters.

    Of one that can be read in two ways, or that no registry has, nothing is shown but how it begins.
    """
    text = str(address)
    if not text.startswith(SCHEMES):
        return HIDDEN if _NO_PATH.match(text) else text
    scheme, _, rest = text.partition("://")
    who, at, place = rest.rpartition("@")
    if "?" in who:  # the `@` may stand in a parameter, and the `?` in a password
        return f"{scheme}://{HIDDEN}"
    return f"{scheme}://{who.partition(':')[0]}{at}{place.partition('?')[0]}"


def without_password(address: Path | str) -> str:
    """An address as it tells a registry from others: all that libpq reads in it, but for passwords and the like.

    Of what libpq would refuse parts may be missing. It may be compared and hashed, and is not for showing.
    """
    text = str(address)
    if not text.startswith(SCHEMES):
        return shown(text)
    parts = _URL.match(text)
    assert parts is not None  # noqa: S101 - any text has this form
    kept = [each for each in (parts["more"] or "").split("&") if _is_no_secret(each)]
    place = parts["place"].rpartition("@")[2]
    if _NO_PORT.match(place):
        return f"{parts['scheme']}{HIDDEN}"
    return f"{parts['scheme']}{parts['user'] or ''}@{place}?{'&'.join(kept)}"


def _is_no_secret(parameter: str) -> bool:
    name = _PARAMETER.match(parameter)
    return name is not None and _SECRET.search(unquote(name[1])) is None


def _open_database(address: str, *, create: bool, clock: Clock, coder: Coder, new_id: NewId) -> StoredRegistry:
    try:
        from configurator.registry.postgres.registry import open_database
    except ImportError as missing:
        if missing.name is None or missing.name.split(".")[0] != "psycopg":
            raise
        raise MissingExtraError("postgres", "psycopg", "a registry in PostgreSQL") from None
    return open_database(address, create=create, clock=clock, coder=coder, new_id=new_id)
