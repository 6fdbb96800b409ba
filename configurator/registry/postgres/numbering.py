"""Give entries of the log their numbers, when somebody wants to read it.

Whoever issues takes no number, which would make everybody wait for everybody. So an entry gets its number once it is
committed, after all that have one: the numbers have no gap, never change, and who has read up to one never misses any.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.registry import log
from configurator.registry.database import Columns, Transaction
from configurator.registry.log import read_entry
from configurator.registry.tables import LOG, PAGE, PagedSnapshot, Table

ABOUT = f"SELECT {log.COLUMNS} FROM log WHERE subject = ? ORDER BY noted_at"  # noqa: S608 - fixed text
"""All entries about one subject, oldest first, numbered or not."""

AT_ONCE = 2000
"""Entries that one transaction numbers."""

WAITING = "SELECT 1 FROM log WHERE seq IS NULL LIMIT 1"

_LAST = "SELECT coalesce(max(seq), 0) FROM log WHERE seq IS NOT NULL"

_UNNUMBERED = f"SELECT {log.COLUMNS} FROM log WHERE seq IS NULL ORDER BY noted_at, id LIMIT {AT_ONCE}"  # noqa: S608

_NUMBER = """UPDATE log SET seq = given.seq, seal = given.seal
FROM unnest(?::bytea[], ?::bigint[], ?::bytea[]) AS given (id, seq, seal)
WHERE log.id = given.id AND log.seq IS NULL"""


def number_some(tx: Transaction) -> int:
    """Number the next entries, in a transaction that is alone; how many there were. Raises `DamagedRecordError`."""
    last: int = tx.execute(_LAST)[0][0]
    entries = [read_entry(values) for values in tx.execute(_UNNUMBERED)]
    if entries:
        numbered = [entry.numbered(seq) for seq, entry in enumerate(entries, last + 1)]
        columns = [[each.id for each in numbered], [each.seq for each in numbered], [each.seal() for each in numbered]]
        tx.execute(_NUMBER, columns)
    return len(entries)


class NumberedSnapshot(PagedSnapshot):
    """What a transaction sees; entries that have no number there get the ones that they would get."""

    def rows(self, table: Table) -> Iterator[Columns]:
        """See `Snapshot.rows`."""
        if table is not LOG:
            yield from super().rows(table)
            return
        last = 0
        while page := self.tx.execute(log.PAGE, (last, PAGE)):
            yield from page
            last = page[-1][0]
        place: tuple[object, ...] = ("-infinity", b"")
        while page := self.tx.execute(_BEHIND, (*place, PAGE)):
            for *columns, _ in page:
                last += 1
                yield read_entry(columns).numbered(last).stored()
            place = (page[-1][-1], page[-1][1])


_BEHIND = f"""SELECT {log.COLUMNS}, noted_at::text FROM log WHERE seq IS NULL AND (noted_at, id) > (?::timestamptz, ?)
ORDER BY noted_at, id LIMIT ?"""  # noqa: S608
