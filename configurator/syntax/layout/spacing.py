"""What stands between two tokens on a line: a blank, a separator with a blank, or nothing."""

from __future__ import annotations

import re
from functools import cache

from lark.lexer import PatternStr

from configurator.syntax.grammar import parser
from configurator.syntax.layout.tokens import PARTS, Tokens


def between(tokens: Tokens, at: int) -> str:
    """What a line has between the token before `at` and this one."""
    before, here = tokens.all[at - 1], tokens.all[at]
    if here.parted and tokens.holds.get(here.inside) == PARTS:
        return ", "
    if before.text == "{" and here.text == "}":
        return ""
    if here.text == ":" and before.text[0].isdigit():
        return " "  # a ratio: `aspect 2 : 3`
    if here.text in (",", ")", "]", ":", ".") or before.text in ("(", "[", "."):
        return ""
    if before.text == "-" and is_sign(tokens, at - 1):
        return ""
    if here.text == "(":
        return "" if _is_call(tokens, at) else " "
    if "other" in (before.kind, here.kind):
        return " " if here.blanks or here.on_line else ""
    return " "


def line_of(tokens: Tokens, start: int, end: int) -> str:
    """The tokens from `start` up to, not including, `end`, as they stand on a line, without comments."""
    parts = [tokens.all[start].text]
    for at in range(start + 1, end):
        parts += (between(tokens, at), tokens.all[at].text)
    return "".join(parts)


@cache
def _function() -> re.Pattern[str]:
    """What a function looks like to the grammar: its name and a parenthesis."""
    return re.compile(next(each.pattern.to_regexp() for each in parser().terminals if each.name == "FUNCTION"))


@cache
def keywords() -> frozenset[str]:
    """The words that the grammar itself writes: `and`, `when`, `require` …"""
    written = (each.pattern for each in parser().terminals)
    return frozenset(each.value for each in written if isinstance(each, PatternStr) and each.value.isalpha())


def _is_call(tokens: Tokens, at: int) -> bool:
    """Whether a parenthesis belongs to the word before it, as in `count(extras)`; that of a table does not."""
    before = tokens.all[at - 1]
    if before.kind != "word" or (tokens.word == "table" and at == 2) or _is_quantified(tokens, at):
        return False
    return before.text not in keywords() or bool(_function().match(f"{before.text}("))


def _is_quantified(tokens: Tokens, at: int) -> bool:
    """Whether a parenthesis stands behind `every phone in phones`, or `some …`."""
    at -= 1
    while at > 1 and tokens.all[at - 1].text == ".":
        at -= 2
    return at > 2 and tokens.all[at - 1].text == "in" and tokens.all[at - 3].text in ("every", "some")


def is_sign(tokens: Tokens, at: int) -> bool:
    """Whether this `-` makes a number negative: nothing stands before it that one could subtract from."""
    before = tokens.all[at - 1]
    if tokens.all[at].parted or before.kind in ("open", "compare", "sign"):
        return True
    return before.kind == "word" and before.text in keywords()
