"""An option space from a file, CSV or XLSX: a row a value, with typed columns. No cell goes through the parser.

Columns are read whole, some thousands of rows at a time, and equal cells once only: that made it four times as fast as
reading row by row (22,000 rows of five columns, side by side). What is wrong with a cell is said at the cell.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from configurator.analysis.csv_cells import BadCellError
from configurator.analysis.csv_sheet import CsvSheet
from configurator.analysis.damage import id_damage
from configurator.analysis.file_columns import OWN_COLUMNS, FileColumn, read_columns
from configurator.analysis.keys import PERMANENT_KEY
from configurator.analysis.lineage import LINEAGE, check_lineage
from configurator.analysis.named_files import open_sheet, presence, say_unreadable
from configurator.analysis.row_faults import Fault, RowFaults
from configurator.analysis.scope import ReadFile, Report
from configurator.analysis.sheets import Rows, Sheet, SheetError
from configurator.analysis.value_columns import ColumnReader, values_of
from configurator.analysis.values import VALUES_LIMIT
from configurator.diagnostics import Label, codes, did_you_mean
from configurator.model.domain import ValueDomain
from configurator.model.problem import shown
from configurator.model.properties import PROPERTIES
from configurator.model.value import AttributeValue, Value
from configurator.syntax import nodes as n

MOST_FAULTS = 10_000
"""Faults of one file after which the rest of it is not read."""


def csv_domain(report: Report, node: n.SpaceNode, read_file: ReadFile, currency: str | None) -> ValueDomain:
    """The domain that a space reads from its file; rows with faults are left out, each with a diagnostic."""
    assert node.file is not None  # noqa: S101 - asked for spaces from files only
    columns = read_columns(report, node, currency)
    types = {each.name: each.type for each in columns if each.type is not None}
    sheet = open_sheet(report, node.file, node.sheet, read_file)
    if sheet is None:
        return ValueDomain((), types, node.key.text)
    reading = _Reading(report, node, sheet, columns, presence(read_file))
    with _collector_at_rest():
        values = tuple(reading.run())
    if any(value.was for value in values):
        check_lineage(report, "value", [(n.Name(each.key, each.span), each.was) for each in values])
    return ValueDomain(values, types, node.key.text)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from looking, over and over, through thousands of new values that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Reading:
    """Reads the rows of one file."""

    def __init__(
        self, report: Report, node: n.SpaceNode, sheet: Sheet, columns: Sequence[FileColumn], has: Callable[[str], bool]
    ) -> None:
        assert node.file is not None and node.key_column is not None  # noqa: S101, PT018 - the grammar asks for them
        self.report, self.sheet, self.has = report, sheet, has
        self.file, self.key_column, self.declared = node.file, node.key_column, columns
        self.faults = RowFaults(report, node.file, sheet)
        self.rows: dict[str, int] = {}  # by the key of each value
        self.missing: dict[str, tuple[int, int]] = {}

    def run(self) -> list[Value]:
        """The values, in the order of the file."""
        if not any(self.sheet.header):
            columns = ",".join((self.key_column.text, *(each.name for each in self.declared)))
            hint = f"its first line names the columns: `{columns}`"
            self.report.say(codes.BAD_CSV, self.file.span, f"`{self.file.text}` is empty", hint)
            return []
        places = self._places()
        if places is None:
            return []
        key_place, *others = places
        reading = [ColumnReader(column, place) for column, place in zip(self.declared, others, strict=True)]
        header = self.sheet.header
        reading += [ColumnReader(each, header.index(each.name)) for each in OWN_COLUMNS if each.name in header]
        if self.sheet.least_rows > VALUES_LIMIT:
            return self._beyond()
        values: list[Value] = []
        try:
            for first, rows in self.sheet.chunks():
                if len(self.rows) + len(rows) > VALUES_LIMIT and self._is_beyond(rows):
                    return self._beyond()
                values += self._values(first, rows, key_place, reading)
                if self.faults.found > MOST_FAULTS:
                    message = f"`{self.file.text}` has more than {MOST_FAULTS:,} faults like these"
                    self.report.say(codes.BAD_CELL, self.file.span, message)
                    return []
        except SheetError as error:
            say_unreadable(self.report, self.file, error)
            return values
        self.faults.say_damaged(self.rows, key_place)
        self.faults.say_missing(self.missing)
        self.faults.say_how_many_more()
        if not values and not self.faults.found:
            self.report.say(
                codes.NO_VALUES, self.file.span, f"`{self.file.text}` has no rows", "add a row for each value"
            )
        return values

    def _beyond(self) -> list[Value]:
        message = f"`{self.file.text}` has more than {VALUES_LIMIT:,} values"
        self.report.say(codes.TOO_LARGE, self.file.span, message, "split the space")
        return []

    def _is_beyond(self, rows: Rows) -> bool:
        return len(self.rows) + sum(1 for row in rows if any(row)) > VALUES_LIMIT

    def _places(self) -> list[int] | None:
        """The place of the key column and of each declared column in the header."""
        header = self.sheet.header
        wanted = [(self.key_column.text, self.key_column.span), *((each.name, each.span) for each in self.declared)]
        missing = [(name, span) for name, span in wanted if name not in header]
        for name, span in missing:
            label = Label(self.sheet.row(-1), "its columns are named here")
            message = f"`{self.file.text}` has no column `{name}`"
            self.report.say(codes.MISSING_COLUMN, span, message, did_you_mean(name, header), label)
        twice = [name for name in (*(name for name, _ in wanted), *LINEAGE, *PROPERTIES) if header.count(name) > 1]
        for name in dict.fromkeys(twice):
            first = header.index(name)
            again = self.sheet.cell(-1, header.index(name, first + 1))
            label = Label(self.sheet.cell(-1, first), "it stands here already")
            self.report.say(codes.BAD_CSV, again, f"two columns are called `{name}`", "rename one of them", label)
        return None if missing or twice else [header.index(name) for name, _ in wanted]

    def _values(self, first: int, rows: Rows, key_place: int, columns: Sequence[ColumnReader]) -> list[Value]:
        """The values of some rows, all columns read side by side."""
        faults: list[Fault] = []
        width, spans = len(self.sheet.header), self.sheet.places(first, len(rows))
        numbers: Sequence[int] = range(first, first + len(rows))
        if not all(map(any, rows)) or set(map(len, rows)) != {width}:
            sound = [at for at, row in enumerate(rows) if any(row)]
            faults += [self.faults.wrong_width(first + at, len(rows[at])) for at in sound if len(rows[at]) != width]
            sound = [at for at in sound if len(rows[at]) == width]
            numbers, spans = [first + at for at in sound], [spans[at] for at in sound]
            rows = [rows[at] for at in sound]
        if not rows:
            self.faults.say(faults)
            return []
        cells = list(zip(*rows, strict=True))
        keys = list(map(str.strip, cells[key_place]))
        usable = self._usable(keys, numbers, key_place, faults)
        read = [(column, self._column(column, cells[column.place], numbers, faults)) for column in columns]
        self.faults.say(faults)
        found = values_of(keys, spans, read)
        return found if usable is None else [each for each, is_usable in zip(found, usable, strict=True) if is_usable]

    def _usable(
        self, keys: Sequence[str], numbers: Sequence[int], place: int, faults: list[Fault]
    ) -> Sequence[bool] | None:
        """Which of the keys can be used; None for all."""
        known = self.rows
        fresh = dict(zip(keys, numbers, strict=True))
        typed = not isinstance(self.sheet, CsvSheet)
        is_new = len(fresh) == len(keys) and known.keys().isdisjoint(fresh)
        if is_new and not typed and all(map(PERMANENT_KEY.fullmatch, keys)):
            known |= fresh
            return None
        heading = self.sheet.header[place]
        usable = []
        for key, row in zip(keys, numbers, strict=True):
            damage = id_damage(key, self.sheet.typed(row, place))
            usable.append(False)
            if damage is not None:
                faults.append(Fault(row, place, f"`{shown(key)}` in column `{heading}` {damage[0]}", damage[1]))
            elif not PERMANENT_KEY.fullmatch(key):
                hint = "a key has 1 to 64 letters without accents, digits, `.`, `_` and `-`, and no space"
                faults.append(Fault(row, place, f"`{shown(key)}` in column `{heading}` cannot be a key", hint))
            elif key in known:
                message, hint = f"there is a row with the key `{key}` already", "give one of them another key"
                faults.append(Fault(row, place, message, hint, first=known[key]))
            else:
                known[key] = row
                usable[-1] = True
        return usable

    def _column(
        self, column: ColumnReader, cells: Sequence[str], numbers: Sequence[int], faults: list[Fault]
    ) -> Sequence[AttributeValue | None]:
        """What the cells of a column mean; None where they are empty or faulty."""
        read = column.read(cells)
        place, declared = column.place, column.declared
        if column.has_faulty:
            for row, cell, found in zip(numbers, cells, read, strict=True):
                if isinstance(found, BadCellError):
                    message = f"`{shown(cell.strip())}` in column `{declared.name}` is not {found}"
                    faults.append(Fault(row, place, message, found.hint))
        sound = [None if isinstance(each, BadCellError) else each for each in read] if column.has_faulty else read
        if declared.is_file:
            wanted = {each for each in sound if isinstance(each, str)} - self.missing.keys()
            absent = {each for each in wanted if not self.has(each)}
            for row, each in zip(numbers, sound, strict=True) if absent else ():
                if isinstance(each, str) and each in absent:
                    self.missing.setdefault(each, (row, place))
        return sound  # type: ignore[return-value]
