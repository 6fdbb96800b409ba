"""Merge what other systems call a product, leased numbers, and revisions of data: `joining.py` for what may conflict.

    revisions  by their content; among those of their release they come behind those that are there
    links      a reference means one code: what it means here stays, what was unlinked here later stays away
    leases     a number of a GTIN means one code: what it means here stays, and numbers stay dense

What cannot come is told, and stays where it is: two products that carry one number are a matter for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from configurator.registry import log
from configurator.registry.database import Transaction
from configurator.registry.leases import Lease, read_lease
from configurator.registry.log import read_entry
from configurator.registry.references import Link, read_link
from configurator.registry.revisions import KeptRevision, read_revision
from configurator.registry.seal import seal
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import LEASES, LINKS, REVISIONS, Snapshot, pages

_LINK = "SELECT code, at FROM links WHERE system = ? AND reference = ?"
_LEASE = "SELECT code FROM leases WHERE gtin = ? AND number = ?"
_LEASE_OF = "SELECT number FROM leases WHERE gtin = ? AND code = ?"
_LEASED = "SELECT numbers FROM leased WHERE gtin = ?"
_COUNT = """INSERT INTO leased (gtin, numbers, seal) VALUES (?, ?, ?)
ON CONFLICT (gtin) DO UPDATE SET numbers = excluded.numbers, seal = excluded.seal"""
_LAST = "SELECT coalesce(max(number), 0) FROM revisions WHERE release = ?"
_REVISION = "SELECT 1 FROM revisions WHERE digest = ?"


@dataclass(frozen=True, slots=True)
class Stayed:
    """What could not come: `what` it is in the other registry, and what it means `here`."""

    kind: str
    what: str
    here: str


def join_revisions(registry: StoredRegistry, source: Snapshot) -> int:
    """Join the revisions of releases, and tell how many came."""

    def work(tx: Transaction, page: Sequence[KeptRevision]) -> int:
        fresh = [each for each in page if not tx.execute(_REVISION, (each.digest,))]
        for each in fresh:
            number = tx.execute(_LAST, (each.release,))[0][0] + 1
            tx.execute(REVISIONS.insert, replace(each, number=number).stored())
        return len(fresh)

    rows = (read_revision(columns) for columns in source.rows(REVISIONS))
    return sum(registry.database.write(partial(work, page=page)) for page in pages(rows))


def join_links(registry: StoredRegistry, source: Snapshot) -> tuple[int, list[Stayed]]:
    """Join the references of other systems; how many came, and which mean another code here."""

    def work(tx: Transaction, page: Sequence[Link]) -> tuple[int, list[Stayed]]:
        came, stayed = 0, []
        for each in page:
            found = tx.execute(_LINK, (each.system, each.reference))
            if found and found[0][0] != each.code:
                stayed.append(Stayed("link", f"{each.system} {each.reference}: {each.code}", found[0][0]))
            elif not found and not _unlinked_since(tx, each):
                tx.execute(LINKS.insert, each.stored())
                came += 1
        return came, stayed

    rows = (read_link(columns) for columns in source.rows(LINKS))
    done = [registry.database.write(partial(work, page=page)) for page in pages(rows)]
    return sum(came for came, _ in done), [each for _, stayed in done for each in stayed]


def _unlinked_since(tx: Transaction, link: Link) -> bool:
    """Whether the log, which has been merged by now, tells that this link was taken back after it was made."""
    entries = [read_entry(columns) for columns in tx.execute(log.ABOUT, (link.code,))]
    place = (link.system, link.reference)
    return any(
        each.kind == "unlinked" and (each.value("system"), each.value("reference")) == place and each.at >= link.at
        for each in entries
    )


def join_leases(registry: StoredRegistry, source: Snapshot) -> tuple[int, list[Stayed]]:
    """Join leased numbers; how many came, and which mean another code here, or whose code has another number."""

    def work(tx: Transaction, page: Sequence[Lease]) -> tuple[int, list[Stayed]]:
        came, stayed = 0, []
        for each in page:
            taken = tx.execute(_LEASE, (each.gtin, each.number))
            other = tx.execute(_LEASE_OF, (each.gtin, each.code))
            numbers = tx.execute(_LEASED, (each.gtin,))
            last = numbers[0][0] if numbers else 0
            what = f"{each.gtin} {each.digits}: {each.code}"
            if taken and taken[0][0] == each.code:
                continue
            if taken or other:
                here = taken[0][0] if taken else f"number {other[0][0]}"
                stayed.append(Stayed("lease", what, here))
            elif each.number != last + 1:
                stayed.append(Stayed("lease", what, f"{last} numbers are leased"))
            else:
                tx.execute(LEASES.insert, each.stored())
                tx.execute(_COUNT, (each.gtin, each.number, seal("leased", each.gtin, each.number)))
                came += 1
        return came, stayed

    rows = (read_lease(columns) for columns in source.rows(LEASES))
    done = [registry.database.write(partial(work, page=page)) for page in pages(rows)]
    return sum(came for came, _ in done), [each for _, stayed in done for each in stayed]
