"""The rows of a constraint table from a file: the header names the columns, cells are as in written tables.

What people type into spreadsheets is taken too: `a, b` without braces for one of several values, or for exactly this
set in a column of `any of`; there a single value alone is a set of one. An empty cell is refused, because it could mean
anything and nothing. Columns that are no option of the product, such as a remark, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from configurator.analysis.named_files import MOST_REPORTED, open_sheet, say_unreadable
from configurator.analysis.scope import Scope
from configurator.analysis.sheets import Rows, Sheet, SheetError
from configurator.diagnostics import Label, codes, did_you_mean
from configurator.model.constraint import Cell
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain
from configurator.model.option import Option
from configurator.source import Span
from configurator.syntax import nodes as n

FileRow = tuple[tuple[Cell, ...] | None, Span]
"""The cells of a row, or None if some are faulty, and its place."""
ReadCell = Callable[[Scope, n.CellNode, Option], Cell | None]

_QUANTITY = re.compile(r"(-?[0-9]{1,40}(?:\.[0-9]{1,40})?)(?:\s*([A-Za-z%]{1,12}))?")
_RANGE = re.compile(r"(.*?[^\s.])\s*(?:\.\.|…)\s*(.+)")


def rows_of_file(scope: Scope, node: n.TableNode, columns: Sequence[Option], read: ReadCell) -> list[FileRow]:
    """The rows of a table's file, each cell made by `read`; what is wrong is said at its place."""
    assert node.file is not None  # noqa: S101 - asked for tables from files only
    if scope.read_file is None:
        return []
    sheet = open_sheet(scope.report, node.file, node.sheet, scope.read_file)
    places = None if sheet is None else _places(scope, node, sheet)
    if sheet is None or places is None:
        return []
    reading = _Reading(scope, sheet, columns, places, read)
    try:
        for first, rows in sheet.chunks():
            reading.take(first, rows)
            if reading.has_enough:
                message = f"`{node.file.text}` is read no further, after {MOST_REPORTED} faults"
                scope.report.say(codes.BAD_CELL, node.file.span, message, "mend these first")
                break
    except SheetError as error:
        say_unreadable(scope.report, node.file, error)
        return []
    return reading.rows


def _places(scope: Scope, node: n.TableNode, sheet: Sheet) -> list[int] | None:
    """Where the table's columns stand in the header."""
    header, report = sheet.header, scope.report
    assert node.file is not None  # noqa: S101
    missing = [name for name in node.columns if name.text not in header]
    for name in missing:
        label = Label(sheet.row(-1), "its columns are named here")
        message = f"`{node.file.text}` has no column `{name.text}`"
        report.say(codes.MISSING_COLUMN, name.span, message, did_you_mean(name.text, header), label)
    named = {name.text for name in node.columns}
    for at, heading in enumerate(header):
        if heading in named and heading in header[:at]:
            label = Label(sheet.cell(-1, header.index(heading)), "it stands here already")
            message = f"two columns are called `{heading}`"
            report.say(codes.BAD_CSV, sheet.cell(-1, at), message, "rename one of them", label)
            return None
        if heading in scope.options and heading not in named:
            message = f"the column `{heading}` is an option of the product, and the table has no such column"
            hint = f"write `({', '.join([*(name.text for name in node.columns), heading])})`, or rename it in the file"
            label = Label(node.key.span, "this is the table")
            report.say(codes.MISSING_COLUMN, sheet.cell(-1, at), message, hint, label)
            return None
    return None if missing else [header.index(name.text) for name in node.columns]


class _Reading:
    """Reads rows, equal cells of a column once only."""

    def __init__(
        self, scope: Scope, sheet: Sheet, columns: Sequence[Option], places: Sequence[int], read: ReadCell
    ) -> None:
        self.scope, self.sheet, self.read = scope, sheet, read
        self.columns, self.places = columns, places
        self.known: list[dict[str, Cell]] = [{} for _ in columns]
        self.rows: list[FileRow] = []
        self.said = len(scope.report.diagnostics)

    @property
    def has_enough(self) -> bool:
        """Whether so much is wrong that going on would help nobody."""
        return len(self.scope.report.diagnostics) - self.said >= MOST_REPORTED

    def take(self, first: int, rows: Rows) -> None:
        """Read some rows, the first of which has this number."""
        width = len(self.sheet.header)
        columns = list(zip(self.known, self.places, strict=True))
        for row, cells in enumerate(rows, start=first):
            if len(cells) == width:
                try:  # most rows of a long table have no cell that is new: a third of the time
                    sound = tuple([known[cells[place]] for known, place in columns])
                except KeyError:
                    pass
                else:
                    self.rows.append((sound, self.sheet.row(row)))
                    continue
            if self.has_enough:
                return
            if not any(cells):
                continue
            span = self.sheet.row(row)
            if len(cells) != width:
                message = f"this row has {len(cells)} cell{'' if len(cells) == 1 else 's'}, and the header has {width}"
                hint = "a cell for each column; put cells with a comma in quotes"
                self.scope.report.say(codes.BAD_CELL, span, message, hint)
                self.rows.append((None, span))
                continue
            found = [self._cell(row, number, cells[place]) for number, place in enumerate(self.places)]
            sound = tuple(cell for cell in found if cell is not None)
            self.rows.append((sound if len(sound) == len(found) else None, span))

    def _cell(self, row: int, number: int, text: str) -> Cell | None:
        known = self.known[number]
        cell = known.get(text)
        if cell is None:
            option, span = self.columns[number], self.sheet.cell(row, self.places[number])
            if not text.strip():
                message, hint = "this cell is empty", "write `*` for anything, or `none` for no value"
                self.scope.report.say(codes.BAD_CELL, span, message, hint)
                return None
            cell = self.read(self.scope, cell_node(text.strip(), span, option), option)
            if cell is not None:
                known[text] = cell
        return cell


def cell_node(text: str, span: Span, option: Option) -> n.CellNode:
    """A cell as it would be written in the catalog; all its parts have the place of the whole."""
    domain = option.domain
    if text == "*":
        return n.CellNode(None, None, span)
    if text == "none":
        return n.CellNode(n.Nothing(span), None, span)
    bounds = _RANGE.fullmatch(text) if isinstance(domain, IntegerDomain | NumberDomain) else None
    if bounds:
        return n.CellNode(_literal(bounds[1], span, option), _literal(bounds[2], span, option), span)
    braced = text.startswith("{") and text.endswith("}")
    inside = text[1:-1] if braced else text
    if braced or "," in inside or isinstance(domain, AnyOfDomain):
        items = [each.strip() for each in inside.split(",")] if inside.strip() else []
        return n.CellNode(n.SetLiteral(tuple(_literal(each, span, option) for each in items), span), None, span)
    return n.CellNode(_literal(text, span, option), None, span)


def _literal(text: str, span: Span, option: Option) -> n.Literal:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1]
    if isinstance(option.domain, FlagDomain) and text in ("yes", "no"):
        return n.Flag(text == "yes", span)
    found = _QUANTITY.fullmatch(text) if isinstance(option.domain, IntegerDomain | NumberDomain) else None
    if found:
        unit = n.Name(found[2], span) if found[2] else None
        return n.Quantity(Fraction(found[1]), unit, found[1], span)
    return n.Text(text, span)
