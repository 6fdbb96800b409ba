"""Give first products of their short codes a row, in as few ways to the server and back as there can be.

Rows go in, out comes which of them are new, with what is stored of the others; nothing, where one brings a second
product to a short code: that is decided elsewhere, in a transaction that is alone. Three laws make this safe beside any
number of others:

- The first product of a short code is its 0th row, and the key is (short, nth). Of two transactions that bring one
  short code at the same moment, whichever products, the second waits for the first and then finds the key taken.
- A batch inserts in the order of its short codes, so two batches never wait for one another in a circle.
- Rows are looked at in a statement after the insert, at `READ COMMITTED`: it sees whatever the key was taken by.

A line that was cut in the middle is no danger: the same rows are brought again, and the transaction's entry in the log
tells whether they were ours. There is no sequence and no lock by name, so a distributed PostgreSQL takes these
statements, too. By COPY into a table of the line's own, and from there, is the fastest way for many (measured).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from configurator.registry import log, statements
from configurator.registry.database import Columns
from configurator.registry.log import Entry
from configurator.registry.postgres.database import answer
from configurator.registry.postgres.placeholders import translated
from configurator.registry.postgres.safety import Line
from configurator.registry.row import Row
from configurator.registry.store import Coder

_HERE = f"{statements.COLUMNS}, nth"

_VALUES = ", ".join(["%s"] * len(statements.COLUMNS.split(",")))

_NOTE = ", ".join(["%s"] * (len(log.COLUMNS.split(",")) - 1))

FIRST = f"""WITH new AS (
  INSERT INTO codes ({_HERE}) VALUES ({_VALUES}, 0) ON CONFLICT (short, nth) DO NOTHING RETURNING 1
)
INSERT INTO log ({log.COLUMNS}) SELECT NULL, {_NOTE} FROM new RETURNING 1"""  # noqa: S608 - fixed text
"""One product and the entry that tells of it, or neither."""

INCOMING = f"""CREATE TEMPORARY TABLE incoming ON COMMIT DELETE ROWS AS
SELECT {statements.COLUMNS} FROM codes WITH NO DATA"""  # noqa: S608

COPY = f"COPY incoming ({statements.COLUMNS}) FROM STDIN (FORMAT BINARY)"

TYPES = ("text", "bytea", "bytea", "text", "text", "int4", "int4", "int4", "bytea")

FIRSTS = f"""INSERT INTO codes ({_HERE}) SELECT {statements.COLUMNS}, 0 FROM incoming ORDER BY short
ON CONFLICT (short, nth) DO NOTHING RETURNING short"""  # noqa: S608

GROUPS = f"""SELECT found.* FROM unnest(?::text[]) AS asked (short)
CROSS JOIN LATERAL (SELECT {statements.COLUMNS} FROM codes WHERE codes.short = asked.short OFFSET 0) AS found
ORDER BY short, digest"""  # noqa: S608
"""All products of some short codes. Each is looked for in its own part of the table; with `= ANY` all in each,
which takes seven times as long (measured)."""

_TAKEN = translated(GROUPS)

_GROUP = translated(statements.GROUP)

OURS = "SELECT 1 FROM log WHERE id = %s"

NOTE = f"INSERT INTO log ({log.COLUMNS}) VALUES (NULL, {_NOTE})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it: the short codes that got a row, and the rows, unread, of those that had some."""

    new: frozenset[str]
    taken: Sequence[Columns]


def bring_one(line: Line, attempt: int, row: Row, entry: Entry) -> Brought | None:
    """Insert the first product of a short code, and the entry that tells of it; None where another one has it."""
    if line.execute(FIRST, (*row.stored(), *entry.stored()[1:])).fetchone():
        return Brought(frozenset({row.short}), ())
    taken = answer(line, _GROUP, (row.short,))
    if not _all_known({row.short: row}, taken):
        return None
    ours = attempt and line.execute(OURS, (entry.id,)).fetchone()
    return Brought(frozenset({row.short}) if ours else frozenset(), taken)


def _all_known(rows: Mapping[str, Row], taken: Iterable[Columns]) -> bool:
    """Whether each of the products is among those stored under its short code."""
    stored = {(columns[0], columns[1]) for columns in taken}
    return all((row.short, row.digest) in stored for row in rows.values())


class Bringing:
    """One batch of first products, of different short codes; called once for each attempt."""

    def __init__(self, rows: Iterable[Row], coder: Coder, new_id: bytes, now: str, release: str) -> None:
        self._rows = {row.short: row for row in sorted(rows, key=lambda row: row.short)}
        self._coder = coder
        self._id = new_id
        self._now = now
        self._release = release
        self._made = Brought(frozenset(), ())
        """What the last attempt that came as far as its commit has made."""

    def __call__(self, line: Line, attempt: int) -> Brought | None:
        """Insert the rows whose short codes are free, in one transaction; none, and None, where one is another's."""
        line.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        new = self._insert(line)
        others = {short: row for short, row in self._rows.items() if short not in new}
        if others and attempt and line.execute(OURS, (self._id,)).fetchone():
            line.execute("ROLLBACK")
            return self._made
        taken = answer(line, _TAKEN, (list(others),)) if others else []
        if not _all_known(others, taken):
            line.execute("ROLLBACK")
            return None
        made = self._made = Brought(new, taken)
        if new:
            line.execute(NOTE, self._entry(new).stored()[1:])
        line.execute("COMMIT")
        return made

    def _insert(self, line: Line) -> frozenset[str]:
        if line.execute("SELECT to_regclass('pg_temp.incoming')").fetchone() == (None,):
            line.execute(INCOMING)
        with line.cursor() as cursor:
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for row in self._rows.values():
                    copy.write_row(row.stored())
            found: list[Columns] = cursor.execute(FIRSTS, binary=True).fetchall()
        return frozenset(short for (short,) in found)

    def _entry(self, new: frozenset[str]) -> Entry:
        codes = [self._coder.long(row.digest) for row in self._rows.values() if row.short in new]
        detail = log.detail_text({"codes": codes, "release": self._release})
        return Entry(None, self._id, self._now, "issued", None, detail)
