"""The lines of a statement, once it is settled which tokens begin one: how far in each stands, and how wide it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from configurator.syntax.layout.spacing import between
from configurator.syntax.layout.tokens import Token, Tokens

STEP = 2
"""Blanks of one level."""

WIDTH = 112
"""Characters that a line may have; one that cannot be broken has more."""

_RULES = ("rule", "sell")
_PARTS_OF_RULES = ("require", "forbid", "because")


class Line(NamedTuple):
    """The tokens from `start` up to, not including, `end`, behind `indent` blanks."""

    indent: int
    start: int
    end: int


class Page:
    """A statement at its place: `base` is how far in it stands."""

    def __init__(self, tokens: Tokens, base: int) -> None:
        self.tokens, self.base = tokens, base
        self.colon = tokens.outside(":")
        self.bar = tokens.outside("|", self.colon or 0)
        self.gaps = ["", *(between(tokens, at) for at in range(1, len(tokens.all)))]
        sizes = (len(gap) + len(token.text) for gap, token in zip(self.gaps, tokens.all, strict=True))
        self._ends = list(accumulate(sizes))
        self.depths = self._depths()

    def _depths(self) -> list[int]:
        """How many brackets stand around each token; none of its own around one that closes."""
        depths: list[int] = []
        for at, token in enumerate(self.tokens.all):
            around = 0 if token.inside < 0 else depths[token.inside] + 1
            depths.append(around - self.closes(at))
        return depths

    def lines(self, breaks: Collection[int]) -> Iterator[Line]:
        """The lines, in order; `breaks` are the tokens that begin one beside the first."""
        starts = [0, *sorted(breaks)]
        opened: dict[int, int] = {}
        for start, end in zip(starts, [*starts[1:], len(self.tokens.all)], strict=True):
            indent = self.indent(start, opened)
            self.note_brackets(indent, start, end, opened)
            yield Line(indent, start, end)

    def note_brackets(self, indent: int, start: int, end: int, opened: dict[int, int]) -> None:
        """Remember of the brackets that are opened on a line how far in that line stands."""
        for at in range(start, end):
            if self.tokens.all[at].kind == "open":
                opened[at] = indent

    def indent(self, at: int, opened: dict[int, int]) -> int:
        """How far in a line stands that begins with this token."""
        token = self.tokens.all[at]
        if at == 0:
            return self.base
        if token.inside >= 0:
            return opened[token.inside] + (0 if self.closes(at) else STEP)
        return self.base + STEP * self._levels(at, token)

    def closes(self, at: int) -> bool:
        """Whether this token is a closing bracket."""
        token = self.tokens.all[at]
        return token.kind == "close" and self.tokens.closed_by.get(token.inside) == at

    def _levels(self, at: int, token: Token) -> int:
        if self.colon == at - 1 and self.bar is not None:
            return 2  # the first of several values, so that it stands above those behind `| `
        if self.tokens.word in _RULES and token.text not in _PARTS_OF_RULES:
            return 2
        return 1

    def width(self, line: Line) -> int:
        """The characters of a line, but for a comment behind it."""
        return line.indent + self._ends[line.end - 1] - self._ends[line.start] + len(self.tokens.all[line.start].text)
