"""What a registry asks of the database under it; one implementation for SQLite, one for PostgreSQL.

All but issuing is written once over this port, in SQL that both take: `?` for parameters, `INSERT … ON CONFLICT`,
`RETURNING`, no sequences, no locks by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Columns = tuple[Any, ...]
"""One row of an answer."""


class Transaction(Protocol):
    """Statements of one moment, or of one change that happens as a whole or not at all."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Columns]:
        """Run a statement and give all rows of its answer; none for a statement that answers nothing."""

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each of many rows of parameters."""

    def next_seq(self) -> int | None:
        """The number of the next entry of the log; None where entries get theirs later, when the log is read."""


class Database(Protocol):
    """A database, opened when it is first needed and again after a fault. Any thread may ask.

    Every method may raise `FailedStoreError` (nothing was acknowledged, asking again is safe) and `DamagedRecordError`;
    `code` is the one that such an error is about, where it is about one.
    """

    def ask(self, sql: str, values: Sequence[object] = (), code: str | None = None) -> list[Columns]:
        """The answer to one question."""

    def read(self, question: Callable[[Transaction], T], code: str | None = None) -> T:
        """The answer to several questions of the same moment. Nothing may be written."""

    def write(self, work: Callable[[Transaction], T], code: str | None = None) -> T:
        """Do some work as if nobody else were there; it is durable when this returns, and undone if it raises.

        `work` may run more than once, each time from the start, where others got in its way.
        """

    def close(self) -> None:
        """Let go of files and connections."""
