"""The words of a line of UVL: names, numbers, texts and signs, with their places."""

from __future__ import annotations

import re
from fractions import Fraction

from configurator.exchange.mistake import ForeignMistakeError, not_so
from configurator.source import Span

_WORD = re.compile(
    r"""\s*(?:(?P<name>[^\W\d_][\w#§%?\\';]*)
          | (?P<quoted>"[^"\n]*")
          | (?P<text>'[^'\n]*')
          | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
          | (?P<sign><=>|=>|==|!=|>=|<=|\.\.|[<>!&|+*/().,\[\]{}-])
          | (?P<end>\Z))""",
    re.VERBOSE,
)
NAMES = ("name", "quoted")
MOST_DIGITS = 300

Word = tuple[str, str, int, int]
"""Its kind, its text, and where it begins and ends in the source."""


class Words:
    """The words of a stretch of text, one after the other; `start` is where it begins in the source called `name`."""

    def __init__(self, text: str, start: int, name: str) -> None:
        self.name = name
        self._words = list(self._cut(text, start))
        self._at = 0
        self.depth = 0

    def _cut(self, text: str, start: int) -> list[Word]:
        words: list[Word] = []
        at = 0
        match = _WORD.match
        while True:
            found = match(text, at)
            if found is None:
                blank = re.compile(r"\s*").match(text, at)
                here = blank.end() if blank else at
                span = Span(start + here, start + here + 1, self.name)
                sign = text[here]
                if sign in "\"'":
                    raise not_so(span, "this text in quotes has no closing quote on its line")
                raise not_so(span, f"`{sign}` has no meaning in UVL")
            kind = found.lastgroup or "end"
            begin, at = found.span(kind)
            words.append((kind, text[begin:at], start + begin, start + at))
            if kind == "end":
                return words

    @property
    def kind(self) -> str:
        """The kind of the next word."""
        return self._words[self._at][0]

    @property
    def text(self) -> str:
        """The text of the next word; empty at the end."""
        return self._words[self._at][1]

    @property
    def span(self) -> Span:
        """The place of the next word."""
        _, _, start, end = self._words[self._at]
        return Span(start, max(end, start + 1), self.name)

    @property
    def start(self) -> int:
        """Where the next word begins."""
        return self._words[self._at][2]

    @property
    def taken(self) -> int:
        """How many words have been taken."""
        return self._at

    def behind(self, start: int, taken: int | None = None) -> Span:
        """What stands from `start` up to the word that was taken last, or when so many were taken."""
        last = (self._at if taken is None else taken) - 1
        return Span(start, self._words[max(last, 0)][3], self.name)

    def next(self) -> str:
        """Take a word."""
        text = self._words[self._at][1]
        if self._words[self._at][0] != "end":
            self._at += 1
        return text

    def took(self, sign: str) -> bool:
        """Take this sign, if it is next."""
        kind, text, _, _ = self._words[self._at]
        if text == sign and kind in ("sign", "name"):
            self._at += 1
            return True
        return False

    def want(self, sign: str) -> None:
        """Take this sign. Raises `ForeignMistakeError` where something else stands."""
        if not self.took(sign):
            raise self.wrong(f"`{sign}`")

    def path(self) -> tuple[str, ...]:
        """Take a name, with further ones behind dots."""
        parts = [self._name()]
        while self.took("."):
            parts.append(self._name())
        return tuple(parts)

    def _name(self) -> str:
        kind, text, _, _ = self._words[self._at]
        if kind not in NAMES:
            raise self.wrong("a name")
        self._at += 1
        return text[1:-1] if kind == "quoted" else text

    def number(self) -> Fraction:
        """Take a number, exactly as it is written."""
        text, span = self.text, self.span
        mantissa, _, exponent = text.lower().partition("e")
        if self.kind != "number":
            raise self.wrong("a number")
        if len(mantissa) > MOST_DIGITS or abs(int(exponent or 0)) > MOST_DIGITS:
            raise not_so(span, f"this number is too long: at most {MOST_DIGITS} digits are read")
        self._at += 1
        return Fraction(text)

    def wrong(self, wanted: str) -> ForeignMistakeError:
        """The mistake that something else stands here."""
        if self.kind == "end":
            return not_so(self.span, f"the line ends here, where {wanted} should stand")
        return not_so(self.span, f"`{self.text}` stands here, where {wanted} should stand")
