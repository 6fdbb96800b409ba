"""Merge registries: what another one keeps is joined to what is kept here, as sets are.

    codes      by digest; who issued first stays who issued first, and a label stays as it was issued
    log        by the ids of entries, which come behind those that are there; what became of a code is told by time
    erasures   the later one of a place, and what it covers is deleted here
    texts      what is not erased; of two at one place the later one
    revisions  see `joining_revisions.py`; releases: `joining_releases.py`
    others     see `joining_others.py`

Joining again changes nothing, and which registry is joined to which makes no difference but for the numbers of entries,
and for the entries that tell what happened here, `clash` and those of the kinds `LOCAL`. Each page is a transaction, so
who was interrupted may begin again; until then `verify` misses rows whose entries have come. What comes is verified row
by row, and refused where it is damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import attrgetter

from configurator.errors import AmbiguousCodeError, CodeError, RegistryError
from configurator.identity.code import read_code
from configurator.identity.code_text import LONG
from configurator.registry import log, statements
from configurator.registry import private_rows as private
from configurator.registry.circles import circles
from configurator.registry.database import Transaction
from configurator.registry.joining_others import Stayed, join_leases, join_links, tell_stayed, unlink
from configurator.registry.joining_releases import Unheld, join_releases
from configurator.registry.joining_revisions import Unproved, join_revisions
from configurator.registry.log import Entry, read_entry
from configurator.registry.private_rows import TextRow, read_erasure, read_text
from configurator.registry.row import Row, read_row
from configurator.registry.store import stamp
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import CODES, ERASURES, LOG, PRIVATE_TEXTS, Snapshot, pages

LOCAL = frozenset({"came", "merged", "stayed", "unheld", "unproved"})
"""Kinds of entries that are about one registry, and do not come along to another."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A short code that products of both registries have; it answers with the long codes of all."""

    short: str
    long_codes: tuple[str, ...]


