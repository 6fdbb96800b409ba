"""The files that a catalog names: opened as sheets, looked for as files; what cannot be opened is said at its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from configurator.analysis.csv_sheet import CsvSheet, csv_text
from configurator.analysis.scope import ReadFile, Report
from configurator.analysis.sheets import Sheet, SheetError
from configurator.analysis.xlsx_sheet import XlsxSheet
from configurator.diagnostics import Label, codes
from configurator.errors import UnreadableFileError
from configurator.source import Sources, beside
from configurator.syntax import nodes as n

LONGEST_PATH = 200
MOST_REPORTED = 20
"""Faults of one file that are told one by one."""

_ARCHIVE, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@runtime_checkable
class ReadsFiles(Protocol):
    """A `ReadFile` that gives bytes too, and knows what files there are."""

    def octets(self, name: str) -> bytes:
        """The bytes of a file below the catalog's folder. Raises `UnreadableFileError`."""

    def has(self, name: str) -> bool:
        """Whether there is an ordinary file of this name below the catalog's folder."""


def octets_of(read_file: ReadFile, name: str) -> bytes:
    """The bytes of a file; of one that is read as text only, those of its text. Raises `UnreadableFileError`."""
    return (
        read_file.octets(name) if isinstance(read_file, ReadsFiles) else read_file(name).encode(errors="surrogatepass")
    )


def presence(read_file: ReadFile) -> Callable[[str], bool]:
    """Says of a name whether there is such a file."""
    if isinstance(read_file, ReadsFiles):
        return read_file.has

    def can_be_read(name: str) -> bool:
        try:
            read_file(name)
        except UnreadableFileError:
            return False
        return True

    return can_be_read


def open_sheet(report: Report, file: n.Text, sheet: n.Text | None, read_file: ReadFile) -> Sheet | None:
    """The sheet in a file, CSV or XLSX; None, and a diagnostic, where there is none. Its text joins the sources."""
    if len(file.text) > LONGEST_PATH:
        message = f"a file name has at most {LONGEST_PATH} characters, and this one has {len(file.text):,}"
        report.say(codes.MISSING_FILE, file.span, message, "give the file a shorter name")
        return None
    name = beside(file.span.name, file.text)
    try:
        data = octets_of(read_file, report.path(file))
        if data.startswith(_OLD_WORKBOOK):
            message = f"`{file.text}` is a workbook of the old kind (.xls), or one with a password"
            raise SheetError(codes.BAD_WORKBOOK, message, "save it as «Excel workbook (.xlsx)», without a password")
        found: Sheet
        if data.startswith(_ARCHIVE) or file.text.lower().endswith((".xlsx", ".xlsm")):
            found = XlsxSheet(name, file.text, data, sheet.text if sheet else None)
        else:
            found = _csv(report, file, sheet, CsvSheet(name, csv_text(data, file.text)))
    except UnreadableFileError as error:
        code = codes.PATH_ESCAPE if error.reason == "outside" else codes.MISSING_FILE
        report.say(code if error.reason != "encoding" else codes.BAD_CSV, file.span, error.message, error.hint)
        return None
    except SheetError as error:
        place = sheet.span if sheet is not None and error.code is codes.UNKNOWN_SHEET else file.span
        say_unreadable(report, n.Text(file.text, place), error)
        return None
    report.sources |= Sources((found.source,))
    return found


def _csv(report: Report, file: n.Text, sheet: n.Text | None, found: CsvSheet) -> CsvSheet:
    if sheet is not None:
        message = f"`{file.text}` is a CSV file, which has no sheets"
        report.say(codes.UNKNOWN_SHEET, sheet.span, message, f'take `sheet "{sheet.text}"` out')
    return found


def say_unreadable(report: Report, file: n.Text, error: SheetError) -> None:
    """Say why a file, or the rest of it, cannot be read: at its own place, else where the catalog names it."""
    if error.source is not None:
        report.sources |= Sources((error.source,))
    if error.span is None:
        report.say(error.code, file.span, error.message, error.hint)
    else:
        report.say(error.code, error.span, error.message, error.hint, Label(file.span, "the file is named here"))
