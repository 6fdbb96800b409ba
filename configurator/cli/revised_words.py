"""Revisions of master data, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from configurator.answers import DiagnosticAnswer
from configurator.answers.revisions import (
    CarriedAnswer,
    DroppedAnswer,
    ReviseAnswer,
    RevisedChangeAnswer,
    RevisionAnswer,
)
from configurator.cli.faults import explained
from configurator.cli.wording import plural, table
from configurator.diagnostics import Outcome
from configurator.diagnostics.render import as_json, report
from configurator.revising.carried import Carried
from configurator.revising.recorded import Recorded, RecordedChange
from configurator.revising.registered import Proposed
from configurator.service import LoadedCatalog


def revise_words(loaded: LoadedCatalog, outcome: Outcome[Proposed]) -> str:
    """What has become of a revision."""
    told = report(outcome.diagnostics, outcome.sources | loaded.sources)
    if outcome.value is None:
        return "\n\n".join(filter(None, [told, explained(outcome.diagnostics)]))
    found = outcome.value.recorded
    if found is None:
        number = plural(len(outcome.value.revised.changes), "change")
        return "\n\n".join(filter(None, [told, f"{number}, proved: no rule, count or code moves; nothing was kept"]))
    return "\n\n".join(filter(None, [told, "\n".join(revision_lines(found))]))


def revision_lines(found: Recorded) -> Iterator[str]:
    """A revision: who, when, why, and a line a change."""
    approved = "" if found.approved_by is None else f", approved by {found.approved_by}"
    yield found.kept.name
    rows = [
        ("in force", f"from {found.kept.effective}"),
        ("author", f"{found.author}{approved}"),
        ("reason", found.reason),
        ("kept", f"{found.kept.at} on {found.kept.release}"),
    ]
    if found.carried_from is not None:
        rows.append(("carried", f"from {found.carried_from}"))
    yield table(rows, "  ")
    yield table(((each.path, change_words(each)) for each in found.changes), "    ")


def change_words(change: RecordedChange) -> str:
    """`price: 2.5 EUR -> 3 EUR`."""
    return f"{change.attribute}: {_or_none(change.old)} -> {_or_none(change.new)}"


def _or_none(text: str | None) -> str:
    return "none" if text is None else text


def carried_words(source: str | None, found: Sequence[Carried]) -> list[str]:
    """What has become of the revisions of an earlier release: which it is, and a paragraph for each."""
    if source is None:
        return ["nothing to carry: there is no release before this one"]
    if not found:
        return [f"nothing to carry: {source} has no revisions"]
    return [f"carried from {source}", *("\n".join(_carried_lines(each)) for each in found)]


def _carried_lines(found: Carried) -> Iterator[str]:
    number = len(found.before.changes)
    if found.after is None:
        yield f"{found.before.kept.name} was dropped"
    else:
        left = number - len(found.dropped)
        yield f"{found.before.kept.name} is {found.after.kept.name} now, with {left} of {plural(number, 'change')}"
    for change, why in found.dropped:
        yield f"  {change.path} {change_words(change)}: dropped, since {why}"


def revise_answer(loaded: LoadedCatalog, outcome: Outcome[Proposed]) -> ReviseAnswer:
    """The same for programs."""
    sources = outcome.sources | loaded.sources
    found = outcome.value.recorded if outcome.value else None
    return ReviseAnswer(
        ok=outcome.value is not None,
        kept=found is not None,
        revision=None if found is None else revision_answer(found),
        diagnostics=tuple(DiagnosticAnswer.model_validate(as_json(each, sources)) for each in outcome.diagnostics),
    )


def revision_answer(found: Recorded) -> RevisionAnswer:
    """A revision for programs."""
    return RevisionAnswer(
        name=found.kept.name,
        catalog=found.kept.catalog,
        release=found.kept.release,
        author=found.author,
        reason=found.reason,
        approved_by=found.approved_by,
        effective=found.kept.effective,
        at=found.kept.at,
        carried_from=found.carried_from,
        changes=tuple(map(_change, found.changes)),
    )


def carried_answer(found: Carried) -> CarriedAnswer:
    """What has become of a revision of an earlier release, for programs."""
    return CarriedAnswer(
        before=found.before.kept.name,
        after=None if found.after is None else found.after.kept.name,
        dropped=tuple(DroppedAnswer(change=_change(change), why=why) for change, why in found.dropped),
    )


def _change(found: RecordedChange) -> RevisedChangeAnswer:
    return RevisedChangeAnswer(
        of=found.address, path=found.path, attribute=found.attribute, old=found.old, new=found.new
    )
