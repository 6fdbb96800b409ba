"""Private texts beside the codes: kept encrypted, read with the owner's key, erased for good.

The text of an option is kept at a place: the digest of its document and the path of the option there. What would
surprise: an erased text is not brought back by issuing the same configuration again, unless that is asked for; and
whoever has not the key that a text was kept under gets one answer, be it kept, erased, or never written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

from configurator.errors import DamagedRecordError, NotPrivateError
from configurator.identity.private_places import private_places
from configurator.registry import private_rows as rows
from configurator.registry.database import Transaction
from configurator.registry.envelope import closed, opened, rewrapped
from configurator.registry.key_ring import KeyRing
from configurator.registry.private_rows import Erasure, Place, TextRow, read_erasure, read_text
from configurator.registry.row import Row
from configurator.registry.store import Also, Issued, Resolved, after, stamp

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

PAGE = 500
"""Rows a transaction, where many are gone through."""

DIGEST = 32
"""Octets of the digest of a document; one of another length is damaged, and that of no code."""

State = Literal["readable", "erased", "withheld"]


@dataclass(frozen=True, slots=True)
class PrivateAnswer:
    """What there is to tell of one private option: `state` is `readable`, with the text, `erased`, or `withheld`.

    Withheld is what the key does not open: kept under another, erased under another, or never kept.
    """

    option: str
    state: State
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did: how many texts were deleted, and how many codes were told to have been erased.

    Of the texts so many were `damaged`: nobody could have read them, and their rows are gone all the same.
    """

    texts: int
    codes: int
    damaged: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(self.texts + other.texts, self.codes + other.codes, self.damaged + other.damaged)


