"""Read the font of an engraver once: how wide each of its characters is, and nothing else.

In go the bytes of a TrueType or OpenType font; out comes a `FontTable`, by which any machine, with or without the
font, finds exactly the same width for a text: the sum of the advances of its characters, letter beside letter, without
kerning and ligatures. That is right only for scripts whose letters stand side by side as they are (`SIDE_BY_SIDE`).
Characters of other scripts, whose letters join, stack or change places, are left out of the table even where the font
has them; so are accents by themselves, whose place somebody would have to find, and what may stand in no text.

What would surprise: a font is somebody's file, and its map of characters can claim billions of them in a few bytes. So
the map is looked at first, and one that is not in order is refused before the library takes it apart.
"""

from __future__ import annotations

import hashlib
import logging
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO

from configurator.errors import FontError
from configurator.text.scripts import SCRIPTS
from configurator.text.unicode_tables import unicode_tables

MOST_BYTES = 20_000_000
"""Of a font file; the largest fonts of East Asian scripts have about so many."""

SIDE_BY_SIDE = frozenset(
    "armenian bopomofo braille canadian_aboriginal cherokee coptic cyrillic deseret ethiopic georgian glagolitic "
    "gothic greek han hangul hebrew hiragana japanese katakana korean latin lisu ogham old_italic osage runic "
    "shavian vai yi".split()
)
"""The scripts, by their names in `SCRIPTS`, whose letters keep their shapes and places beside one another."""

_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_TABLES = ("cmap", "head", "hhea", "hmtx", "maxp")
_MOST_SUBTABLES = 64
_LAST = 0x10FFFF
_NO_GLYPH = ".notdef"
_SILENT = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class FontTable:
    """The advance of each character, by code point, in units of which `units` are one em.

    Two tables with one `digest` measure alike.
    """

    units: int = field(compare=False)
    advances: Mapping[int, int] = field(compare=False)
    digest: str

    def missing(self, text: str) -> str | None:
        """The first character of a text that the table has no advance for; None if it has all."""
        return next((character for character in text if ord(character) not in self.advances), None)

    def width(self, text: str) -> Fraction:
        """The width of a text in ems, exactly. Raises KeyError for a character that is missing."""
        return Fraction(sum(self.advances[ord(character)] for character in text), self.units)

    def has_letters_of(self, script: str) -> bool:
        """Whether any of its characters belongs to the script of this name, and not to all scripts."""
        scripts, wanted = unicode_tables().scripts, SCRIPTS[script]
        return any(wanted & set(scripts.of(code_point).split()) for code_point in self.advances)


def read_font(data: bytes) -> FontTable:
    """The table of a font. Raises `FontError`, whose message goes on after the font's name."""
    if len(data) > MOST_BYTES:
        raise FontError("too-large", f"is too large: a font has at most {MOST_BYTES // 1_000_000} MB")
    if not data.startswith(_SIGNATURES):
        raise FontError("no-font", "is no TrueType or OpenType font")
    units, advances = _measured(data)
    if not 16 <= units <= 16_384:  # OpenType 1.9, `head`
        raise FontError("damaged", f"is damaged: it has {units} units per em")
    advances = {code_point: advances[code_point] for code_point in sorted(advances) if _may_stand(code_point)}
    if not advances:
        raise FontError("no-letters", "has no letters that stand side by side as they are")
    content = f"{units};" + ";".join(f"{code_point:x}={advance}" for code_point, advance in advances.items())
    return FontTable(units, advances, hashlib.sha256(content.encode()).hexdigest())


def _may_stand(code_point: int) -> bool:
    """Whether a character may stand in text, and keeps its shape beside others."""
    tables = unicode_tables()
    if tables.standing.of(code_point) != "allowed" or tables.grapheme_break.of(code_point) in _PARTS:
        return False
    scripts = set(tables.scripts.of(code_point).split())
    return bool(scripts & _SIDE_BY_SIDE_CODES)


_SIDE_BY_SIDE_CODES = frozenset().union(*(SCRIPTS[name] for name in SIDE_BY_SIDE)) | {"Zyyy"}
_PARTS = ("Extend", "SpacingMark", "Prepend", "ZWJ", "Control")
"""What is never a character of its own: where it stands is up to the letter beside it, which nobody measures here."""


def _measured(data: bytes) -> tuple[int, dict[int, int]]:
    """Units per em, and the advance of every character that has a glyph."""
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").addHandler(_SILENT)  # it tells of oddities, and not to whom we answer
    fault = "is damaged"
    try:
        with TTFont(BytesIO(data), lazy=True) as font:
            lacking = [name for name in _TABLES if name not in font]
            if lacking:
                fault = f"is no font for text: it has no table `{lacking[0]}`"
            elif not _is_in_order(font.reader["cmap"]):
                fault = "is damaged: its map of characters is not in order"
            else:
                metrics, mapped = font["hmtx"].metrics, font.getBestCmap() or {}
                glyphs = ((each, name) for each, name in mapped.items() if name != _NO_GLYPH and name in metrics)
                return font["head"].unitsPerEm, {each: metrics[name][0] for each, name in glyphs}
    except Exception:  # noqa: BLE001, S110 - whatever a library says to hostile bytes, they are no font; told below
        pass
    raise FontError("damaged", fault)


def _is_in_order(cmap: bytes) -> bool:
    """Whether each subtable maps every code point at most once, as its format asks for: then none can be huge."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = {struct.unpack_from(">HHI", cmap, 4 + 8 * index)[2] for index in range(count)}
    return count <= _MOST_SUBTABLES and all(_ascends(_stretches(cmap, offset)) for offset in offsets)


def _ascends(stretches: Iterator[tuple[int, int]]) -> bool:
    end = -1
    for first, last in stretches:
        if not end < first <= last <= _LAST:
            return False
        end = last
    return True


def _stretches(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """The first and last code point of each stretch of a subtable; of formats that cannot be huge, none."""
    (kind,) = struct.unpack_from(">H", cmap, offset)
    if kind == 4:
        (double,) = struct.unpack_from(">H", cmap, offset + 6)
        ends = struct.unpack_from(f">{double // 2}H", cmap, offset + 14)
        starts = struct.unpack_from(f">{double // 2}H", cmap, offset + 16 + double)
        yield from zip(starts, ends, strict=True)
    elif kind in (8, 12, 13):
        at = offset + (12 if kind != 8 else 8 + 8_192 + 4)
        (groups,) = struct.unpack_from(">I", cmap, at)
        if groups > len(cmap) // 12:
            yield _LAST, -1
        for index in range(min(groups, len(cmap) // 12)):
            first, last, _ = struct.unpack_from(">III", cmap, at + 4 + 12 * index)
            yield first, last
    elif kind == 10:
        first, length = struct.unpack_from(">II", cmap, offset + 12)
        yield first, first + length - 1
