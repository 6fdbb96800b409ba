"""A text with a name, and stretches of it.

Spans count characters (code points) from 0, so that they are cheap to make and to move. Lines and columns are worked
out only when somebody looks: `Source.position` counts both from 1, as editors show them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """The characters from `start` up to, not including, `end` of the source called `name`."""

    start: int
    end: int
    name: str = ""

    def cover(self, other: Span) -> Span:
        """The smallest span that holds both; the two are of one source."""
        return Span(min(self.start, other.start), max(self.end, other.end), self.name)

    def shift(self, offset: int) -> Span:
        """The same stretch, `offset` characters further on."""
        return Span(self.start + offset, self.end + offset, self.name)


class Position(NamedTuple):
    """A place as people count: line and column, both from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A text, what it is called in messages (a path as the user wrote it), and where its lines start."""

    name: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "_starts", starts)

    def position(self, offset: int) -> Position:
        """The line and column of a character; past the end counts as the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line (from 1) without its line break; empty past the end."""
        if not 1 <= line <= len(self._starts):
            return ""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """A span of this source; without an end, up to the end of the text."""
        return Span(start, len(self.text) if end is None else end, self.name)
