"""The commonest slips, most of them habits of other languages or of plain English, each with a sentence of its own.

A sign or a shape is a slip only where the grammar stumbled over it; elsewhere the same letters may be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from configurator.diagnostics import Code, codes
from configurator.diagnostics.suggest import short
from configurator.syntax.statements import COMMENT_HINT
from configurator.syntax.words import tokens

SIGNS: tuple[tuple[str, str, str], ...] = (
    ("=<", "`=<` is not a comparison here", "write `<=`"),
    ("=>", "`=>` has no meaning here", "write `require … when …`, or `>=` for «at least»"),
    ("≤", "`≤` is not a comparison here", "write `<=`"),
    ("≥", "`≥` is not a comparison here", "write `>=`"),
    ("≠", "`≠` is not a comparison here", "write `!=`"),
    ("×", "`×` has no meaning here", "write `*`"),
    ("–", "`–` has no meaning here", "write `-`, or `..` between the ends of a range"),
    ("==", "`==` is not a comparison here", "write `=`"),
    ("<>", "`<>` is not a comparison here", "write `!=`"),
    ("->", "`->` has no meaning here", "write `require … when …`"),
    ("&&", "`&&` has no meaning here", "write `and`"),
    ("&", "`&` has no meaning here", "write `and`"),
    ("||", "`||` has no meaning here", "write `or`, or a single `|` between values"),
    ("!", "`!` has no meaning here", "write `not`, or `!=` for «is not»"),
    (";", "`;` has no meaning here", "a statement, and a row of a table, ends with its line"),
    ("'", "`'` does not begin text", 'text stands in double quotes: `"…"`'),
    ("“", "`“` does not begin text", 'text stands in straight double quotes: `"…"`'),
    ("„", "`„` does not begin text", 'text stands in straight double quotes: `"…"`'),
    ("%", "`%` is not a unit here", "write `percent`"),
    ("€", "`€` is not a currency here", "write the amount and then `EUR`"),
    ("$", "`$` is not a currency here", "write the amount and then `USD`"),
    ("...", "a range is written with two dots", "write `..`"),
    ("…", "a range is written with two dots", "write `..`"),
)

_OPTION = r"\Aoption\s+\w+\s*(?:\"_*\"\s*)?:\s*"
_WHOLE = r"[0-9][0-9_]*"
_NUMBER = r"[0-9][0-9_]*(?:\.[0-9]+)?"
_TO = r"(?:-|–|—|(?:to|until|till|through|and)\b)"
_UNIT = r"[ \t]*(?!(?:to|until|till|through|and|or|step|when|optional|default)\b)[A-Za-z][A-Za-z0-9]*"
_WHOLE_RANGE = rf"(?P<low>{_WHOLE})\s*(?:{_TO}|\.\.)\s*(?P<high>{_WHOLE})(?![\w.])(?!{_UNIT})"
_RANGE = rf"(?P<low>{_NUMBER})(?:{_UNIT})?\s*(?:{_TO}|\.\.)\s*(?P<high>{_NUMBER})(?P<unit>{_UNIT})?"
_SPLIT_RANGE = rf"(?:from\s+|between\s+)?(?P<low>-?{_NUMBER})(?:{_UNIT})?\s*{_TO}\s*(?P<high>-?{_NUMBER})"
_HEX = "[0-9A-Fa-f]"
_ITEM = r"(?!(?:require|forbid|when|and|or|not)\b)[A-Za-z][\w.]*"
_PLAIN = r"(?!(?:require|forbid|when|if)\b)[A-Za-z]\w*"
_QUANTITY = rf"-?{_NUMBER}(?:[ \t]+(?!and\b|to\b|when\b|or\b|because\b)[A-Za-z]\w*)?"
_NUMBERS = "numbers are written `integer 1 .. 3` or `number 0.5 .. 5 kg step 0.5`"
_NO_KEY = "`$bad` is not a key"


@dataclass(frozen=True)
class Shape:
    """A slip by its looks: `bad` in the pattern is the culprit; message and hint may speak of its groups as `$group`.

    `$key` is the culprit made a key. Texts in quotes and comments have been blanked out with `_` and spaces.
    """

    pattern: re.Pattern[str]
    message: str
    hint: str
    code: Code = codes.MALFORMED


def _shape(pattern: str, message: str, hint: str, code: Code = codes.MALFORMED) -> Shape:
    return Shape(re.compile(pattern), message, hint, code)


def _word(pattern: str, hint: str, message: str = "`$bad` has no meaning here") -> Shape:
    """A word that is found where it stands, or taken for a unit, so that the grammar stumbles over the next one."""
    return _shape(rf"\b(?P<bad>{pattern})\b(?:\s+(?=[\w\"(]))?", message, hint)


SHAPES: tuple[Shape, ...] = (
    # Comments.
    _shape(r"(?P<bad>--)(?!>)[^\n]*", "`--` does not begin a comment", COMMENT_HINT),
    _shape(r"(?P<bad>/\*)[^\n]*", "`/*` does not begin a comment", COMMENT_HINT),
    _shape(rf"(?P<bad>#)(?!{_HEX}{{3,8}}\b)[^\n]*", "`#` does not begin a comment", COMMENT_HINT),
    _shape(rf"(?P<bad>#(?:{_HEX}{{3,5}}|{_HEX}{{7,8}})\b)", "`$bad` is not a color", "write six digits: `#1a2b3c`"),
    # Numbers that an option can be.
    _shape(_OPTION + rf"(?P<bad>{_WHOLE_RANGE})", "this range has no kind", "write `integer $low .. $high`"),
    _shape(
        _OPTION + rf"(?P<bad>{_RANGE})",
        "this range has no kind",
        "write `number $low .. $high$unit step 0.5`, with the step that it goes in",
    ),
    _shape(
        _OPTION + rf"(?P<bad>{_NUMBER})\s*\|\s*(?P<two>{_NUMBER})(?![\w.])",
        _NO_KEY,
        f'keys that are numbers stand in quotes: `"$bad" | "$two"`; {_NUMBERS}',
    ),
    _shape(_OPTION + rf"(?P<bad>(?P<one>{_NUMBER})[ \t]+(?P<two>{_UNIT}))", _NO_KEY,
           f'a key has no space: `"$one$two"`; {_NUMBERS}'),
    _shape(_OPTION + rf"(?P<bad>{_NUMBER})", _NO_KEY,
           f'a key that is a number stands in quotes: `"$bad"`; {_NUMBERS}'),
    _shape(rf"(?<=\|)\s*(?P<bad>{_NUMBER})", _NO_KEY, 'a key that is a number stands in quotes: `"$bad"`'),
    _shape(_OPTION + rf"(?P<bad>integer\s+{_SPLIT_RANGE})", "a range is written with `..`",
           "write `integer $low .. $high`"),
    _shape(_OPTION + rf"(?P<bad>number\s+{_SPLIT_RANGE}(?P<unit>{_UNIT})?)", "a range is written with `..`",
           "write `number $low .. $high$unit step 0.5`, with the step that it goes in"),
    _shape(_OPTION + rf"(?P<bad>integer\s+(?P<high>{_WHOLE}))\s*(?:\Z|(?=[A-Za-z]))", "`integer` needs a range",
           "write both ends: `integer 0 .. $high`"),
    _shape(_OPTION + rf"(?P<bad>number\s+(?P<high>{_NUMBER}))(?P<unit>{_UNIT})?\s*(?:\Z|(?=[A-Za-z]))",
           "`number` needs a range", "write both ends: `number 0 .. $high$unit step 0.5`"),
    _shape(_OPTION + r"(?P<bad>integer)\b\s*(?:\Z|(?=[A-Za-z]))", "`integer` needs a range",
           "write a range: `integer 1 .. 12`"),
    _shape(_OPTION + r"(?P<bad>number)\b\s*(?:\Z|(?=[A-Za-z]))", "`number` needs a range",
           "write a range: `number 20 .. 60 cm step 0.5`"),
    # Other things that an option can be.
    _shape(_OPTION + r"(?!yes\s+or\s+no\b)(?P<bad>(?:yes|no)\b(?:\s*(?:[|/,]|or\b)?\s*(?:yes|no)\b)?)",
           "an option of yes and no is written with `or`", "write `yes or no`"),
    _shape(_OPTION + r"(?P<bad>\[)", "`[` has no meaning in a catalog",
           "write `x | y` for one of them, or `any of { x, y }` for several"),
    _shape(r"\bmatches\s+(?P<bad>[^\s\"]+)", "a pattern stands in quotes", 'write `matches "[A-Z]{1,3}"`'),
    _shape(rf"(?P<item>{_ITEM})\s+(?P<bad>(?:does\s+)?not\s+match(?:es)?)\b", "`$bad` has no meaning here",
           "write `not $item matches …`"),
    _shape(rf"(?P<item>{_ITEM})\s+(?P<bad>match|like|fits)\b(?:\s+(?=\"))?", "`$bad` has no meaning here",
           "write `$item matches …`"),
    _shape(r"(?P<bad>\[)", "`[` has no meaning in a catalog", "a set stands in braces: `{x, y}`"),
    _shape(r"\Aoption\b[^:\n]*:[^=<>\n]*?\b(?P<bad>or)\b", "`or` does not stand between values", "write `|`"),
    _shape(_OPTION + rf"(?P<bad>#{_HEX}{{6}})\b", _NO_KEY, "name the color, and say what it is: `black { ink: $bad }`"),
    _shape(r"\bdefault\s*(?P<bad>[:=])", "no `$bad` stands behind `default`", "write the value alone: `default small`"),
    _shape(r"\b(?:since|retired:?)\s+(?P<bad>[0-9]{4}-[0-9]{1,2})(?![-0-9])", "`$bad` is not a day",
           'write `"$bad"` for a release of that name, or a whole day: `$bad-01`'),
    # Keys.
    _shape(r"\A(?:catalog|option|space|product|rule|table)\s+(?P<bad>[A-Za-z]\w*(?:-\w+)+)", "`$bad` cannot be a key",
           "write `$key`: this key has letters without accents, digits and `_`", codes.BAD_KEY),
    _shape(r"(?<=[:|{,])\s*(?P<bad>[A-Za-z0-9]\w*(?:-\w+)+)", "a key with `-` stands in quotes",
           'write `"$bad"`, or `$key`', codes.BAD_KEY),
    _shape(r"\A(?:option|space)\s+(?P<bad>[A-Za-z]\w*(?:[ \t]+[A-Za-z]\w*)+)\s*:", "`$bad` cannot be a key",
           "write `$key`: a key has no space; the label may say anything", codes.BAD_KEY),
    _shape(rf"\Arule\s+(?P<bad>{_PLAIN}(?:[ \t]+{_PLAIN})+)\s+(?:require|forbid)\b",
           "`$bad` cannot be a key", "write `$key`: a key has no space", codes.BAD_KEY),
    # Pictures.
    _shape(r"\bat\s+least\s+(?P<bad>(?P<low>[0-9]+)\s*[x×*X]\s*(?P<high>[0-9]+))", "`$bad` is no number of pixels",
           "write width and height apart: `at least $low x $high`"),
    _shape(_OPTION + r"(?P<bad>image)\b\s*(?![\s{])", "`image` names no media types", "write `image { jpeg, png }`"),
    _shape(_OPTION + r"image\s*\{\s*(?P<bad>\w+)\s*:", "`$bad` has no place here",
           "write `image { jpeg, png } at least 1200 x 1800 up to 20 MB aspect 2 : 3`, what matters of it"),
    _shape(r"\baspect\s+(?P<bad>(?P<low>[0-9]+)\s*[/x]\s*(?P<high>[0-9]+))", "`$bad` is no shape",
           "write width to height: `aspect $low : $high`"),
    # Rules.
    _shape(r"\Arule\s+\w+\s*(?P<bad>:)", "no `:` stands behind the key of a rule", "take it out"),
    _shape(r"\Arule\s+(?P<name>\w+)\s+(?P<bad>when)\b", "the `when` of a rule comes last",
           "write `rule $name require … when …`"),
    # Conditions.
    _shape(r"\bin\s*(?P<bad>\((?P<set>[^(){},\n]+(?:,[^(){},\n]*)+)\))", "a set stands in braces", "write `{$set}`"),
    _shape(rf"(?P<set>{_ITEM})\s+(?P<bad>contains?|includes?|has|have)\s+(?P<item>\w+|\"_*\")",
           "`$bad` has no meaning here", "write `$item in $set`"),
    _shape(rf"(?P<set>{_ITEM})\s+(?P<bad>does\s+not\s+(?:contain|include|have))\s+(?P<item>\w+|\"_*\")",
           "`$bad` has no meaning here", "write `$item not in $set`"),
    _shape(rf"(?P<item>{_ITEM})\s+(?P<bad>(?:is\s+)?between)\s+(?P<low>{_QUANTITY})\s+(?:and|to)\s+(?P<high>{_QUANTITY})",
           "`$bad` has no meaning here", "write `$item in $low .. $high`"),
    _word(r"(?:is\s+)?(?:more|greater|larger|bigger|higher)\s+than", "write `>`"),
    _word(r"(?:is\s+)?(?:less|smaller|fewer|lower)\s+than", "write `<`"),
    _word(r"is\s+at\s+least", "write `>=`"),
    _word(r"is\s+at\s+most", "write `<=`"),
    _word(r"is\s+not\s+in", "write `not in`"),
    _word(r"is\s+in|is\s+one\s+of", "write `in {…}`"),
    _word(r"is\s+not|isnt|differs\s+from", "write `!=`"),
    _word(r"is|equals|equal\s+to|equal", "write `=`"),
    _word(r"unless", "write `require … when not …`", "there is no `unless`"),
    _word(r"else|otherwise", "write a second rule: `require … when not …`", "there is no `$bad`"),
    _word(r"if|then|implies", "write `require … when …`"),
    _word(r"where|whenever|provided", "write `when`"),
    # Digits.
    _shape(r"(?P<bad>(?P<one>[0-9]{1,3}),(?P<two>[0-9]{3}))(?![0-9])", "a number has no comma",
           "write `${one}_$two`, or `$one.$two` if the comma is a decimal comma"),
    _shape(r"(?P<bad>(?P<one>[0-9]+),(?P<two>[0-9]+))", "a number has no comma", "write a decimal point: `$one.$two`"),
)  # fmt: skip

_FAR = 2_000
_NEAR = 500
"""A slip is looked for in so many characters before and behind the place; far inside a statement, on its line only."""

Finding = tuple[int, int, Code, str, str | None]
"""Where the culprit begins in the statement, how long it is, and what is to be said."""


def slip(text: str, at: int) -> Finding | None:
    """The slip in a statement that the grammar stumbled over at this place, if it is one that we know."""
    return _shape_of(text, at) or _sign_of(text, at)


def _sign_of(text: str, at: int) -> Finding | None:
    for sign, message, instead in SIGNS:
        for start in range(max(0, at - len(sign) + 1), at + 1):
            if text.startswith(sign, start):
                return start, len(sign), codes.MALFORMED, message, instead
    return None


def _shape_of(text: str, at: int) -> Finding | None:
    begin = 0 if at <= _FAR else max(at - _NEAR, text.rfind("\n", 0, at) + 1)
    part = text[begin : at + _NEAR]
    blank = _blanked(part)
    for shape in SHAPES:
        if begin and shape.pattern.pattern.startswith(r"\A"):
            continue
        for match in shape.pattern.finditer(blank):
            start, end = match.span("bad")
            if start <= at - begin <= match.end():
                named = {name: part[slice(*match.span(name))] if match[name] else "" for name in match.groupdict()}
                return start + begin, end - start, shape.code, *_said(shape, named)
    return None


def _said(shape: Shape, named: Mapping[str, str]) -> tuple[str, str]:
    """Message and hint of a shape with the words that were written."""
    words = {name: short(" ".join(word.split())) if name != "unit" else word for name, word in named.items()}
    words["key"] = short(re.sub(r"[^A-Za-z0-9]+", "_", named["bad"]))
    return Template(shape.message).safe_substitute(words), Template(shape.hint).safe_substitute(words)


def _blanked(text: str) -> str:
    """The text with `_` for all that stands in quotes, and spaces for comments."""
    blank = re.sub(r"[^\n]", " ", text)
    pieces, done = [], 0
    for kind, start, end in tokens(text):
        word = text[start:end]
        if kind == "string":
            word = f'"{"_" * (len(word) - 2)}"' if len(word) > 1 else word
        pieces += [blank[done:start], word]
        done = end
    return "".join(pieces)
