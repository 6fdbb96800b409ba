"""Text in upper or lower case, by the full, untailored mappings of Unicode 15.0.

In goes any text, out comes the same text in that case, of another length perhaps: `ß` becomes `SS`, `İ` becomes `i`
and a dot above. No language has rules of its own here: a Turkish `i` becomes `I` like any other. The source is the
Unicode Standard, section 3.13, rules R1 and R2, with UnicodeData.txt and SpecialCasing.txt. The tables are ours,
because the interpreter's are another version on every Python.

Of the conditions only Final_Sigma belongs to no language: `Σ` becomes `ς` behind a cased letter, unless a cased letter
follows; case-ignorable characters in between do not count. What would surprise: some characters, such as `ʰ`, are both
cased and case-ignorable, and the standard leaves open what they are here. We pass over them, as Python and ICU do, and
with ICU the browsers.
"""

from __future__ import annotations

from collections.abc import Iterable

from configurator.text.unicode_tables import unicode_tables

CASES = ("upper", "lower")
"""What a case rule can be."""

_CAPITAL_SIGMA = "\u03a3"
_FINAL_SIGMA = "\u03c2"


def in_case(text: str, case: str) -> str:
    """A text in the case `upper` or `lower`, else KeyError. It may no longer be in NFC.

    Done once more, to the outcome or to its NFC, it changes nothing; tests prove that for every text of Unicode 15.0.
    """
    if text.isascii():
        return {"upper": str.upper, "lower": str.lower}[case](text)
    tables = unicode_tables()
    rules = {"upper": tables.upper, "lower": tables.lower}[case]
    if case == "lower" and _CAPITAL_SIGMA in text:
        text = "".join(_FINAL_SIGMA if _is_final_sigma(text, index) else each for index, each in enumerate(text))
    code_points = set(map(ord, text))  # a text repeats its letters, so each is looked up once
    return text.translate({code_point: _mapped(code_point, rules.of(code_point)) for code_point in code_points})


def _mapped(code_point: int, rule: str) -> str:
    """What becomes of a code point by a rule of the tables."""
    first, _, rest = rule.partition(" ")
    if first in ("even", "odd"):
        return chr(code_point + int(rest) if code_point % 2 == (first == "odd") else code_point)
    if rest:
        return "".join(chr(int(each, 16)) for each in rule.split())
    return chr(code_point + int(first or 0))


def _is_final_sigma(text: str, index: int) -> bool:
    return (
        text[index] == _CAPITAL_SIGMA
        and _begins_with_cased(text, range(index - 1, -1, -1))
        and not _begins_with_cased(text, range(index + 1, len(text)))
    )


def _begins_with_cased(text: str, indexes: Iterable[int]) -> bool:
    """Whether the first of these characters that is not case-ignorable is cased."""
    contexts = (unicode_tables().case_context.of(ord(text[index])) for index in indexes)
    return next((context for context in contexts if context != "Case_Ignorable"), "") == "Cased"
