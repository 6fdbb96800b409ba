"""What the checks of a registry hand on to one another, and what they find; see `verify.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from configurator.registry.database import Columns
from configurator.registry.sorted_out import SortedOut
from configurator.registry.store import Coder
from configurator.registry.tables import Snapshot, Table

Progress = Callable[[str, int], None]
"""Told which table is read, and how many rows of it have been."""

TOLD = 1000
"""Rows from one word of progress to the next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: where, and what is wrong with it."""

    table: str
    place: str
    finding: str


Findings: TypeAlias = Iterator[Finding]


@dataclass
class Seen:
    """What the checks before have seen, by codes; each is a set in files, or a count."""

    snapshot: Snapshot
    coder: Coder
    progress: Progress | None = None
    codes: SortedOut = field(default_factory=SortedOut)
    marked: SortedOut = field(default_factory=SortedOut)
    named: SortedOut = field(default_factory=SortedOut)
    subjects: SortedOut = field(default_factory=SortedOut)
    erased: SortedOut = field(default_factory=SortedOut)
    revised: SortedOut = field(default_factory=SortedOut)
    linked: SortedOut = field(default_factory=SortedOut)
    leased: SortedOut = field(default_factory=SortedOut)
    published: dict[str, set[str]] = field(default_factory=dict)
    prefixes: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    def rows(self, table: Table) -> Iterator[Columns]:
        """The rows of a table, with progress told."""
        count = 0
        for count, row in enumerate(self.snapshot.rows(table), 1):
            if self.progress is not None and count % TOLD == 0:
                self.progress(table.name, count)
            yield row
        if self.progress is not None:
            self.progress(table.name, count)
