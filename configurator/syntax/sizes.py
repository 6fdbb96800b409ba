"""Statements that are refused by their size alone, before the grammar spends time and memory on each of their words.

What counts is what a condition or an amount is made of: words such as `and`, signs such as `+`, and brackets in
brackets. Lists of values and the rows of tables may be as long as their file.
"""

from __future__ import annotations

import re

from configurator.diagnostics import Diagnostic, codes
from configurator.source import Span
from configurator.syntax.statements import NEST_LIMIT
from configurator.syntax.words import first_word, tokens

MOST_OPERATORS = 10_000
"""Words and signs in one statement that join conditions and amounts."""

_SMALL = 1_000
"""Characters of a statement that cannot be too large."""
_WORDS = frozenset(("and", "or", "not", "when", "else"))
_SIGN = re.compile(r"[-+*/=<>]|(?<![.0-9])\.(?!\.)")
_SIGN_IN_LISTS = re.compile(r"[+*/=<>]|(?<![.0-9])\.(?!\.)")


def oversized(text: str, offset: int, name: str) -> Diagnostic | None:
    """What is too much in a statement (`text`, at character `offset` of the source), or None."""
    if len(text) <= _SMALL:
        return None
    word = first_word(text)
    signs = _SIGN_IN_LISTS if word in ("option", "space") else _SIGN
    most = len(text) if word == "table" else MOST_OPERATORS  # its stars are cells
    operators, depth = 0, 0
    for kind, start, end in tokens(text):
        if kind == "open":
            depth += 1
            if depth > NEST_LIMIT:
                message = f"brackets are nested more than {NEST_LIMIT} deep here"
                hint = "split the condition into several rules"
                return Diagnostic(codes.TOO_DEEP, Span(start, end, name).shift(offset), message, hint=hint)
        elif kind == "close":
            depth -= 1
        elif kind == "word":
            operators += text[start:end] in _WORDS
        elif kind == "other":
            operators += len(signs.findall(text, start, end))
        if operators > most:
            message = f"this `{word}` joins more than {MOST_OPERATORS:,} conditions and amounts"
            hint = "split it, or write the combinations as a table"
            return Diagnostic(codes.TOO_LARGE, Span(0, len(word) or 1, name).shift(offset), message, hint=hint)
    return None
