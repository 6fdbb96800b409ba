"""What is found for a raw value of an option: remembered, made from data, or asked of somebody else.

This module, too, loads next to nothing.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted  # with exactly the escapes of RFC 8785, section 3.2.2.2

TYPE_CHECKING = False
if TYPE_CHECKING:  # these would take longer to load than the answer
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    Found: TypeAlias = tuple[Any, int, str]
    """What a choice adds to the total, its place in the document, and what is written there; a comma ends it.

    What is added is an integer, or the parts of one where sums are wide.
    """

MOST_SETS = 4_096
"""Lists that are remembered of one option."""

MOST_READ = 1_024
"""Values of one option that are not listed, such as texts, and are remembered: whoever clicks on has them still."""

LONGEST_READ = 256
"""Of texts that are remembered, in code points."""


class RefusedError(Exception):
    """No valid configuration has this choice; it never leaves the functions that look up."""


class Refused:
    """What is found for values of a type that an option does not take; the empty text is no value for each of them."""

    def __getitem__(self, raw: object) -> Found:
        if raw == "":
            raise KeyError(raw)
        raise RefusedError


class ValuesOf(dict[object, tuple[int, int, str]]):
    """What is found for the raw values of one option, remembered once it was asked for.

    Raises `RefusedError`, and `KeyError` where looking up does not tell. `data` is as `compiler.lookups` makes it:
    `sums` has what values add, and `which` the index of that for each value. `otherwise` is asked for other values.
    """

    def __init__(self, data: Mapping[str, Any], otherwise: Callable[[Any], Found] | None) -> None:
        self._data, self._otherwise = data, otherwise
        self._which, self._words = data["which"], data["type"] != "str"
        self._refused: set[object] = set()
        self._read = 0

    def __missing__(self, raw: Any) -> Found:
        which = self._which.get(word(raw) if self._words else raw)
        if which is None:
            return self._unlisted(raw)
        data = self._data
        found: Found = (data["sums"][which], data["place"], written(data, raw))
        self[raw] = found
        return found

    def _unlisted(self, raw: Any) -> Found:
        if raw in self._refused:
            raise RefusedError
        if self._otherwise is None:
            raise KeyError(raw)
        if not self._words and len(raw) > LONGEST_READ:
            return self._otherwise(raw)
        self._read += 1
        if self._read > MOST_READ:
            self._read = 1
            self.clear()
            self._refused.clear()
        try:
            found = self[raw] = self._otherwise(raw)
        except RefusedError:
            self._refused.add(raw)
            raise
        return found


class SetsOf:
    """The same for lists of values, in whatever order; each is remembered as it was given."""

    def __init__(self, data: Mapping[str, Any], otherwise: Callable[[Any], Found] | None) -> None:
        self._of = ValuesOf(data, None)
        self._otherwise = otherwise
        self._given: dict[tuple[str, ...], Found] = {}

    def __getitem__(self, raw: list[str]) -> Found:
        given = tuple(raw)
        found = self._given.get(given)
        if found is None:
            try:
                found = self._of[tuple(sorted(raw))]
            except KeyError:
                if self._otherwise is None:
                    raise
                return self._otherwise(raw)
            if len(self._given) < MOST_SETS:
                self._given[given] = found
        return found


def word(raw: Any) -> str:
    """How a value that is no string is called in `which`."""
    return ",".join(raw) if isinstance(raw, tuple) else "true" if raw is True else "false" if raw is False else str(raw)


def written(data: Mapping[str, Any], value: Any) -> str:
    """What an option writes for a canonical value, or None: its key and the value, or nothing where it is left out."""
    if value is None:
        return str(data["none"])
    if value == as_value(data["left_out"]):
        return ""
    called = data["called"]
    if isinstance(value, str):
        text = quoted(called.get(value, value))
    elif isinstance(value, tuple):
        text = f"[{','.join(map(quoted, sorted(called.get(key, key) for key in value)))}]"
    else:
        text = word(value)
    return f"{data['prefix']}{text},"


def as_value(kept: Any) -> Any:
    """A canonical value, or None, as it was before JSON made a list of a set's values."""
    return tuple(kept) if isinstance(kept, list) else kept


REFUSED_ALL = Refused()
