"""Revisions as they are remembered: the documents that a registry keeps, written and read; and who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from configurator.errors import RevisionError
from configurator.identity.canonical import canonical_bytes
from configurator.registry.revisions import KeptRevision
from configurator.registry.stored import StoredRegistry
from configurator.revising.changes import ReadChange

VERSION = 1
"""Of the documents that are written here."""


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """One change as it is remembered; None is nothing. `old` is what the release says."""

    address: str
    attribute: str
    old: str | None
    new: str | None

    @property
    def path(self) -> str:
        """What it changes, as people write it, by permanent keys: `phone_case/cover/blue`, `space team/eagles`."""
        words = self.address.split()
        if words[0] not in ("product", "space", "context"):
            return self.address
        path = "/".join(words[1::2])
        return path if words[0] == "product" else f"{words[0]} {path}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A revision that is kept, read again. `carried_from` names the one that it is, of the release before."""

    kept: KeptRevision
    author: str
    reason: str
    approved_by: str | None
    changes: tuple[RecordedChange, ...]
    carried_from: str | None = None


def recorded(kept: KeptRevision) -> Recorded:
    """A revision that is kept, read again. Raises `RevisionError` for one of a later version of ours."""
    value = orjson.loads(kept.document)
    if value.get("version") != VERSION:
        raise RevisionError("newer", f"the revision {kept.name} was written by a later version of Optionary")
    return Recorded(
        kept,
        value["author"],
        value["reason"],
        value["approved_by"],
        tuple(RecordedChange(each["of"], each["attribute"], each["old"], each["new"]) for each in value["changes"]),
        value["carried_from"],
    )


def history(registry: StoredRegistry, catalog: str, of: str | None = None) -> list[Recorded]:
    """The revisions of a catalog, by its permanent key, oldest first.

    `of`: only those, and of them only the changes, of what is named so or stands within it, as `phone_case/cover` or
    `studio/phone_case.cover.blue.price`.
    """
    found = [recorded(each) for each in registry.revisions.of_catalog(catalog)]
    if of is None:
        return found
    wanted = _plain(of, catalog)
    narrowed = (
        Recorded(each.kept, each.author, each.reason, each.approved_by, _matching(each, wanted), each.carried_from)
        for each in found
    )
    return [each for each in narrowed if each.changes]


def _matching(found: Recorded, wanted: str) -> tuple[RecordedChange, ...]:
    return tuple(
        each
        for each in found.changes
        if f"{_plain(each.path)}.{each.attribute}.".startswith(f"{wanted}.") or each.address == wanted
    )


def _plain(path: str, catalog: str = "") -> str:
    """A path with dots, without the catalog before it."""
    return path.replace("/", ".").removeprefix(f"{catalog}.") if catalog else path.replace("/", ".")


def document_of(
    changes: Sequence[ReadChange], *, author: str, reason: str, approved_by: str | None, **named: str | None
) -> bytes:
    """The document of a revision, in canonical JSON.

    `named` has the `catalog`, its `release`, the moment from which it is `effective`, and what it is `carried_from`.
    """
    told = sorted(
        ({"of": e.change.address, "attribute": e.attribute, "old": e.old, "new": e.new} for e in changes),
        key=lambda each: (str(each["of"]), str(each["attribute"])),
    )
    said = {"approved_by": approved_by, "author": author, "reason": reason, "version": VERSION}
    return canonical_bytes({**said, **named, "changes": told})
