"""What readers of other notations share: words with places, a cursor over them, and mistakes that stop the reading.

A reader of a grammar cuts its text into `Token`s and reads them through a `Cursor`. Where the text is not in the
notation, or says what no catalog can say, it raises `ForeignMistakeError`, whose diagnostic is what people are shown;
`told` makes an outcome of it. One mistake ends the reading: behind it nobody knows what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from configurator.diagnostics import Diagnostic, Outcome
from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.source import Source, Sources, Span

Made = TypeVar("Made")

DEEPEST = 60
"""How deep conditions of others may stand in one another; a catalog takes 64, and a rule adds a few of its own."""


def told(source: Source, read: Callable[[], Made], said: Sequence[Diagnostic] = ()) -> Outcome[Made]:
    """What a reader made of a source, with what it has `said` by then; or the mistake that it came upon."""
    try:
        made = read()
    except ForeignMistakeError as mistake:
        return Outcome(None, (*said, mistake.diagnostic), Sources((source,)))
    return Outcome(made, tuple(said), Sources((source,)))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its kind, what stands there, and where; `fresh`: a line ends before it."""

    kind: str
    text: str
    span: Span
    fresh: bool = False


def cut(source: Source, pattern: re.Pattern[str]) -> list[Token]:
    """A text in tokens, the kinds being the named groups of the pattern; blanks and comments, called `skip`, left out.

    The last token is of the kind `end`. Raises `ForeignMistakeError` at a character that begins no token.
    """
    text, name = source.text, source.name
    found: list[Token] = []
    at, fresh = 0, True
    while at < len(text):
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            raise not_so(Span(at, at + 1, name), f"`{text[at]}` cannot stand here")
        if match.lastgroup == "skip":
            fresh = fresh or "\n" in match[0]
        else:
            found.append(Token(match.lastgroup or "", match[0], Span(at, match.end(), name), fresh))
            fresh = False
        at = match.end()
    end = len(text.rstrip())
    found.append(Token("end", "", Span(max(0, end - 1), end, name), True))
    return found


@dataclass(slots=True)
class Cursor:
    """Reads tokens one after the other."""

    tokens: list[Token]
    at: int = 0
    _depth: int = field(default=0)

    @property
    def token(self) -> Token:
        """The token that is next; at the end, that of the kind `end`."""
        return self.tokens[self.at]

    @property
    def before(self) -> Token:
        """The token that was read last."""
        return self.tokens[max(0, self.at - 1)]

    def ahead(self, steps: int = 1) -> Token:
        """The token so many further on."""
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        """Whether one of these words is next; a word in quotes is none of them."""
        token = self.token
        return token.text in texts and token.kind not in ("text", "end")

    def take(self) -> Token:
        """The next token, whatever it is."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """The next token if it is one of these words."""
        return self.take() if self.sees(*texts) else None

    def expect(self, *texts: str) -> Token:
        """The next token, which must be one of these words. Raises `ForeignMistakeError`."""
        if not self.sees(*texts):
            raise self.wanted(" or ".join(f"`{text}`" for text in texts))
        return self.take()

    def expect_kind(self, what: str, *kinds: str) -> Token:
        """The next token, which must be of one of these kinds; `what` says in words what is wanted."""
        if self.token.kind not in kinds:
            raise self.wanted(what)
        return self.take()

    def wanted(self, what: str) -> ForeignMistakeError:
        """The mistake that something else stands here than is wanted."""
        token = self.token
        there = "the end of the file" if token.kind == "end" else f"`{shortened(token.text)}`"
        return not_so(token.span, f"{what} is wanted here, and not {there}")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One more bracket or sign around what is read within. Raises `ForeignMistakeError` for too many."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise beyond(self.token.span, f"conditions stand more than {DEEPEST} deep in one another here")
        try:
            yield
        finally:
            self._depth -= 1


def shortened(text: str, most: int = 40) -> str:
    """A word as messages show it: not too long of it, on one line."""
    line = text.split("\n", 1)[0]
    return line if len(line) <= most else f"{line[: most - 1]}…"
