"""An archive from outside, unpacked with its bytes counted: nothing that it says of its own size is believed.

What comes out is packed again without compression, entry by entry, so that whoever reads it next sees what has been
counted here and nothing else.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

UNPACKED_LIMIT = 200_000_000
"""Bytes of all entries together."""
RATIO_LIMIT = 100
"""How many times larger than the archive its entries may be."""
ENTRIES_LIMIT = 10_000
CELLS_LIMIT = 8_000_000
"""Cells of a sheet: its rows up to the last one, times its columns up to the last one."""

_PIECE = 1 << 18
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: [a-zA-Z:]++="[^"<>]*+")*+(/?)>')
"""A cell as spreadsheets write it."""
_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""",
)
_CELL_BEGINS = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{1,3})([0-9]{1,7})\s*["']""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<(?:[\w.-]+:)?row\s[^<>]*?\br\s*=\s*["']([0-9]+)["']""")


class ArchiveError(Exception):
    """An archive that is damaged, or beyond a limit; `limit` tells which of the two."""

    def __init__(self, finding: str, *, limit: bool) -> None:
        super().__init__(finding)
        self.limit = limit


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """The entries of an archive by their names. Raises `ArchiveError`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES_LIMIT:
                raise ArchiveError(f"has {len(entries):,} entries, more than {ENTRIES_LIMIT:,}", limit=True)
            _measure(archive, entries, len(data))  # before anything is kept
            found: dict[str, bytes] = {}
            for entry in entries:
                found.setdefault(entry.filename, archive.read(entry))
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(f"is damaged, or no archive: {str(error) or 'it ends too early'}", limit=False) from None
    except RuntimeError:  # so says the library of encrypted entries
        raise ArchiveError("is protected by a password", limit=False) from None


def _measure(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> None:
    total = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > UNPACKED_LIMIT:
                    raise ArchiveError(f"unpacks to more than {UNPACKED_LIMIT // 1_000_000} MB", limit=True)
                if total > size * RATIO_LIMIT:
                    raise ArchiveError(f"unpacks to more than {RATIO_LIMIT} times its own size", limit=True)


def packed(entries: Mapping[str, bytes]) -> bytes:
    """An archive of these entries, without compression."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def check_sheet(text: bytes) -> None:
    """Refuse the XML of a sheet whose cells, laid out, are too many: one in the last corner is enough for that.

    Raises `ArchiveError`. Empty cells, which spreadsheets write for their colors, do not count.
    """
    if b"\0" in text[:4] or text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ArchiveError("has a sheet whose XML no spreadsheet writes", limit=False)
    begun = sum(1 for _ in _CELL_BEGINS.finditer(text))
    if begun > CELLS_LIMIT:
        raise ArchiveError(f"has a sheet of {begun:,} cells, more than {CELLS_LIMIT:,}", limit=True)
    whole, rows, columns = _plain_extent(text)
    if whole != begun:
        rows, columns = _careful_extent(text, begun)
    if rows * columns > CELLS_LIMIT:
        message = f"has a sheet of {rows:,} rows and {columns:,} columns, more than {CELLS_LIMIT:,} cells"
        raise ArchiveError(message, limit=True)


def _plain_extent(text: bytes) -> tuple[int, int, int]:
    """How many cells are written as spreadsheets do; the last row and column of those that are not empty."""
    whole, letters, numbers = 0, {b""}, {b"0"}
    for whole, found in enumerate(_PLAIN_CELL.finditer(text), start=1):  # noqa: B007 - the last number is wanted
        letter, number, is_empty = found.groups()
        if not is_empty:
            letters.add(letter)
            numbers.add(number)
    return whole, max(map(int, numbers)), max(map(column_number, letters))


def _careful_extent(text: bytes, begun: int) -> tuple[int, int]:
    """The last row and column, at most, of cells written in any way; `begun` is how many there are."""
    rows, columns, placeless, whole = 0, 0, 0, 0
    for found in _CELL.finditer(text):
        whole += 1
        about = found[1]
        if about.endswith(b"/"):
            continue
        place = _PLACE.search(about)
        if place is None:
            placeless += 1
            continue
        rows = max(rows, int(place[2]))
        columns = max(columns, column_number(place[1]))
    if whole != begun:
        raise ArchiveError("has a sheet whose XML no spreadsheet writes", limit=False)
    if placeless:  # they stand where those before them end
        numbers = max((int(number[:9]) for number in _ROW_NUMBER.findall(text)), default=0)
        rows = max(rows, numbers) + len(_ROW.findall(text))
        columns += placeless
    return rows, columns


def column_number(letters: bytes) -> int:
    """The number of a column, from 1: `A` is 1, `AA` 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
