"""Decide what a batch of documents adds to what is stored; no database in sight.

In go the documents and the verified rows that already have one of their short codes; out come the answers, the rows to
insert, the rows whose number of sharers grew, and the clashes to report. What comes later to a short code is labelled
with its long one; what was there keeps its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from configurator.errors import AmbiguousCodeError
from configurator.identity.code_text import LONG, SHORT
from configurator.identity.digest import digest as digest_of
from configurator.registry.row import Row
from configurator.registry.store import Coder, Issued


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that asks for its code."""

    document: bytes
    digest: bytes
    short: str
    long: str


@dataclass(slots=True)
class Batch:
    """What one transaction will do: `insert` and `share` are in key order, `clashes` are details of the log."""

    answers: list[Issued] = field(default_factory=list)
    insert: list[Row] = field(default_factory=list)
    share: list[Row] = field(default_factory=list)
    clashes: list[dict[str, object]] = field(default_factory=list)


def want(document: bytes, coder: Coder) -> Wanted:
    """Work out digest and codes of a canonical document."""
    if not isinstance(document, bytes):
        raise TypeError("a document is given as its canonical bytes")
    digest = digest_of(document)
    return Wanted(document, digest, coder.short(digest), coder.long(digest))


def plan(wanted: Sequence[Wanted], stored: Iterable[Row], release: str, now: str, coder: Coder) -> Batch:
    """Decide, document by document in the given order; `AmbiguousCodeError` if even the long codes are equal."""
    groups: dict[str, dict[bytes, Row]] = {}
    for row in stored:
        groups.setdefault(row.short, {})[row.digest] = row
    batch = Batch()
    fresh: dict[tuple[str, bytes], None] = {}
    grown: set[str] = set()
    for item in wanted:
        group = groups.setdefault(item.short, {})
        others = tuple(sorted(coder.long(digest) for digest in group if digest != item.digest))
        new = item.digest not in group
        if new:
            if item.long in others:
                raise AmbiguousCodeError(item.long, (item.long, item.long))
            length = LONG if others else SHORT
            group[item.digest] = Row(item.short, item.digest, item.document, release, now, length, 1)
            fresh[item.short, item.digest] = None
            if others:
                grown.add(item.short)
                batch.clashes.append({"short": item.short, "new": item.long, "others": others})
        label = item.short if group[item.digest].length == SHORT else item.long
        batch.answers.append(Issued(label, item.short, item.long, item.digest, new, others))
    for short in grown:
        groups[short] = {digest: row.shared_by(len(groups[short])) for digest, row in groups[short].items()}
    batch.insert = [groups[short][digest] for short, digest in sorted(fresh)]
    batch.share = [
        row for short in sorted(grown) for digest, row in sorted(groups[short].items()) if (short, digest) not in fresh
    ]
    return batch
