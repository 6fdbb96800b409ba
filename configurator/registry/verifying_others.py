"""Look through revisions, references and leased numbers, and hold them against what the log claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

from configurator.errors import DamagedRecordError
from configurator.registry.claims import CLAIMS, LINKS, MERGE_AGAIN, came_id, linked_since, place_of, stay_id
from configurator.registry.database import Columns
from configurator.registry.leases import read_lease
from configurator.registry.log import Entry
from configurator.registry.references import read_link
from configurator.registry.revisions import named, read_revision
from configurator.registry.seal import seal
from configurator.registry.seen import Finding, Findings, Seen
from configurator.registry.sorted_out import SortedOut
from configurator.registry.tables import LEASED, LEASES, REVISIONS
from configurator.registry.tables import LINKS as LINKS_TABLE

_CHANGED = "changed"

_OF_CLAIMS = frozenset({"stayed", "came"})
"""Kinds of entries that tell of a claim whether its row is here."""


def remember(seen: Seen, entry: Entry) -> None:
    """Put down what an entry claims."""
    if entry.kind == "revised":
        seen.revised.add(str(entry.value("revision")))
    kind = entry.value("kind") if entry.kind in _OF_CLAIMS else entry.kind
    if kind in LINKS:
        place = place_of(entry)
        seen.linked.add(_heap_of(place), _line([place, entry.at, entry.id.hex(), entry.kind, entry.subject]))
    elif kind in CLAIMS:
        seen.leased.add(
            f"{entry.value('gtin')}:{entry.value('number')}", _line([entry.id.hex(), entry.kind, entry.subject])
        )


def revisions_are_whole(seen: Seen) -> Findings:
    """No revision was changed, none is missing, and an entry tells of each."""
    known = SortedOut()
    last: Counter[str] = Counter()
    for columns in seen.rows(REVISIONS):
        try:
            kept = read_revision(columns)
        except DamagedRecordError:
            yield Finding("revisions", _words(REVISIONS.key_of(columns)), "it was changed")
            for name in _names_of(columns):
                known.add(name, _CHANGED)
        else:
            known.add(kept.name)
        yield from _dense("revisions", REVISIONS.key_of(columns), last)
    for told, found in zip(seen.revised.parts(), known.parts(), strict=True):
        sound, claimed = {name for name, word in found if word != _CHANGED}, {name for name, _ in told}
        for name in sorted(sound - claimed):
            yield Finding("log", name, "no entry tells of this revision")
        for name in sorted(claimed - {name for name, _ in found}):
            yield Finding("revisions", name, f"it is missing: an entry tells of it; {MERGE_AGAIN}")


def _names_of(columns: Columns) -> set[str]:
    """What a changed revision may have been called: by its digest, and by its document."""
    row = dict(zip((name for name, _ in REVISIONS.columns), columns, strict=True))
    digest, document = row["digest"], row["document"]
    names = {named(digest)} if isinstance(digest, bytes) else set()
    return names | ({named(sha256(document).digest())} if isinstance(document, bytes) else set())


def links_are_whole(seen: Seen) -> Findings:
    """No reference was changed, none is missing that the log claims, and an entry tells of each."""
    known, changed = SortedOut(), set()
    for columns in seen.rows(LINKS_TABLE):
        try:
            link = read_link(columns)
        except DamagedRecordError:
            yield Finding("links", _words(LINKS_TABLE.key_of(columns)), "it was changed")
            changed.add(LINKS_TABLE.key_of(columns))
            continue
        place = (link.system, link.reference)
        known.add(_heap_of(place), _line([place, link.code]))
    for told, found in zip(seen.linked.parts(), known.parts(), strict=True):
        there = {tuple(place): code for place, code in _lines(found)}
        claims: dict[tuple[str, str], list[list[Any]]] = {}
        for place, *claim in _lines(told):
            claims.setdefault(tuple(place), []).append(claim)
        for place in sorted(there.keys() | claims.keys()):
            if place in changed:
                continue
            allowed, wanted = _codes_of(claims.get(place, []))
            if place in there and there[place] not in allowed:
                yield Finding("log", _words(place), f"no entry tells that it is linked to `{there[place]}`")
            if place not in there and wanted:
                yield Finding(
                    "links", _words(place), f"it is missing: an entry links it to `{min(wanted)}`; {MERGE_AGAIN}"
                )


def _codes_of(claims: Iterable[list[Any]]) -> tuple[set[str], set[str]]:
    """The codes that a reference may mean by what the log claims, and those of them that did not stay elsewhere."""
    told: dict[str, set[str]] = {kind: set() for kind in _OF_CLAIMS}
    by_code: dict[str, list[Entry]] = {}
    for at, id_, kind, code in claims:
        if kind in told:
            told[kind].add(id_)
        else:
            by_code.setdefault(code, []).append(Entry(None, bytes.fromhex(id_), at, kind, code, "{}"))
    since = {code: linked_since(entries) for code, entries in by_code.items()}
    allowed = {code for code, entries in since.items() if entries}
    return allowed, {code for code in allowed if any(not _is_excused(each, told) for each in since[code])}


def _is_excused(claim: Entry, told: Mapping[str, set[str]]) -> bool:
    """Whether its row is elsewhere, by the ids of entries, in hexadecimal digits, that tell so."""
    return stay_id(claim).hex() in told["stayed"] and came_id(claim).hex() not in told["came"]


def leases_are_whole(seen: Seen) -> Findings:
    """No leased number was changed, none is missing, not the last ones either, and an entry tells of each."""
    known, changed = SortedOut(), set()
    last: Counter[str] = Counter()
    for columns in seen.rows(LEASES):
        gtin, number = LEASES.key_of(columns)
        place = f"{gtin}:{number:06}" if isinstance(number, int) else f"{gtin}:{number}"
        try:
            known.add(place, read_lease(columns).code)
        except DamagedRecordError:
            yield Finding("leases", _words((gtin, number)), "it was changed")
            changed.add(place)
        yield from _dense("leases", (gtin, number), last)
    for gtin, numbers, sealed in seen.snapshot.rows(LEASED):
        if (numbers, sealed) != (last.pop(gtin, 0), seal("leased", gtin, numbers)):
            yield Finding("leased", str(gtin), "it was changed, or numbers are missing")
    for gtin in sorted(map(str, last)):
        yield Finding("leased", gtin, "it is missing: numbers of it are leased")
    for told, found in zip(seen.leased.parts(), known.parts(), strict=True):
        there = dict(found)
        claims = [(place, *orjson.loads(word)) for place, word in told]
        about = {of: {id_ for _, id_, kind, _ in claims if kind == of} for of in _OF_CLAIMS}
        made = [(place, code, id_) for place, id_, kind, code in claims if kind == "leased"]
        claimed = {(place, code) for place, code, _ in made}
        for place, code in sorted(there.items()):
            if (place, code) not in claimed:
                yield Finding("log", place.replace(":", " "), f"no entry tells that `{code}` has it")
        for place, code, id_ in sorted(made):
            claim = Entry(None, bytes.fromhex(id_), "", "leased", code, "{}")
            if there.get(place) != code and place not in changed and not _is_excused(claim, about):
                what = f"it is missing: an entry tells that `{code}` has it; {MERGE_AGAIN}"
                yield Finding("leases", place.replace(":", " "), what)


def _dense(table: str, key: tuple[Any, ...], last: Counter[str]) -> Findings:
    """What is missing before a row whose key ends with a number, counted for each beginning."""
    group, number = key
    if not isinstance(number, int):
        return
    last[group] += 1
    if number != last[group]:
        yield Finding(table, _words(key), f"{last[group]} is missing before it")
        last[group] = number


def _words(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def _heap_of(place: tuple[str, str]) -> str:
    return sha256("\0".join(map(str, place)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _line(values: list[Any]) -> str:
    return orjson.dumps(values).decode()


def _lines(heap: Iterable[tuple[str, str]]) -> Iterator[list[Any]]:
    for _, word in heap:
        yield orjson.loads(word)