@dataclass(slots=True)
class Joined:
    """What came: new codes, entries of the log, texts, and how many texts were erased here; and the clashes.

    `others`: references, leased numbers and revisions that came; those that `stayed` mean something else here.
    `unlinked`: references that were taken back there, later than they were made here. `unheld`: releases that stand
    behind others now which they were never held against. `unproved`: revisions that came to others of their release,
    which they were never proved together with. `circles`: of what the other registry tells to be superseded,
    what leads back to itself now; told again by each merge while it is so. `dated`: codes, releases and revisions that
    were issued, published or kept there before they were here.
    """

    codes: int = 0
    entries: int = 0
    texts: int = 0
    erased: int = 0
    others: int = 0
    unlinked: int = 0
    releases: int = 0
    dated: int = 0
    circles: list[tuple[str, ...]] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    stayed: list[Stayed] = field(default_factory=list)
    unheld: list[Unheld] = field(default_factory=list)
    unproved: list[Unproved] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything was here already, and as it is there."""
        told = self.clashes or self.unheld or self.unproved
        return not (told or any(getattr(self, name) for name in COUNTS))


COUNTS = ("codes", "entries", "texts", "erased", "others", "unlinked", "releases", "dated")


def join(registry: StoredRegistry, source: Snapshot) -> Joined:
    """Join all that a snapshot of another registry has. Raises `DamagedRecordError` for what is not sound in it."""
    blank = not registry.database.ask("SELECT 1 FROM log LIMIT 1")
    joined = Joined()
    for work in (_codes, partial(_log, everything=blank), _erasures, _texts, _others, _releases):
        work(registry, source, joined)
    joined.circles += circles(registry, _superseded(source))
    if not (blank or joined.is_empty):
        registry.database.write(partial(_told, registry, joined))
    return joined


def _told(registry: StoredRegistry, joined: Joined, tx: Transaction) -> None:
    detail = {name: getattr(joined, name) for name in COUNTS}
    log.note(tx, "merged", None, detail, stamp(registry.clock), registry.new_id)


def _codes(registry: StoredRegistry, source: Snapshot, joined: Joined) -> None:
    rows = (read_row(columns, registry.coder) for columns in source.rows(CODES))
    groups = ((short, list(group)) for short, group in groupby(rows, attrgetter("short")))
    for page in pages(groups):
        new, dated, clashes = registry.database.write(partial(_codes_in, registry, dict(page)))
        joined.codes += new
        joined.dated += dated
        joined.clashes += clashes


def _codes_in(registry: StoredRegistry, page: dict[str, list[Row]], tx: Transaction) -> tuple[int, int, list[Clash]]:
    here: dict[str, dict[bytes, Row]] = {short: {} for short in page}
    for row in registry.rows_in(tx, sorted(page)):
        here[row.short][row.digest] = row
    insert: list[tuple[int, Row]] = []
    change: list[Row] = []
    clashes: list[Clash] = []
    dated = 0
    for short, coming in page.items():
        group = dict(here[short])
        for row in coming:
            group[row.digest] = _earlier(group[row.digest], row) if row.digest in group else row._replace(marks=0)
        _must_differ(registry, group)
        group = {digest: row.shared_by(len(group)) for digest, row in group.items()}
        fresh = sorted(group.keys() - here[short].keys(), key=lambda digest: (group[digest].length, digest))
        insert += ((len(here[short]) + nth, group[digest]) for nth, digest in enumerate(fresh))
        change += (group[digest] for digest, row in here[short].items() if group[digest] != row)
        dated += sum(_label(group[digest]) != _label(row) for digest, row in here[short].items())
        if fresh and here[short].keys() - {row.digest for row in coming}:
            clashes.append(Clash(short, tuple(sorted(map(registry.coder.long, group)))))
            _tell_clash(registry, tx, short, fresh, group)
    registry.put_rows(tx, insert)
    changed = ((*row.stored()[3:], row.short, row.digest) for row in change)
    tx.execute_many(statements.CHANGE, changed)
    return len(insert), dated, clashes


def _earlier(here: Row, coming: Row) -> Row:
    """One product of both: who issued first did so, and the label that says less is on a product, too."""
    first = min(here, coming, key=lambda row: (row.issued_at, row.release))
    return here._replace(release=first.release, issued_at=first.issued_at, length=min(here.length, coming.length))


def _label(row: Row) -> tuple[str, str, int]:
    return row.release, row.issued_at, row.length


def _must_differ(registry: StoredRegistry, group: dict[bytes, Row]) -> None:
    codes = list(map(registry.coder.long, group))
    for each in codes:
        if codes.count(each) > 1:
            raise AmbiguousCodeError(each, (each, each))


def _tell_clash(
    registry: StoredRegistry, tx: Transaction, short: str, fresh: Iterable[bytes], group: dict[bytes, Row]
) -> None:
    for digest in fresh:
        others = sorted(registry.coder.long(each) for each in group if each != digest)
        detail = {"short": short, "new": registry.coder.long(digest), "others": others}
        log.note(tx, "clash", None, detail, stamp(registry.clock), registry.new_id)


def _log(registry: StoredRegistry, source: Snapshot, joined: Joined, *, everything: bool) -> None:
    entries = (read_entry(columns) for columns in source.rows(LOG))
    for page in pages(each for each in entries if everything or each.kind not in LOCAL):
        joined.entries += registry.database.write(partial(_entries_in, registry, page))


def _entries_in(registry: StoredRegistry, page: Sequence[Entry], tx: Transaction) -> int:
    known: set[bytes] = set()
    for start in range(0, len(page), _AT_ONCE):
        ids = [each.id for each in page[start : start + _AT_ONCE]]
        marks = ", ".join("?" * len(ids))
        known |= {row[0] for row in tx.execute(f"SELECT id FROM log WHERE id IN ({marks})", ids)}  # noqa: S608
    fresh = [each for each in page if each.id not in known]
    for each in fresh:
        tx.execute(log.INSERT, replace(each, seq=tx.next_seq()).stored())
        row = None if each.subject is None else _row_about(registry, tx, each.subject)
        if row is not None:
            marked = row.marked()
            tx.execute(statements.SHARE, (marked.sharing, marked.marks, marked.seal(), row.short, row.digest))
    return len(fresh)


_AT_ONCE = 500


def _row_about(registry: StoredRegistry, tx: Transaction, subject: str) -> Row | None:
    """The row of the code that an entry is about; None where it is about something else, as a release."""
    if len(subject) != LONG:
        return None
    try:
        short = registry.coder.short_of(read_code(subject).text)
    except (CodeError, RegistryError):
        return None
    return next((row for row in registry.rows_in(tx, [short]) if registry.coder.long(row.digest) == subject), None)


def _superseded(source: Snapshot) -> Iterator[str]:
    kind, subject = (LOG.names.split(", ").index(name) for name in ("kind", "subject"))
    yield from (columns[subject] for columns in source.rows(LOG) if columns[kind] == "superseded")


def _erasures(registry: StoredRegistry, source: Snapshot, joined: Joined) -> None:
    coming = (read_erasure(columns) for columns in source.rows(ERASURES))
    joined.erased += registry.private.apply(coming, told=True).texts


def _texts(registry: StoredRegistry, source: Snapshot, joined: Joined) -> None:
    for page in pages(read_text(columns) for columns in source.rows(PRIVATE_TEXTS)):
        joined.texts += registry.database.write(partial(_texts_in, registry, page))
    registry.settle_scrubbing()


def _texts_in(registry: StoredRegistry, page: Sequence[TextRow], tx: Transaction) -> int:
    came, replaced = 0, False
    for row in page:
        gone = [private.read_erasure(each) for each in tx.execute(private.ERASURES_OF, (row.digest,))]
        if any(each.option == row.option and each.covers(row) for each in gone):
            continue
        kept = [private.read_text(each) for each in tx.execute(private.TEXTS_OF, (row.digest,))]
        here = next((each for each in kept if each.option == row.option), None)
        if here is not None and _later(here) >= _later(row):
            continue
        if here is not None:
            tx.execute(private.ERASE, (row.digest, row.option))
            replaced = True
        tx.execute(private.KEEP, row.stored())
        came += 1
    if replaced:
        registry.scrub(tx)
    return came


def _releases(registry: StoredRegistry, source: Snapshot, joined: Joined) -> None:
    done = join_releases(registry, source)
    joined.releases += done.came
    joined.dated += done.dated
    joined.stayed += done.stayed
    joined.unheld += done.unheld


def _others(registry: StoredRegistry, source: Snapshot, joined: Joined) -> None:
    revisions = join_revisions(registry, source)
    joined.others += revisions.came
    joined.dated += revisions.dated
    joined.unproved += revisions.unproved
    joined.unlinked += unlink(registry, source)
    for join_some in (join_links, join_leases):
        came, stayed = join_some(registry, source)
        joined.others += came
        joined.stayed += stayed
    tell_stayed(registry, source)


def _later(row: TextRow) -> tuple[str, str, bytes, bytes]:
    return row.written_at, row.envelope.epoch, row.envelope.wrapped, row.envelope.cipher
