"""Where a value stands in a JSON text: looked for only when there is a mistake to show, so that reading stays fast."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from configurator.source import Source, Span

_BLANKS = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def place(source: Source, path: Sequence[str | int]) -> Span:
    """Where the value stands that a path leads to, as far as it leads; the text is known to be JSON."""
    text, at = source.text, _blank(source.text, 0)
    for step in path:
        following = _member(text, at, step) if isinstance(step, str) else _item(text, at, step)
        if following is None:
            break
        at = following
    return source.span(at, _DECODER.raw_decode(text, at)[1])


def _blank(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _member(text: str, at: int, key: str) -> int | None:
    """Where the value of a key begins in the object at a place; of equal keys, the last counts."""
    found = None
    if text[at] != "{":
        return None
    at = _blank(text, at + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _blank(text, _blank(text, at) + 1)
        if name == key:
            found = at
        at = _behind(text, at)
    return found


def _item(text: str, at: int, number: int) -> int | None:
    """Where an item begins in the list at a place."""
    if text[at] != "[":
        return None
    at = _blank(text, at + 1)
    while text[at] != "]":
        if number == 0:
            return at
        number, at = number - 1, _behind(text, at)
    return None


def _behind(text: str, at: int) -> int:
    """The place behind a value and the comma after it."""
    at = _blank(text, _DECODER.raw_decode(text, at)[1])
    return _blank(text, at + 1) if text[at] == "," else at
