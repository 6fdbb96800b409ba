"""A great many codes, each perhaps with a word, put into a few heaps by their hash, so that heaps fit into memory.

Two such collections have equal codes in heaps of equal number, so they are compared heap by heap. Small ones never
touch a disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from zlib import crc32

HEAPS = 32
IN_MEMORY = 1_000_000
"""Bytes of a heap that are held in memory."""


class SortedOut:
    """A collection that is filled, then read heap by heap."""

    def __init__(self) -> None:
        self._heaps: list[SpooledTemporaryFile[bytes] | None] = [None] * HEAPS

    def add(self, code: str, word: str | int = "") -> None:
        """Put in a code with a word; neither holds a line feed or, the code, a blank."""
        written = code.encode()
        number = crc32(written) % HEAPS
        heap = self._heaps[number]
        if heap is None:
            heap = self._heaps[number] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - gone with this collection
        heap.write(b"%b %b\n" % (written, str(word).encode()))

    def parts(self) -> Iterator[list[tuple[str, str]]]:
        """Each heap, as codes with their words, as often as they were put in."""
        for heap in self._heaps:
            if heap is None:
                yield []
                continue
            heap.seek(0)
            found = []
            for line in heap:
                code, _, word = line.decode().rstrip("\n").partition(" ")
                found.append((code, word))
            yield found
