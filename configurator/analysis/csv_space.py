"""An option space from a CSV file: a row a value, with typed attribute columns. It never goes through the parser."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from configurator.analysis import csv_cells
from configurator.analysis.csv_cells import BadCellError, ReadCell
from configurator.analysis.keys import PERMANENT_KEY
from configurator.analysis.lineage import LINEAGE, check_lineage
from configurator.analysis.properties import made
from configurator.analysis.scope import ReadFile, Report, unique, unit_of
from configurator.analysis.values import VALUES_LIMIT
from configurator.diagnostics import Code, codes, did_you_mean
from configurator.errors import UnreadableFileError
from configurator.model.domain import AttributeType, Value, ValueDomain
from configurator.model.problem import shown
from configurator.model.properties import PROPERTIES
from configurator.model.units import UNITS
from configurator.source import Span
from configurator.syntax import nodes as n

LONGEST_PATH = 200
MOST_REPORTED = 20
"""Faulty cells of one file that are reported one by one."""

_SEPARATOR = re.compile(r"(?i)sep=([,;|\t])")
"""A first line by which spreadsheets name the delimiter."""
_TYPES = ("label", "integer", "number", "money", "color", "text", "date", "yes or no")


@dataclass(frozen=True)
class _Column:
    """A declared column: how its cells are read, and the type of the attribute; None for the label."""

    name: str
    type: AttributeType | None
    read: ReadCell
    span: Span


def csv_domain(report: Report, node: n.SpaceNode, read_file: ReadFile, currency: str | None) -> ValueDomain:
    """The domain that a space reads from its file; rows with faults are left out, each with a diagnostic."""
    assert node.file is not None  # noqa: S101 - asked for spaces from files only
    named = unique(report, "columns", node.columns, lambda column: column.name)
    columns = [_column(report, each, currency) for each in named]
    for each in (column for column in named if column.name.text in LINEAGE):
        message = f"the column `{each.name.text}` is read by itself"
        report.say(codes.RESERVED_NAME, each.name.span, message, "take it out of the list of columns")
    for each in (column for column in named if column.name.text in PROPERTIES and not _is_text(column)):
        message = f"the column `{each.name.text}` is read as text: what people note down about a value"
        hint = f"write `{each.name.text}: text`, or give a column with another meaning another name"
        report.say(codes.RESERVED_NAME, each.name.span, message, hint)
    known = [each for each in columns if each is not None and each.name not in LINEAGE]
    report.faulty_attributes |= {node.name.text for node, column in zip(named, columns, strict=True) if column is None}
    types = {each.name: each.type for each in known if each.type is not None}
    if len(node.file.text) > LONGEST_PATH:
        message = f"a file name has at most {LONGEST_PATH} characters, and this one has {len(node.file.text):,}"
        report.say(codes.MISSING_FILE, node.file.span, message, "give the file a shorter name")
        return ValueDomain((), types, node.key.text)
    try:
        text = read_file(node.file.text)
    except UnreadableFileError as error:
        code = codes.PATH_ESCAPE if error.reason == "outside" else codes.MISSING_FILE
        report.say(code if error.reason != "encoding" else codes.BAD_CSV, node.file.span, error.message, error.hint)
        return ValueDomain((), types, node.key.text)
    values = tuple(_Rows(report, node, known).read(text))
    if any(value.was for value in values):
        check_lineage(report, "value", [(n.Name(each.key, each.span), each.was) for each in values])
    return ValueDomain(values, types, node.key.text)


def _is_text(node: n.ColumnNode) -> bool:
    return node.kind == "named" and [each.text for each in node.words] == ["text"]


def _column(report: Report, node: n.ColumnNode, currency: str | None) -> _Column | None:
    name, span = node.name.text, node.name.span
    word = node.words[0].text
    if name in PROPERTIES:
        return _Column(name, None, str, span)
    if node.kind == "flag":
        return _Column(name, AttributeType("flag"), csv_cells.flag, span)
    if node.kind == "number":
        unit = unit_of(report, node.unit)
        if node.unit is not None and unit is None:
            return None
        amount = AttributeType("amount", unit.dimension if unit else ())
        return _Column(name, amount, csv_cells.number_of(unit), span)
    if len(node.words) > 1:
        symbols = tuple(each.text for each in unique(report, "words", node.words, lambda each: each))
        return _Column(name, AttributeType("symbol", symbols=symbols), csv_cells.symbol(symbols), span)
    if word == "money":
        if currency is None:
            hint = "write `currency EUR`, or yours, in the head of the catalog"
            report.say(codes.UNKNOWN_CURRENCY, node.words[0].span, "the catalog declares no currency", hint)
            return None
        return _Column(name, AttributeType("amount", UNITS[currency].dimension), csv_cells.money(currency), span)
    simple: Mapping[str, tuple[AttributeType | None, ReadCell]] = {
        "label": (None, str),
        "text": (AttributeType("text"), csv_cells.text),
        "integer": (AttributeType("amount"), csv_cells.integer),
        "color": (AttributeType("color"), csv_cells.color),
        "date": (AttributeType("date"), csv_cells.date),
    }
    if word not in simple:
        report.unknown(codes.UNKNOWN_TYPE, node.words[0], f"there is no column type `{word}`", _TYPES)
        return None
    kind, read = simple[word]
    return _Column(name, kind, read, span)


_LINEAGE = (
    _Column("was", None, csv_cells.former_key, Span(0, 0)),
    _Column("retired", None, csv_cells.retired, Span(0, 0)),
)
_PROPERTIES = tuple(_Column(name, None, str, Span(0, 0)) for name in PROPERTIES)
"""Columns that are read wherever a file has them, declared or not."""


class _Rows:
    """Reads the rows of one file."""

    def __init__(self, report: Report, node: n.SpaceNode, columns: Sequence[_Column]) -> None:
        assert node.file is not None and node.key_column is not None  # noqa: S101, PT018 - the grammar asks for them
        self.report, self.columns = report, columns
        self.file, self.key_column = node.file, node.key_column
        self.faults, self.delimiter = 0, ","

    def read(self, text: str) -> Iterator[Value]:
        """The values, in the order of the file."""
        # Only what ends a line in a CSV file: `str.splitlines` would cut cells at U+2028 and its like.
        lines = list(StringIO(text.removeprefix("\ufeff"), newline=""))
        if not any(line.strip() for line in lines):
            columns = ",".join((self.key_column.text, *(each.name for each in self.columns)))
            self._say(codes.BAD_CSV, f"`{self.file.text}` is empty", f"its first line names the columns: `{columns}`")
            return
        named = _SEPARATOR.fullmatch(lines[0].rstrip("\r\n"))
        self.delimiter = named[1] if named else _delimiter(lines[0])
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        try:
            if named:
                next(reader)
            header = [name.strip() for name in next(reader, [])]
            places = self._places(header)
            if places is not None:
                yield from self._values(reader, header, places)
        except csv.Error as error:
            self._unreadable(reader.line_num, str(error))
        if self.faults > MOST_REPORTED:
            message = f"`{self.file.text}` has {self.faults - MOST_REPORTED:,} more faults like these"
            self.report.say(codes.BAD_CELL, self.file.span, message)

    def _unreadable(self, line: int, finding: str) -> None:
        """Say why the rest of the file cannot be taken apart into rows and cells."""
        if "field limit" in finding:
            message = f"`{self.file.text}`, line {line}: a cell has more than {csv.field_size_limit():,} characters"
            self._say(codes.TOO_LARGE, message, "shorten it, or look for a quote that is never closed")
            return
        message = f"`{self.file.text}`, line {line}: the quotes of this row do not match"
        self._say(codes.BAD_CSV, message, 'a quote inside a cell is written twice: `"The ""old"" Eagles"`')

    def _places(self, header: list[str]) -> list[int] | None:
        """The place of the key column and of each declared column in the header."""
        wanted = [(self.key_column.text, self.key_column.span), *((each.name, each.span) for each in self.columns)]
        missing = [(name, span) for name, span in wanted if name not in header]
        for name, span in missing:
            hint = did_you_mean(name, header)
            self.report.say(codes.MISSING_COLUMN, span, f"`{self.file.text}` has no column `{name}`", hint)
        twice = [name for name in (*(name for name, _ in wanted), *LINEAGE, *PROPERTIES) if header.count(name) > 1]
        for name in dict.fromkeys(twice):
            self._say(codes.BAD_CSV, f"`{self.file.text}` has two columns called `{name}`", "rename one of them")
        return None if missing or twice else [header.index(name) for name, _ in wanted]

    def _values(self, reader: Iterator[list[str]], header: list[str], places: list[int]) -> Iterator[Value]:
        seen: dict[str, int] = {}
        key_place, cells = places[0], list(zip(self.columns, places[1:], strict=True))
        lineage = [(column, header.index(column.name)) for column in (*_LINEAGE, *_PROPERTIES) if column.name in header]
        for row in islice(reader, VALUES_LIMIT + 1):
            line: int = reader.line_num  # type: ignore[attr-defined]
            if not any(row):
                continue
            here = f"`{self.file.text}`, line {line}"
            if len(row) != len(header):
                message = f"{here} has {len(row)} cells, and the header has {len(header)}"
                sign = {",": "comma", ";": "semicolon", "\t": "tab"}.get(self.delimiter, f"`{self.delimiter}`")
                few = f"a cell is missing: write a {sign} for an empty one too"
                self._fault(message, few if len(row) < len(header) else f"put cells with a {sign} in quotes")
                continue
            key = row[key_place].strip()
            if not PERMANENT_KEY.fullmatch(key):
                hint = "a key has 1 to 64 letters without accents, digits, `.`, `_` and `-`, and no space"
                self._fault(f"{here}, column `{header[key_place]}`: `{shown(key)}` cannot be a key", hint)
                continue
            if key in seen:
                self._fault(
                    f"{here}: the key `{key}` stands in line {seen[key]} already", "give one of them another key"
                )
                continue
            seen[key] = line
            if len(seen) > VALUES_LIMIT:
                self._say(
                    codes.TOO_LARGE, f"`{self.file.text}` has more than {VALUES_LIMIT:,} values", "split the space"
                )
                return
            label, attributes, former = key, {}, {}
            for column, place in (*cells, *lineage):
                cell = row[place].strip()
                if not cell:
                    continue
                try:
                    read = column.read(cell)
                except BadCellError as bad:
                    self._fault(f"{here}, column `{column.name}`: `{shown(cell)}` is not {bad}", bad.hint)
                    continue
                if column.name in LINEAGE or column.name in PROPERTIES:
                    former[column.name] = str(read)
                elif column.type is None:
                    label = str(read)
                else:
                    attributes[column.name] = read
            was, retired = former.get("was"), former.get("retired")
            yield Value(key, label, attributes, self.file.span, was, retired, row=line, properties=made(former))
        if not seen and not self.faults:
            self._say(codes.NO_VALUES, f"`{self.file.text}` has no rows", "add a row for each value")

    def _fault(self, message: str, hint: str | None) -> None:
        self.faults += 1
        if self.faults <= MOST_REPORTED:
            self._say(codes.BAD_CELL, message, hint)

    def _say(self, code: Code, message: str, hint: str | None) -> None:
        self.report.say(code, self.file.span, message, hint)


def _delimiter(header: str) -> str:
    """A comma, unless the header has none and has semicolons or tabs instead."""
    return next((sign for sign in ",;\t" if sign in header), ",")
