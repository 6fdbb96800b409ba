"""The log of a registry: what happened, in order, and nothing of it ever changed. It is also the feed of all changes.

    issued      codes were given: `codes`, long ones, and the `release` they were given under
    clash       several products share one short code: `short`, `new`, `others`
    retired     no more of it is to be made: `reason`;  reinstated takes it back
    superseded  what to deliver instead: `by`, a long code, and `reason`
    released    a catalog was published: its key, `catalog`, which of its releases it was then, `place`, `sha256` of it
    noted       an order line, a customer's reference, a remark: `note`
    linked      another system calls it so: `system`, `reference`;  unlinked takes it back
    leased      a number stands for it beside a GTIN: `gtin`, `number`
    erased      private texts were erased: `options`, and those of them that were `damaged`
    merged      another registry was merged into this one: how much came
    stayed      what another registry leased or linked, as its entry `entry` tells, is otherwise here; see `claims.py`
    came        what had stayed so is here since a later merge
    unheld      a merge brought a release together with those `against`, which it was never held against
    unproved    a merge brought `revisions` of a release that were not proved together with those `against`;
                with `moved` they were here, and count before those now, though they counted after them
    revised     data of a release, which is the subject, change: `revision`, its author, reason and moment

`subject` is what an entry is about: a long code, the name of a release; nothing where it is about many. Who did it
stands in `by_whom`, where somebody said so. An entry is written in the transaction that does what it tells of.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from configurator.errors import DamagedRecordError, NotTextError
from configurator.registry.database import Transaction
from configurator.registry.seal import seal

COLUMNS = "seq, id, at, kind, subject, detail, seal"

INSERT = f"INSERT INTO log ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - fixed text

PAGE = f"SELECT {COLUMNS} FROM log WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608

ABOUT = f"SELECT {COLUMNS} FROM log WHERE subject = ? ORDER BY seq"  # noqa: S608
"""All entries about one subject, oldest first."""

LAST_ABOUT = "SELECT max(at) FROM log WHERE subject = ?"

NewId = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    - `seq`: its place in the log, from 1 without a gap; None for one that has not been numbered yet;
    - `id`: 16 bytes that no other entry has, in whatever registry;
    - `at`: when, ISO 8601 in UTC; `kind`: what; `subject`: to what;
    - `detail`: a JSON object with sorted keys.
    """

    seq: int | None
    id: bytes
    at: str
    kind: str
    subject: str | None
    detail: str

    def stored(self) -> tuple[int | None, bytes, str, str, str | None, str, bytes]:
        """The columns in the order of `COLUMNS`."""
        return self.seq, self.id, self.at, self.kind, self.subject, self.detail, self.seal()

    def seal(self) -> bytes:
        """What vouches for the other columns."""
        return seal("log", self.seq, self.id, self.at, self.kind, self.subject, self.detail)

    def numbered(self, seq: int) -> Entry:
        """The same entry with its place in the log."""
        return replace(self, seq=seq)

    def value(self, name: str) -> Any:
        """One member of the detail, or None."""
        return orjson.loads(self.detail).get(name)


def random_id() -> bytes:
    """An id that no other entry has."""
    return os.urandom(16)


def detail_text(detail: Mapping[str, object]) -> str:
    """A detail as it is stored; what is None is left out. Raises `NotTextError` for what is no Unicode text."""
    said = {name: value for name, value in detail.items() if value is not None}
    try:
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        for name, value in said.items():
            if isinstance(value, str) and not _is_text(value):
                raise NotTextError(name) from None
        raise


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def note(
    tx: Transaction, kind: str, subject: str | None, detail: Mapping[str, object], at: str, new_id: NewId = random_id
) -> Entry:
    """Write an entry in a transaction, and give it."""
    entry = Entry(tx.next_seq(), new_id(), at, kind, subject, detail_text(detail))
    tx.execute(INSERT, entry.stored())
    return entry


def read_entry(values: Sequence[Any]) -> Entry:
    """Make an entry of the columns in the order of `COLUMNS`. Raises `DamagedRecordError`."""
    *fields, sealed = values
    entry = Entry(*fields)
    try:
        sound = entry.seal() == sealed
    except TypeError:
        sound = False
    if not sound:
        raise DamagedRecordError(None, f"entry {entry.seq} of its log was changed")
    return entry


def read_page(found: Iterable[Sequence[Any]], after: int) -> list[Entry]:
    """Make the entries that follow the one numbered `after`, none missing. Raises `DamagedRecordError`."""
    entries = [read_entry(values) for values in found]
    for expected, entry in enumerate(entries, after + 1):
        if entry.seq != expected:
            raise DamagedRecordError(None, f"entry {expected} of its log is missing")
    return entries


def read_about(subject: str, found: Iterable[Sequence[Any]], marks: int) -> tuple[Entry, ...]:
    """Make all entries about a code, none missing. Raises `DamagedRecordError`."""
    entries = tuple(read_entry(values) for values in found)
    if len(entries) != marks:
        raise DamagedRecordError(subject, f"{marks} entries of the log are about it, {len(entries)} were found")
    for entry in entries:
        if entry.subject != subject:
            raise DamagedRecordError(subject, f"an entry about `{entry.subject}` was found in its place")
    return entries
