"""A registry in one SQLite file.

What is promised: once `issue` has answered, the code outlives a kill, a crash and a power failure, and any number of
processes on one machine may issue and resolve at once. What is not: one file on a network file system or shared by two
hosts, and disks that say they have written what they have not. A file that is moved away while it is open goes on being
read; close first. After a failed write or sync nothing is acknowledged and the connection is dropped; the next call
opens the file anew and checks it, and the caller may simply ask again, because issuing is idempotent.

All statements are plain ones; sqlite-utils is loaded only where a file is made or migrated.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.registry import log, statements
from configurator.registry.batch import Batch, Wanted, plan, want
from configurator.registry.connections import Connections
from configurator.registry.database import T, Transaction
from configurator.registry.log import NewId, random_id
from configurator.registry.row import PREFIX, Row
from configurator.registry.shelves import searched
from configurator.registry.sqlite_database import SqliteDatabase
from configurator.registry.store import CODER, Also, Clock, Coder, Issued, stamp, utc_now
from configurator.registry.stored import BATCH, StoredRegistry

if TYPE_CHECKING:
    from configurator.registry.tables import Snapshot


def open_file(
    path: Path | str,
    *,
    create: bool = False,
    clock: Clock = utc_now,
    coder: Coder = CODER,
    new_id: NewId = random_id,
    wal: bool = False,
) -> SqliteRegistry:
    """Open the registry file, or make it where `create` is set and there is none, or an empty file.

    `wal` asks for the write-ahead log: fewer syncs, and readers never wait, but only with a mended SQLite library.
    `UnusableStoreError`: missing, empty, not a registry, or newer than this release. `UnsafeStoreError`: its
    settings cannot be made durable.
    """
    connections = Connections(_real(path), wal=wal)
    connections.prepare(create=create)
    return SqliteRegistry(SqliteDatabase(connections), clock, coder, new_id)


def _real(path: Path | str) -> Path:
    """Where the file really is: SQLite keeps its journal there, and that folder is the one to sync."""
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError):  # a circle of links, say; opening it will tell
        return Path(path).absolute()


class SqliteRegistry(StoredRegistry):
    """A `Registry` that any thread may use, one call at a time; `open_file` makes one."""

    places_of_texts = statements.UNTYPED

    def __init__(self, database: SqliteDatabase, clock: Clock, coder: Coder, new_id: NewId) -> None:
        super().__init__(database, clock, coder, new_id)
        self.connections = database.connections

    def issue(self, document: bytes, *, release: str, also: Also | None = None) -> Issued:
        """Give the document its code; five syncs if it is new (one in WAL mode), one if it is known."""
        return self._issue([want(document, self.coder)], release, also)[0]

    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:
        """Issue batch by batch, `BATCH` documents a transaction."""
        answers: list[Issued] = []
        rest = iter(documents)
        while chunk := [want(document, self.coder) for document in itertools.islice(rest, BATCH)]:
            answers += self._issue(chunk, release)
        return answers

    def count(self) -> int:
        """Tell how many products have a code."""
        return self.database.ask(statements.COUNT)[0][0] or 0

    def search(self, short: str, tx: Transaction | None = None) -> list[Row]:
        """Prove that a short code is unknown: all products whose codes begin alike are there, sound, and others."""
        return searched(self.database, short, self.coder, tx)

    def put_rows(self, tx: Transaction, rows: Sequence[tuple[int, Row]]) -> None:
        """See `StoredRegistry.put_rows`."""
        tx.execute_many(statements.INSERT, (row.stored() for _, row in rows))
        tx.execute_many(statements.TALLY_UP, sorted(Counter(row.short[:PREFIX] for _, row in rows).items()))

    def at_one_moment(self, question: Callable[[Snapshot], T]) -> T:
        """Ask a copy of the file, which takes as much room again, where temporary files stand.

        Asking holds nobody up; copying does with a rollback journal, for moments or a few seconds, see `copies.py`.
        """
        from configurator.registry.copies import reading_copy

        with reading_copy(self.connections.path) as snapshot:
            return question(snapshot)

    def scrub(self, tx: Transaction) -> None:
        """Write all private texts anew, which takes longer the more there are: half a second for 100,000 (26 MB).

        `secure_delete` overwrites a row where it stands, and a page that is freed; not what SQLite left behind when it
        moved rows between pages, which was found of one row in 2,000. What stands on no page of the table any more is
        nowhere.
        """
        _, _, columns = tx.execute(statements.MADE)[0][0].partition("(")
        for statement in (f"CREATE TABLE private_texts_anew ({columns}", *statements.SCRUB):
            tx.execute(statement)

    def settle_scrubbing(self) -> None:
        """Empty the write-ahead log, where there is one. Raises `FailedStoreError` while somebody reads from it."""
        self.connections.empty_log()

    def _issue(self, wanted: Sequence[Wanted], release: str, also: Also | None = None) -> list[Issued]:
        if not release:
            raise ValueError("a code is issued under a release")
        work = partial(self._issue_in, wanted=wanted, release=release, now=stamp(self.clock), also=also)
        return self.database.write(work, wanted[0].short if len(wanted) == 1 else None)

    def _issue_in(
        self, tx: Transaction, wanted: Sequence[Wanted], release: str, now: str, also: Also | None
    ) -> list[Issued]:
        stored = self.rows_in(tx, sorted({item.short for item in wanted}))
        batch = plan(wanted, stored, release, now, self.coder)
        if batch.insert:
            self._write(tx, batch, release, now)
        if also is not None:
            for answer in batch.answers:
                also(tx, answer)
        return batch.answers

    def _write(self, tx: Transaction, batch: Batch, release: str, now: str) -> None:
        tx.execute_many(statements.INSERT, (row.stored() for row in batch.insert))
        tx.execute_many(statements.TALLY_UP, sorted(Counter(row.short[:PREFIX] for row in batch.insert).items()))
        tx.execute_many(
            statements.SHARE, ((row.sharing, row.marks, row.seal(), row.short, row.digest) for row in batch.share)
        )
        codes = [self.coder.long(row.digest) for row in batch.insert]
        log.note(tx, "issued", None, {"codes": codes, "release": release}, now, self.new_id)
        for clash in batch.clashes:
            log.note(tx, "clash", None, clash, now, self.new_id)
