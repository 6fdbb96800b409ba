"""A registry in a PostgreSQL database.

What is promised: once `issue` has answered, the code outlives a crash of the server and of whoever asked; any number of
hosts may issue and resolve at once; a cut line or a server that is started again costs a few seconds at most. What is
not: a server that acknowledges what it has not kept (`fsync` off and the like is refused, a lying disk cannot be seen).
Unlike a file's, the absence of a code cannot be proved by counting: there are the checksums of the server's pages, and
`verify`, which holds all codes against the log. A pool between us and the server has to lend its lines by session.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from configurator.errors import FailedStoreError
from configurator.identity.code_text import LONG, SHORT
from configurator.registry import log, statements
from configurator.registry.batch import Wanted, plan, want
from configurator.registry.database import Columns, T, Transaction
from configurator.registry.log import Entry, NewId, detail_text, random_id
from configurator.registry.postgres.database import PostgresDatabase
from configurator.registry.postgres.issuing import GROUPS, Bringing, Brought, bring_one
from configurator.registry.postgres.numbering import ABOUT, AT_ONCE, WAITING, number_some
from configurator.registry.row import Row, read_group
from configurator.registry.store import CODER, Also, Clock, Coder, Issued, stamp, utc_now
from configurator.registry.stored import BATCH, Execute, StoredRegistry

if TYPE_CHECKING:
    from configurator.registry.tables import Snapshot, Table

COUNT = "SELECT count(*) FROM codes"

INSERT = f"INSERT INTO codes ({statements.COLUMNS}, nth) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
"""A plain INSERT: a row of one key that is there is an error, never an overwrite."""

AT_LEISURE = "SET LOCAL statement_timeout = 0"
"""For what goes through a whole table: the larger that is, the longer it takes."""

IDLE_AT_LEISURE = "SET LOCAL idle_in_transaction_session_timeout = 0"
"""For who works on what has been read before reading on, as when writing it elsewhere."""

SHARED = """UPDATE codes SET sharing = grown.sharing, seal = grown.seal
FROM unnest(?::text[], ?::bytea[], ?::integer[], ?::bytea[]) AS grown (short, digest, sharing, seal)
WHERE codes.short = grown.short AND codes.digest = grown.digest"""
"""`statements.SHARE` for many rows."""


def open_database(
    address: str, *, create: bool = False, clock: Clock = utc_now, coder: Coder = CODER, new_id: NewId = random_id
) -> PostgresRegistry:
    """Open the registry in a database, or make it there where `create` is set and there is none.

    `UnusableStoreError`: no such database or no registry in it, one that is newer than this release, a server before
    15. `UnsafeStoreError`: its settings do not keep what it has acknowledged. `FailedStoreError`: it does not answer.
    """
    database = PostgresDatabase(address)
    database.prepare(create=create)
    return PostgresRegistry(database, clock, coder, new_id)


class PostgresRegistry(StoredRegistry):
    """A `Registry` that any thread may use, one issuing and one resolving at a time; `open_database` makes one."""

    database: PostgresDatabase
    about = ABOUT

    def __init__(self, database: PostgresDatabase, clock: Clock, coder: Coder, new_id: NewId = random_id) -> None:
        super().__init__(database, clock, coder, new_id)
        self.database = database

    def issue(self, document: bytes, *, release: str, also: Also | None = None) -> Issued:
        """Give the document its code: one statement, if it is new and alone in its short code."""
        item, now = want(document, self.coder), self._now(release)
        if also is None:
            told = detail_text({"codes": [self.coder.long(item.digest)], "release": release})
            entry = Entry(None, self.new_id(), now, "issued", None, told)
            bring = partial(bring_one, row=_first(item, release, now), entry=entry)
            brought = self.database.writer.use(bring, item.short)
            if brought is not None:
                return self._told([item], brought)[0]
        return self._alone_issued([item], release, now, also)[0]

    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:
        """Issue batch by batch, `BATCH` documents a transaction."""
        answers: list[Issued] = []
        rest = iter(documents)
        while chunk := [want(document, self.coder) for document in itertools.islice(rest, BATCH)]:
            answers += self._issue(chunk, release)
        return answers

    def count(self) -> int:
        """Count the products; they are looked through, all of them, which may take its time."""
        return self._counted(COUNT)

    def size_of(self, table: Table) -> int:
        """See `StoredRegistry.size_of`."""
        return self._counted(table.size)

    def _counted(self, question: str) -> int:
        def asked(tx: Transaction) -> int:
            tx.execute(AT_LEISURE)
            return int(tx.execute(question)[0][0])

        return self.database.read(asked)

    def search(self, short: str, tx: Transaction | None = None) -> list[Row]:  # noqa: ARG002
        """None: that a code was never issued is believed, see above."""
        return []

    def look_up(self, execute: Execute, shorts: Sequence[str]) -> list[Columns]:
        """The same by a list."""
        return execute(GROUPS, (list(shorts),))

    def changes(self, *, after: int = 0, limit: int = BATCH) -> list[Entry]:
        """The log from a number on; entries that have none yet get theirs first, but for those that a standby shows."""
        self._number_if_we_may()
        return super().changes(after=after, limit=limit)

    def put_rows(self, tx: Transaction, rows: Sequence[tuple[int, Row]]) -> None:
        """See `StoredRegistry.put_rows`."""
        tx.execute_many(INSERT, ((*row.stored(), nth) for nth, row in rows))

    def at_one_moment(self, question: Callable[[Snapshot], T]) -> T:
        """Ask what one transaction sees; entries that come before it does and have no number yet get one.

        On a standby, and for who may only read, they get none. The question may take as long as it does; where the line
        is cut, it is asked again from the start.
        """
        from configurator.registry.postgres.numbering import NumberedSnapshot

        def asked(tx: Transaction) -> T:
            tx.execute(IDLE_AT_LEISURE)
            return question(NumberedSnapshot(tx))

        self._number_if_we_may()
        return self.database.read(asked)

    def _number_if_we_may(self) -> None:
        try:
            self.number()
        except FailedStoreError as error:
            if error.reason != "read-only":
                raise

    def number(self) -> None:
        """Give a number to every entry of the log that was committed before this call."""
        if self.database.ask(WAITING):
            while self.database.write(number_some) == AT_ONCE:
                pass

    def _now(self, release: str) -> str:
        if not release:
            raise ValueError("a code is issued under a release")
        return stamp(self.clock)

    def _issue(self, wanted: Sequence[Wanted], release: str) -> list[Issued]:
        now = self._now(release)
        firsts = {item.short: item for item in wanted}
        if all(firsts[item.short].digest == item.digest for item in wanted):
            rows = (_first(item, release, now) for item in firsts.values())
            brought = self.database.writer.use(Bringing(rows, self.coder, self.new_id(), now, release))
            if brought is not None:
                return self._told(wanted, brought)
        return self._alone_issued(wanted, release, now)

    def _told(self, wanted: Sequence[Wanted], brought: Brought) -> list[Issued]:
        """Answer what has a row now, each product alone with its short code or known."""
        taken: dict[str, list[Columns]] = {}
        for columns in brought.taken:
            taken.setdefault(columns[0], []).append(columns)
        rows = {short: read_group(short, found, self.coder) for short, found in taken.items()}
        fresh, long = set(brought.new), self.coder.long
        answers = []
        for _, digest, short in wanted:
            label, new = short, short in fresh
            others: tuple[str, ...] = ()
            if short in rows:
                group = rows[short]
                others = tuple(sorted(long(row.digest) for row in group if row.digest != digest))
                if any(row.digest == digest and row.length == LONG for row in group):
                    label = long(digest)
            answers.append(Issued(label, short, digest, new, others, long))
            fresh.discard(short)
        return answers

    def _alone_issued(self, wanted: Sequence[Wanted], release: str, now: str, also: Also | None = None) -> list[Issued]:
        """Issue as if nobody else were there, which takes longer: where short codes are shared, or more is to do."""
        work = partial(self._issue_in, wanted=wanted, release=release, now=now, also=also)
        return self.database.write(work, wanted[0].short if len(wanted) == 1 else None)

    def _issue_in(
        self, tx: Transaction, wanted: Sequence[Wanted], release: str, now: str, also: Also | None
    ) -> list[Issued]:
        stored = self.rows_in(tx, sorted({item.short for item in wanted}))
        batch = plan(wanted, stored, release, now, self.coder)
        if batch.insert:
            nth = Counter(row.short for row in stored)
            inserted: list[tuple[object, ...]] = []
            for row in sorted(batch.insert, key=lambda row: (row.short, row.length, row.digest)):
                inserted.append((*row.stored(), nth[row.short]))
                nth[row.short] += 1
            tx.execute_many(INSERT, inserted)
            shared = [(row.short, row.digest, row.sharing, row.seal()) for row in batch.share]
            tx.execute(SHARED, list(map(list, zip(*shared, strict=True))) if shared else [[], [], [], []])
            codes = [self.coder.long(row.digest) for row in batch.insert]
            told = [("issued", detail_text({"codes": codes, "release": release}))]
            told += (("clash", detail_text(clash)) for clash in batch.clashes)
            entries = (Entry(None, self.new_id(), now, kind, None, detail) for kind, detail in told)
            tx.execute_many(log.INSERT, (entry.stored() for entry in entries))
        if also is not None:
            for answer in batch.answers:
                also(tx, answer)
        return batch.answers


def _first(item: Wanted, release: str, now: str) -> Row:
    return Row(item.short, item.digest, item.document, release, now, SHORT, 1)
