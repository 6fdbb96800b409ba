"""Revisions in a registry: kept once they are proved, in force from a moment on, carried to the next release.

A revision is a document: what changes, from what to what, who wrote it and why, who approved it, and from when it is in
force. It names the release that it was proved against. Of two that change one thing, the one that is in force from the
later moment counts; at one moment, the one that came later. Whatever is in force together is held against the release,
also for the moments after those of later revisions that are known already: so at no moment a rule has moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from configurator.compiler.budget import USUAL, Budget
from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.errors import RevisionError
from configurator.model.catalog import Catalog
from configurator.model.revised import Change
from configurator.registry.revisions import KeptRevision
from configurator.registry.stored import StoredRegistry
from configurator.revising.amounts import RevisedAmount, SpaceOf
from configurator.revising.changes import read_changes, remembered
from configurator.revising.recorded import Recorded, document_of, recorded
from configurator.revising.revise import Revised, revised, unmoved
from configurator.revising.rows import Row


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is said of a revision beside its changes; `effective`: the moment from which it is in force."""

    author: str
    reason: str
    effective: datetime
    approved_by: str | None = None


@dataclass(frozen=True)
class Proposed:
    """A revision that was proved and, unless it was only tried, kept; and what it makes of amounts."""

    recorded: Recorded | None
    document: bytes
    revised: Revised

    @property
    def amounts(self) -> tuple[RevisedAmount, ...]:
        """The derived amounts that come to something else."""
        return self.revised.amounts


@dataclass(frozen=True, slots=True)
class InForce:
    """The revisions that are in force at a moment, in the order in which they count, and all that they change."""

    revisions: tuple[KeptRevision, ...] = ()
    changes: tuple[Change, ...] = field(default=(), repr=False)


def propose(  # noqa: PLR0913 - each but the first is said by name where it is not plain
    catalog: Catalog,
    release: str,
    rows: Sequence[Row],
    proposal: Proposal,
    registry: StoredRegistry | None,
    *,
    four_eyes: bool = False,
    only_try: bool = False,
    space_of: SpaceOf | None = None,
    budget: Budget = USUAL,
    carried_from: str | None = None,
) -> Outcome[Proposed]:
    """Prove a revision of a release, and keep it; with `only_try`, or without a registry, nothing is kept.

    Safe to repeat.

    `four_eyes`: somebody else than the author must have approved it. Raises `RevisionError` for that, for what is not
    said, and with the reason `meanwhile` where somebody else has revised the release at this moment.
    """
    effective = _sound(proposal, four_eyes=four_eyes)
    known = [] if registry is None else registry.revisions.of_release(release)
    before = [each for each in ordered(known) if each.effective <= effective]
    after = [each for each in ordered(known) if each.effective > effective]
    base = _changes(catalog, before)

    def kept(found: Revised) -> Outcome[Proposed]:
        told = _moved_later(catalog, (*base, *(each.change for each in found.changes)), after, rows, budget)
        if told is not None:
            return Outcome(None, (told,))
        document = document_of(
            found.changes,
            author=proposal.author,
            reason=proposal.reason,
            approved_by=proposal.approved_by,
            catalog=catalog.permanent_key,
            release=release,
            effective=effective,
            carried_from=carried_from,
        )
        if only_try or registry is None:
            return Outcome(Proposed(None, document, found))
        said = {
            "author": proposal.author,
            "reason": proposal.reason,
            "approved_by": proposal.approved_by,
            "from": effective,
            "changes": len(found.changes),
            "carried_from": carried_from,
        }
        stored = registry.revisions.add(
            document,
            catalog=catalog.permanent_key,
            release=release,
            effective=effective,
            seen=len(known),
            told=said,
        )
        return Outcome(Proposed(recorded(stored), document, found))

    outcome = revised(catalog, rows, before=base, space_of=space_of, budget=budget)
    return outcome.then(kept)


def in_force(catalog: Catalog, release: str, registry: StoredRegistry, moment: datetime) -> InForce:
    """What is in force of the revisions of a release at a moment, which has a time zone."""
    text = moment_text(moment)
    found = [each for each in ordered(registry.revisions.of_release(release)) if each.effective <= text]
    return InForce(tuple(found), tuple(_changes(catalog, found)))


def moment_text(moment: datetime) -> str:
    """A moment as revisions have it: ISO 8601 in UTC, to the second. Raises `RevisionError` without a time zone."""
    if moment.tzinfo is None:
        raise RevisionError("wrong-moment", "a moment has a time zone: write `2026-12-01T00:00Z`")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sound(proposal: Proposal, *, four_eyes: bool) -> str:
    if not proposal.author.strip():
        raise RevisionError("no-author", "a revision has an author, and none is named")
    if not proposal.reason.strip():
        raise RevisionError("no-reason", "a revision has a reason, and none is named")
    if proposal.approved_by is not None and not proposal.approved_by.strip():
        raise RevisionError("not-approved", "who approved the revision has no name")
    if four_eyes and proposal.approved_by is None:
        raise RevisionError("not-approved", "nobody has approved the revision, and four eyes are asked for")
    if four_eyes and str(proposal.approved_by).strip().casefold() == proposal.author.strip().casefold():
        raise RevisionError("own-approval", f"`{proposal.author}` wrote the revision, and cannot approve it alone")
    return moment_text(proposal.effective)


def ordered(kept: Sequence[KeptRevision]) -> list[KeptRevision]:
    """Revisions in the order in which they count."""
    return sorted(kept, key=lambda each: each.order)


def _changes(catalog: Catalog, kept: Sequence[KeptRevision]) -> list[Change]:
    return list(_each_change(catalog, kept))


def _each_change(catalog: Catalog, kept: Sequence[KeptRevision]) -> Iterator[Change]:
    for each in kept:
        rows = remembered((c.address, c.attribute, c.new) for c in recorded(each).changes)
        outcome = read_changes(catalog, rows)
        if outcome.value is None or outcome.diagnostics:
            message = f"the revision {each.name} is one of another catalog: {outcome.diagnostics[0].message}"
            raise RevisionError("other-catalog", message)
        for change in outcome.value:
            yield change.change


def _moved_later(
    catalog: Catalog, changes: Sequence[Change], after: Sequence[KeptRevision], rows: Sequence[Row], budget: Budget
) -> Diagnostic | None:
    """What is said where a rule would move once later revisions are in force, too."""
    together = [*changes]
    for each in after:
        together += _changes(catalog, [each])
        if not unmoved(catalog, together, budget):
            message = (
                f"a rule would move once the revision {each.name[:15]}… is in force, too, from {each.effective} on"
            )
            hint = "`configurator revisions` shows it; what rules decide by changes in a release"
            return Diagnostic(codes.DECIDING_ATTRIBUTE, rows[0].where(0), message, hint=hint)
    return None
