"""A CSV file taken apart: bytes -> text in UTF-8 -> header and rows, with the place of every cell at hand.

Commas, semicolons and tabs separate cells, whichever the header has; a first line `sep=;` names another. A file in
UTF-16 or in an old code page is refused with what to do: a guess could turn `Zoë` into `ZoÃ«` in codes for ever.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import accumulate, islice, repeat

from configurator.analysis.sheets import Rows, Sheet, SheetError, SheetSource
from configurator.diagnostics import codes
from configurator.source import Span

CHUNK = 20_000
"""Rows that are read at a time."""

MOST_LINES = 2_000_000
"""Lines of a file: twice as many as a space can have values, for empty ones, and for cells of several lines."""
MOST_COLUMNS = 16_384
"""Columns of a file, as in a workbook."""

_NAMED = re.compile(r"(?i)sep=([,;|\t])")
"""A first line by which spreadsheets name the delimiter."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "save it as UTF-8: in Excel «CSV UTF-8 (comma delimited)», elsewhere choose the encoding UTF-8"


def csv_text(data: bytes, name: str) -> str:
    """The text of a CSV file, line breaks as `\\n`. Raises `SheetError` for another encoding than UTF-8."""
    if data.startswith(_UTF_16):
        message = f"`{name}` is saved as UTF-16, which Excel calls «Unicode Text», and not as UTF-8"
        raise SheetError(codes.BAD_CSV, message, _SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        begin = data.rfind(b"\n", 0, error.start) + 1
        meant = data[begin : data.find(b"\n", error.start) if b"\n" in data[error.start :] else None]
        raise _not_utf_8(name, data, error.start, line, meant.decode("cp1252", errors="replace")) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"`{name}` has a null character in line {line}, so it is no text"
        raise SheetError(codes.BAD_CSV, message, _SAVE)
    return text


def _not_utf_8(name: str, data: bytes, at: int, line: int, meant: str) -> SheetError:
    """The refusal of a file with bytes that stand in no UTF-8; `meant` is that line in Windows' code page."""
    word = re.findall(r'[^\s,;"]*[^\x00-\x7f][^\s,;"]*', meant)
    shown = word[0][:40] if word else ""
    if shown and "\ufffd" not in shown and data[at] >= 0x80:
        message = f"`{name}` is saved in the code page of Windows (cp1252), not as UTF-8: line {line} has `{shown}`"
    else:
        message = f"`{name}` is not UTF-8: line {line} has a byte that cannot stand in it"
    return SheetError(codes.BAD_CSV, message, _SAVE)


class CsvSheet(Sheet):
    """The rows of a CSV text; `name` is what messages call it."""

    def __init__(self, name: str, text: str) -> None:
        self.source = SheetSource(name, text)
        if (found := text.count("\n")) > MOST_LINES:
            message = f"`{name}` has {found:,} lines; at most {MOST_LINES:,} are read"
            raise SheetError(codes.TOO_LARGE, message, "take the empty ones out, or split the file")
        # Only what ends a line in a CSV file: `str.splitlines` would cut cells at U+2028 and its like.
        self._lines = list(StringIO(text, newline="\n"))
        self._line_starts = list(accumulate(map(len, self._lines), initial=0))
        named = _NAMED.fullmatch(self._lines[0].rstrip("\n")) if self._lines else None
        self.delimiter = named[1] if named else _delimiter(self._lines[0] if self._lines else "")
        self._reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        self._ends = [0]  # the lines read after the header, and after each row
        try:
            if named:
                next(self._reader)
            self._header_line = self._reader.line_num
            self.header = [each.strip() for each in next(self._reader, [])]
        except csv.Error as error:
            raise self._unreadable(str(error)) from None
        if len(self.header) > MOST_COLUMNS:
            message = f"`{name}` has {len(self.header):,} columns; at most {MOST_COLUMNS:,} are read"
            raise SheetError(codes.TOO_LARGE, message, "leave out those that the catalog does not read")
        self._ends = [self._reader.line_num]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all in the file."""
        return not self.source.text.strip()

    @property
    def least_rows(self) -> int:
        """How many rows below the header hold something, as far as that shows before they are read."""
        if '"' in self.source.text:
            return 0  # a row may have many lines
        blanks = self.delimiter + " \n"
        return sum(1 for line in self._lines if line.strip(blanks)) - self._header_line - 1

    def chunks(self) -> Iterator[tuple[int, Rows]]:
        """The rows below the header, with the number of the first of each chunk. Raises `SheetError`."""
        one_line_each = '"' not in self.source.text
        first = 0
        while True:
            rows: Rows = []
            fault = None
            try:
                if one_line_each:
                    rows = list(islice(self._reader, CHUNK))
                    end = self._ends[-1]
                    self._ends.extend(range(end + 1, end + len(rows) + 1))
                else:
                    for row in islice(self._reader, CHUNK):
                        rows.append(row)
                        self._ends.append(self._reader.line_num)
            except csv.Error as error:
                fault = self._unreadable(str(error))
            if rows:
                yield first, rows
            if fault is not None:
                raise fault
            if len(rows) < CHUNK:
                return
            first += len(rows)

    def _unreadable(self, finding: str) -> SheetError:
        """Why the rest of the file cannot be taken apart into rows and cells."""
        line = max(1, self._reader.line_num)
        start = self._line_starts[line - 1]
        span = Span(start, max(start + 1, start + len(self._lines[line - 1].rstrip("\n"))), self.source.name)
        if "field limit" in finding:
            message = f"line {line} has a cell with more than {csv.field_size_limit():,} characters"
            return SheetError(
                codes.TOO_LARGE, message, "shorten it, or look for a quote that is never closed", span, self.source
            )
        hint = 'a quote inside a cell is written twice: `"The ""old"" Eagles"`'
        return SheetError(codes.BAD_CSV, f"the quotes of line {line} do not match", hint, span, self.source)

    def _stretch(self, row: int) -> tuple[int, int]:
        """Where the text of a row begins and ends; the header is row -1."""
        first, last = (self._header_line, self._ends[0]) if row < 0 else (self._ends[row], self._ends[row + 1])
        start, end = self._line_starts[first], self._line_starts[last]
        return start, end - 1 if end > start and self.source.text[end - 1 : end] == "\n" else end

    def row(self, row: int) -> Span:
        """The place of a row that has been read."""
        start, end = self._stretch(row)
        return Span(start, max(end, start + 1), self.source.name)

    def places(self, first: int, count: int) -> Sequence[Span]:
        """The places of several rows."""
        ends = self._ends[first : first + count + 1]
        starts = [self._line_starts[end] for end in ends]
        ends = [start - 1 for start in starts[1:]]
        triples = zip(starts, ends, repeat(self.source.name), strict=False)
        return list(map(tuple.__new__, repeat(Span), triples))  # the same as calling Span, in a third of the time

    def cell_of(self, row: int, column: int) -> Span:
        """The place of a cell of a row that has been read; blanks around it are left out."""
        start, end = self._stretch(row)
        text, at = self.source.text, start
        for _ in range(column):
            at = _end_of_cell(text, at, end, self.delimiter) + 1
        stop = max(at, _end_of_cell(text, at, end, self.delimiter))
        while at < stop and text[at].isspace():
            at += 1
        while stop > at and text[stop - 1].isspace():
            stop -= 1
        return Span(min(at, end), max(stop, min(at, end) + 1), self.source.name)

    def number(self, row: int) -> int:
        """The line that a row begins in."""
        return bisect_right(self._line_starts, self.row(row).start)


def _end_of_cell(text: str, at: int, end: int, delimiter: str) -> int:
    """Where the cell that begins at a place ends: at the next delimiter that is not in quotes."""
    if text[at : at + 1] == '"':
        at += 1
        while at < end:
            if text[at] == '"':
                if text[at + 1 : at + 2] != '"':
                    break
                at += 1
            at += 1
    found = text.find(delimiter, at, end)
    return end if found < 0 else found


def _delimiter(header: str) -> str:
    """A comma, unless the header has none and has semicolons or tabs instead."""
    return next((sign for sign in ",;\t" if sign in header), ",")