class PrivateTexts:
    """The private texts of a registry; `registry.private` is one."""

    def __init__(self, registry: StoredRegistry) -> None:
        self._registry = registry
        self._database = registry.database

    def keeping(self, ring: KeyRing, texts: Mapping[str, str], *, again: bool = False) -> Also:
        """Keep the texts of a configuration, by the paths of their options, in the transaction that issues its code.

        To be given to `Registry.issue` as `also`. What is kept already stays as it is. What was erased is left out,
        but with `again` it is kept anew. Raises `MissingExtraError` there.
        """

        def keep(tx: Transaction, issued: Issued) -> None:
            gone = {each.option: each for each in self._erasures(tx, issued.digest, issued.long_code)}
            for option, text in sorted(texts.items()):
                now = stamp(self._registry.clock)
                if option in gone:
                    if not again:
                        continue
                    now = max(now, after(gone[option].at))
                envelope = closed(ring, issued.digest, option, text)
                tx.execute(rows.KEEP, TextRow(issued.digest, option, envelope, now).stored())

        return keep

    def answers(self, code_text: str, ring: KeyRing) -> tuple[PrivateAnswer, ...]:
        """What can be told of each private text of a product, in the order of their places; raises as `resolve`."""

        found = self._registry.resolve(code_text)

        def read(tx: Transaction) -> tuple[list[TextRow], list[Erasure]]:
            return self._texts(tx, found.digest, found.code), self._erasures(tx, found.digest, found.code)

        texts, gone = self._database.read(read, found.code)
        kept = {each.option: each for each in texts}
        erased = {each.option: each for each in gone}
        places = private_places(json.loads(found.document))
        return tuple(self._answer(ring, found, each, kept.get(each), erased.get(each)) for each in places)

    def erase(self, code_text: str, options: Iterable[str] = ()) -> Erased:
        """Delete the private texts of a product, or those of some options; it stays so for whoever keeps them later.

        Safe to repeat. Raises as `resolve` does, and `NotPrivateError` for what is no private option of the product.
        """
        wanted = tuple(options)

        def work(tx: Transaction) -> Erased:
            row = self._registry.row_in(tx, code_text)
            places = private_places(json.loads(row.document))
            for each in wanted:
                if each not in places:
                    raise NotPrivateError(each, tuple(places))
            kept, gone = self._kept(tx, row.digest), rows.gone_of(tx, row.digest)
            texts = _by_option(kept)
            strays = [each for each in texts if each not in places]  # of a row whose place was damaged
            due = [each for each in wanted or (*places, *strays) if each in texts or each not in gone]
            now = stamp(self._registry.clock)
            noted = [_erasure(row.digest, each, now, texts.get(each), gone.get(each)) for each in due]
            hit = {place: text for place, text in kept.items() if place.option in due}
            done = self._write(tx, row.digest, noted, hit)
            if done.texts:
                self._registry.scrub(tx)
            return done

        return self._done(self._database.write(work))

    def erase_older(self, moment: str) -> Erased:
        """Delete all private texts that were written before a moment, ISO 8601 in UTC. Safe to repeat.

        Those of which nobody can tell when they were written go, too.
        """
        total, before, in_order = Erased(0, 0), None, False
        while page := self._database.ask(self._registry.places_of_texts.older, (moment, PAGE)):
            places = list(map(rows.read_place, page))
            if not in_order and (page == before or not all(place.is_sound for place in places)):
                self._database.write(self._registry.scrub)  # a damaged key stands out of order, and hides its neighbors
                in_order = True
                continue
            if page == before:
                raise DamagedRecordError(None, "a private text is found and cannot be deleted")
            before = page
            total += self._database.write(partial(self._erase_places, places=set(places), moment=moment))
        self._database.write(self._registry.scrub)  # also where nothing is left to erase: it may be we who were killed
        return self._done(total)

    def erasures(self) -> Iterator[Erasure]:
        """All that was ever erased, in the order of places, a page at a time."""
        page = self._database.ask(rows.ERASURES_AFTER, (b"", "", PAGE))
        while page:
            found = [read_erasure(each) for each in page]
            yield from found
            page = self._database.ask(rows.ERASURES_AFTER, (found[-1].digest, found[-1].option, PAGE))

    def apply(self, erasures: Iterable[Erasure], *, told: bool = False) -> Erased:
        """Erase here what was erased elsewhere, or since this backup was made; what was kept anew since then stays.

        Where it is `told` already, because the other log was merged into this one, it is not told again.
        """
        total = Erased(0, 0)
        rest = iter(erasures)
        while page := list(islice(rest, PAGE)):
            total += self._database.write(partial(self._apply, erasures=page, told=told))
        self._database.write(self._registry.scrub)
        return self._done(total)

    def rewrap(self, ring: KeyRing) -> int:
        """Lock every text that the ring opens with its newest key, and tell how many were not; no text is touched."""
        moved, place = 0, (b"", "")
        while page := self._database.ask(rows.TEXTS_AFTER, (*place, PAGE)):
            found = [read_text(each) for each in page]
            place = (found[-1].digest, found[-1].option)
            moved += self._database.write(partial(self._rewrap, ring=ring, found=found))
        self._database.write(self._registry.scrub)  # of the old wrappings nothing stays
        self._registry.settle_scrubbing()
        return moved

    def _answer(
        self, ring: KeyRing, found: Resolved, option: str, kept: TextRow | None, gone: Erasure | None
    ) -> PrivateAnswer:
        if kept is not None:
            text = opened(ring, found.digest, option, kept.envelope, found.code)
            return PrivateAnswer(option, "withheld" if text is None else "readable", text)
        is_ours = gone is not None and gone.epoch is not None and ring.key(gone.epoch) is not None
        return PrivateAnswer(option, "erased" if is_ours else "withheld")

    def _rewrap(self, tx: Transaction, ring: KeyRing, found: Iterable[TextRow]) -> int:
        moved = 0
        for each in found:
            envelope = rewrapped(ring, each.envelope)
            if envelope is not None:
                new = TextRow(each.digest, each.option, envelope, each.written_at)
                changed = "SELECT seal FROM private_texts WHERE digest = ? AND option = ?"
                if tx.execute(changed, (each.digest, each.option)) == [(each.seal(),)]:  # not erased meanwhile
                    tx.execute(rows.REWRAP, (envelope.epoch, envelope.wrapped, new.seal(), each.digest, each.option))
                    moved += 1
        return moved

    def _apply(self, tx: Transaction, erasures: Iterable[Erasure], *, told: bool) -> Erased:
        total = Erased(0, 0)
        for digest, group in _by_digest(erasures).items():
            kept, gone = self._kept(tx, digest), rows.gone_of(tx, digest)
            noted: list[Erasure] = []
            hit: dict[Place, TextRow | None] = {}
            for each in group:
                joined = each.joined(gone[each.option]) if each.option in gone else each
                there = {place: text for place, text in kept.items() if place.option == each.option}
                covered = {place: text for place, text in there.items() if text is None or joined.covers(text)}
                hit |= covered
                if covered or joined != gone.get(each.option):
                    noted.append(joined)
            total += self._write(tx, digest, noted, hit, told=told)
        return total

    def _erase_places(self, tx: Transaction, places: Set[Place], moment: str) -> Erased:
        total = Erased(0, 0)
        now = stamp(self._registry.clock)
        for digest in sorted({place.digest for place in places}):
            strays = {place for place in places if place.digest == digest and not place.has_digest}
            kept = self._kept(tx, digest) | dict.fromkeys(strays)
            due = {
                place: text
                for place, text in kept.items()
                if place in places and (text is None or text.written_at < moment)
            }
            stay = {place.option for place in kept if place not in due}  # kept anew beside a damaged one
            gone = [(option, text) for option, text in _by_option(due).items() if option not in stay]
            noted = [_erasure(digest, option, now, text, None) for option, text in gone if len(digest) == DIGEST]
            total += self._write(tx, digest, noted, due)
        return total

    def _kept(self, tx: Transaction, digest: bytes) -> dict[Place, TextRow | None]:
        return rows.kept_of(tx, digest, self._registry.places_of_texts)

    def _write(
        self,
        tx: Transaction,
        digest: bytes,
        noted: Sequence[Erasure],
        deleted: Mapping[Place, TextRow | None],
        *,
        told: bool = False,
    ) -> Erased:
        """Note erasures of one product, delete its texts, and tell it in the log where the product has a code here."""
        if not (noted or deleted):
            return Erased(0, 0)
        for place in deleted:
            place.erase(tx)
        for each in noted:
            tx.execute(rows.NOTE_ERASURE, each.stored())
        damaged = sorted({place.option for place, text in deleted.items() if text is None})
        row = None if told or not noted else self._row_of(tx, digest)
        if row is not None:
            detail = {"options": sorted(each.option for each in noted), "up_to": max(each.at for each in noted)}
            self._registry.mark(tx, row, "erased", {**detail, "damaged": damaged or None})
        return Erased(len(deleted), bool(noted), sum(text is None for text in deleted.values()))

    def _row_of(self, tx: Transaction, digest: bytes) -> Row | None:
        """The row of the code; none where it is damaged itself: a text is erased before that is mended."""
        try:
            return self._registry.row_of(tx, digest)
        except DamagedRecordError:
            return None

    def _texts(self, tx: Transaction, digest: bytes, code: str | None = None) -> list[TextRow]:
        return [read_text(each, code) for each in tx.execute(rows.TEXTS_OF, (digest,))]

    def _erasures(self, tx: Transaction, digest: bytes, code: str | None = None) -> list[Erasure]:
        return [read_erasure(each, code) for each in tx.execute(rows.ERASURES_OF, (digest,))]

    def _done(self, erased: Erased) -> Erased:
        self._registry.settle_scrubbing()
        return erased


