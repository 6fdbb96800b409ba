"""Merge what other systems call a product, and leased numbers: `joining.py` for what may conflict.

    links      a reference means one code: what it means here stays; linked or unlinked, what the log tells last holds
    leases     a number of a GTIN means one code: what it means here stays, and numbers stay dense

What cannot come is told, and stays where it is: two products that carry one number are a matter for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from configurator.registry import log
from configurator.registry.claims import CLAIMS, leased_by, linked_since, place_of, tell_came, tell_stays
from configurator.registry.claims import LINKS as OF_LINKS
from configurator.registry.database import Transaction
from configurator.registry.leases import DIGITS, Lease, leased_in, put_lease, read_lease
from configurator.registry.log import Entry, read_entry
from configurator.registry.references import Link, read_link
from configurator.registry.store import stamp
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import LEASES, LINKS, LOG, Snapshot, pages

_LINK = "SELECT system, reference, code, at, seal FROM links WHERE system = ? AND reference = ?"
_UNLINK = "DELETE FROM links WHERE system = ? AND reference = ?"
_LEASE = "SELECT code FROM leases WHERE gtin = ? AND number = ?"
_LEASE_OF = "SELECT number FROM leases WHERE gtin = ? AND code = ?"


_ARE = {True: " is", False: "s are"}

Reason = Literal["other-code", "other-number", "gap", "other-file"]


@dataclass(frozen=True, slots=True)
class Stayed:
    """What could not come: `what` it is in the other registry, what is `here` in its place, and the `reason`.

    - `other-code`: a reference or a number means another code here;
    - `other-number`: the code has another number here;
    - `gap`: the number is not the next one here;
    - `other-file`: a release has another file here.
    """

    kind: str
    what: str
    here: str
    reason: Reason


def join_links(registry: StoredRegistry, source: Snapshot) -> tuple[int, list[Stayed]]:
    """Join the references of other systems; how many came, and which mean another code here."""

    def work(tx: Transaction, page: Sequence[Link]) -> tuple[int, list[Stayed]]:
        came, stayed = 0, []
        for each in page:
            here = _linked(tx, each.system, each.reference)
            if here is not None and here.code != each.code:
                stayed.append(Stayed("link", f"{each.system} {each.reference}: {each.code}", here.code, "other-code"))
            else:
                came += _relinked(tx, each, here, stamp(registry.clock)) and here is None
        return came, stayed

    rows = (read_link(columns) for columns in source.rows(LINKS))
    done = [registry.database.write(partial(work, page=page)) for page in pages(rows)]
    return sum(came for came, _ in done), [each for _, stayed in done for each in stayed]


def unlink(registry: StoredRegistry, source: Snapshot) -> int:
    """Take back the references that were taken back there, later than they were made here; tell how many."""

    def work(tx: Transaction, page: Sequence[Entry]) -> int:
        gone = 0
        for each in page:
            here = _linked(tx, each.value("system"), each.value("reference"))
            if here is not None and here.code == each.subject:
                gone += not _relinked(tx, here, here, stamp(registry.clock))
        return gone

    kind = [name for name, _ in LOG.columns].index("kind")
    entries = (read_entry(columns) for columns in source.rows(LOG) if columns[kind] == "unlinked")
    return sum(registry.database.write(partial(work, page=page)) for page in pages(entries))


def _linked(tx: Transaction, system: str, reference: str) -> Link | None:
    found = tx.execute(_LINK, (system, reference))
    return read_link(found[0]) if found else None


def _relinked(tx: Transaction, coming: Link, here: Link | None, at: str) -> bool:
    """Have a link as the log tells, which has been merged by now; whether there is one then."""
    told = (read_entry(columns) for columns in tx.execute(log.ABOUT, (coming.code,)))
    place = (coming.system, coming.reference)
    since = linked_since(each for each in told if each.kind in OF_LINKS and place_of(each) == place)
    link = replace(coming, at=since[0].at) if since else None
    if link != here:
        if here is not None:
            tx.execute(_UNLINK, place)
        if link is not None:
            tx.execute(LINKS.insert, link.stored())
            tell_came(tx, since, at)
    return link is not None


def join_leases(registry: StoredRegistry, source: Snapshot) -> tuple[int, list[Stayed]]:
    """Join leased numbers; how many came, and which mean another code here, or whose code has another number."""

    def work(tx: Transaction, page: Sequence[Lease]) -> tuple[int, list[Stayed]]:
        came, stayed = 0, []
        for each in page:
            taken = tx.execute(_LEASE, (each.gtin, each.number))
            other = tx.execute(_LEASE_OF, (each.gtin, each.code))
            last = leased_in(tx, each.gtin)
            what = f"{each.gtin} {each.digits}: {each.code}"
            if taken and taken[0][0] == each.code:
                continue
            if taken:
                stayed.append(Stayed("lease", what, taken[0][0], "other-code"))
            elif other:
                stayed.append(Stayed("lease", what, f"number {other[0][0]:0{DIGITS}}", "other-number"))
            elif each.number != last + 1:
                stayed.append(Stayed("lease", what, f"{last} number{_ARE[last == 1]} leased", "gap"))
            else:
                put_lease(tx, each)
                tell_came(tx, leased_by(tx, each.code, each.gtin, each.digits), stamp(registry.clock))
                came += 1
        return came, stayed

    rows = (read_lease(columns) for columns in source.rows(LEASES))
    done = [registry.database.write(partial(work, page=page)) for page in pages(rows)]
    return sum(came for came, _ in done), [each for _, stayed in done for each in stayed]


def tell_stayed(registry: StoredRegistry, source: Snapshot) -> None:
    """Tell in the log which references and numbers stayed where they came from, unless it tells so already."""

    def work(tx: Transaction, page: Sequence[Entry]) -> None:
        tell_stays(tx, page, stamp(registry.clock))

    kind = [name for name, _ in LOG.columns].index("kind")
    entries = (read_entry(columns) for columns in source.rows(LOG) if columns[kind] in CLAIMS)
    for page in pages(entries):
        registry.database.write(partial(work, page=page))
