"""Fonts and pictures that are made while tests run, so that none has to be kept: of no looks, and of known measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image

UNITS = 1_000
"""Per em, of all fonts that are made here."""


def made_font(advances: Mapping[str, int], units: int = UNITS) -> bytes:
    """A TrueType font that has these characters, as wide as this, and no others."""
    names = {character: f"u{ord(character):05X}" for character in advances}
    glyphs = [".notdef", *names.values()]
    builder = FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    builder.setupGlyf({name: Glyph() for name in glyphs})
    metrics = {names[character]: (advance, 0) for character, advance in advances.items()}
    builder.setupHorizontalMetrics({".notdef": (units // 2, 0), **metrics})
    builder.setupHorizontalHeader(ascent=units * 4 // 5, descent=-units // 5)
    builder.setupPost()
    saved = BytesIO()
    builder.save(saved)
    return saved.getvalue()


def font_of(text: str) -> bytes:
    """The font that a snippet writes down: a line each for some characters and their advance."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        first, last, advance = re.fullmatch(r"(.)(?:\.\.(.))? ([0-9]+)", line).groups()  # type: ignore[union-attr]
        for code_point in range(ord(first), ord(last or first) + 1):
            found[chr(code_point)] = int(advance)
    return made_font(found)


def made_picture(media: str, width: int, height: int, **how: Any) -> bytes:
    """A picture of one color; `how` is what the library can do besides."""
    saved = BytesIO()
    Image.new("RGB", (width, height), "teal").save(saved, media.upper(), **how)
    return saved.getvalue()


def made_animation(media: str, width: int, height: int) -> bytes:
    """The same with a second picture behind it."""
    further = [Image.new("RGB", (width, height), "coral")]
    return made_picture(media, width, height, save_all=True, append_images=further)


@cache
def picture_of(text: str) -> bytes:
    """The picture that a snippet writes down, `png 800 x 600`, maybe `twice` or `cut off`; else the text itself.

    A large one takes seconds to be made, so each is made once.
    """
    found = re.fullmatch(r"(\w+) (\d+) x (\d+)( twice| cut off)?\n", text)
    if found is None:
        return text.encode()
    media, width, height = found[1], int(found[2]), int(found[3])
    if found[4] == " twice":
        return made_animation(media, width, height)
    data = made_picture(media, width, height)
    return data[: len(data) // 2] if found[4] else data
