"""A sheet of an XLSX workbook: typed cells -> text as a CSV file would have it, with the place of every cell at hand.

A number becomes its shortest decimal digits, at most 15 of them, as spreadsheets show them, never the binary garbage
behind (`3.3000000000000003`); a day ISO 8601; true and false `yes` and `no`; an error its sign (`#N/A`). The archive is
unpacked and measured by `archives` first: the library that reads it would follow a forged one until memory is full.

What would surprise: spans of a workbook count cells, row by row, and not characters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import unescape
from io import BytesIO
from posixpath import join, normpath

from configurator.analysis.archives import CELLS_LIMIT, ArchiveError, check_sheet, column_number, packed, unpacked
from configurator.analysis.sheets import Rows, Sheet, SheetError, SheetSource
from configurator.diagnostics import codes, did_you_mean
from configurator.source import Cell, Mark, Position, Span

CHUNK = 20_000
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_NO_BOOK = "save it as «Excel workbook (.xlsx)», without a password"
_SEPARATOR = " | "
_EXACT = 2**53
"""Whole numbers up to here are exact in a spreadsheet's cells."""


class XlsxSource(SheetSource):
    """A sheet as messages show it; spans count cells, row by row, `width` to a row."""

    def line_text(self, line: int) -> str:
        """A row with bars between its cells."""
        return _SEPARATOR.join(self._row(line))

    def _row(self, line: int) -> list[str]:
        sheet: XlsxSheet = self.sheet
        return [each.replace("\n", " ") for each in sheet.cells(line - 1)]

    sheet: XlsxSheet

    def position(self, offset: int) -> Position:
        """The row and the column, both from 1."""
        row, column = divmod(max(0, offset), self.sheet.width)
        return Position(row + 1, column + 1)

    def mark(self, span: Span) -> Mark:
        """The cells of a span in the row as it is shown."""
        line, column = self.position(span.start)
        cells = self._row(line)
        before = sum(len(each) + len(_SEPARATOR) for each in cells[: column - 1])
        shown = _SEPARATOR.join(cells[column - 1 : column - 1 + span.end - span.start])
        return Mark(line, before, len(shown))

    def where(self, span: Span) -> str:
        """`teams.xlsx, sheet Teams, row 4711, column ink`."""
        heading = self.headings.get(span)
        row = f"{self.sheet.path}, sheet {self.sheet.title}, row {self.position(span.start).line}"
        return row + (f", column {heading}" if heading else "")

    def link(self, span: Span) -> str:
        """The same: no editor opens a row of a workbook."""
        return self.where(span)

    def cell(self, span: Span) -> Cell | None:
        """The heading of the column, and the sheet."""
        return Cell(self.headings.get(span, ""), self.sheet.title)


class XlsxSheet(Sheet):
    """The rows of one sheet. `path` is what messages call the workbook; `title` the sheet's name, the first if None.

    `file` is how the catalog names it.

    Raises `SheetError` for what is no workbook, is beyond a limit, or has no such sheet.
    """

    unit = "row"

    def __init__(self, path: str, file: str, data: bytes, title: str | None) -> None:
        self.path = path
        entries = _entries(file, data)
        values, self.title, self._errors = _sheet(file, entries, title)
        self.width = max((len(row) for row in values), default=0) or 1
        self._values = values
        first = next((number for number, row in enumerate(values) if any(each != "" for each in row)), 0)
        self._first = first + 1  # the row below the header, counted from 0
        self.source = XlsxSource(f"{path}, sheet {self.title}", "")
        object.__setattr__(self.source, "sheet", self)
        self.header = [each.strip() for each in self.cells(first)] if values else []
        while self.header and not self.header[-1]:
            self.header.pop()

    def cells(self, row: int) -> list[str]:
        """The texts of a row of the sheet, counted from 0 with the header."""
        if not 0 <= row < len(self._values):
            return []
        cells = list(map(cell_text, self._values[row]))
        for column, sign in self._errors.get(row, {}).items():
            if column < len(cells):
                cells[column] = sign
        return cells

    def chunks(self) -> Iterator[tuple[int, Rows]]:
        """The rows below the header; what stands to the right of its last heading is left out."""
        width = len(self.header)
        for first in range(self._first, len(self._values), CHUNK):
            last = min(first + CHUNK, len(self._values))
            yield first - self._first, [self.cells(row)[:width] for row in range(first, last)]

    def row(self, row: int) -> Span:
        """The place of a row: all cells below the header."""
        start = (row + self._first) * self.width
        return Span(start, start + max(1, len(self.header)), self.source.name)

    def cell_of(self, row: int, column: int) -> Span:
        """The place of a cell."""
        start = (row + self._first) * self.width + column
        return Span(start, start + 1, self.source.name)

    def number(self, row: int) -> int:
        """The number of a row in the sheet."""
        return row + self._first + 1

    def typed(self, row: int, column: int) -> object:
        """The cell as the workbook types it: text, a number, a truth value, a day or a time."""
        return self._values[row + self._first][column]


