"""Entries of a registry's log in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from configurator.identity.code_text import grouped

if TYPE_CHECKING:
    from configurator.registry.log import Entry
    from configurator.registry.store import Resolved


def entry_rows(found: Resolved) -> Iterator[tuple[str, str]]:
    """What the log says about a code, as rows of a table: what counts today first, then all of it, oldest first."""
    if found.retired:
        yield "retired", "make no more of it; see below"
    if found.superseded_by:
        yield "instead", f"{grouped(found.superseded_by)} is delivered instead"
    for entry in found.entries:
        yield entry.kind, f"{entry.at} {entry_words(entry)}"


def entry_words(entry: Entry) -> str:
    """What happened, without when and to what."""
    detail: dict[str, Any] = orjson.loads(entry.detail)
    whom = detail.pop("by_whom", None)
    match entry.kind, detail:
        case "issued", {"codes": codes, "release": release}:
            said = f"{len(codes):,} code{'' if len(codes) == 1 else 's'} under {release}"
        case "clash", {"short": short, "new": new, "others": others}:
            said = f"{grouped(short)} is shared by {' and '.join(map(grouped, (new, *others)))}"
        case "superseded", {"by": by, "reason": reason}:
            said = f"by {grouped(by)}: {reason}"
        case (("linked" | "unlinked"), {"system": system, "reference": reference}):
            said = f"{system} {reference}"
        case "leased", {"gtin": gtin, "number": number}:
            said = f"(01){gtin}(242){number}"
        case "released", {"catalog": catalog, "place": place}:
            said = f"release {place} of {catalog}"
        case "erased", {"options": options}:
            said = f"private text: {', '.join(options)}"
        case "revised", {"revision": revision, "author": author, "reason": reason, "from": since}:
            said = f"{revision} by {author}, in force from {since}: {reason}"
        case _, {"reason": reason}:
            said = reason
        case _, {"note": note}:
            said = note
        case _:
            said = ", ".join(f"{name}: {value}" for name, value in detail.items())
    return said if whom is None else f"{said} ({whom})"
