"""The digests of many valid configurations: documents joined from members that are written beforehand.

Members of options that are neighbors in the document are joined once for each combination that occurs, so that a row
is a join of few pieces and a hash. The referees are `identity.configured` and `identity.digest`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.batch.fused import packed
from configurator.batch.outcomes import OutcomeTable
from configurator.batch.settled import Settled
from configurator.identity.digest import digest, framing

MOST_JOINT = 2**15
"""Texts of a piece at most; a row is a join of fewer pieces where they have more."""
_MANY = 4
"""Rows of which one in so many is valid are joined with all others, which is done for many at once."""
_UNKNOWN = -1
_BEGINNING = b'{"choices":{'


class _Piece:
    """Members that stand side by side, of `options` by their places; a first piece has no comma before it."""

    def __init__(self, options: Sequence[int], tables: Sequence[OutcomeTable], *, is_first: bool) -> None:
        self._is_first = is_first
        self.known_for = _known_for(options, tables, is_first=is_first)
        self._tables = [tables[option] for option in options]
        self.options = options
        self._sizes = [len(table) for table in self._tables]
        cells = int(np.prod(self._sizes, dtype=object))
        self._kind = next((kind for kind in (np.uint16, np.uint32) if cells <= np.iinfo(kind).max), np.uint64)
        self._texts = np.full(cells, None, object)
        self._lengths = np.full(cells, _UNKNOWN, np.int32)

    def of(self, settled: Sequence[Settled], rows: NDArray[np.intp]) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
        """The text of each of some rows, and its length."""
        joint = self._joint(settled, rows)
        lengths = self._lengths.take(joint, mode="clip")
        if lengths.min(initial=0) == _UNKNOWN:
            for cell in np.unique(joint[lengths == _UNKNOWN]).tolist():
                self._texts[cell] = text = self._text(cell)
                self._lengths[cell] = len(text)
            lengths = self._lengths.take(joint)
        return self._texts.take(joint, mode="clip"), lengths

    def _joint(self, settled: Sequence[Settled], rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """The joint numbers of some rows; of many, those of all rows are made, which takes less than picking first."""
        columns = [settled[option][0] for option in self.options]
        length = next((len(each) for each in columns if not isinstance(each, int)), 0)
        is_picked = len(rows) * _MANY < length or not length
        joint: NDArray[Any] = np.zeros(len(rows) if is_picked else length, self._kind)
        for numbers, size in zip(reversed(columns), reversed(self._sizes), strict=True):
            joint *= joint.dtype.type(size)
            if isinstance(numbers, int):
                joint += joint.dtype.type(numbers)
            else:
                joint += (numbers.take(rows) if is_picked else numbers).astype(joint.dtype, copy=False)
        return (joint if is_picked else joint.take(rows)).astype(np.intp)

    def _text(self, cell: int) -> bytes:
        members = []
        for table, size in zip(self._tables, self._sizes, strict=True):
            cell, number = divmod(cell, size)
            members.append(table.member(number))
        text = b"".join(members)
        return text[1:] if self._is_first else text


def _known_for(options: Sequence[int], tables: Sequence[OutcomeTable], *, is_first: bool) -> tuple[object, ...]:
    """What a piece is made for; it is made anew where that is another one, or has grown."""
    return (is_first, *options, *((tables[option], len(tables[option])) for option in options))


class Documents:
    """How documents are joined, for tables of outcomes as they are; `order` has the options' places in the document.

    Pieces that were made `before` are taken over.
    """

    def __init__(
        self, order: Sequence[int], tables: Sequence[OutcomeTable], ending: str, before: Documents | None = None
    ) -> None:
        self._known_for = [(table, len(table)) for table in tables]
        self._ending = ending.encode()
        sizes = [len(tables[place]) for place in order]
        groups = packed(sizes, MOST_JOINT, in_order=True)
        known = {piece.known_for: piece for piece in before.pieces} if before else {}
        self.pieces: list[_Piece] = []
        for group in groups:
            options, is_first = [order[place] for place in group], not self.pieces
            piece = known.get(_known_for(options, tables, is_first=is_first))
            self.pieces.append(piece or _Piece(options, tables, is_first=is_first))
        self._heads = np.zeros(0, object)

    def fits(self, tables: Sequence[OutcomeTable]) -> bool:
        """Whether the tables are still those that it was made for."""
        return [(table, len(table)) for table in tables] == self._known_for

    def digests(self, settled: Sequence[Settled], rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The digests of some rows, which are valid: 32 bytes each."""
        if not self.pieces:
            nothing = np.frombuffer(digest(_BEGINNING + self._ending), np.uint8)
            return np.tile(nothing, (len(rows), 1))
        texts, lengths = zip(*(piece.of(settled, rows) for piece in self.pieces), strict=True)
        sizes = np.full(len(rows), len(_BEGINNING) + len(self._ending), np.int32)
        for each in lengths:
            sizes += each
        heads = self._heads_up_to(int(sizes.max(initial=0))).take(sizes)
        pieces = (each.tolist() for each in (heads, *texts))
        joined = map(b"".join, zip(*pieces, repeat(self._ending), strict=False))
        digests = np.frombuffer(b"".join([sha256(text).digest() for text in joined]), np.uint8).reshape(-1, 32).copy()
        for row in np.flatnonzero(lengths[0] == 0).tolist():  # the comma to be left out stands in a later piece
            members = b"".join([text[row] for text in texts])
            digests[row] = np.frombuffer(digest(_BEGINNING + members[1:] + self._ending), np.uint8)
        return digests

    def _heads_up_to(self, longest: int) -> NDArray[np.object_]:
        """What is hashed before the members, by the length of the document, with its beginning."""
        if len(self._heads) <= longest:
            heads = [framing(length) + _BEGINNING for length in range(longest + 1)]
            self._heads = np.array(heads, object)
        return self._heads
