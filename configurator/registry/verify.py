"""Look through a whole registry: hash every row again, and hold the tables against one another.

Each feature gives a check of its own; the tuple `CHECKS` names them in order. What a check needs of others it gets from
`Seen`: sets of codes in files, so that ten millions of them need no memory. Every row that was changed is told by its
place, and what is missing by who misses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

import orjson

from configurator.errors import DamagedRecordError
from configurator.identity.code_text import LONG
from configurator.registry.claims import MERGE_AGAIN
from configurator.registry.database import Columns
from configurator.registry.faults import FAULTS
from configurator.registry.log import Entry, read_entry
from configurator.registry.private_rows import read_erasure, read_text
from configurator.registry.row import PREFIX, Row, read_row
from configurator.registry.seen import Finding, Findings, Progress, Seen
from configurator.registry.sorted_out import SortedOut
from configurator.registry.store import Coder
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import (
    CODES,
    ERASURES,
    LOG,
    PRIVATE_TEXTS,
    TABLES,
    FileSnapshot,
    Snapshot,
)
from configurator.registry.verifying_others import leases_are_whole, links_are_whole, remember, revisions_are_whole
from configurator.registry.verifying_releases import releases_are_whole


def codes_are_sound(seen: Seen) -> Findings:
    """Every code is what follows from its document, has the seal of its row, and as many sharers as it says."""
    group: list[Row] = []
    place: tuple[object, ...] = ()
    for columns in seen.rows(CODES):
        key = CODES.key_of(columns)
        where = f"{key[0]} {key[1].hex() if isinstance(key[1], bytes) else key[1]}"
        try:
            row = read_row(columns, seen.coder)
        except DamagedRecordError as error:
            yield Finding("codes", where, error.finding)
            continue
        if not all(type(number) is int for number in (row.length, row.sharing, row.marks)):
            yield Finding("codes", where, "a column is not of its type")  # nothing, where 0 should be, reads the same
        if place and not place < (row.short, row.digest):
            yield Finding("codes", where, "it does not stand where it belongs")
        place = (row.short, row.digest)
        if group and group[0].short != row.short:
            yield from _shared(group)
            group = []
        group.append(row)
        code = seen.coder.long(row.digest)
        seen.codes.add(code)
        seen.prefixes[row.short[:PREFIX]] += 1
        if row.marks:
            seen.marked.add(code, row.marks)
    yield from _shared(group)


def _shared(group: list[Row]) -> Findings:
    for row in group:
        if row.sharing != len(group):
            found = f"{row.sharing} products share its short code, {len(group)} were found"
            yield Finding("codes", f"{row.short} {row.digest.hex()}", found)


def log_is_whole(seen: Seen) -> Findings:
    """No entry of the log was changed, and none is missing."""
    expected = 1
    for columns in seen.rows(LOG):
        try:
            entry = read_entry(columns)
        except DamagedRecordError:
            yield Finding("log", f"entry {columns[0]}", "it was changed")
            expected = columns[0] + 1 if isinstance(columns[0], int) else expected + 1
            continue
        if entry.seq != expected:
            yield Finding("log", f"entry {expected}", f"it is missing; entry {entry.seq} was found in its place")
        expected = (entry.seq or 0) + 1
        _remember(seen, entry)
    seen.entries = expected - 1


def _remember(seen: Seen, entry: Entry) -> None:
    if entry.kind == "issued":
        for code in entry.value("codes"):
            seen.named.add(code)
    if entry.kind == "released" and entry.subject is not None:
        seen.published.setdefault(entry.subject, set()).add(entry.value("sha256"))
    remember(seen, entry)
    if entry.subject is not None and len(entry.subject) == LONG:
        seen.subjects.add(entry.subject)
        if entry.kind == "erased":
            for option in entry.value("options"):
                seen.erased.add(entry.subject, option)


def log_and_codes_agree(seen: Seen) -> Findings:
    """Every code was issued by an entry, every entry is about codes that are there, and as many are about each."""
    for codes, named, subjects, marked in zip(
        seen.codes.parts(), seen.named.parts(), seen.subjects.parts(), seen.marked.parts(), strict=True
    ):
        there = {code for code, _ in codes}
        issued = {code for code, _ in named}
        told = Counter(code for code, _ in subjects)
        for code in sorted(there - issued):
            yield Finding("log", code, f"no entry tells that it was issued; {MERGE_AGAIN}")
        for code in sorted(issued - there):
            yield Finding("codes", code, "it is missing: an entry tells that it was issued")
        said = {code: int(marks) for code, marks in marked}
        for code in sorted(there):
            if said.get(code, 0) != told.get(code, 0):
                found = f"{said.get(code, 0)} entries are about it, {told.get(code, 0)} were found"
                yield Finding("log", code, found)


def erasures_hold(seen: Seen) -> Findings:
    """No erasure was changed, none that was told is missing, and no text that was erased is there."""
    known = SortedOut()
    erasures = seen.rows(ERASURES)
    current: tuple[object, ...] | None = None
    up_to = ""

    def until(place: tuple[object, ...]) -> Findings:
        nonlocal current, up_to
        while current is None or current < place:
            columns = next(erasures, None)
            if columns is None:
                current = (b"\xff" * 33, "")
                return
            try:
                erasure = read_erasure(columns)
            except DamagedRecordError:
                yield Finding("erasures", _where(columns), "it was changed")
                continue
            current, up_to = (erasure.digest, erasure.option), erasure.at
            known.add(seen.coder.long(erasure.digest), erasure.option)

    for columns in seen.rows(PRIVATE_TEXTS):
        try:
            text = read_text(columns)
        except DamagedRecordError:
            yield Finding("private_texts", _where(columns), "it was changed")
            continue
        yield from until((text.digest, text.option))
        if current == (text.digest, text.option) and text.written_at <= up_to:
            yield Finding("private_texts", _where(columns), "it was erased, and is there")
    yield from until((b"\xff" * 34, ""))
    for told, found in zip(seen.erased.parts(), known.parts(), strict=True):
        for code, option in sorted(set(told) - set(found)):
            yield Finding("erasures", f"{code} {option}", f"it is missing: an entry tells of it; {MERGE_AGAIN}")


def _where(columns: Columns) -> str:
    digest, option = columns[:2]
    return f"{digest.hex() if isinstance(digest, bytes) else digest} {option}"


def file_is_whole(seen: Seen) -> Findings:
    """In a file: the trees are whole, and what follows from the tables is what follows from them."""
    if not isinstance(seen.snapshot, FileSnapshot):
        return
    connection = seen.snapshot.connection
    for (found,) in connection.execute("PRAGMA integrity_check(100)").fetchall():
        if found != "ok":
            yield Finding("file", "its pages", str(found))
    if dict(connection.execute("SELECT key, value FROM meta").fetchall()) != {"format": "1"}:
        yield Finding("meta", "format", "it was changed")
    tally = dict(connection.execute("SELECT prefix, products FROM tally").fetchall())
    for prefix in sorted(map(str, tally.keys() | seen.prefixes.keys())):
        if tally.get(prefix) != seen.prefixes.get(prefix):
            found = f"{tally.get(prefix, 0)} codes begin so, {seen.prefixes.get(prefix, 0)} were found"
            yield Finding("tally", prefix, found)
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log'").fetchone()
    if (last[0] if last else 0) != seen.entries:
        yield Finding("log", f"entry {last[0] if last else 0}", f"it should be the last, and {seen.entries} is")


Check: TypeAlias = Callable[[Seen], Findings]

CHECKS: tuple[Check, ...] = (
    codes_are_sound,
    log_is_whole,
    log_and_codes_agree,
    erasures_hold,
    revisions_are_whole,
    links_are_whole,
    leases_are_whole,
    releases_are_whole,
    file_is_whole,
)
"""In order: later ones use what earlier ones have seen."""


def verify(registry: StoredRegistry, progress: Progress | None = None) -> list[Finding]:
    """All that is not sound in a registry, as of one moment, while others go on issuing into it."""
    return registry.at_one_moment(lambda snapshot: list(findings(snapshot, registry.coder, progress)))


def size_of(registry: StoredRegistry) -> int:
    """How many rows `verify` reads, as far as it can be told beforehand: others may issue meanwhile."""
    return sum(map(registry.size_of, TABLES))


def findings(snapshot: Snapshot, coder: Coder, progress: Progress | None = None) -> Findings:
    """All that is not sound in a snapshot. What cannot be read at all is a finding, too."""
    seen = Seen(snapshot, coder, progress)
    for check in CHECKS:
        try:
            yield from check(seen)
        except DamagedRecordError as error:
            yield Finding("file", check.__name__, error.finding)
        except (*FAULTS, orjson.JSONDecodeError) as error:
            yield Finding("file", check.__name__, f"it cannot be read: {error}")
