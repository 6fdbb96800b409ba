"""Cuts UVL text into lines: how far in each stands, and its text without comments.

A line goes on below while a bracket is open, as UVL's own lexer has it. A tab goes on to the next multiple of 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from configurator.exchange.mistake import not_so
from configurator.source import Source

_TEXT_OR_COMMENT = re.compile(r"""//[^\n]*|/\*.*?(?:\*/|\Z)|"[^"\n]*"?|[A-Za-z][\w#§%?\\';]*|'[^'\n]*'?""", re.DOTALL)
_BRACKET_OR_TEXT = re.compile(r"""[(\[{]|[)\]}]|"[^"\n]*"?|[A-Za-z][\w#§%?\\';]*|'[^'\n]*'?""")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class Line(NamedTuple):
    """A line: how many blanks it stands in, its text, and the character of the source where that begins."""

    indent: int
    text: str
    start: int


def lines_of(source: Source) -> Iterator[Line]:
    """The lines of a text that have more than comments. Raises `ForeignMistakeError` for a bracket that stays open."""
    text = source.text
    if "//" in text or "/*" in text:
        text = _TEXT_OR_COMMENT.sub(_blanked, text)
    at, end = 0, len(text)
    while at < end:
        stop = text.find("\n", at)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        content = line.lstrip(" \t\r\f\ufeff")
        if content and not content.isspace():
            start = at + len(line) - len(content)
            if "{" in content or "(" in content or "[" in content:
                stop = _closed(source, text, start, stop)
                content = text[start:stop]
            yield Line(_width(line), content.rstrip(), start)
        at = stop + 1


def _blanked(found: re.Match[str]) -> str:
    """A comment as blanks, line breaks kept; anything else as it is."""
    text = found[0]
    return re.sub(r"[^\n]", " ", text) if text.startswith(("//", "/*")) else text


def _closed(source: Source, text: str, start: int, stop: int) -> int:
    """Where a line ends whose brackets may be closed on a later one."""
    opened: list[int] = []
    at = start
    while True:
        for found in _BRACKET_OR_TEXT.finditer(text, at, stop):
            if found[0] in _OPEN:
                opened.append(found.start())
            elif found[0] in _CLOSE and opened:
                opened.pop()
        if not opened:
            return stop
        if stop >= len(text):
            span = source.span(opened[-1], opened[-1] + 1)
            raise not_so(span, f"this `{text[opened[-1]]}` is opened and never closed")
        at = stop + 1
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop


def _width(line: str) -> int:
    """How far in the first character of a line stands."""
    width = 0
    for sign in line:
        if sign == "\t":
            width += 8 - width % 8
        elif sign in " \ufeff":
            width += sign == " "
        else:
            break
    return width
