"""Merge the revisions of releases: a set union by content; those that come stand behind those that are there.

Of one that both have, who kept it first did so: by that, revisions that are in force from one moment are in order, the
same in every registry. Revisions that come to others were not proved together with these, and those that were here may
count in another order now than the one they were proved in. None is lost for that. They are told, for people to look
at, once: by the merge that does so, and in an entry of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import attrgetter

from configurator.registry import log
from configurator.registry.database import Transaction
from configurator.registry.revisions import MOVE_BACK, OF_RELEASE, KeptRevision, read_all, read_revision
from configurator.registry.store import stamp
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import REVISIONS, Snapshot


@dataclass(frozen=True, slots=True)
class Unproved:
    """Revisions of a release that came, by name, and were never proved together with those `against` that were here.

    `moved`: they were here, and counted after those; now they count before them, for they were kept elsewhere earlier.
    """

    release: str
    revisions: tuple[str, ...]
    against: tuple[str, ...]
    moved: bool = False


Kept = dict[bytes, KeptRevision]
"""Those of a release, by digest."""


@dataclass(slots=True)
class JoinedRevisions:
    """How many came, how many were kept earlier than was known here, and what was never proved together."""

    came: int = 0
    dated: int = 0
    unproved: list[Unproved] = field(default_factory=list)


def join_revisions(registry: StoredRegistry, source: Snapshot) -> JoinedRevisions:
    """Join the revisions of a snapshot, those of a release in one transaction. Raises `DamagedRecordError`."""
    joined = JoinedRevisions()
    rows = (read_revision(columns) for columns in source.rows(REVISIONS))
    for release, group in groupby(rows, attrgetter("release")):
        coming = read_all(release, [each.stored() for each in group])
        done = registry.database.write(partial(_brought, registry, release, coming))
        joined.came += done.came
        joined.dated += done.dated
        joined.unproved += done.unproved
    return joined


def _brought(
    registry: StoredRegistry, release: str, coming: Sequence[KeptRevision], tx: Transaction
) -> JoinedRevisions:
    here = {each.digest: each for each in read_all(release, tx.execute(OF_RELEASE, (release,)))}
    fresh = [each for each in coming if each.digest not in here]
    for number, each in enumerate(fresh, len(here) + 1):
        tx.execute(REVISIONS.insert, replace(each, number=number).stored())
    earlier = [each for each in coming if each.digest in here and each.at < here[each.digest].at]
    for each in earlier:
        moved = replace(here[each.digest], at=each.at)
        tx.execute(MOVE_BACK, (moved.at, moved.seal(), release, moved.number))
    unproved = _never_together(release, here, coming, fresh) + _moved(release, here, earlier)
    for found in unproved:
        told = {"revisions": found.revisions, "against": found.against, "moved": found.moved or None}
        log.note(tx, "unproved", release, told, stamp(registry.clock), registry.new_id)
    return JoinedRevisions(len(fresh), len(earlier), unproved)


def _never_together(
    release: str, here: Kept, coming: Sequence[KeptRevision], fresh: Sequence[KeptRevision]
) -> list[Unproved]:
    others = here.keys() - {each.digest for each in coming}
    if not (fresh and others):
        return []
    names = tuple(each.name for each in fresh)
    return [Unproved(release, names, tuple(each.name for each in here.values() if each.digest in others))]


def _moved(release: str, here: Kept, earlier: Sequence[KeptRevision]) -> list[Unproved]:
    """Of those that are here: which count before others now, and counted after them."""
    now = here | {each.digest: replace(here[each.digest], at=each.at) for each in earlier}
    pairs = [
        (each, other)
        for each in (here[each.digest] for each in earlier)
        for other in here.values()
        if other.order < each.order and now[each.digest].order < now[other.digest].order
    ]
    before, behind = ({each.digest: each.name for each in of} for of in zip(*pairs, strict=True)) if pairs else ({}, {})
    return [Unproved(release, tuple(before.values()), tuple(behind.values()), moved=True)] if pairs else []
