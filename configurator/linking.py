"""Links from a CSV file: the columns `reference` and `code`, and `system` where none is named beside the file.

Other columns are left alone. A file that cannot be taken apart is told of at its place; what its rows ask for is held
against a registry by `registry.references`, which names their lines.
"""

from __future__ import annotations

from configurator.analysis.csv_sheet import CsvSheet, csv_text
from configurator.analysis.sheets import SheetError
from configurator.diagnostics import Diagnostic, Outcome, codes, did_you_mean
from configurator.registry.references import Wanted
from configurator.source import Source, Sources

REFERENCE, CODE, SYSTEM = "reference", "code", "system"


def read_links(name: str, data: bytes, system: str | None = None) -> Outcome[tuple[Wanted, ...]]:
    """The links that a file of this name asks for, each with its line; `system`: that of all its rows."""
    try:
        sheet = CsvSheet(name, csv_text(data, name))
        sources = Sources((sheet.source,))
        columns = (REFERENCE, CODE) if system else (REFERENCE, CODE, SYSTEM)
        told = list(_missing(sheet, columns))
        if told:
            return Outcome(None, tuple(told), sources)
        places = {column: sheet.header.index(column) for column in columns}
        found = []
        for first, rows in sheet.chunks():
            for number, cells in enumerate(rows, start=first):
                if not any(cell.strip() for cell in cells):
                    continue
                texts = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
                own = system or texts[SYSTEM].strip()
                found.append(Wanted(own, texts[REFERENCE], texts[CODE].strip(), sheet.number(number)))
    except SheetError as error:
        source = error.source or Source(name, "")
        culprit = error.span or source.span(0, 1)
        return Outcome(None, (Diagnostic(error.code, culprit, error.message, hint=error.hint),), Sources((source,)))
    return Outcome(tuple(found), (), sources)


def _missing(sheet: CsvSheet, columns: tuple[str, ...]) -> list[Diagnostic]:
    header = [each for each in sheet.header if each]
    found = []
    for column in columns:
        if column not in header:
            message = f"`{sheet.source.name}` has no column `{column}`"
            hint = did_you_mean(column, header)
            if column == SYSTEM:
                hint = "write `--system NAME` where all references are of one system"
            found.append(Diagnostic(codes.MISSING_COLUMN, sheet.row(-1), message, hint=hint))
    return found
