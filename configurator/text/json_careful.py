"""The careful JSON reader: slow, without recursion, and at every step it knows where it is.

It is the referee of `json_reader`: it names the first culprit with its place and path, or returns the value after all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from configurator.errors import JsonError

JsonValue: TypeAlias = "bool | int | Decimal | str | list[JsonValue] | dict[str, JsonValue] | None"
"""What JSON can say. Members keep the order in which they were written."""


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """How much is read, at most; one more is refused.

    `size` in bytes of UTF-8; `depth` in arrays and objects inside one another; `members` in all objects together;
    `digits` of one number; `exponent` in either direction.
    """

    size: int = 256 * 1024
    depth: int = 32
    members: int = 20_000
    digits: int = 400
    exponent: int = 400


DEFAULT = JsonLimits()


def json_path(parts: Sequence[str | int]) -> str:
    """The place of a value, in the notation of RFC 9535: `$.team`, `$['odd key']`, `$.extras[0]`."""
    return "$" + "".join(_path_step(part) for part in parts)


def _path_step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if _PLAIN_NAME.fullmatch(part):
        return f".{part}"
    escaped = json.dumps(part, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{escaped}']"


_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def number_of(written: str, limits: JsonLimits) -> int | Decimal | None:
    """The exact value of a JSON number, whatever the decimal context; None if it is too long."""
    if written.isdecimal() and len(written) <= limits.digits:
        return int(written)
    mantissa, _, exponent = written.lower().partition("e")
    if len(mantissa) - mantissa.count("-") - mantissa.count(".") > limits.digits:
        return None
    size = exponent.lstrip("+-").lstrip("0")
    if len(size) > len(str(limits.exponent)) or int(size or "0") > limits.exponent:
        return None
    return Decimal(written) if exponent or "." in mantissa else int(mantissa)


class CarefulReader:
    """The referee: one pass without recursion that knows at every step where it is."""

    def __init__(self, text: str, limits: JsonLimits, *, marked: bool) -> None:
        self._text = text
        self._limits = limits
        self._marked = marked  # a byte order mark was taken away
        self._open: list[list[JsonValue] | dict[str, JsonValue]] = []
        self._starts: list[int] = []  # where each of them was opened
        self._steps: list[str | int] = []  # the name or index of what is being read in each of them
        self._members = 0

    def read(self) -> JsonValue:
        """The value of the whole text, or a JsonError for the first culprit."""
        text, position = self._text, self._blank(0)
        if position == len(text):
            raise self._refuse("not-json", "the text is empty; a JSON value is expected", position)
        while True:
            if text.startswith(("[", "{"), position):
                position, closed = self._enter(position)
                if not closed:
                    continue
                value: JsonValue = self._leave()
            else:
                value, position = self._scalar(position)
            while self._open:
                inside = self._open[-1]
                if isinstance(inside, dict):
                    inside[str(self._steps[-1])] = value
                else:
                    inside.append(value)
                position, closed = self._go_on(position, isinstance(inside, dict))
                if not closed:
                    break
                value = self._leave()
            else:
                position = self._blank(position)
                if position < len(text):
                    raise self._unexpected(position, "nothing more is expected after the end of the JSON value")
                return value

    def _enter(self, position: int) -> tuple[int, bool]:
        """Behind the opening bracket, and behind the first name; also whether the bracket closes at once."""
        is_object = self._text[position] == "{"
        if len(self._open) == self._limits.depth:
            sentence = f"arrays and objects stand more than {self._limits.depth} deep inside one another"
            raise self._refuse("too-deep", sentence, position)
        self._starts.append(position)
        position = self._blank(position + 1)
        if self._text.startswith("}" if is_object else "]", position):
            self._open.append({} if is_object else [])
            self._steps.append(0)
            return position + 1, True
        if is_object:
            self._open.append({})
            self._steps.append("")
            return self._name(position), False
        self._open.append([])
        self._steps.append(0)
        return position, False

    def _leave(self) -> JsonValue:
        self._starts.pop()
        self._steps.pop()
        return self._open.pop()

    def _go_on(self, position: int, is_object: bool) -> tuple[int, bool]:
        """Behind a value: over the comma to the next one, or over the closing bracket (then True)."""
        found = _AFTER_VALUE.match(self._text, position)
        mark, place, position = (found[1], found.start(1), found.end()) if found else ("", position, position)
        closing = "}" if is_object else "]"
        if mark == closing:
            return position, True
        if mark != ",":
            self._steps.pop()  # the fault is that of the container
            raise self._unexpected(place, f"a comma or `{closing}` is expected")
        if self._text.startswith(closing, position):
            self._steps.pop()
            raise self._refuse("not-json", f"a comma stands before `{closing}`; JSON allows none there", place)
        if is_object:
            return self._name(position), False
        self._steps[-1] = int(self._steps[-1]) + 1
        return position, False

    def _name(self, position: int) -> int:
        """Over the name of a member and its colon, to its value."""
        self._steps.pop()  # until the name is read, a fault is that of the object
        if not self._text.startswith('"', position):
            raise self._unexpected(position, "the name of a member is expected, in double quotation marks")
        name, after = self._string(position)
        inside = self._open[-1]
        self._steps.append(name)
        if name in inside:
            sentence = f"the member `{_short(name)}` stands twice in one object"
            raise self._refuse("duplicate-key", sentence, position)
        self._members += 1
        if self._members > self._limits.members:
            raise self._refuse("too-many-keys", f"there are more than {self._limits.members:,} members", position)
        after = self._blank(after)
        if not self._text.startswith(":", after):
            raise self._unexpected(after, "a colon is expected after the name of a member")
        return self._blank(after + 1)

    def _scalar(self, position: int) -> tuple[JsonValue, int]:
        """A value that is no array and no object, and the place behind it."""
        text = self._text
        if text.startswith('"', position):
            return self._string(position)
        if found := _NUMBER.match(text, position):
            after = found.end()
            if found["tail"]:
                sentence = "a number is written like 0, -12, 0.5 or 1e3, without further zeros, points or letters"
                raise self._refuse("not-json", sentence, position)
            value = number_of(found[0], self._limits)
            if value is None:
                limits = self._limits
                sentence = f"a number has more than {limits.digits} digits or an exponent beyond {limits.exponent}"
                raise self._refuse("number-too-long", sentence, position)
            return value, after
        if found := _WORD.match(text, position):
            return _WORDS[found[0]], found.end()
        if found := _NO_NUMBER.match(text, position):
            sentence = f"`{found[0]}` is not a number; JSON has finite numbers only"
            raise self._refuse("not-a-number", sentence, position)
        raise self._unexpected(position, "a value is expected")

    def _string(self, position: int) -> tuple[str, int]:
        """A string that begins with the quotation mark at `position`, and the place behind it."""
        found = _STRING.match(self._text, position)
        if found is None:
            raise self._faulty_string(position)
        token = found[0]
        value: str = json.loads(token) if "\\" in token else token[1:-1]
        if not value.isascii() and SURROGATE.search(value):
            sentence = "half of a surrogate pair stands alone in a string; it is no character"
            raise self._refuse("lone-surrogate", sentence, position + _lone_surrogate(token))
        return value, found.end()

    def _faulty_string(self, start: int) -> JsonError:
        text, sound = self._text, _STRING_BEGIN.match(self._text, start)
        position = sound.end() if sound else start
        if position >= len(text) - 1 and text[position:] in ("", "\\"):
            return self._refuse("not-json", "the string that begins here has no closing quotation mark", start)
        if text[position] == "\\":
            sentence = 'after a backslash JSON allows only `"`, `\\`, `/`, b, f, n, r, t, or u and four hex digits'
            return self._refuse("not-json", sentence, position)
        what = _CONTROLS.get(text[position], f"the control character U+{ord(text[position]):04X}")
        sentence = f"{what} stands inside a string; end the string with a quotation mark or write an escape"
        return self._refuse("not-json", sentence, position)

    def _blank(self, position: int) -> int:
        found = _BLANK.match(self._text, position)
        return found.end() if found else position

    def _unexpected(self, position: int, expected: str) -> JsonError:
        """Something else than what JSON expects here: the common slips have words of their own."""
        if position == len(self._text) and self._starts:
            line, column = self._line_and_column(self._starts[-1])
            bracket = self._text[self._starts[-1]]
            sentence = f"the text ends before the `{bracket}` of line {line}, column {column} is closed"
        else:
            sentence = next((words for slip, words in _SLIPS if slip.match(self._text, position)), "")
            sentence = sentence or f"{expected}, not {_kind(self._text, position)}"
        return self._refuse("not-json", sentence, position)

    def _line_and_column(self, position: int) -> tuple[int, int]:
        """Counted from 1, in code points; a line ends with a line feed."""
        text = self._text
        return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)

    def _refuse(self, reason: str, sentence: str, position: int) -> JsonError:
        line, column = self._line_and_column(position)
        index = len(self._text[:position].encode(errors="surrogatepass")) + (3 if self._marked else 0)
        message = f"line {line}, column {column} (byte {index}): {sentence}"
        return JsonError(reason, message, index, json_path(self._steps))


def _lone_surrogate(token: str) -> int:
    """Where in a sound string token the first surrogate without its other half stands, escaped or not."""
    return next(found.start() for found in _PIECES.finditer(token) if found["lone"])


def _kind(text: str, position: int) -> str:
    """What stands at `position`, without repeating what may be private."""
    if position == len(text):
        return "the end of the text"
    character = text[position]
    if character == '"':
        return "a string"
    if character.isalpha() or character == "_":
        return "a word without quotation marks"
    if character in "-0123456789":
        return "a number"
    return f"`{character}`" if "!" <= character <= "~" else f"the character U+{ord(character):04X}"


def _short(name: str) -> str:
    """A name for a message: at most 64 code points of it."""
    return name if len(name) <= 64 else name[:63] + "…"


_BLANK = re.compile(r"[ \t\n\r]*+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?P<tail>[0-9.eExX_+-]?)")
_AFTER_VALUE = re.compile(r"[ \t\n\r]*+([,\]}]?)[ \t\n\r]*+")
_NO_NUMBER = re.compile(r"NaN|-?Infinity")
_WORD = re.compile(r"(?:true|false|null)(?![A-Za-z0-9_])")
_WORDS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_STRING_BEGIN = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
_STRING = re.compile(_STRING_BEGIN.pattern + '"')
SURROGATE = re.compile("[\ud800-\udfff]")
_PIECES = re.compile(
    r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<lone>\\u[dD][89a-fA-F]|[\ud800-\udfff])|\\.|[^\\\ud800-\udfff]++"
)
_CONTROLS = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"//|/\*|#"), "JSON has no comments; remove it"),
    (re.compile(r"'"), "JSON writes strings and names in double quotation marks, not in single ones"),
    (re.compile("[“”„«»‘’]"), "JSON writes strings in straight quotation marks, not in typographic ones"),
    (re.compile(r"(?i:none|null|nil|undefined|true|false)\b"), "JSON writes true, false and null, in lower case"),
    (re.compile(r"[+.][0-9.]"), "a number begins with a digit or a minus"),
    (re.compile(r"-"), "a minus is followed by a digit"),
)
