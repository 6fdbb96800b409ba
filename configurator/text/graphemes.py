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
_REMEMBERED = (*_CONTROLS, *_HANGUL, "Prepend")
"""Kinds that the next code point may go on from in a way of its own."""


PICTOGRAPHIC = "Pictographic"
"""The kind of a character that is Extended_Pictographic; all other kinds are values of Grapheme_Cluster_Break."""

Place = tuple[str, bool, str]
"""What counts of the text before a place: the kind of its last character, as far as that matters; whether an odd number
of regional indicators stands there; and `begun` after a pictographic and its marks, `joined` after a joiner behind
these."""

BEGINNING: Place = ("", False, "")


def kind_of(code_point: int) -> str:
    """What the rules know of a code point: its Grapheme_Cluster_Break, or `Pictographic`."""
    tables = unicode_tables()
    kind = tables.grapheme_break.of(code_point)
    return PICTOGRAPHIC if kind == "Other" and tables.pictographic.of(code_point) else kind


def after(place: Place, kind: str) -> tuple[bool, Place]:
    """Whether a code point of a kind begins a new cluster at a place, and the place behind it.

    Equal places go on alike, so what a text can be is told apart by few of them.
    """
    previous, odd, emoji = place
    pictographic = kind == PICTOGRAPHIC
    begins = not _goes_on(previous, kind, odd, pictographic and emoji == "joined")
    if pictographic:
        emoji = "begun"
    elif emoji and kind == "ZWJ":
        emoji = "joined" if emoji == "begun" else ""
    elif kind != "Extend" or emoji == "joined":
        emoji = ""
    return begins, (kind if kind in _REMEMBERED else "Other", kind == "Regional_Indicator" and not odd, emoji)


def grapheme_count(text: str) -> int:
    """The number of extended grapheme clusters of any text, in linear time; 0 for the empty text."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    count = 0
    place = BEGINNING
    for character in text:
        begins, place = after(place, kind_of(ord(character)))
        count += begins
    return count


def _goes_on(previous: str, kind: str, odd_flags: bool, joined_emoji: bool) -> bool:
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
        or (kind == "Regional_Indicator" and odd_flags)  # GB12, GB13
    )
