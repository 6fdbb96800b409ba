"""Keeps the parser's tables from one process to the next: making them of the grammar takes longer than loading them.

They are a kept file (`kept_files`), sealed by a digest; what is not as it was written is made anew and nothing is said.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import lark

from configurator.kept_files import keep, kept_path, mapped

_SEAL = 32
"""Bytes of the digest that a file begins with, of all that comes after it."""


def kept_parser(grammar: Iterable[bytes], make: Callable[[], lark.Lark]) -> lark.Lark:
    """The parser that `make` makes, loaded where it was kept before. `grammar`: the bytes of all that it is made of."""
    path = kept_path("parser", (f"{lark.__version__} {sys.version}".encode(), *grammar))
    if path is None:
        return make()
    with suppress(Exception):  # whatever an odd file does to a loader
        return lark.Lark.load(BytesIO(_opened(path)))
    made = make()
    with suppress(OSError):
        into = BytesIO()
        made.save(into)
        keep(path, sha256(into.getvalue()).digest() + into.getvalue())
    return made


def _opened(path: Path) -> memoryview:
    """What is kept in a file. Raises `OSError`, and `ValueError` where it is damaged or somebody else's."""
    kept = mapped(path)
    if sha256(kept[_SEAL:]).digest() != kept[:_SEAL]:
        raise ValueError(path)
    return kept[_SEAL:]
