"""The releases that a registry holds: whole files under the names of their content, published once and never changed.

A registry knows names and bytes; what is in a release, and whether it may follow the ones before it, is found out above
(`configurator.publishing`). Releases of one catalog have places, from 1 without a gap, in the order of when they were
published. Publishing takes the place that the publisher has seen to be free, so nobody publishes past a release that
nothing was held against. Merging may find others that were published in between, and earlier; see `joining_releases`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from configurator.errors import DamagedRecordError, UnknownReleaseError, UnreleasedError
from configurator.registry import log
from configurator.registry.database import Database, Transaction
from configurator.registry.log import NewId
from configurator.registry.seal import seal
from configurator.registry.store import after

PART = 1 << 18
"""Bytes of a file in one row."""

COLUMNS = "name, catalog, place, at, length, digest, seal"
ALL = f"SELECT {COLUMNS} FROM releases ORDER BY catalog, place"  # noqa: S608 - fixed text
OF_CATALOG = f"SELECT {COLUMNS} FROM releases WHERE catalog = ? ORDER BY place"  # noqa: S608
NAMED = f"SELECT {COLUMNS} FROM releases WHERE name = ?"  # noqa: S608
ONE_OF = "SELECT 1 FROM releases WHERE catalog = ? LIMIT 1"
PARTS = "SELECT number, data FROM release_parts WHERE name = ? ORDER BY number"
INSERT = f"INSERT INTO releases ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
INSERT_PART = "INSERT INTO release_parts (name, number, data, seal) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Published:
    """A release that a registry holds: its `name`, `KEY@sha256:…`, and which one of its `catalog` it is (`place`).

    `catalog` is its permanent key; `at` is when it was published, ISO 8601 in UTC; `digest` that of the file.
    """

    name: str
    catalog: str
    place: int
    at: str
    length: int
    digest: bytes

    def seal(self) -> bytes:
        """What vouches for these."""
        return seal("releases", self.name, self.catalog, self.place, self.at, self.length, self.digest)

    def stored(self) -> tuple[str, str, int, str, int, bytes, bytes]:
        """The columns in the order of `COLUMNS`."""
        return self.name, self.catalog, self.place, self.at, self.length, self.digest, self.seal()


class Releases:
    """The releases in one registry. Every method raises what a registry does, `FailedStoreError` for one."""

    def __init__(self, database: Database, now: Callable[[], str], new_id: NewId) -> None:
        self._database = database
        self._now = now
        self._new_id = new_id

    def listed(self, catalog: str | None = None) -> list[Published]:
        """All of them, or those of the catalog with a permanent key, in the order of publishing; verified."""
        found = self._database.ask(ALL) if catalog is None else self._database.ask(OF_CATALOG, (catalog,))
        return in_places([read_release(values) for values in found])

    def fetch(self, name: str) -> bytes:
        """The bytes of a release as they were published. Raises `UnknownReleaseError`, `DamagedRecordError`."""

        def question(tx: Transaction) -> bytes:
            one = _named(tx, name)
            if one is None:
                raise UnknownReleaseError(name, [each[0] for each in tx.execute(ALL)])
            parts = tx.execute(PARTS, (name,))
            data = b"".join(bytes(part) for _, part in parts)
            in_order = [number for number, _ in parts] == [*range(len(parts))]
            if not in_order or len(data) != one.length or sha256(data).digest() != one.digest:
                raise DamagedRecordError(None, f"the file of its release `{name}` was changed")
            return data

        return self._database.read(question)

    def publish(self, name: str, data: bytes, *, place: int, by_whom: str | None = None) -> Published | None:
        """Remember the file of a release, durable when this returns; the one that is there already where it is known.

        None where `place` is taken: then another release came between, which this one has to be held against, too.
        """
        catalog, _, _ = name.partition("@")

        def work(tx: Transaction) -> Published | None:
            known = _named(tx, name)
            if known is not None:
                return known
            held = in_places([read_release(values) for values in tx.execute(OF_CATALOG, (catalog,))])
            if len(held) != place - 1:
                return None
            at = max([self._now(), *(after(each.at) for each in held)])  # also with a clock that was put back
            one = Published(name, catalog, place, at, len(data), sha256(data).digest())
            tx.execute(INSERT, one.stored())
            tx.execute_many(INSERT_PART, parts_of(name, data))
            detail = {"catalog": catalog, "place": place, "sha256": one.digest.hex(), "by_whom": by_whom}
            log.note(tx, "released", name, detail, one.at, self._new_id)
            return one

        return self._database.write(work)

    def refuse_unreleased(self, name: str) -> None:
        """Raise `UnreleasedError` where releases of the catalog are held, and this one is none of them.

        A registry without any takes whatever is issued, as drafts are.
        """
        catalog, _, _ = name.partition("@")

        def question(tx: Transaction) -> bool:
            return bool(_named(tx, name) or not tx.execute(ONE_OF, (catalog,)))

        if not self._database.read(question):
            raise UnreleasedError(name)


def _named(tx: Transaction, name: str) -> Published | None:
    found = tx.execute(NAMED, (name,))
    return read_release(found[0]) if found else None


def parts_of(name: str, data: bytes) -> list[tuple[str, int, bytes, bytes]]:
    """The rows of the file of a release, with the seal of each."""
    pieces = [data[start : start + PART] for start in range(0, len(data), PART)]
    return [(name, number, piece, seal_of_part(name, number, piece)) for number, piece in enumerate(pieces)]


def seal_of_part(name: str, number: int, data: bytes) -> bytes:
    """What vouches for a part of the file of a release."""
    return seal("release_parts", name, number, data)


def read_release(values: Sequence[Any]) -> Published:
    """Make a release of the columns in the order of `COLUMNS`. Raises `DamagedRecordError`."""
    *fields, sealed = values
    one = Published(*fields)
    try:
        sound = one.seal() == sealed and one.name.startswith(f"{one.catalog}@")
    except (TypeError, AttributeError):
        sound = False
    if not sound:
        raise DamagedRecordError(None, f"the row of its release `{one.name}` was changed")
    return one


def in_places(found: list[Published]) -> list[Published]:
    """The same, of each catalog none missing. Raises `DamagedRecordError`."""
    places: dict[str, int] = {}
    for each in found:
        expected = places[each.catalog] = places.get(each.catalog, 0) + 1
        if each.place != expected:
            raise DamagedRecordError(None, f"release {expected} of `{each.catalog}` is missing")
    return found
