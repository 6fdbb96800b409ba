"""Words for what the grammar cannot read: what stands there, what could, and what to do about it.

The parser says which tokens it could have gone on with; people are told in the language's own words. The commonest
slips, most of them habits of other languages, have a sentence of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from configurator.diagnostics import Code, Diagnostic, codes
from configurator.source import Span

# What a token is called in a sentence, in the order in which a list of them reads well.
_WORDS: dict[str, str] = {
    "NAME": "a key", "DIGIT_KEY": "a key", "STRING": "text in quotes", "NUMBER": "a number", "COLON": "`:`",
    "COMMA": "`,`", "_LINE": "a new line", "LBRACE": "`{`", "RBRACE": "`}`", "LPAR": "`(`", "RPAR": "`)`",
    "VBAR": "`|`", "COMPARISON": "a comparison such as `=`", "__ANON_0": "`..`", "REQUIRE": "`require`",
    "FORBID": "`forbid`", "ALLOW": "`allow`", "FROM": "`from`", "WHEN": "`when`", "BECAUSE": "`because`",
    "OF": "`of`", "TO": "`to`", "LEAST": "`least`", "STEP": "`step`", "OVER": "`over`", "KEY": "`key`",
    "VALID": "`valid`", "INVALID": "`invalid`", "CODE": "`code`", "COUNT": "`count`", "NO": "`no`",
    "LANGUAGE": "`language`", "CURRENCY": "`currency`", "OR": "`or`",
}  # fmt: skip

# Words of the language that a later version reads, and how each must go on to be that word.
LATER_WORDS: dict[str, str] = {
    "image": r"image\b", "product": r"product\s+\w", "since": r"since\b", "baseline": r"baseline\b",
    "private": r"private\b", "retired": r"retired\b", "was": r"was\b", "extends": r"extends\b",
    "matches": r"matches\b", "narrow": r"narrow\b",
}  # fmt: skip

_SLIPS: tuple[tuple[str, str, str], ...] = (
    ("==", "`==` is not a comparison here", "write `=`"),
    ("<>", "`<>` is not a comparison here", "write `!=`"),
    ("=>", "`=>` has no meaning here", "write `require … when …`, or `>=` for «at least»"),
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


def explain(error: UnexpectedInput, text: str, offset: int, name: str) -> Diagnostic:
    """One diagnostic for a statement (`text`, at character `offset` of the source) that the grammar cannot read."""
    at = min(_place(error, text), len(text))
    expected = _expected(error)
    found = _word_at(text, at)
    image = re.search(r":\s*(image)\s*\{", text)
    if image:
        where = Span(*image.span(1), name).shift(offset)
        return Diagnostic(
            codes.NOT_YET, where, "`image` options are not read by this version", hint="take the option out for now"
        )
    for slip, message, instead in _SLIPS:
        start = at - 1 if at and text.startswith(slip, at - 1) and len(slip) > 1 else at
        if text.startswith(slip, start):
            return Diagnostic(
                codes.MALFORMED, Span(start, start + len(slip), name).shift(offset), message, hint=instead
            )
    hint = f"expected {_listed(expected)}" if expected else None
    if not found:
        last = len(text.rstrip())
        span = Span(max(0, last - 1), last, name).shift(offset)
        return Diagnostic(codes.MALFORMED, span, "the statement ends too early", hint=hint)
    span = Span(at, at + len(found), name).shift(offset)
    code, message, special = _judge(error, text, at, found)
    return Diagnostic(code, span, message, hint=special or hint)


def _judge(error: UnexpectedInput, text: str, at: int, found: str) -> tuple[Code, str, str | None]:
    """The code and message for a word that cannot stand where it stands, and a better hint than a list, if any."""
    wanted = _tokens(error)
    if found in LATER_WORDS and re.match(LATER_WORDS[found], text[at:]):
        return codes.NOT_YET, f"`{found}` is not read by this version", "take it out for now"
    if isinstance(error, UnexpectedCharacters):
        if "\\" in found and found.startswith('"'):
            hint = 'only `\\"` and `\\\\` are written with a backslash'
            return codes.WRONG_ESCAPE, "this text has a backslash before a character that needs none", hint
        if len(found) == 1 and not found.isalnum() and found not in '"{}()|,:=<>+-*/.#':
            return codes.UNKNOWN_CHARACTER, f"`{found}` has no meaning in a catalog", None
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", found) and "NAME" in wanted and "DIGIT_KEY" not in wanted - {"NAME"}:
        message = f"`{found}` is a word of the language and cannot be used as a key"
        return codes.RESERVED_NAME, message, "choose another key; the label may say anything"
    if wanted >= {"COLON"} and wanted <= {"COLON", "STRING", "FROM"}:
        return (
            codes.MISSING_SEPARATOR,
            f"a `:` is missing before `{found}`",
            "write `:` between the name and what it can be",
        )
    return codes.MALFORMED, f"`{found}` cannot stand here", None


def _place(error: UnexpectedInput, text: str) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text)
    return error.pos_in_stream if error.pos_in_stream is not None else len(text)


def _tokens(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected or ())
    return set(error.allowed or ()) if isinstance(error, UnexpectedCharacters) else set()


def _expected(error: UnexpectedInput) -> list[str]:
    """What could stand here, as phrases; words that open other statements are not news."""
    tokens = _tokens(error)
    return list(dict.fromkeys(phrase for token, phrase in _WORDS.items() if token in tokens))


def _listed(phrases: Iterable[str]) -> str:
    some = list(phrases)[:6]
    return some[0] if len(some) == 1 else ", ".join(some[:-1]) + " or " + some[-1]


def _word_at(text: str, at: int) -> str:
    """The word, number, text or sign that begins at a place; empty at the end."""
    match = re.compile(r'\s*("[^"\n]*"?|[A-Za-z0-9_]+|[^\s])').match(text, at)
    return match.group(1) if match else ""
