"""The rows of private texts and of their erasures, each of which vouches for itself; and the statements about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from configurator.errors import DamagedRecordError
from configurator.registry.database import Transaction
from configurator.registry.envelope import Envelope
from configurator.registry.faults import FAULTS, kind_of
from configurator.registry.seal import seal
from configurator.registry.statements import ERASE_AS_STORED, PlacesOfTexts

_TYPES = ("blob", "text")
"""Of the digest and of the option of a private text."""

TEXTS = "digest, option, epoch, wrapped, nonce, cipher, written_at, seal"

KEEP = f"INSERT INTO private_texts ({TEXTS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
"""What is kept already stays: the same document has the same text."""

TEXTS_OF = f"SELECT {TEXTS} FROM private_texts WHERE digest = ? ORDER BY option"  # noqa: S608 - fixed text

TEXT_AT = f"SELECT {TEXTS} FROM private_texts WHERE digest = ? AND option = ?"  # noqa: S608

TEXTS_AFTER = f"""SELECT {TEXTS} FROM private_texts WHERE (digest, option) > (?, ?)
ORDER BY digest, option LIMIT ?"""  # noqa: S608

REWRAP = "UPDATE private_texts SET epoch = ?, wrapped = ?, seal = ? WHERE digest = ? AND option = ?"

ERASE = "DELETE FROM private_texts WHERE digest = ? AND option = ?"

ERASURES = "digest, option, at, epoch, seal"

NOTE_ERASURE = f"""INSERT INTO erasures ({ERASURES}) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (digest, option) DO UPDATE SET at = excluded.at, epoch = excluded.epoch, seal = excluded.seal"""  # noqa: S608

ERASURES_OF = f"SELECT {ERASURES} FROM erasures WHERE digest = ? ORDER BY option"  # noqa: S608

ERASURES_AFTER = f"""SELECT {ERASURES} FROM erasures WHERE (digest, option) > (?, ?)
ORDER BY digest, option LIMIT ?"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the octets of its digest and its option, and of which types SQLite has them.

    By its place a row can be deleted, whatever else of it is damaged, and also where the place itself is.
    """

    digest: bytes
    octets: bytes
    types: tuple[str, str] = _TYPES

    @property
    def option(self) -> str:
        """What the option is called, as far as it can be read."""
        return self.octets.decode(errors="replace")

    @property
    def has_digest(self) -> bool:
        """Whether the digest is of its type, so that it can be asked for."""
        return self.types[0] == _TYPES[0]

    @property
    def is_sound(self) -> bool:
        """Whether both are what they should be, as far as their types tell."""
        return self.types == _TYPES and self.option.encode() == self.octets

    def erase(self, tx: Transaction) -> None:
        """Delete what stands there."""
        if self.is_sound:
            tx.execute(ERASE, (self.digest, self.option))
        else:
            tx.execute(ERASE_AS_STORED, (self.digest, self.octets, *self.types))


@dataclass(frozen=True, slots=True)
class TextRow:
    """One private text, encrypted, at its place: the digest of a document and the path of an option in it."""

    digest: bytes
    option: str
    envelope: Envelope
    written_at: str

    def stored(self) -> tuple[object, ...]:
        """The columns in the order of `TEXTS`."""
        of = self.envelope
        return self.digest, self.option, of.epoch, of.wrapped, of.nonce, of.cipher, self.written_at, self.seal()

    def seal(self) -> bytes:
        """What vouches for the other columns."""
        of = self.envelope
        fields = (self.digest, self.option, of.epoch, of.wrapped, of.nonce, of.cipher, self.written_at)
        return seal("private_texts", *fields)


@dataclass(frozen=True, slots=True)
class Erasure:
    """That what was kept at a place up to the moment `at` is gone; `epoch` is that of the key it was kept under."""

    digest: bytes
    option: str
    at: str
    epoch: str | None = field(default=None)

    def stored(self) -> tuple[object, ...]:
        """The columns in the order of `ERASURES`."""
        return self.digest, self.option, self.at, self.epoch, self.seal()

    def seal(self) -> bytes:
        """What vouches for the other columns."""
        return seal("erasures", self.digest, self.option, self.at, self.epoch)

    def covers(self, row: TextRow) -> bool:
        """Whether it is this text that was erased, and not one that was kept anew since."""
        return row.written_at <= self.at

    def joined(self, other: Erasure) -> Erasure:
        """Both, of one place, as one: the later of them."""
        return max(self, other, key=lambda each: (each.at, each.epoch or ""))


def read_text(values: Sequence[Any], code: str | None = None) -> TextRow:
    """Make a row of the columns in the order of `TEXTS`. Raises `DamagedRecordError` about the code."""
    digest, option, epoch, wrapped, nonce, cipher, written_at, sealed = values
    row = TextRow(digest, option, Envelope(epoch, wrapped, nonce, cipher), written_at)
    _vouched(row, sealed, code, "a private text")
    return row


def read_place(values: Sequence[Any]) -> Place:
    """Make a place of digest, option, and the types of both."""
    digest, option, *types = values
    return Place(digest, option.encode() if isinstance(option, str) else option, (types[0], types[1]))


def kept_of(tx: Transaction, digest: bytes, asking: PlacesOfTexts) -> dict[Place, TextRow | None]:
    """The texts that are kept of a product, by place, for erasing them; None for a row that was damaged.

    To delete a row its place is enough; a damaged one must not outlive those that can still be read.
    """
    found: dict[Place, TextRow | None] = {}
    for place in map(read_place, tx.execute(asking.of_digest, (digest,))):
        found[place] = None
        if not place.is_sound:
            continue
        try:
            found[place] = next(map(read_text, tx.execute(TEXT_AT, (digest, place.option))), None)
        except DamagedRecordError:
            pass
        except FAULTS as error:
            if kind_of(error):
                raise  # else a column holds what is no text
    return found


def gone_of(tx: Transaction, digest: bytes) -> dict[str, Erasure]:
    """What was erased of a product, by option, for erasing more; a damaged row is left out: that writes it anew."""
    found = {}
    for values in tx.execute(ERASURES_OF, (digest,)):
        try:
            erasure = read_erasure(values)
        except DamagedRecordError:
            continue
        found[erasure.option] = erasure
    return found


def read_erasure(values: Sequence[Any], code: str | None = None) -> Erasure:
    """Make a row of the columns in the order of `ERASURES`. Raises `DamagedRecordError` about the code."""
    *fields, sealed = values
    erasure = Erasure(*fields)
    _vouched(erasure, sealed, code, "an erasure")
    return erasure


def _vouched(row: TextRow | Erasure, sealed: object, code: str | None, what: str) -> None:
    try:
        sound = row.seal() == sealed
    except TypeError:
        sound = False
    if not sound:
        raise DamagedRecordError(code, f"{what} of it was changed" if code else f"{what} was changed")
