"""Look through the releases of a registry: rows, places, files, and what the log tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from configurator.errors import DamagedRecordError
from configurator.registry.claims import MERGE_AGAIN
from configurator.registry.releases import Published, read_release, seal_of_part
from configurator.registry.seen import Finding, Findings, Seen
from configurator.registry.tables import RELEASE_PARTS, RELEASES


def releases_are_whole(seen: Seen) -> Findings:
    """No release was changed, none is missing, its file is what was published, and an entry tells of each."""
    releases: dict[str, Published] = {}
    changed: set[object] = set()
    for columns in seen.rows(RELEASES):
        try:
            one = read_release(columns)
        except DamagedRecordError:
            yield Finding("releases", str(columns[0]), "it was changed")
            changed.add(columns[0])
            continue
        releases[one.name] = one
    last: Counter[str] = Counter()
    for one in sorted(releases.values(), key=lambda each: (each.catalog, each.place)):
        last[one.catalog] += 1
        if one.place != last[one.catalog]:
            yield Finding("releases", one.name, f"release {last[one.catalog]} of its catalog is missing before it")
            last[one.catalog] = one.place
    yield from _files_are_whole(seen, releases, changed)
    for name in sorted(releases.keys() | seen.published.keys()):
        if name not in seen.published:
            yield Finding("log", name, "no entry tells that it was published")
        elif name not in releases:
            if name not in changed:
                yield Finding("releases", name, f"it is missing: an entry tells that it was published; {MERGE_AGAIN}")
        elif releases[name].digest.hex() not in seen.published[name]:
            yield Finding("releases", name, "its file is another than was published")


def _files_are_whole(seen: Seen, releases: Mapping[str, Published], changed: set[object]) -> Findings:
    name: object = None
    files: dict[str, tuple[int, str]] = {}
    whole, length, expected = sha256(), 0, 0
    for columns in seen.rows(RELEASE_PARTS):
        part, number, data, sealed = columns
        if part != name:
            name, whole, length, expected = part, sha256(), 0, 0
            if part not in releases and part not in changed:
                yield Finding("release_parts", f"{part} {number}", "it belongs to no release")
        try:
            sound = seal_of_part(part, number, data) == sealed
        except TypeError:
            sound = False
        if not sound:
            yield Finding("release_parts", f"{part} {number}", "it was changed")
        elif number != expected:
            yield Finding("release_parts", f"{part} {number}", f"part {expected} is missing before it")
        expected = number + 1 if isinstance(number, int) else expected + 1
        if isinstance(data, bytes):
            whole.update(data)
            length += len(data)
        files[str(part)] = length, whole.hexdigest()
    for one in releases.values():
        if files.get(one.name, (0, sha256().hexdigest())) != (one.length, one.digest.hex()):
            yield Finding("release_parts", one.name, "its file was changed, or parts are missing")
