"""Answers about revisions of master data."""

from __future__ import annotations

from pydantic import Field

from configurator.answers.answer import Answer
from configurator.answers.catalogs import DiagnosticAnswer


class RevisedChangeAnswer(Answer):
    """One change: what it is made to, by its address in permanent keys, and both values; null is nothing."""

    of: str
    path: str
    attribute: str
    old: str | None = Field(description="what the release says")
    new: str | None


class RevisionAnswer(Answer):
    """A revision that is kept; `name` is the SHA-256 of its document."""

    name: str
    catalog: str
    release: str
    author: str
    reason: str
    approved_by: str | None
    effective: str = Field(description="in force from this moment on, ISO 8601 in UTC")
    at: str = Field(description="when it was kept")
    carried_from: str | None
    changes: tuple[RevisedChangeAnswer, ...]


class ReviseAnswer(Answer):
    """Answer to `revise`: whether it was proved and kept, and all that there is to say about it."""

    ok: bool
    kept: bool
    revision: RevisionAnswer | None
    diagnostics: tuple[DiagnosticAnswer, ...]


class DroppedAnswer(Answer):
    """A change that was not carried, and why."""

    change: RevisedChangeAnswer
    why: str


class CarriedAnswer(Answer):
    """A revision of an earlier release, what it is of the new one, and what was dropped."""

    before: str
    after: str | None
    dropped: tuple[DroppedAnswer, ...]


class RevisionsAnswer(Answer):
    """Answer to `revisions`: those of a catalog, oldest first; with `--carry` also what was carried, and from where."""

    catalog: str
    revisions: tuple[RevisionAnswer, ...]
    carried_from: str | None = None
    carried: tuple[CarriedAnswer, ...] = ()
