"""The canonical form of text: texts that people take for the same become equal, and what could deceive is refused.

In goes any text, out comes the text that enters the virtual product code (CODE.md, section 1): code points that may
not stand in text are refused, then the text is brought into NFC, then each run of white space becomes one space and
the outer ones go; where a case is declared, the text is brought into it, and into NFC again. An empty result means
"no value".

NFC comes from `unicodedata2`, of Unicode 15.0 or later: normalization never changes for assigned characters (Unicode
stability policy), and only those of 15.0 get that far. Text that is all ASCII loads neither tables nor library.

What would surprise: the zero width joiner and non-joiner are allowed only where RFC 5892, appendix A.1 and A.2, allow
them, both in the text as given and in its canonical form. NFC may move a mark between a virama and its joiner
(U+0951 U+094D U+200D becomes U+094D U+0951 U+200D); such a text is refused, because its canonical form could
not be read back. For the same reason the canonical form, too, keeps to the limit of length: NFC and case can make
text longer. Case, too, can take a joiner's place away: U+0345, which joins nothing, becomes the letter iota. So the
canonical form of an accepted text is always accepted, unchanged.
"""

from __future__ import annotations

from functools import cache

from configurator.errors import TextError
from configurator.text.case import in_case
from configurator.text.unicode_tables import UnicodeTables, unicode_tables

MAX_CODE_POINTS = 2_000
"""The longest text, in code points: as given, and in its canonical form."""

_ZERO_WIDTH_NON_JOINER = "\u200c"
_JOINERS = (_ZERO_WIDTH_NON_JOINER, "\u200d")
_LAYOUT = frozenset("\t\n\r")
_REASONS = {
    "control-character": "is a control character, which cannot be printed; remove it",
    "unassigned-character": "is not a character of Unicode 15.0, so nobody can say what it looks like; remove it",
    "private-use-character": "is a private-use character, which looks different with every font; remove it",
    "surrogate": "is half of a character (a lone surrogate); the text was cut or decoded wrongly",
    "bidi-control": "is an invisible control that changes the direction of the text around it; remove it",
    "ignorable-character": "is invisible, so two texts would look the same and be different; remove it",
    "joiner-out-of-place": "is an invisible joiner in a place where the script does not need it; remove it",
}


def canonical_text(text: str, case: str | None = None) -> str:
    """The canonical form of `text`: NFC, with single spaces inside and none outside; "" means "no value".

    With a `case` (`upper` or `lower`), in that case, too.

    Raises TextError for the first code point that may not stand in text, with its index and one of the reasons
    `control-character`, `unassigned-character`, `private-use-character`, `surrogate`, `bidi-control`,
    `ignorable-character` and `joiner-out-of-place`; or with `text-too-long` beyond 2,000 code points.
    """
    _refuse_long(text)
    if text.isascii():
        if not text.isprintable():
            _refuse_ascii_controls(text)
        canonical = " ".join(text.split())
        return in_case(canonical, case) if case else canonical
    tables = unicode_tables()
    _refuse_characters(text, tables)
    has_joiner = any(joiner in text for joiner in _JOINERS)
    misplaced = _misplaced_joiner(text, tables) if has_joiner else None
    if misplaced is None:
        canonical = " ".join(filter(None, composed(text).translate(_white_space()).split(" ")))
        if case:
            canonical = composed(in_case(canonical, case))
        _refuse_long(canonical)
        misplaced = _misplaced_joiner(canonical, tables) if has_joiner else None
        if misplaced is None:
            return canonical
    raise _refusal("joiner-out-of-place", text, _joiner_indexes(text)[misplaced])


def is_canonical_text(text: str) -> bool:
    """Whether `text` may stand in a canonical document: not empty, and its own canonical form."""
    try:
        return text != "" and canonical_text(text) == text
    except TextError:
        return False


def composed(text: str) -> str:
    """Text in Unicode's composed form (NFC), by the pinned table."""
    if text.isascii():
        return text
    import unicodedata2  # ASCII text, the usual one, never needs it

    normalized: str = unicodedata2.normalize("NFC", text)
    return normalized


def _refuse_long(text: str) -> None:
    if len(text) > MAX_CODE_POINTS:
        message = f"the text has {len(text):,} characters; at most {MAX_CODE_POINTS:,} are allowed"
        raise TextError("text-too-long", message, MAX_CODE_POINTS)


def _refusal(reason: str, text: str, index: int) -> TextError:
    return TextError(reason, f"`U+{ord(text[index]):04X}` at index {index} {_REASONS[reason]}", index)


def _refuse_ascii_controls(text: str) -> None:
    for index, character in enumerate(text):
        if not character.isprintable() and character not in _LAYOUT:
            raise _refusal("control-character", text, index)


def _refuse_characters(text: str, tables: UnicodeTables) -> None:
    """Refuse the first code point that may stand nowhere; joiners pass."""
    refused = {}
    for character in set(text) - _LAYOUT:  # a text repeats its letters, so each is looked up once
        standing = tables.standing.of(ord(character))
        if standing not in ("allowed", "joiner"):
            refused[character] = standing
    if refused:
        index = next(index for index, character in enumerate(text) if character in refused)
        raise _refusal(refused[text[index]], text, index)


def _joiner_indexes(text: str) -> list[int]:
    return [index for index, character in enumerate(text) if character in _JOINERS]


def _misplaced_joiner(text: str, tables: UnicodeTables) -> int | None:
    """The first joiner that RFC 5892 forbids, as a number among the joiners (canonical form moves, but keeps them)."""
    for number, index in enumerate(_joiner_indexes(text)):
        after_virama = index > 0 and tables.virama.of(ord(text[index - 1])) != ""
        if not after_virama and not _keeps_letters_apart(text, index, tables):
            return number
    return None


def _keeps_letters_apart(text: str, index: int, tables: UnicodeTables) -> bool:
    """RFC 5892, A.1: a non-joiner between two letters that would else join, transparent marks aside."""
    if text[index] != _ZERO_WIDTH_NON_JOINER:
        return False
    joining_type = tables.joining_type
    before = index - 1
    while before >= 0 and joining_type.of(ord(text[before])) == "T":
        before -= 1
    after = index + 1
    while after < len(text) and joining_type.of(ord(text[after])) == "T":
        after += 1
    return (
        before >= 0
        and after < len(text)
        and joining_type.of(ord(text[before])) in ("L", "D")
        and joining_type.of(ord(text[after])) in ("R", "D")
    )


@cache
def _white_space() -> dict[int, str]:
    """Each White_Space code point of Unicode 15.0, to be translated to a space."""
    runs = unicode_tables().white_space.runs()
    return {code_point: " " for first, last, value in runs if value for code_point in range(first, last + 1)}
