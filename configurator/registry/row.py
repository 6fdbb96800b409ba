"""A stored row that can vouch for itself.

The digest vouches for the document, the short code follows from the digest, and the seal covers the rest (release,
time, label, number of sharers and of entries about it). So a flipped bit, a swapped or a half-written row shows when it
is read. A seal is no signature: who can write the file on purpose can write a fitting seal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from configurator.errors import DamagedRecordError
from configurator.identity.code_text import SHORT
from configurator.identity.digest import digest as digest_of
from configurator.registry.log import Entry
from configurator.registry.store import Coder, Resolved

PREFIX = 4
"""Symbols of a short code by which `tally` counts: the scheme and three of the payload."""


class Row(NamedTuple):
    """One issued product, field by field as in the table `codes`, the seal left out: it follows from the rest.

    A tuple, because that is made in a third of the time, and one is made for every code that is resolved.
    """

    short: str
    digest: bytes
    document: bytes
    release: str
    issued_at: str
    length: int
    sharing: int
    marks: int = 0

    def stored(self) -> tuple[str, bytes, bytes, str, str, int, int, int, bytes]:
        """Give the columns in the order of `statements.COLUMNS`."""
        return (*self, self.seal())

    def seal(self) -> bytes:
        """Hash what the digest of the document does not cover."""
        # only the release, the last, may hold spaces, so no two rows are written alike
        text = f"{self.short} {self.digest.hex()} {self.issued_at} {self.length} {self.sharing} {self.release}"
        head = b"vpc/1 row " if not self.marks else b"vpc/1 row marked %d " % self.marks
        return sha256(head + text.encode()).digest()[:16]

    def shared_by(self, products: int) -> Row:
        """Note how many products have the short code."""
        return self._replace(sharing=products)

    def marked(self) -> Row:
        """Note that one more entry of the log is about it."""
        return self._replace(marks=self.marks + 1)

    def resolved(self, coder: Coder, entries: tuple[Entry, ...] = ()) -> Resolved:
        """Give the row as an answer, with the entries about it."""
        label = self.short if self.length == SHORT else coder.long(self.digest)
        return Resolved(label, self.digest, self.document, self.release, self.issued_at, entries, coder.long)


def read_row(values: Sequence[Any], coder: Coder) -> Row:
    """Make a row of the columns in the order of `statements.COLUMNS`, or raise `DamagedRecordError`."""
    *fields, seal = values
    row = Row(*fields)
    if not _is_sound(row, seal):
        finding = _finding(row, seal, coder) or "release, time or label were changed"
        raise DamagedRecordError(row.short if isinstance(row.short, str) else None, finding)
    return row


def read_group(short: str, found: Iterable[Sequence[Any]], coder: Coder) -> list[Row]:
    """Make the rows of one short code, none missing and none of another, or raise `DamagedRecordError`."""
    rows = [read_row(values, coder) for values in found]
    for row in rows:
        if row.short != short:  # a damaged tree leads a search astray, and SQLite does not look at the key again
            raise DamagedRecordError(short, f"the record of `{row.short}` was found in its place")
        if row.sharing != len(rows):
            raise DamagedRecordError(short, f"{row.sharing} products share it, {len(rows)} were found")
    return rows


def read_shelf(short: str, found: Iterable[Sequence[Any]], tally: int, coder: Coder) -> list[Row]:
    """Make all rows whose codes begin like `short`, none missing, or raise `DamagedRecordError`."""
    try:
        rows = [read_row(values, coder) for values in found]
    except DamagedRecordError as error:
        raise DamagedRecordError(short, f"it may be one whose code cannot be read: {error}") from error
    keys = {(row.short, row.digest) for row in rows if row.short[:PREFIX] == short[:PREFIX]}
    if not len(keys) == len(rows) == tally:
        raise DamagedRecordError(short, f"{tally} codes begin with `{short[:PREFIX]}`, {len(keys)} were found")
    return rows


def _is_sound(row: Row, seal: object) -> bool:
    """Whether digest and seal vouch for the row; its code, which the seal covers, is not worked out again.

    That takes a third of the time of `_finding`, which says what is wrong.
    """
    try:
        return digest_of(row.document) == row.digest and row.seal() == seal
    except (TypeError, AttributeError, ValueError):  # a column is not of its type, or no text
        return False


def _finding(row: Row, seal: object, coder: Coder) -> str | None:
    texts, numbers = (row.short, row.release, row.issued_at), (row.length, row.sharing, row.marks)
    of_their_types = all(type(t) is str for t in texts) and all(type(number) is int for number in numbers)
    if not (isinstance(row.document, bytes) and isinstance(row.digest, bytes) and of_their_types):
        return "a column is not of its type"
    if digest_of(row.document) != row.digest:
        return "the document has another digest"
    if coder.short(row.digest) != row.short:
        return "the digest has another code"
    if row.seal() != seal:
        return "release, time or label were changed"
    return None
