"""Decide what a batch of documents adds to what is stored; no database in sight.

In go the documents and the verified rows that already have one of their short codes; out come the answers, the rows to
insert, the rows whose number of sharers grew, and the clashes to report. What comes later to a short code is labelled
with its long one; what was there keeps its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from configurator.errors import AmbiguousCodeError
from configurator.identity.code_text import LONG, SHORT
from configurator.identity.digest import digest as digest_of
from configurator.registry.row import Row
from configurator.registry.store import Coder, Issued


class Wanted(NamedTuple):
    """A document that asks for its code."""

    document: bytes
    digest: bytes
    short: str


@dataclass(slots=True)
class Batch:
    """What one transaction will do: `insert` and `share` are in key order, `clashes` are details of the log."""

    answers: list[Issued] = field(default_factory=list)
    insert: list[Row] = field(default_factory=list)
    share: list[Row] = field(default_factory=list)
    clashes: list[dict[str, object]] = field(default_factory=list)


def want(document: bytes, coder: Coder) -> Wanted:
    """Work out digest and short code of a canonical document."""
    if not isinstance(document, bytes):
        raise TypeError("a document is given as its canonical bytes")
    digest = digest_of(document)
    return Wanted(document, digest, coder.short(digest))


def plan(wanted: Sequence[Wanted], stored: Iterable[Row], release: str, now: str, coder: Coder) -> Batch:
    """Decide, document by document in the given order; `AmbiguousCodeError` if even the long codes are equal."""
    groups: dict[str, dict[bytes, Row]] = {}
    for row in stored:
        groups.setdefault(row.short, {})[row.digest] = row
    batch = Batch()
    answers, fresh, grown = batch.answers, list[Row](), set[str]()
    for document, digest, short in wanted:
        group = groups.get(short)
        if group is None:  # as nearly always
            row = Row(short, digest, document, release, now, SHORT, 1)
            groups[short] = {digest: row}
            fresh.append(row)
            answers.append(Issued(short, short, digest, True, (), coder.long))
            continue
        others = tuple(sorted(coder.long(other) for other in group if other != digest))
        new = digest not in group
        if new:
            long = coder.long(digest)
            if long in others:
                raise AmbiguousCodeError(long, (long, long))
            group[digest] = row = Row(short, digest, document, release, now, LONG, 1)
            fresh.append(row)
            grown.add(short)
            batch.clashes.append({"short": short, "new": long, "others": others})
        label = short if group[digest].length == SHORT else coder.long(digest)
        answers.append(Issued(label, short, digest, new, others, coder.long))
    if grown:
        _share(batch, groups, fresh, grown)
    else:
        batch.insert = sorted(fresh)
    return batch


def _share(batch: Batch, groups: dict[str, dict[bytes, Row]], fresh: Iterable[Row], grown: Iterable[str]) -> None:
    """Note how many products have each short code that got more of them."""
    for short in grown:
        groups[short] = {digest: row.shared_by(len(groups[short])) for digest, row in groups[short].items()}
    new = {(row.short, row.digest) for row in fresh}
    batch.insert = [groups[short][digest] for short, digest in sorted(new)]
    batch.share = [
        row for short in sorted(grown) for digest, row in sorted(groups[short].items()) if (short, digest) not in new
    ]
