"""XLSX workbooks made of a few lines of text, without any library, so that tests hold the reader to the format itself.

A line `[Name]` begins a sheet. Cells are separated by commas; `'007` is text, `date 2026-03-02` a day, `#N/A` an error,
`TRUE` a truth value, what looks like a number is one, written with the digits that it has; all else is text.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def workbook_of(text: str) -> bytes:
    """The workbook that a text describes; without `[Name]` its one sheet is called Sheet1."""
    sheets: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = sheets.setdefault("Sheet1", []) if not text.startswith("[") else []
    for line in text.splitlines():
        named = re.fullmatch(r"\[(.+)\]", line)
        if named:
            rows = sheets.setdefault(named[1], [])
        else:
            rows.append([cell.strip() for cell in line.split(",")])
    return workbook({name: sheet_xml(rows) for name, rows in sheets.items()})


def sheet_xml(rows: Sequence[Sequence[str]]) -> str:
    """The rows of a sheet in XML."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{letters(column)}{number}", text) for column, text in enumerate(row) if text)
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _cell(place: str, text: str) -> str:
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(E[-+]?[0-9]+)?", text):
        return f'<c r="{place}"><v>{text}</v></c>'
    if text in ("TRUE", "FALSE"):
        return f'<c r="{place}" t="b"><v>{int(text == "TRUE")}</v></c>'
    if text.startswith("#") and text.endswith(("!", "/A", "?")):
        return f'<c r="{place}" t="e"><v>{text}</v></c>'
    if text.startswith("date "):
        days = (dt.date.fromisoformat(text.removeprefix("date ")) - dt.date(1899, 12, 30)).days
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text.removeprefix(chr(39)))}</t></is></c>'


def workbook(sheets: Mapping[str, str], more: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook of sheets, each given by the XML of its rows, and `more` entries."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        numbers = range(1, len(sheets) + 1)
        tags = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in zip(numbers, sheets, strict=True)
        )
        relations = "".join(_relation(f"rId{each}", "worksheet", f"worksheets/sheet{each}.xml") for each in numbers)
        relations += _relation("rId0", "styles", "styles.xml")
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"></Types>')
        archive.writestr("_rels/.rels", _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{tags}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        archive.writestr("xl/styles.xml", _STYLES)
        for number, rows in zip(numbers, sheets.values(), strict=True):
            xml = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", xml)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return target.getvalue()


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
