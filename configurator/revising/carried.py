"""Revisions of an earlier release, carried to a new one: proved again, or dropped, and that is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from configurator.compiler.budget import USUAL, Budget
from configurator.model.catalog import Catalog
from configurator.registry.stored import StoredRegistry
from configurator.revising.changes import read_changes, remembered
from configurator.revising.recorded import Recorded, RecordedChange, recorded
from configurator.revising.registered import Proposal, ordered, propose
from configurator.revising.rows import Row


@dataclass(frozen=True, slots=True)
class Carried:
    """What has become of a revision of an earlier release: another name, or None; and the changes that were dropped."""

    before: Recorded
    after: Recorded | None
    dropped: tuple[tuple[RecordedChange, str], ...] = ()


def release_before(catalog: Catalog, release: str, registry: StoredRegistry) -> str | None:
    """The release whose revisions go on in this one; None where there is none.

    Of the releases that a registry holds the one that was published before it, or last of all where it is not published
    yet. Where there is none, the one that was revised last, of those that are not published: nobody knows their order.
    """
    key = catalog.permanent_key
    held = [each.name for each in registry.releases.listed(key)]
    before = held[: held.index(release)] if release in held else held
    if not before:
        revised = (each.release for each in registry.revisions.of_catalog(key))
        before = [each for each in revised if each != release and each not in held]
    return before[-1] if before else None


def carry(
    catalog: Catalog, release: str, registry: StoredRegistry, earlier: str | None = None, budget: Budget = USUAL
) -> list[Carried]:
    """Prove the revisions of an earlier release again on a new one, and keep them there; safe to repeat.

    `earlier`: that release; without it the one that `release_before` tells. A change is dropped, and that is told,
    where the thing is gone, where the new release itself says something else of it than the old one did, or where a
    rule would move.
    """
    source = earlier or release_before(catalog, release, registry)
    kept = ordered([each for each in registry.revisions.of_catalog(catalog.permanent_key) if each.release == source])
    return [_carried(catalog, release, registry, recorded(each), budget) for each in kept]


def _carried(catalog: Catalog, release: str, registry: StoredRegistry, before: Recorded, budget: Budget) -> Carried:
    dropped: list[tuple[RecordedChange, str]] = []
    rows: list[Row] = []
    left: list[RecordedChange] = []
    for change in before.changes:
        (row,) = remembered([(change.address, change.attribute, change.new)])
        outcome = read_changes(catalog, [row])
        if outcome.value is None or outcome.diagnostics:
            dropped.append((change, outcome.diagnostics[0].message))
        elif outcome.value[0].old != change.old:
            now = outcome.value[0].old or "nothing"
            dropped.append((change, f"the new release itself says `{now}`, where it was `{change.old or 'nothing'}`"))
        else:
            rows.append(row)
            left.append(change)
    if not rows:
        return Carried(before, None, tuple(dropped))
    effective = datetime.fromisoformat(before.kept.effective)
    proposal = Proposal(before.author, before.reason, effective, before.approved_by)
    made = propose(catalog, release, rows, proposal, registry, budget=budget, carried_from=before.kept.name)
    if made.value is None:
        why = next(each.message for each in made.diagnostics if each.is_error)
        return Carried(before, None, (*dropped, *((change, why) for change in left)))
    return Carried(before, made.value.recorded, tuple(dropped))
