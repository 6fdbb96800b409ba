"""Read outside JSON strictly: a text has one meaning, or it is refused by name and place.

In go bytes or text, out come plain values. An integer is an `int`; every other number is a `Decimal` with the digits
that were written, never a float. What two readers could understand differently is refused: a member that stands twice,
NaN, half of a surrogate pair, a number too long to carry.

Reading takes two steps. The C scanner of `json` reads what is sound. Whatever it doubts is read again, slowly, by
`CarefulReader`, which is the referee: it names the first culprit, or returns the value after all.

A message never repeats the text that it refuses, except for names of members: values may be private.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache

from configurator.errors import JsonError
from configurator.text.json_careful import (
    DEFAULT,
    SURROGATE,
    CarefulReader,
    JsonLimits,
    JsonValue,
    json_path,
    number_of,
)

__all__ = ["DEFAULT", "JsonLimits", "JsonValue", "json_path", "read_json"]


def read_json(data: bytes | str, limits: JsonLimits = DEFAULT) -> JsonValue:
    """The value that a JSON text stands for; a UTF-8 byte order mark before it is dropped.

    Raises JsonError with one of the reasons `too-large`, `not-utf-8`, `not-json`, `duplicate-key`, `not-a-number`,
    `number-too-long`, `lone-surrogate`, `too-deep`, `too-many-keys`; its index counts bytes (of UTF-8, for a `str`).
    """
    if len(data) > limits.size:
        raise _too_large(limits)
    text = data if isinstance(data, str) else _decoded(data)
    if isinstance(data, str) and not data.isascii() and len(data.encode(errors="surrogatepass")) > limits.size:
        raise _too_large(limits)
    marked = text.startswith("\ufeff")
    if marked:
        text = text[1:]
    if _surely_tame(text, limits):
        try:
            value: JsonValue = _fast_decoder(limits).decode(text)
        except (ValueError, RecursionError):
            pass  # the careful reader says why, outside this block: the first exception would carry the whole text
        else:
            return value
    return CarefulReader(text, limits, marked=marked).read()


def _too_large(limits: JsonLimits) -> JsonError:
    return JsonError("too-large", f"the JSON is larger than {limits.size:,} bytes", path="$")


def _decoded(data: bytes) -> str:
    """Bytes as text, refused if they are not UTF-8; UTF-16 and UTF-32 are recognized by their zero bytes or marks."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        name = encoding[:6].upper()
        raise JsonError("not-utf-8", f"the JSON is encoded in {name}; it is read in UTF-8 only", 0, "$")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        start = error.start
    before = data[:start].decode()
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    place = f"line {line}, column {column} (byte {start})"
    raise JsonError("not-utf-8", f"{place}: the byte 0x{data[start]:02x} is not UTF-8", start)


def _surely_tame(text: str, limits: JsonLimits) -> bool:
    """Whether the fast reader may read `text`: not too deep, not too many members, no half surrogates.

    False may be a false alarm, True never is. Nesting of at most n pairs of brackets vanishes when pairs without
    content are taken away n times; the decoder is not let loose on anything deeper, so its recursion is bounded.
    """
    if text.count(":") > limits.members or ("\\u" in text and _SURROGATE_ESCAPE.search(text)):
        return False
    if not text.isascii() and SURROGATE.search(text):
        return False
    if text.count("[") + text.count("{") > limits.depth:
        brackets = _NO_BRACKETS.sub("", text)
        for _ in range(limits.depth):
            brackets = brackets.replace("[]", "").replace("{}", "")
        return not brackets
    return True


_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
# A string that never ends is taken to the end: without that, each of its quotation marks would be tried as a beginning.
_NO_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[^\[\]{}"]++', re.DOTALL)


class _DoubtError(ValueError):
    """The fast reader met something that the careful one has to judge."""


@lru_cache(maxsize=16)
def _fast_decoder(limits: JsonLimits) -> json.JSONDecoder:
    """The C scanner with hooks that refuse: 100 kB of small numbers take 7 ms, 70 ms in the careful reader."""

    def members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise _DoubtError
        return found

    def number(digits: str) -> int | Decimal:
        value = number_of(digits, limits)
        if value is None:
            raise _DoubtError
        return value

    def constant(name: str) -> JsonValue:
        raise _DoubtError(name)

    return json.JSONDecoder(object_pairs_hook=members, parse_int=number, parse_float=number, parse_constant=constant)
