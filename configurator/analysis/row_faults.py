"""What is wrong with the rows of an option space's file: said at the cell, and counted from there on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from configurator.analysis.csv_sheet import CsvSheet
from configurator.analysis.damage import AS_TEXT, dates_among, several, shortened
from configurator.analysis.named_files import MOST_REPORTED
from configurator.analysis.scope import Report
from configurator.analysis.sheets import Sheet
from configurator.diagnostics import Label, codes
from configurator.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, or with a cell of it; `first` is the row that explains it, where there is one."""

    row: int
    column: int | None
    message: str
    hint: str | None
    first: int | None = None


@dataclass
class RowFaults:
    """Says the faults of one file: the first ones each for itself, and how many more there are."""

    report: Report
    file: n.Text
    sheet: Sheet
    found: int = 0

    def wrong_width(self, row: int, cells: int) -> Fault:
        """That a row has more or fewer cells than the header."""
        width = len(self.sheet.header)
        delimiter = self.sheet.delimiter if isinstance(self.sheet, CsvSheet) else ","
        sign = {",": "comma", ";": "semicolon", "\t": "tab"}.get(delimiter, f"`{delimiter}`")
        few = f"a cell is missing: write a {sign} for an empty one too"
        message = f"this row has {cells} cell{'' if cells == 1 else 's'}, and the header has {width}"
        return Fault(row, None, message, few if cells < width else f"put cells with a {sign} in quotes")

    def say(self, faults: Sequence[Fault]) -> None:
        """Say the faults of some rows, in the order of the file, while there is room."""
        room = max(0, MOST_REPORTED - self.found)
        self.found += len(faults)
        for each in sorted(faults, key=lambda fault: (fault.row, fault.column or 0))[:room]:
            span = self.sheet.row(each.row) if each.column is None else self.sheet.cell(each.row, each.column)
            labels = []
            if each.first is not None and each.column is not None:
                labels.append(Label(self.sheet.cell(each.first, each.column), "it stands here"))
            self.report.say(codes.BAD_CELL, span, each.message, each.hint, *labels)

    def say_how_many_more(self) -> None:
        """Say once how many faults there are that have not been said."""
        if self.found > MOST_REPORTED:
            message = f"`{self.file.text}` has {self.found - MOST_REPORTED:,} more faults like these"
            self.report.say(codes.BAD_CELL, self.file.span, message)

    def say_damaged(self, row_of: Mapping[str, int], place: int) -> None:
        """Warn of ids that look as if a spreadsheet had changed them; each has the row where it stands."""
        keys, rows = list(row_of), list(row_of.values())
        dates = dates_among(keys)
        if dates:
            looks = "looks like a date" if len(dates) == 1 else "look like dates"
            message = f"{several([keys[each] for each in dates])} {looks} that a spreadsheet has made of ids"
            self.report.say(codes.DAMAGED_KEY, self.sheet.cell(rows[dates[0]], place), message, AS_TEXT)
        width, short = shortened(keys)
        if short:
            lost = "has lost its" if len(short) == 1 else "have lost their"
            message = (
                f"{several([keys[each] for each in short])} may {lost.replace('has', 'have')} leading zeros: "
                f"other ids that begin with one have {width} digits"
            )
            hint = f"write `{keys[short[0]].zfill(width)}` if it was so; {AS_TEXT}"
            self.report.say(codes.DAMAGED_KEY, self.sheet.cell(rows[short[0]], place), message, hint)

    def say_missing(self, missing: Mapping[str, tuple[int, int]]) -> None:
        """Say once which files the cells name that are not there; each has the row and the column of its cell."""
        if missing:
            names = list(missing)
            row, place = missing[names[0]]
            verb = "is" if len(names) == 1 else "are"
            message = f"{several(names)} {verb} not below the catalog's folder"
            hint = "paths are written from the catalog's folder, with `/`; upper and lower case differ"
            self.report.say(codes.MISSING_FILE, self.sheet.cell(row, place), message, hint)
