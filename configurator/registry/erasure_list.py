"""The list of what was ever erased, as a file that outlives the registry: a backup that is restored obeys it.

JSON, a line each: what this is, then the erasures in the order of their places, and at the end how many there are and
the SHA-256 of all lines before, so that a list which was cut off or changed is no list. Nothing private stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

import orjson

from configurator.errors import UnreadableExportError
from configurator.registry.private_rows import Erasure

_HEAD = {"kind": "optionary erasures 1"}
LONGEST_LINE = 10_000
"""Bytes."""


def write_erasures(erasures: Iterable[Erasure], file: BinaryIO) -> int:
    """Write the list, and tell how many erasures stand in it."""
    hashed, count = sha256(), 0

    def write(line: dict[str, object]) -> None:
        octets = orjson.dumps(line) + b"\n"
        hashed.update(octets)
        file.write(octets)

    write({**_HEAD})
    for each in erasures:
        write({"digest": each.digest.hex(), "option": each.option, "at": each.at, "epoch": each.epoch})
        count += 1
    file.write(orjson.dumps({"count": count, "sha256": hashed.hexdigest()}) + b"\n")
    return count


def read_erasures(file: BinaryIO, name: str) -> Iterator[Erasure]:
    """The erasures in a list. Raises `UnreadableExportError` for what is none, at its end also where it was changed."""
    hashed, count = sha256(), 0
    for number, line in enumerate(_lines(file), 1):
        said = _object(line)
        if number == 1:
            if said != _HEAD:
                raise UnreadableExportError(name, number, "it is no list of erasures")
        elif said is not None and said.keys() == {"count", "sha256"}:
            if said != {"count": count, "sha256": hashed.hexdigest()} or file.readline(1):
                raise UnreadableExportError(name, number, "it was changed since it was written")
            return
        else:
            yield _erasure(said, name, number)
            count += 1
        hashed.update(line)
    raise UnreadableExportError(name, count + 2, "it was cut off")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while (line := file.readline(LONGEST_LINE)).endswith(b"\n"):  # a line without an end was cut off
        yield line


def _object(line: bytes) -> dict[str, object] | None:
    try:
        said = orjson.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _erasure(said: dict[str, object] | None, name: str, number: int) -> Erasure:
    match said:
        case {"digest": str(digest), "option": str(option), "at": str(at), "epoch": str() | None as epoch}:
            try:
                return Erasure(bytes.fromhex(digest), option, at, epoch)
            except ValueError:
                pass
    raise UnreadableExportError(name, number, "that is no erasure")
