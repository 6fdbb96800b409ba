"""Texts for look-up tables that were kept: read by what was kept with them.

What reads texts is loaded when there is one. Texts are among the tables where constraints look at whether there is one
at all, and at nothing else of it.
"""

from __future__ import annotations

from configurator.knowledge.found_values import RefusedError, written

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than an answer without texts
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from configurator.knowledge.found_values import Found
    from configurator.model.domain import TextDomain

    Data = Mapping[str, Any]


def kept_text(domain: TextDomain, added: object) -> Data:
    """What is kept of how a text is read, and what it adds, whichever it is."""
    pattern = None if domain.pattern is None else domain.pattern.source
    return {
        "most": domain.most,
        "least": domain.least,
        "script": domain.script,
        "pattern": pattern,
        "case": domain.case,
        "added": added,
    }


def text_readers(options: Iterable[Data]) -> Mapping[str, Callable[[Any], Found]]:
    """What is found for texts, by option; `options` as `compiler.lookups` makes them.

    It raises `RefusedError`, and `KeyError` where there is no text.
    """
    return {each["key"]: _Texts(each).found for each in options if each["text"] is not None}


class _Texts:
    """What is found for the texts of an option, whose domain is made for the first of them."""

    __slots__ = ("_data", "_read")

    def __init__(self, data: Data) -> None:
        self._data = data
        self._read: Callable[[object], tuple[object, object]] | None = None

    def found(self, raw: Any) -> Found:
        """What is found for a text."""
        data = self._data
        if self._read is None:
            self._read = _reader(data)
        value, problems = self._read(raw)
        if problems:
            raise RefusedError
        if value is None:
            raise KeyError(data["key"])
        return data["text"]["added"], data["place"], written(data, value)


def _reader(data: Data) -> Callable[[object], tuple[object, object]]:
    """Reads a text: its value, and all that is wrong with it."""
    from configurator.model.domain import TextDomain
    from configurator.model.faults import Hints
    from configurator.model.option import Option
    from configurator.model.raw_values import read_value
    from configurator.text.patterns import compile_pattern

    text = data["text"]
    pattern = None if text["pattern"] is None else compile_pattern(text["pattern"])
    option = Option(
        data["key"], data["key"], TextDomain(text["most"], text["least"], text["script"], pattern, text["case"])
    )
    hints = Hints(0)
    return lambda raw: read_value(option, raw, hints)