def cell_text(value: object) -> str:
    """A typed cell as text."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            if value == int(value) and abs(value) <= _EXACT:
                return str(int(value))
            return format(Decimal(f"{value:.15g}"), "f")
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _entries(file: str, data: bytes) -> Mapping[str, bytes]:
    """The entries of a workbook, measured. Raises `SheetError`."""
    if not data.startswith(b"PK"):
        raise SheetError(codes.BAD_WORKBOOK, f"`{file}` is no XLSX workbook", _NO_BOOK)
    try:
        entries = unpacked(data)
        names = {name.lower() for name in entries}
        if _BOOK not in names or "content.xml" in names or any(name.endswith("workbook.bin") for name in names):
            raise SheetError(codes.BAD_WORKBOOK, f"`{file}` is no XLSX workbook", _NO_BOOK)
        for name, text in entries.items():
            if name.lower().endswith((".xml", ".rels")) or "sheet" in name.lower():
                check_sheet(text)
    except ArchiveError as error:
        code = codes.TOO_LARGE if error.limit else codes.BAD_WORKBOOK
        hint = "keep the sheet in a workbook of its own, or save it as CSV" if error.limit else _NO_BOOK
        raise SheetError(code, f"`{file}` {error}", hint) from None
    return {name: text for name, text in entries.items() if name.lower().endswith((".xml", ".rels"))}


def _sheet(
    file: str, entries: Mapping[str, bytes], title: str | None
) -> tuple[Sequence[Sequence[object]], str, Mapping[int, Mapping[int, str]]]:
    """The cells of a sheet, its name, and the signs of its errors by row and column, which the library leaves out."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_object(BytesIO(packed(entries)))
        names = book.sheet_names
        if title is not None and title not in names:
            hint = did_you_mean(title, names)
            raise SheetError(codes.UNKNOWN_SHEET, f"`{file}` has no sheet `{title}`", hint)
        if not names:
            raise SheetError(codes.BAD_WORKBOOK, f"`{file}` has no sheet", "add one, with a header and a row a value")
        name = names[0] if title is None else title
        values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except SheetError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library says of outside bytes is told as their fault
        raise SheetError(codes.BAD_WORKBOOK, f"`{file}` cannot be read: {_first_line(error)}", _NO_BOOK) from None
    if sum(map(len, values)) > CELLS_LIMIT:
        raise SheetError(codes.TOO_LARGE, f"`{file}` has a sheet of more than {CELLS_LIMIT:,} cells", "split it")
    return values, name, _errors(_part(entries, name))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it is damaged"])[0][:200]


def _part(entries: Mapping[str, bytes], sheet: str) -> bytes:
    """The XML of a sheet by its name; empty where it cannot be told."""
    book = entries.get(_BOOK, b"").decode(errors="replace")
    relations = entries.get(_RELATIONS, b"").decode(errors="replace")
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book):
        name, key = re.search(r'\sname="([^"]*)"', tag), re.search(r'\s\w+:id="([^"]*)"', tag)
        if name and key and unescape(name[1]) == sheet:
            for relation in re.findall(r"<(?:\w+:)?Relationship\s[^<>]*>", relations):
                if re.search(rf'\sId="{re.escape(key[1])}"', relation):
                    target = re.search(r'\sTarget="([^"]*)"', relation)
                    return entries.get(normpath(join("/xl", target[1])).lstrip("/"), b"") if target else b""
    return b""


def _errors(text: bytes) -> Mapping[int, Mapping[int, str]]:
    found: dict[int, dict[int, str]] = {}
    if b't="e"' in text:
        for place, sign in re.findall(
            rb'<c\s(?=[^<>]*\bt="e")[^<>]*\br="([A-Z]+[0-9]+)"[^<>]*>.*?<v>([^<]*)</v>', text
        ):
            letters = place.rstrip(b"0123456789")
            row = found.setdefault(int(place[len(letters) :]) - 1, {})
            row[column_number(letters) - 1] = sign.decode(errors="replace")
    return found
