"""A registry over a database, without what each database has its own way for: issuing, counting, proving absence.

Codes come in as people type them. What is read is verified: a row by its own digest and seal, its entries of the log by
theirs and by their number, which the row tells.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Self

from configurator.errors import AmbiguousCodeError, CodeError, RegistryError, SupersededError, UnknownCodeError
from configurator.identity.code import Code, read_code
from configurator.identity.code_text import LONG, SHORT
from configurator.registry import log, statements
from configurator.registry.database import Columns, Database, T, Transaction
from configurator.registry.leases import Leases
from configurator.registry.log import Entry, NewId, random_id, read_about, read_page
from configurator.registry.references import References
from configurator.registry.releases import Releases
from configurator.registry.revisions import Revisions
from configurator.registry.row import Row, read_group, read_row
from configurator.registry.store import Also, Clock, Coder, Issued, Resolved, after, stamp

if TYPE_CHECKING:
    from configurator.registry.private_texts import PrivateTexts
    from configurator.registry.tables import Snapshot, Table

BATCH = 1000
"""Products a transaction: enough to share its syncs, few enough to let others in."""

ASKED_AT_ONCE = 500
"""Short codes that one statement looks up."""

Execute = Callable[[str, Sequence[object]], list[Columns]]
"""How a question is put: in a transaction, or by itself."""


class StoredRegistry(ABC):
    """What `SqliteRegistry` and `PostgresRegistry` have in common; see `store.Registry` for what each method does."""

    partial = False
    """Whether it is a part of a registry: then leased numbers need not be dense."""

    about = log.ABOUT
    """All entries about one subject, oldest first."""

    places_of_texts = statements.TYPED
    """How the places of private texts are asked for."""

    def __init__(self, database: Database, clock: Clock, coder: Coder, new_id: NewId = random_id) -> None:
        self.database = database
        self.clock = clock
        self.coder = coder
        self.new_id = new_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self.count()

    @property
    def releases(self) -> Releases:
        """The releases of catalogs that it holds."""
        return Releases(self.database, partial(stamp, self.clock), self.new_id)

    def refuse_unreleased(self, release: str) -> None:
        """See `Registry.refuse_unreleased`."""
        self.releases.refuse_unreleased(release)

    def close(self) -> None:
        """Close the database; the next call opens it again."""
        self.database.close()

    @property
    def references(self) -> References:
        """What other systems call products: links of their references to codes."""
        return References(self)

    @property
    def leases(self) -> Leases:
        """Numbers that are leased beside GTINs."""
        return Leases(self)

    @property
    def revisions(self) -> Revisions:
        """Revisions of master data on top of releases."""
        return Revisions(self)

    @abstractmethod
    def issue(self, document: bytes, *, release: str, also: Also | None = None) -> Issued:
        """See `Registry.issue`."""

    @abstractmethod
    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:
        """See `Registry.issue_many`."""

    @abstractmethod
    def count(self) -> int:
        """See `Registry.count`."""

    @abstractmethod
    def search(self, short: str, tx: Transaction | None = None) -> list[Row]:
        """The rows of a short code for which the look-up found none: none, or damage; where it can be, that is proved.

        A transaction that is under way is asked itself: SQLite has no second one within it, and PostgreSQL would show
        another moment. Raises `DamagedRecordError` where one could be missing.
        """

    def look_up(self, execute: Execute, shorts: Sequence[str]) -> list[Columns]:
        """The products of some short codes, `ASKED_AT_ONCE` at most, in one question; in order, unverified."""
        return execute(statements.groups(len(shorts)), shorts)

    @property
    def private(self) -> PrivateTexts:
        """See `Registry.private`."""
        from configurator.registry.private_texts import PrivateTexts  # what resolving does without

        return PrivateTexts(self)

    @abstractmethod
    def put_rows(self, tx: Transaction, rows: Sequence[tuple[int, Row]]) -> None:
        """Add rows that another registry has issued, each with its number among those of its short code, from 0."""

    def at_one_moment(self, question: Callable[[Snapshot], T]) -> T:
        """Ask something of all that the registry has, as of one moment, while others go on issuing."""
        from configurator.registry.tables import PagedSnapshot

        return self.database.read(lambda tx: question(PagedSnapshot(tx)))

    def size_of(self, table: Table) -> int:
        """How many rows there are in a table."""
        return int(self.database.ask(table.size)[0][0])

    def scrub(self, tx: Transaction) -> None:  # noqa: B027 - a database has its own way, or none
        """Leave nothing of deleted private texts behind, in the transaction that deletes them."""

    def settle_scrubbing(self) -> None:  # noqa: B027
        """Leave nothing of them outside the tables either, once that transaction is done."""

    def resolve(self, code_text: str) -> Resolved:
        """See `Registry.resolve`."""
        typed = _typed(code_text)
        if typed is not None and (row := self._alone(typed, self.database.ask(statements.GROUP, (typed,), typed))):
            return self._with_entries(row)
        code, short = self._read(code_text)
        found = self.database.ask(statements.GROUP, (short,), short)
        return self._with_entries(self._meant(code, short, found))

    def resolve_many(self, code_texts: Iterable[str]) -> list[Resolved | CodeError | RegistryError]:
        """See `Registry.resolve_many`."""
        answers: list[Resolved | CodeError | RegistryError] = []
        rest = iter(code_texts)
        while texts := list(itertools.islice(rest, ASKED_AT_ONCE)):
            shorts = list(map(self._short_or_none, texts))
            groups: dict[str, list[Columns]] = {short: [] for short in shorts if short is not None}
            if groups:
                for columns in self.look_up(self.database.ask, sorted(groups)):
                    groups.get(columns[0], []).append(columns)
            for text, short in zip(texts, shorts, strict=True):
                answers.append(self._one_of_many(text, short, groups))
        return answers

    def retire(self, code_text: str, *, reason: str, by_whom: str | None = None) -> Resolved:
        """See `Registry.retire`."""

        def retired(_tx: Transaction, found: Resolved) -> Mapping[str, object] | None:
            return None if found.retired else {"reason": reason, "by_whom": by_whom}

        return self._marked(code_text, "retired", retired)

    def reinstate(self, code_text: str, *, reason: str, by_whom: str | None = None) -> Resolved:
        """See `Registry.reinstate`."""

        def reinstated(_tx: Transaction, found: Resolved) -> Mapping[str, object] | None:
            return {"reason": reason, "by_whom": by_whom} if found.retired else None

        return self._marked(code_text, "reinstated", reinstated)

    def supersede(self, code_text: str, *, by: str, reason: str, by_whom: str | None = None) -> Resolved:
        """See `Registry.supersede`."""

        def superseded(tx: Transaction, found: Resolved) -> Mapping[str, object] | None:
            heir = self._found(tx, by)
            if found.superseded_by == heir.long_code:
                return None
            seen, next_one = {found.long_code}, heir
            while next_one.long_code not in seen:
                if next_one.superseded_by is None:
                    return {"by": heir.long_code, "reason": reason, "by_whom": by_whom}
                seen.add(next_one.long_code)
                next_one = self._found(tx, next_one.superseded_by)
            raise SupersededError(found.code, heir.code)

        return self._marked(code_text, "superseded", superseded)

    def note(self, code_text: str, *, note: str, by_whom: str | None = None) -> Resolved:
        """See `Registry.note`."""
        return self._marked(code_text, "noted", lambda _tx, _found: {"note": note, "by_whom": by_whom})

    def codes(self, *, after: str | None = None, limit: int = BATCH) -> list[Resolved]:
        """See `Registry.codes`."""
        if after is None:
            found = self.database.ask(statements.PAGE, (limit,))
        else:
            found = self.database.ask(statements.PAGE_AFTER, (*self._place_of(after), limit))
        return [read_row(values, self.coder).resolved(self.coder) for values in found]

    def changes(self, *, after: int = 0, limit: int = BATCH) -> list[Entry]:
        """See `Registry.changes`."""
        return read_page(self.database.ask(log.PAGE, (after, limit)), after)

    def mark(self, tx: Transaction, row: Row, kind: str, detail: Mapping[str, object]) -> Entry:
        """Write an entry about a product, in a transaction that has read its row."""
        marked = row.marked()
        tx.execute(statements.SHARE, (marked.sharing, marked.marks, marked.seal(), row.short, row.digest))
        subject, at = self.coder.long(row.digest), stamp(self.clock)
        if row.marks:  # also with a clock that was put back, what comes later is later
            at = max(at, after(tx.execute(log.LAST_ABOUT, (subject,))[0][0]))
        return log.note(tx, kind, subject, detail, at, self.new_id)

    def row_of(self, tx: Transaction, digest: bytes) -> Row | None:
        """The row of the product with a digest, read in a transaction; None where it has no code here."""
        short = self.coder.short(digest)
        rows = read_group(short, tx.execute(statements.GROUP, (short,)), self.coder)
        return next((row for row in rows if row.digest == digest), None)

    def row_in(self, tx: Transaction, code_text: str) -> Row:
        """The row of the one product that a code means, read in a transaction; raises as `resolve` does."""
        code, short = self._read(code_text)
        return self._meant(code, short, tx.execute(statements.GROUP, (short,)), tx)

    def rows_in(self, tx: Transaction, shorts: Sequence[str]) -> list[Row]:
        """All rows of some short codes, verified, read in a transaction."""
        rows: list[Row] = []
        for start in range(0, len(shorts), ASKED_AT_ONCE):
            asked = shorts[start : start + ASKED_AT_ONCE]
            for short, found in groupby(self.look_up(tx.execute, asked), itemgetter(0)):
                rows += read_group(short, found, self.coder)
        return rows

    def _found(self, tx: Transaction, code_text: str) -> Resolved:
        row = self.row_in(tx, code_text)
        return row.resolved(self.coder, self._entries(row, tx.execute))

    def _marked(
        self,
        code_text: str,
        kind: str,
        detail_of: Callable[[Transaction, Resolved], Mapping[str, object] | None],
    ) -> Resolved:
        def work(tx: Transaction) -> Resolved:
            row = self.row_in(tx, code_text)
            found = row.resolved(self.coder, self._entries(row, tx.execute))
            detail = detail_of(tx, found)
            if detail is None:
                return found
            entry = self.mark(tx, row, kind, detail)
            return row.resolved(self.coder, (*found.entries, entry))

        return self.database.write(work, self._read(code_text)[1])

    def _read(self, code_text: str) -> tuple[Code, str]:
        """A code and its short form; `UnknownCodeError` for one that no registry issues."""
        code = read_code(code_text)
        if code.scheme != "V":
            raise UnknownCodeError(code.text)
        return code, self.coder.short_of(code.text) if code.length == LONG else code.text

    def _short_or_none(self, code_text: str) -> str | None:
        """The short code to look for; None for what is no code of a registry."""
        try:
            return _typed(code_text) or self._read(code_text)[1]
        except (CodeError, RegistryError):
            return None

    def _one_of_many(
        self, code_text: str, short: str | None, groups: Mapping[str, list[Columns]]
    ) -> Resolved | CodeError | RegistryError:
        try:
            if short is not None and len(code_text) < LONG and (row := self._alone(short, groups[short])):
                return self._with_entries(row)
            code, short = self._read(code_text)
            return self._with_entries(self._meant(code, short, groups[short]))
        except (CodeError, RegistryError) as error:
            return error

    def _alone(self, short: str, found: Sequence[Columns]) -> Row | None:
        """The row, where it is the only one of its short code, as nearly always.

        What is stored is a code, so its check symbols need not be worked out as `_read` does.
        """
        if len(found) != 1:
            return None
        row = read_row(found[0], self.coder)
        return row if row.short == short and row.sharing == 1 else None

    def _meant(self, code: Code, short: str, found: Sequence[Columns], tx: Transaction | None = None) -> Row:
        """The one row that a code means, of those with its short code."""
        rows = read_group(short, found, self.coder) or self.search(short, tx)
        if code.length == LONG:
            rows = [row for row in rows if self.coder.long(row.digest) == code.text]
        if not rows:
            raise UnknownCodeError(code.text)
        if len(rows) > 1:
            raise AmbiguousCodeError(code.text, tuple(sorted(self.coder.long(row.digest) for row in rows)))
        return rows[0]

    def _with_entries(self, row: Row) -> Resolved:
        """A row as an answer; one that has entries is read again with them, as of one moment."""
        if not row.marks:
            return row.resolved(self.coder)
        long_code = self.coder.long(row.digest)
        return self.database.read(lambda tx: self._found(tx, long_code), row.short)

    def _entries(self, row: Row, execute: Execute) -> tuple[Entry, ...]:
        if not row.marks:
            return ()
        long_code = self.coder.long(row.digest)
        found = read_about(long_code, execute(self.about, (long_code,)), row.marks)
        return tuple(sorted(found, key=attrgetter("at", "id")))  # those of a registry that was merged came late

    def _place_of(self, long_code: str) -> tuple[str, bytes]:
        short = self.coder.short_of(long_code)
        rows = read_group(short, self.database.ask(statements.GROUP, (short,), short), self.coder)
        return short, next((row.digest for row in rows if self.coder.long(row.digest) == long_code), b"")


def _typed(code_text: str) -> str | None:
    """A text of the length of a short code, as codes are stored; None for what has to be read with care."""
    typed = code_text.replace("-", "")
    return typed.upper() if len(typed) == SHORT and typed.isascii() and typed.isalnum() else None
