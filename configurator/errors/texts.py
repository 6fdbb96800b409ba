"""Outside text that is refused by name: text, JSON, patterns, fonts, codes, documents."""

from __future__ import annotations

from configurator.errors.base import ConfiguratorError


class RefusedTextError(ConfiguratorError):
    """Some outside text was refused by name.

    `reason` is a permanent name in kebab-case for programs; the message is for people; `index` is the offset of the
    culprit where there is one (code points for text, bytes for JSON), else None.
    """

    def __init__(self, reason: str, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.index = index


class JsonError(RefusedTextError):
    """Bytes that are not acceptable JSON; `path` is the JSON path of the culprit where it is known (`$.a[0]`)."""

    def __init__(self, reason: str, message: str, index: int | None = None, path: str | None = None) -> None:
        super().__init__(reason, message, index)
        self.path = path


class TextError(RefusedTextError):
    """A text with a code point that may not stand in it."""


class PatternError(RefusedTextError):
    """A pattern that is not in the regular subset, or is beyond its limits."""


class FontError(RefusedTextError):
    """Bytes that are no font, or none that texts can be measured with; the message goes on after the font's name."""


class CodeError(RefusedTextError):
    """A text that is not a virtual product code; the message says what is wrong with it."""


class DocumentError(RefusedTextError):
    """JSON that is not a canonical document; `path` is the JSON path of the culprit."""

    def __init__(self, reason: str, message: str, path: str = "$") -> None:
        super().__init__(reason, message)
        self.path = path
