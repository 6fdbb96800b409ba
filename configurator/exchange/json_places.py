"""JSON of other tools: what a text says, and mistakes at the place of a value in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from configurator.exchange.mistake import ForeignMistakeError, not_so
from configurator.source import Source
from configurator.text.json_spans import place


def loaded(source: Source) -> Any:
    """What a JSON text says. Raises `ForeignMistakeError`, at its place, for what is no JSON."""
    try:
        return json.loads(source.text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        at = min(error.pos, max(0, len(source.text) - 1))
        raise not_so(source.span(at, at + 1), f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
    except (RecursionError, ValueError):
        raise not_so(source.span(0, 1), "this is no JSON that anybody could want") from None


def _no_number(word: str) -> Any:
    raise ValueError(word)


def mistaken(source: Source, path: Sequence[str | int], message: str, hint: str | None = None) -> ForeignMistakeError:
    """A mistake in the value that this path of keys and numbers leads to."""
    return not_so(place(source, path), message, hint)
