"""Merge the revisions of releases: a set union by content; those that come stand behind those that are there.

Of one that both have, who kept it first did so: by that, revisions that are in force from one moment are in order, the
same in every registry. Revisions that come to others were not proved together with these. None is lost for that. They
are told, for people to look at, once: by the merge that brings them together, and in an entry of the log.
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
    """Revisions of a release that came, by name, and were never proved together with those `against` that were here."""

    release: str
    revisions: tuple[str, ...]
    against: tuple[str, ...]


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
    others = here.keys() - {each.digest for each in coming}
    if not (fresh and others):
        return JoinedRevisions(len(fresh), len(earlier))
    names = tuple(each.name for each in fresh)
    against = tuple(each.name for each in here.values() if each.digest in others)
    told = {"revisions": names, "against": against}
    log.note(tx, "unproved", release, told, stamp(registry.clock), registry.new_id)
    return JoinedRevisions(len(fresh), len(earlier), [Unproved(release, names, against)])
