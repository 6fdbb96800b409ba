"""Texts with names, and stretches of them.

Spans count characters (code points) from 0, so that they are cheap to make and to move. Lines and columns are worked
out only when somebody looks: `Source.position` counts both from 1, as editors show them. A catalog is made of several
texts: its own, and those of the files that it names. `Sources` finds the one that a span is a stretch of.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
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


class Cell(NamedTuple):
    """A cell of a file: the heading of its column, and the sheet that it is in, where there are sheets."""

    heading: str
    sheet: str | None = None


class Mark(NamedTuple):
    """What is underlined: so many characters of a line (from 1), from a column (from 0) of the line as it is shown."""

    line: int
    column: int
    width: int


@dataclass(frozen=True)
class Source:
    """A text, what it is called in messages (a path as the user wrote it), and where its lines start.

    A source of another make, such as a sheet whose spans count cells, says in its own way where a span is.
    """

    name: str
    text: str

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts; found out when first asked for, since most texts have no mistakes."""
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column of a character; past the end counts as the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line (from 1) without its line break; empty past the end."""
        if not 1 <= line <= len(self.starts):
            return ""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """A span of this source; without an end, up to the end of the text."""
        return Span(start, len(self.text) if end is None else end, self.name)

    def mark(self, span: Span) -> Mark:
        """What to underline of a span: its first line's part of it, as far as the line goes."""
        position = self.position(span.start)
        return Mark(position.line, position.column - 1, span.end - span.start)

    def where(self, span: Span) -> str:
        """The place of a span for people: `armchair.vpc:2:40`."""
        return self.link(span)

    def link(self, span: Span) -> str:
        """The place of a span as editors and logs link it: `armchair.vpc:2:40`."""
        position = self.position(span.start)
        return f"{self.name}:{position.line}:{position.column}"

    def cell(self, span: Span) -> Cell | None:  # noqa: ARG002 - a source with cells looks
        """The cell that a span is, in a source that has some."""
        return None

    @property
    def main(self) -> Source:
        """This source itself."""
        return self

    def of(self, span: Span) -> Source:  # noqa: ARG002 - `Sources` looks
        """This source, whatever the span: a lone source is all that there is to look at."""
        return self

    def holding(self, span: Span) -> Source | None:
        """This source, if the span is a stretch of it."""
        return self if span.name in ("", self.name) else None

    def order(self, span: Span) -> tuple[int, Span]:
        """The key by which spans stand in order."""
        return 0, span


@dataclass(frozen=True)
class Piece(Source):
    """A stretch of a source under a name of its own: its spans count from where it begins, so they stay when it moves.

    What people are shown is always the place in the whole.
    """

    whole: Source = Source("", "")
    start: int = 0

    def settled(self, span: Span) -> Span:
        """A span of this piece as one of the whole."""
        return Span(span.start + self.start, span.end + self.start, self.whole.name)

    def position(self, offset: int) -> Position:
        """The line and column of a character, in the whole."""
        return self.whole.position(self.start + offset)

    def line_text(self, line: int) -> str:
        """The text of a line of the whole."""
        return self.whole.line_text(line)

    def link(self, span: Span) -> str:
        """The place of a span in the whole, as editors and logs link it."""
        return self.whole.link(self.settled(span))


@dataclass(frozen=True)
class Sources:
    """The texts of one catalog: its own first, then those of the files that it names, in the order of their reading.

    It is asked like a lone `Source`. A span without a name, or of an unknown text, counts as one of the first text.
    """

    texts: tuple[Source, ...] = ()

    @property
    def main(self) -> Source:
        """The catalog's own text."""
        return self.texts[0] if self.texts else Source("", "")

    @cached_property
    def by_name(self) -> dict[str, int]:
        """The number of each text, by its name."""
        return {each.name: number for number, each in enumerate(self.texts)}

    def of(self, span: Span) -> Source:
        """The text that a span is a stretch of."""
        return self.texts[self.by_name[span.name]] if span.name in self.by_name else self.main

    def holding(self, span: Span) -> Source | None:
        """The text that a span is a stretch of; None where it is none of these."""
        return self.of(span) if not span.name or span.name in self.by_name else None

    def settled(self, span: Span) -> Span:
        """The same stretch, as one of a whole text where it is one of a piece."""
        source = self.of(span)
        return source.settled(span) if isinstance(source, Piece) else span

    def order(self, span: Span) -> tuple[int, Span]:
        """The key by which spans stand in order: text by text, and from the beginning to the end of each."""
        return self.by_name.get(span.name, 0), span

    def __or__(self, others: Sources) -> Sources:
        """These and others; a text that is there already is not taken again."""
        new = tuple(each for each in others.texts if each.name not in self.by_name)
        return Sources((*self.texts, *new)) if new else self


def beside(name: str, file: str) -> str:
    """What messages call a file that the source of this name names: `cat/shop.vpc` names `cat/teams.csv`.

    A release in git is called `REF:PATH`, and so are its files.
    """
    return name[: max(name.rfind(sign) for sign in "/\\:") + 1] + file
