"""Words for what the grammar cannot read: what stands there, what could, and what to do about it.

The parser says which tokens it could have gone on with; people are told in the language's own words. The commonest
slips have a sentence of their own (`slips`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import combining

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from configurator.diagnostics import Diagnostic, codes
from configurator.diagnostics.suggest import did_you_mean, nearest, short
from configurator.source import Span
from configurator.syntax.slips import Finding, slip
from configurator.syntax.statements import ITEM_WORDS, TOP_WORDS
from configurator.syntax.words import first_word, word_meant

# What a token is called in a sentence, in the order in which a list of them reads well.
_WORDS: dict[str, str] = {
    "COLON": "`:`", "VBAR": "`|`", "COMMA": "`,`", "_LINE": "a new line", "NAME": "a key", "DIGIT_KEY": "a key",
    "NUMBER": "a number", "STRING": "text in quotes", "COMPARISON": "a comparison such as `=`", "__ANON_0": "`..`",
    "LBRACE": "`{`", "RBRACE": "`}`", "LPAR": "`(`", "RPAR": "`)`", "REQUIRE": "`require`", "FORBID": "`forbid`",
    "ALLOW": "`allow`", "OPTIONAL": "`optional`", "DEFAULT": "`default`", "WHEN": "`when`", "BECAUSE": "`because`",
    "AND": "`and`", "OR": "`or`", "FROM": "`from`", "OF": "`of`", "TO": "`to`", "LEAST": "`least`", "STEP": "`step`",
    "OVER": "`over`", "KEY": "`key`", "VALID": "`valid`", "INVALID": "`invalid`", "CODE": "`code`", "COUNT": "`count`",
    "YES": "`yes`", "NO": "`no`", "LANGUAGE": "`language`", "CURRENCY": "`currency`", "SINCE": "`since`",
    "BASELINE": "`baseline`", "WAS": "`was`", "RETIRED": "`retired`", "SAME": "`same keys as`", "KEYS": "`keys`",
    "AS": "`as`", "DATE": "a day such as `2026-05-01`", "SOLD": "`sold`", "UNSOLD": "`unsold`", "PARTS": "`parts`",
    "PICK": "`pick`", "CHECK": "`check`", "AFTER": "`after`", "ELSE": "`else`", "EACH": "`each`",
    "PRIVATE": "`private`", "ASPECT": "`aspect`", "AT": "`at least`", "UP": "`up to`", "X": "`x`",
}  # fmt: skip
_CONDITION = "a condition such as `size = small`"
_DOMAIN = "what the option can be, such as `small | large`"

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_KEYWORDS = frozenset(
    "optional when default up at exactly of to least require forbid allow because over from key in step since "
    "baseline was retired same keys as owner reason ticket note".split()
)
"""Words that have a place of their own; no sign is missing before them."""
_TEXTS = ("owner", "reason", "ticket", "note", "because")
"""Words behind which text in quotes stands."""


def explain(error: UnexpectedInput, text: str, offset: int, name: str) -> Diagnostic:
    """One diagnostic for a statement (`text`, at character `offset` of the source) that the grammar cannot read."""
    at = min(_place(error, text), len(text))
    found = _word_at(text, at)
    start, length, code, message, hint = slip(text, at) or _judge(error, text, at, found)
    return Diagnostic(code, Span(start, start + length, name).shift(offset), message, hint=hint)


def _judge(error: UnexpectedInput, text: str, at: int, found: str) -> Finding:
    """What is to be said of a word that cannot stand where it stands."""
    wanted = _tokens(error)
    size = len(found)
    hint = _expected(wanted, text[:at])
    if not found:
        last = len(text.rstrip())
        return max(0, last - 1), 1, codes.MALFORMED, f"this `{first_word(text)}` ends too early", hint
    if isinstance(error, UnexpectedCharacters):
        finding = _odd_character(text, at, found)
        if finding:
            return finding
    if _KEY.fullmatch(found):
        finding = _odd_property(found, at, wanted, text[at + size :]) or _odd_word(text, at, found, wanted)
        if finding:
            return finding
    if found.startswith('"') and wanted == {"NAME"} and len(text[:at].split()) == 1:
        hint = "a key without quotes comes first; the label stands behind it"
    between = _missing_between(found, wanted, text[at + size :])
    if between is not None:
        sign, advice = between
        return at, size, codes.MISSING_SEPARATOR, f"a `{sign}` is missing before `{short(found)}`", advice
    if found in ",/;" and "VBAR" in wanted:
        hint = "write `|` between values"
    return at, size, codes.MALFORMED, f"`{short(found)}` cannot stand here", hint


def _odd_character(text: str, at: int, found: str) -> Finding | None:
    """What is to be said of a character that no word of the language begins with."""
    if found.startswith('"') and "\\" in found:
        wrong = re.compile(r'(?:[^"\\]|\\["\\])*(\\.)').match(text, at + 1)
        start, length = (wrong.start(1), 2) if wrong else (at, len(found))
        message = f"`{text[start : start + length]}` in this text has no meaning"
        hint = 'write `\\\\` for a backslash itself, and `\\"` for a quote'
        return start, length, codes.WRONG_ESCAPE, message, hint
    if found[:1].isalpha():
        begin = at
        while begin and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            begin -= 1
        word = re.compile(r"\w+").match(text, begin)
        length = word.end() - begin if word else 1
        message = f"`{short(text[begin : begin + length])}` cannot be a key"
        hint = "a key has letters without accents, digits and `_`; the label may say anything"
        return begin, length, codes.BAD_KEY, message, hint
    if found[0] not in '"{}()|,:=<>+-*/.#' and not found[0].isalnum() and found[0] != "_":
        message = f"{_character(found[0])} has no meaning in a catalog"
        return at, 1, codes.UNKNOWN_CHARACTER, message, "take it out; in labels and other texts in quotes it may stand"
    return None


def _odd_property(found: str, at: int, wanted: set[str], behind: str) -> Finding | None:
    """What is to be said of a word with text behind it where properties stand; between values it may be a value."""
    if "OWNER" not in wanted or found in _KEYWORDS or not behind.lstrip(" \t").startswith('"'):
        return None
    known = [word for word in _TEXTS if word.upper() in wanted]
    if "VBAR" in wanted and not nearest(found, known, most=1):
        return None
    return at, len(found), codes.UNKNOWN_PROPERTY, f"there is no property `{short(found)}`", did_you_mean(found, known)


def _odd_word(text: str, at: int, found: str, wanted: set[str]) -> Finding | None:
    """What is to be said of a word that begins no statement, or may be no key."""
    size = len(found)
    words = ITEM_WORDS[:5] if first_word(text) in ITEM_WORDS else TOP_WORDS[:3]
    keyless = re.match(r"rule\s+(require|forbid)\b", text)
    if keyless:
        message = "this rule has no key"
        return (
            keyless.start(1),
            len(keyless[1]),
            codes.MALFORMED,
            message,
            f"write a key of its own before `{keyless[1]}`",
        )
    meant = word_meant(found, words)
    before = text[:at].rpartition("\n")
    if meant and before[1] and not before[2].strip() and re.match(r"[ \t]+[A-Za-z\"]", text[at + size :]):
        return at, size, codes.NOT_A_STATEMENT, f"`{found}` begins no statement", f"did you mean `{meant}`?"
    if "NAME" in wanted and "DIGIT_KEY" not in wanted:
        message = f"`{found}` is a word of the language and cannot be used as a key"
        return at, size, codes.RESERVED_NAME, message, "choose another key; the label may say anything"
    return None


def _missing_between(found: str, wanted: set[str], behind: str) -> tuple[str, str] | None:
    """The sign that is missing before a word, and what to do; None where that is not the likeliest mistake."""
    if not (found[0].isalnum() or found[0] == '"'):
        return None
    if wanted >= {"COLON"} and wanted <= {"COLON", "STRING", "FROM", "SAME"}:
        return ":", "write `:` between the name and what it can be"
    is_name = behind.lstrip(" \t").startswith(":") and wanted & {"COMMA", "_LINE"}
    if "VBAR" in wanted and found not in _KEYWORDS and not is_name:
        return "|", "write `|` between values"
    if "COMMA" in wanted and found not in _KEYWORDS and (is_name or wanted & {"RBRACE", "RPAR"}):
        return ",", "write `,` or a new line between them" if "_LINE" in wanted else "write `,` between them"
    return None


def _place(error: UnexpectedInput, text: str) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text)
    return error.pos_in_stream if error.pos_in_stream is not None else len(text)


def _tokens(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        if error.token.type in error.expected:  # the keyword that it is, but for the letters behind it
            return {error.token.type}
        return set(error.accepts or error.expected or ())
    return set(error.allowed or ()) if isinstance(error, UnexpectedCharacters) else set()


def _expected(wanted: set[str], before: str) -> str | None:
    """What can stand here, in a sentence; words that open other statements are not news."""
    if wanted >= {"FUNCTION", "LPAR"}:
        last = before.split()[-1:]
        if last and last[0] in ("require", "forbid", "when", "and", "or", "not"):
            return f"write {_CONDITION} here"
        return "write an option, a value, a number or text in quotes here"
    if wanted >= {"INTEGER", "ANY"}:
        return f"write {_DOMAIN}"
    phrases = list(dict.fromkeys(phrase for token, phrase in _WORDS.items() if token in wanted))
    return f"write {_listed(phrases)} here" if phrases else None


def _listed(phrases: Iterable[str]) -> str:
    some = list(phrases)[:6]
    return some[0] if len(some) == 1 else ", ".join(some[:-1]) + " or " + some[-1]


def _word_at(text: str, at: int) -> str:
    """The word, number, text or sign that begins at a place; empty at the end."""
    match = re.compile(r'\s*("[^"\n]*"?|[A-Za-z0-9_]+|[^\s])').match(text, at)
    return match.group(1) if match else ""


def _character(char: str) -> str:
    """A character in a sentence, by its number where it cannot be seen."""
    return f"`{char}`" if char.isprintable() and not combining(char) else f"the character U+{ord(char):04X}"
