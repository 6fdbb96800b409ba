"""The tokens of a statement as its layout sees them: words and signs, with the comments and line breaks around them.

Text in, tokens out. They are finer than those that statements are cut by, and coarser than those of the grammar: the
layout asks what stands beside what, never what it means, so that most new statements need nothing new here. Inside most
braces a comma and the end of a line mean the same. There is no token for either; the token behind it is `parted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from configurator.syntax.statements import ITEM_WORDS, TOP_WORDS

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)
      | (?P<line>\n)
      | (?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*"?)
      | (?P<literal>\d{4}-\d{2}-\d{2} | \#[0-9A-Fa-f]+ | [0-9]+[A-Za-z][A-Za-z0-9_]* | [0-9][0-9_]*(?:\.[0-9]+)?)
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<compare><=|>=|!=|=|<|>)
      | (?P<sign>\.\.|[.,:|+*/-])
      | (?P<other>[^\ \t\r\f\n"(){}\[\]A-Za-z0-9/.,:|+*<>=-]+)
    """,
    re.VERBOSE | re.ASCII,
)

ROWS, ENTRIES, PARTS, PARENTHESES = "rows", "entries", "parts", "parentheses"
"""What a bracket holds: rows of a table; settings or steps, a line each; parts with a comma or a line break between;
anything in parentheses."""

_LINED = {"table": ROWS, "catalog": ENTRIES, "build": ENTRIES}
_BEGINNINGS = {"catalog": ("language", "currency", "was"), "build": ("pick", "print", "engrave", "check")}
"""The words that begin a setting or a step, which may share its line with others."""

_STATEMENTS = frozenset((*TOP_WORDS, *ITEM_WORDS))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign, and what stands around it in the author's text.

    - `inside`: the index of the innermost bracket around it, -1 for none; of a closing bracket, the one that it closes;
    - `on_line`, `behind_blank`: a line break, an empty line, stands before it; `blanks` counts what else does;
    - `parted`: a separator stands before it, which is no token of its own;
    - `above`: the comments on lines of their own before it, and "" for an empty line; `trail`: the comment behind it.
    """

    kind: str
    text: str
    inside: int
    on_line: bool
    behind_blank: bool
    blanks: int
    parted: bool
    above: tuple[str, ...] = ()
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a statement, what each bracket (by index) holds, and comments behind the last one."""

    all: tuple[Token, ...]
    holds: dict[int, str]
    closed_by: dict[int, int]
    below: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The word that the statement begins with."""
        return self.all[0].text

    def outside(self, text: str, begin: int = 0) -> int | None:
        """The first token of this text, from `begin` on, that stands in no bracket."""
        found = (at for at in range(begin, len(self.all)) if self.all[at].inside < 0 and self.all[at].text == text)
        return next(found, None)

    def is_forced(self, at: int) -> bool:
        """Whether a comment makes this token begin a line."""
        return bool(self.all[at].above) or (at > 0 and bool(self.all[at - 1].trail))

    def may_begin_line(self, at: int) -> bool:
        """Whether a line break before this token would mean nothing, or no more than the separator there does."""
        token = self.all[at]
        if at == 0:
            return False
        if self.holds.get(token.inside, PARENTHESES) != PARENTHESES:
            edge = at == token.inside + 1 or (token.kind == "close" and self.closed_by.get(token.inside) == at)
            if not (token.parted or edge):
                return False
        if token.text not in _STATEMENTS:
            return True
        behind = self.all[at + 1].kind if at + 1 < len(self.all) else "word"
        return token.inside >= 0 and behind not in ("word", "string")


def scan(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """What stands in a stretch of text but for blanks: tokens, comments and line breaks, by group name."""
    return _TOKEN.finditer(text, start, len(text) if end is None else end)


def essence(text: str) -> tuple[list[str], list[str]]:
    """What no layout may change: the tokens but for separators, and the comments but for blanks at their ends."""
    tokens, comments = [], []
    for found in scan(text):
        if found.lastgroup == "comment":
            comments.append(found[0].rstrip())
        elif found.lastgroup != "line" and found[0] != ",":
            tokens.append(found[0])
    return tokens, comments


def tokens_of(text: str) -> Tokens:
    """The tokens of a statement that the grammar can read."""
    return _Reader(text).run()


class _Reader:
    """Reads a statement once, keeping the open brackets and what was seen since the last token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.open: list[int] = []
        self.holds: dict[int, str] = {}
        self.closed_by: dict[int, int] = {}
        self.trails: dict[int, str] = {}
        self.above: list[str] = []
        self.breaks = 0
        self.on_line = self.comma = False
        self.end = 0

    def run(self) -> Tokens:
        """All tokens."""
        for found in scan(self.text):
            kind, text = found.lastgroup or "other", found[0]
            if kind == "line":
                self.breaks += 1
                self.on_line = True
            elif kind == "comment":
                self._comment(text.rstrip())
            elif text == "," and self._holder() == PARTS:
                self.comma = True
            else:
                self._token(kind, text, found.start())
            self.end = found.end()
        for at, trail in self.trails.items():
            self.tokens[at] = replace(self.tokens[at], trail=trail)
        return Tokens(tuple(self.tokens), self.holds, self.closed_by, tuple(self.above))

    def _holder(self) -> str:
        return self.holds[self.open[-1]] if self.open else ""

    def _comment(self, text: str) -> None:
        last = len(self.tokens) - 1
        if self.breaks == 0 and last >= 0 and not self.above:
            self.trails[last] = text
        else:
            if self.breaks > 1:
                self.above.append("")
            self.above.append(text)
        self.breaks = 0

    def _token(self, kind: str, text: str, start: int) -> None:
        here = len(self.tokens)
        inside = self.open[-1] if self.open else -1
        behind_open = here == inside + 1
        holder = self._holder()
        parted = False
        if kind != "close" and not behind_open and holder:
            parted = {PARTS: self.comma or self.on_line, PARENTHESES: False}.get(holder, self.on_line)
            parted = parted or (holder == ENTRIES and self._begins_entry(text))
        self.tokens.append(
            Token(kind, text, inside, self.on_line, self.breaks > 1, start - self.end, parted, tuple(self.above))
        )
        self.above, self.breaks, self.on_line, self.comma = [], 0, False, False
        if kind == "open":
            self.open.append(here)
            lined = _LINED.get(self.tokens[0].text, PARTS) if len(self.open) == 1 else PARTS
            self.holds[here] = PARENTHESES if text == "(" else lined
        elif kind == "close" and self.open:
            self.closed_by[self.open.pop()] = here

    def _begins_entry(self, text: str) -> bool:
        words = _BEGINNINGS[self.tokens[0].text]
        return text in words and self.tokens[-1].text not in (",", *words)
