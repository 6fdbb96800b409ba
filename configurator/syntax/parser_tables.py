"""Keeps the parser's tables from one process to the next: making them of the grammar takes longer than loading them.

They lie in the user's cache folder, under a name that is a digest of all that they are made of, so that none is ever
out of date. Where they cannot be kept, or what lies there is not what was written, they are made anew and nothing is
said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import lark

_SEAL = 32
"""Bytes of the digest that a file begins with, of all that comes after it."""


def kept_parser(grammar: Iterable[bytes], make: Callable[[], lark.Lark]) -> lark.Lark:
    """The parser that `make` makes, loaded where it was kept before. `grammar`: the bytes of all that it is made of."""
    path = _path(grammar)
    if not path.is_absolute():  # nobody knows where this user's folders are
        return make()
    with suppress(Exception):  # whatever an odd file does to a loader
        return lark.Lark.load(BytesIO(_opened(path)))
    made = make()
    with suppress(OSError):
        _keep(path, made)
    return made


def _path(grammar: Iterable[bytes]) -> Path:
    import platformdirs

    name = sha256(f"{lark.__version__} {sys.version}".encode())
    for each in grammar:
        name.update(sha256(each).digest())
    return platformdirs.user_cache_path("optionary") / f"parser-{name.hexdigest()[:32]}"


def _opened(path: Path) -> bytes:
    """What is kept in a file. Raises `OSError`, and `ValueError` where it is damaged or somebody else's."""
    with path.open("rb") as file:
        if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
            raise ValueError(path)
        kept = file.read()
    if sha256(kept[_SEAL:]).digest() != kept[:_SEAL]:
        raise ValueError(path)
    return kept[_SEAL:]


def _keep(path: Path, parser: lark.Lark) -> None:
    """Write a parser into a file, whole or not at all. Raises `OSError`."""
    into = BytesIO()
    parser.save(into)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(sha256(into.getvalue()).digest() + into.getvalue())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
