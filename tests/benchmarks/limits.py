"""Limits of the machine, measured beside what is compared with them: nobody who does the work goes below."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from contenders import One
from laptop_schema import Choices

CALL, PASS, HASH = "an empty call", "a dict pass", "SHA-256 of as many bytes"
COPY = "a copy of as many bytes"


def empty_call(choices: Choices) -> None:
    """What is called once for each configuration, and does nothing."""


def dict_pass(choices: Choices) -> None:
    """Each choice is looked at, and nothing is done with it."""
    for _ in choices.items():
        pass


def hashed(document: bytes) -> One:
    """A digest of as many bytes as a document has."""

    def hash_once(choices: Choices) -> bytes:
        return hashlib.sha256(document).digest()

    return hash_once


def of_one(document: bytes | None) -> dict[str, One]:
    """The limits for one configuration; with a hash where it has a document."""
    found: dict[str, One] = {CALL: empty_call, PASS: dict_pass}
    return found | ({HASH: hashed(document)} if document is not None else {})


def of_many(columns: Any, documents: list[bytes] | None) -> dict[str, Callable[[], object]]:
    """The limits for a batch in columns: a copy of their bytes, and where there are documents, their digests."""
    import numpy as np

    size: int = columns.get_total_buffer_size()
    from_, to = np.ones(size, np.uint8), np.empty(size, np.uint8)
    found: dict[str, Callable[[], object]] = {COPY: lambda: np.copyto(to, from_)}
    if documents is not None:
        sha256 = hashlib.sha256
        found[HASH] = lambda: [sha256(each).digest() for each in documents]
    return found
