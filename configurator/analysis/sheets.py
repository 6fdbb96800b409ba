"""What a CSV file and a sheet of a workbook have in common: a header, rows of cells as text, and a place for each.

Rows are counted from 0, below the header; people count lines, or rows of the sheet, from 1 with the header among them.
Places are made only for what there is something to say about, except for the rows that become values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from configurator.diagnostics import Code
from configurator.source import Cell, Source, Span

Rows = list[list[str]]


class SheetError(Exception):
    """A file that cannot be taken apart, or not to its end; it never leaves the analysis of files.

    `span`, a stretch of `source`, is None where no place of the file can be shown.
    """

    def __init__(
        self, code: Code, message: str, hint: str | None, span: Span | None = None, source: Source | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.span, self.source = code, message, hint, span, source


@dataclass(frozen=True)
class SheetSource(Source):
    """A source with columns; `headings` has the heading of each span that was made for a cell."""

    headings: dict[Span, str] = field(default_factory=dict, compare=False, repr=False)

    def where(self, span: Span) -> str:
        """`teams.csv:4711, column ink`; without the column for what is no cell."""
        line, heading = self.position(span.start).line, self.headings.get(span)
        return f"{self.name}:{line}" + (f", column {heading}" if heading else "")

    def cell(self, span: Span) -> Cell | None:
        """The heading of the column of a cell."""
        return Cell(self.headings[span]) if span in self.headings else None


class Sheet(ABC):
    """A table in a file: its header, and its rows, which are read in their order and once only."""

    source: SheetSource
    header: list[str]
    unit = "line"
    """What people count: lines or rows."""

    @property
    def least_rows(self) -> int:
        """How many rows below the header hold something, as far as that shows before they are read."""
        return 0

    @abstractmethod
    def chunks(self) -> Iterator[tuple[int, Rows]]:
        """The rows below the header, some thousands at a time, with the number of the first. Raises `SheetError`."""

    @abstractmethod
    def row(self, row: int) -> Span:
        """The place of a row that has been read."""

    @abstractmethod
    def cell_of(self, row: int, column: int) -> Span:
        """The place of a cell of a row that has been read; of the header's where the row is -1."""

    def places(self, first: int, count: int) -> Sequence[Span]:
        """The places of several rows."""
        return [self.row(row) for row in range(first, first + count)]

    def cell(self, row: int, column: int) -> Span:
        """The place of a cell, which messages then name by the heading of its column."""
        span = self.cell_of(row, column)
        if column < len(self.header):
            self.source.headings.setdefault(span, self.header[column])
        return span

    def number(self, row: int) -> int:
        """The number of a row as people count."""
        return self.source.position(self.row(row).start).line

    def typed(self, row: int, column: int) -> object:  # noqa: ARG002 - a sheet with types looks
        """The cell as the file itself types it; text where it does not."""
        return None