def told_of(found: Resolved, opened: tuple[PrivateAnswer, ...] | None) -> tuple[Resolved, tuple[PrivateAnswer, ...]]:
    """What may be told of a resolved code and its private texts; `opened` is what a key opened, None without a key.

    Without a key that is that there are some. That a text was erased is for who could have read it: to others an
    erased text is as one that was never kept.
    """
    if opened is None:
        told = tuple(PrivateAnswer(each, "withheld") for each in private_places(json.loads(found.document)))
    else:
        told = opened
    if any(each.state == "erased" for each in told):
        return found, told
    return replace(found, entries=tuple(each for each in found.entries if each.kind != "erased")), told


def _erasure(digest: bytes, option: str, now: str, kept: TextRow | None, gone: Erasure | None) -> Erasure:
    """An erasure of today, at a place where this is kept and that was erased before; no clock can undo it."""
    at = now if kept is None else max(now, kept.written_at)
    epoch = kept.envelope.epoch if kept is not None else gone.epoch if gone is not None else None
    return Erasure(digest, option, at if gone is None else max(at, gone.at), epoch)


def _by_option(kept: Mapping[Place, TextRow | None]) -> dict[str, TextRow | None]:
    """Texts by what their option is called; of several the one that is not damaged."""
    found: dict[str, TextRow | None] = {}
    for place, text in kept.items():
        found[place.option] = text or found.get(place.option)
    return found


def _by_digest(erasures: Iterable[Erasure]) -> dict[bytes, list[Erasure]]:
    found: dict[bytes, dict[str, Erasure]] = {}
    for each in erasures:
        group = found.setdefault(each.digest, {})
        group[each.option] = each.joined(group[each.option]) if each.option in group else each
    return {digest: list(group.values()) for digest, group in found.items()}
