"""How many characters a person sees: extended grapheme clusters of Unicode 15.0.

The source is UAX #29, revision 41, section 3.1.1; the rule numbers below are its own. Rule GB9c (Indic conjuncts) came
with Unicode 15.1 and is not applied: a length limit must not change with a library.
"""

from __future__ import annotations

from configurator.text.unicode_tables import unicode_tables

_CONTROLS = ("CR", "LF", "Control")
_HANGUL = {  # GB6 to GB8: what goes on with the syllable that such a letter begins or continues
    "L": ("L", "V", "LV", "LVT"),
    "LV": ("V", "T"),
    "V": ("V", "T"),
    "LVT": ("T",),
    "T": ("T",),
}


def grapheme_count(text: str) -> int:
    """The number of extended grapheme clusters of any text, in linear time; 0 for the empty text."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    tables = unicode_tables()
    count = 0
    previous = ""
    flags = 0  # regional indicators in a row before this place
    emoji = ""  # "begun" after a pictographic and its marks, "joined" after a joiner that follows these
    for character in text:
        code_point = ord(character)
        kind = tables.grapheme_break.of(code_point)
        pictographic = kind == "Other" and tables.pictographic.of(code_point) != ""
        count += not _goes_on(previous, kind, flags, pictographic and emoji == "joined")
        flags = flags + 1 if kind == "Regional_Indicator" else 0
        if pictographic:
            emoji = "begun"
        elif emoji and kind == "ZWJ":
            emoji = "joined" if emoji == "begun" else ""
        elif kind != "Extend" or emoji == "joined":
            emoji = ""
        previous = kind
    return count


def _goes_on(previous: str, kind: str, flags: int, joined_emoji: bool) -> bool:
    """Whether a code point of this kind belongs to the cluster of the one before it ("" at the start of text)."""
    if previous in _CONTROLS or kind in _CONTROLS:
        return previous == "CR" and kind == "LF"  # GB3 to GB5
    if previous == "":
        return False  # GB1
    return (
        kind in _HANGUL.get(previous, ())  # GB6 to GB8
        or kind in ("Extend", "ZWJ", "SpacingMark")  # GB9, GB9a
        or previous == "Prepend"  # GB9b
        or joined_emoji  # GB11
        or (kind == "Regional_Indicator" and flags % 2 == 1)  # GB12, GB13
    )
