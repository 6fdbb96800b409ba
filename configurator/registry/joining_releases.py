"""Merge the releases of catalogs: a set union by name, in the order in which they were first published.

Who publishes holds a release against all those before it in the same registry. Two registries that published one
catalog each for itself know nothing of one another, so after a merge a release may stand behind one that it was never
held against. None is lost for that: codes were issued under both. Which ones those are is told, for people to look at,
once: by the merge that brings them together, and in an entry of the log that comes with them.

The name of a release says what it is made of, so one name has one file. Where the files differ all the same, as with
one that another version of ours has built, the one that is here stays, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256

from configurator.errors import DamagedRecordError
from configurator.registry import log
from configurator.registry.database import Columns, Transaction
from configurator.registry.joining_others import Stayed
from configurator.registry.releases import (
    INSERT,
    INSERT_PART,
    OF_CATALOG,
    Published,
    in_places,
    parts_of,
    read_release,
)
from configurator.registry.store import stamp
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import RELEASE_PARTS, RELEASES, Snapshot

_MOVE = "UPDATE releases SET place = ?, at = ?, seal = ? WHERE name = ?"


@dataclass(frozen=True, slots=True)
class Unheld:
    """A release that stands behind others now which it was never held `against`."""

    release: str
    against: tuple[str, ...]


@dataclass(slots=True)
class JoinedReleases:
    """How many came, and how many were published earlier than was known here; which files stayed where they were; and
    what was never held against what.
    """

    came: int = 0
    dated: int = 0
    stayed: list[Stayed] = field(default_factory=list)
    against: dict[str, set[str]] = field(default_factory=dict)

    def add(self, other: JoinedReleases) -> None:
        """Add what else was found."""
        self.came += other.came
        self.dated += other.dated
        self.stayed += other.stayed
        for name, others in other.against.items():
            self.against.setdefault(name, set()).update(others)

    @property
    def unheld(self) -> list[Unheld]:
        """What was never held against what, by name."""
        return [Unheld(name, tuple(sorted(others))) for name, others in sorted(self.against.items())]


def join_releases(registry: StoredRegistry, source: Snapshot) -> JoinedReleases:
    """Join the releases of a snapshot, one a transaction. Raises `DamagedRecordError` for what is not sound in it."""
    joined = JoinedReleases()
    there: dict[str, list[Published]] = {}
    coming = [read_release(columns) for columns in source.rows(RELEASES)]
    for each in sorted(coming, key=lambda each: (each.catalog, each.place)):
        there.setdefault(each.catalog, []).append(each)
    for catalog, group in there.items():
        in_places(group)
        joined.add(registry.database.write(partial(_dated, registry, catalog, group)))
    for each, data in _files(coming, source.rows(RELEASE_PARTS)):
        joined.add(registry.database.write(partial(_brought, registry, each, data, there[each.catalog])))
    return joined


def _files(releases: Sequence[Published], parts: Iterator[Columns]) -> Iterator[tuple[Published, bytes]]:
    """Releases with their files, both by name; one file is held at a time."""
    part = next(parts, None)
    for each in sorted(releases, key=lambda each: each.name):
        pieces: list[bytes] = []
        while part is not None and part[0] == each.name:
            pieces.append(part[2])
            part = next(parts, None)
        data = b"".join(pieces)
        if len(data) != each.length or sha256(data).digest() != each.digest:
            raise DamagedRecordError(None, f"the file of its release `{each.name}` was changed")
        yield each, data
    if part is not None:
        raise DamagedRecordError(None, f"a part of a file belongs to no release: `{part[0]}`")


def _dated(registry: StoredRegistry, catalog: str, there: Sequence[Published], tx: Transaction) -> JoinedReleases:
    """Of those that both have: who published first did so."""
    here = _here(tx, catalog)
    first = {each.name: each.at for each in there}
    placed = _in_order([replace(each, at=min(each.at, first.get(each.name, each.at))) for each in here])
    _move(tx, here, placed)
    names = [each.name for each in placed]
    changed = names if names != [each.name for each in here] else []
    before = {each.name: each.at for each in here}
    dated = sum(each.at != before[each.name] for each in placed)
    return _told(registry, tx, JoinedReleases(dated=dated, against=_unheld(changed, here, there, placed)))


def _brought(
    registry: StoredRegistry, one: Published, data: bytes, there: Sequence[Published], tx: Transaction
) -> JoinedReleases:
    """One that comes, unless it is here."""
    here = _here(tx, one.catalog)
    known = next((each for each in here if each.name == one.name), None)
    if known is not None:
        if known.digest == one.digest:
            return JoinedReleases()
        what = f"{one.name} with the SHA-256 {one.digest.hex()}"
        return JoinedReleases(stayed=[Stayed("release", what, f"the file with {known.digest.hex()}", "other-file")])
    placed = _in_order([*here, one])
    _move(tx, here, placed)
    tx.execute(INSERT, next(each for each in placed if each.name == one.name).stored())
    tx.execute_many(INSERT_PART, parts_of(one.name, data))
    return _told(registry, tx, JoinedReleases(1, against=_unheld([one.name], here, there, placed)))


def _told(registry: StoredRegistry, tx: Transaction, done: JoinedReleases) -> JoinedReleases:
    """Tell in the log, with what was done, which releases were never held against which."""
    for each in done.unheld:
        log.note(tx, "unheld", each.release, {"against": each.against}, stamp(registry.clock), registry.new_id)
    return done


def _here(tx: Transaction, catalog: str) -> list[Published]:
    return in_places([read_release(values) for values in tx.execute(OF_CATALOG, (catalog,))])


def _in_order(releases: Sequence[Published]) -> list[Published]:
    wanted = sorted(releases, key=lambda each: (each.at, each.name))
    return [replace(each, place=place) for place, each in enumerate(wanted, 1)]


def _move(tx: Transaction, here: Sequence[Published], placed: Sequence[Published]) -> None:
    """Give releases that are here other places: first out of the way of one another, then to where they belong."""
    before = {each.name: each for each in here}
    moved = [each for each in placed if each.name in before and each != before[each.name]]
    for each in [*(replace(each, place=-each.place) for each in moved), *moved]:
        tx.execute(_MOVE, (each.place, each.at, each.seal(), each.name))


def _unheld(
    names: Sequence[str], here: Sequence[Published], there: Sequence[Published], placed: Sequence[Published]
) -> dict[str, set[str]]:
    """What some of them come behind now, or what comes behind them, and did so in neither registry."""
    found: dict[str, set[str]] = {}
    for name in names:
        held = {pair for order in (here, there) for pair in _pairs(name, order)}
        for before, behind in _pairs(name, placed):
            if (before, behind) not in held:
                found.setdefault(behind, set()).add(before)
    return found


def _pairs(name: str, order: Sequence[Published]) -> Iterator[tuple[str, str]]:
    """A release with each other one of its catalog, the earlier one first."""
    names = [each.name for each in order]
    if name in names:
        place = names.index(name)
        yield from ((each, name) for each in names[:place])
        yield from ((name, each) for each in names[place + 1 :])
