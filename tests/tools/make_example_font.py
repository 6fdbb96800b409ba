"""Make the font of the example catalog `keepsake`: blocks in the widths of a plain engraving face.

Run from the top of the checkout: `python tests/tools/make_example_font.py`. Nobody should engrave with it: it is there
to be measured by. It is ours, and under the license of this package.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

UNITS = 1_000
WIDTHS = {
    **dict.fromkeys("mwMWæÆœŒ", 800),
    **dict.fromkeys("ABCDGHKNOPQRSTUVXYZ&", 620),
    **dict.fromkeys("EFJL0123456789abcdeghknopqsuvxyz", 520),
    **dict.fromkeys("frtßI-", 360),
    **dict.fromkeys("ijl.,'!", 240),
    " ": 260,
}
ACCENTED = {"A": "ÀÁÂÃÄÅ", "C": "Ç", "E": "ÈÉÊË", "I": "ÌÍÎÏ", "N": "Ñ", "O": "ÒÓÔÕÖØ", "U": "ÙÚÛÜ", "Y": "Ý"}


def widths() -> dict[str, int]:
    """The advance of each character, accented letters as wide as plain ones."""
    found = dict(WIDTHS)
    for plain, accented in ACCENTED.items():
        found |= dict.fromkeys(accented, WIDTHS[plain]) | dict.fromkeys(accented.lower(), WIDTHS[plain.lower()])
    return found


def block(character: str, width: int) -> Glyph:
    """A block, high for capitals and figures, or nothing for a space."""
    pen = TTGlyphPen(None)
    if character != " ":
        top = 700 if character.isupper() or character.isdigit() else 500
        pen.moveTo((60, 0))
        for point in ((60, top), (width - 60, top), (width - 60, 0)):
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def main() -> None:
    """Write the font."""
    found = widths()
    names = {character: f"u{ord(character):04X}" for character in found}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    blocks = {names[character]: block(character, width) for character, width in found.items()}
    builder.setupGlyf({".notdef": block("A", 600), **blocks})
    advances = {names[character]: (width, 60) for character, width in found.items()}
    builder.setupHorizontalMetrics({".notdef": (600, 60), **advances})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Keepsake Blocks", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    builder.font.recalcTimestamp = False
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.save(Path("catalogs") / "keepsake" / "KeepsakeBlocks.ttf")


if __name__ == "__main__":
    main()
