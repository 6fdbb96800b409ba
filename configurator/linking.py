"""Links from a CSV file: the columns `reference` and `code`, and `system` where none is named beside the file.

Other columns are left alone, and each row has a cell for each of them. A file that cannot be taken apart is told of at
its places; what its rows ask for is held against a registry by `registry.references`, which names their lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.analysis.csv_sheet import CsvSheet, csv_text
from configurator.analysis.named_columns import named_columns, wrong_width
from configurator.analysis.named_files import MOST_REPORTED
from configurator.analysis.sheets import SheetError
from configurator.diagnostics import Diagnostic, Outcome
from configurator.registry.references import Wanted
from configurator.source import Source, Sources

REFERENCE, CODE, SYSTEM = "reference", "code", "system"
HINTS = {SYSTEM: "write `--system NAME` where all references are of one system"}


def read_links(name: str, data: bytes, system: str | None = None) -> Outcome[tuple[Wanted, ...]]:
    """The links that a file of this name asks for, each with its line; `system`: that of all its rows."""
    try:
        sheet = CsvSheet(name, csv_text(data, name))
        sources = Sources((sheet.source,))
        columns = (REFERENCE, CODE) if system else (REFERENCE, CODE, SYSTEM)
        places = named_columns(sheet, columns, HINTS)
        if places.value is None:
            return Outcome(None, places.diagnostics, sources)
        found, told = list[Wanted](), list[Diagnostic]()
        for number, cells in _rows(sheet):
            if (wrong := wrong_width(sheet, number, cells)) is not None:
                told.append(wrong)
                if len(told) == MOST_REPORTED:
                    break
                continue
            reference, code, *own = (cells[at] for at in places.value)
            found.append(Wanted(system or own[0].strip(), reference, code.strip(), sheet.number(number)))
    except SheetError as error:
        source = error.source or Source(name, "")
        culprit = error.span or source.span(0, 1)
        return Outcome(None, (Diagnostic(error.code, culprit, error.message, hint=error.hint),), Sources((source,)))
    return Outcome(None if told else tuple(found), tuple(told), sources)


def _rows(sheet: CsvSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, by their numbers. Raises `SheetError`."""
    for first, rows in sheet.chunks():
        for number, cells in enumerate(rows, start=first):
            if any(cell.strip() for cell in cells):
                yield number, cells
