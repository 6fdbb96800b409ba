"""Writes a catalog in the one accepted layout: text in, text out, with what could not be read left as it is.

A line has a statement, two blanks of indentation a level, and at most 112 characters; `layout/` lays out one statement.
Order, names, texts and numbers are never changed. What is the author's beside them, and kept: comments, an empty line
between statements, the lines of an example that needs several, and whether the columns of a table are aligned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from configurator.source import Source, Span
from configurator.syntax.grammar import STARTS, parser
from configurator.syntax.layout.lines import STEP
from configurator.syntax.layout.statement import written
from configurator.syntax.layout.tokens import essence, scan
from configurator.syntax.parser import SIZE_LIMIT
from configurator.syntax.statements import CONTAINERS, Statement, cut

_NO_TOKENS = ("comment", "line")
_BLANKS = " \t\r\f"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text in its layout; `left` are the stretches of the original that were left as they are, in order."""

    text: str
    left: tuple[Span, ...]


def formatted(source: Source) -> Formatted:
    """The text of a catalog in the accepted layout. Formatting that again changes nothing, nor does it the meaning."""
    if len(source.text) > SIZE_LIMIT:
        return Formatted(source.text, (source.span(),))
    writer = _Writer(source)
    found = writer.run()
    if essence(found) != essence(source.text):  # rather no layout than another text
        return Formatted(source.text, (source.span(),))
    return Formatted(found, tuple(writer.left))


@dataclass
class _Writer:
    """Walks over the statements and what stands between them, and writes line after line."""

    source: Source
    lines: list[str] = field(default_factory=list)
    left: list[Span] = field(default_factory=list)
    breaks: int = 0
    in_product: bool = False
    may_open: bool = False
    at_beginning: bool = True
    behind_comment: bool = False
    behind_left: bool = False
    strays_open: int = 0

    def run(self) -> str:
        """The whole text."""
        at = 0
        for statement in map(self._without_comments, cut(self.source).statements):
            span = statement.span
            self._between(at, span.start)
            self._statement(statement)
            at = span.end
        self._between(at, len(self.source.text))
        return "\n".join([*self.lines, ""]) if self.lines else ""

    @property
    def base(self) -> int:
        return STEP if self.in_product else 0

    def _statement(self, statement: Statement) -> None:
        self.in_product, self.strays_open = statement.symbol == "items", 0
        self.may_open = statement.symbol in CONTAINERS
        texts = _readable(self.source.text, statement)
        if texts is None:
            self._leave(statement.span.start, statement.span.end)
        else:
            for text in texts:
                self._add(written(text, self.base))

    def _without_comments(self, statement: Statement) -> Statement:
        """A statement up to its last token; the head of a product was cut just before its brace."""
        ends = [
            found.end() for found in scan(self.source.text, *statement.span[:2]) if found.lastgroup not in _NO_TOKENS
        ]
        return replace(statement, span=statement.span._replace(end=ends[-1]))

    def _between(self, start: int, end: int) -> None:
        """What stands between two statements: comments, empty lines, braces of products, and what is no statement."""
        for found in scan(self.source.text, start, end):
            kind = found.lastgroup
            if kind == "line":
                self.breaks += 1
            elif kind == "comment":
                self._comment(found[0].rstrip())
            elif found[0] == "{" and self.may_open and not self.in_product:
                self._open(found.start())
            elif found[0] == "}" and self.in_product and not self.strays_open:
                self._close(found.start())
            else:
                self.strays_open = max(0, self.strays_open + (found[0] == "{") - (found[0] == "}"))
                self._leave(found.start(), found.end())

    def _add(self, lines: list[str]) -> None:
        """Add lines, behind an empty one if there was one, unless something begins here."""
        if self.breaks > 1 and not self.at_beginning:
            self.lines.append("")
        self.lines += lines
        self.breaks, self.at_beginning, self.behind_comment, self.behind_left = 0, False, False, False

    def _comment(self, text: str) -> None:
        if self.lines and self.breaks == 0:
            self.lines[-1] += f"  {text}"
        else:
            self._add([" " * self.base + text])
        self.breaks, self.behind_comment = 0, True

    def _open(self, start: int) -> None:
        """Begin a product: behind its head, unless a comment stands between; a head that was left stays as it is."""
        if self.behind_left:
            self._leave(start, start + 1)
        elif self.behind_comment:
            self._add(["{"])
        else:
            self.lines[-1] += " {"
        self.breaks, self.in_product, self.may_open, self.at_beginning = 0, True, False, True

    def _close(self, start: int) -> None:
        self.in_product = False
        if self.behind_left and self.breaks == 0:
            self._leave(start, start + 1)
            return
        if self.at_beginning and not self.behind_comment:
            self.lines[-1] += "}"
        else:
            self.breaks = 0
            self._add(["}"])
        self.breaks, self.at_beginning, self.behind_comment = 0, False, False

    def _leave(self, start: int, end: int) -> None:
        """Leave a stretch as it is, on the line where it is and behind the blanks that stand there."""
        text, begin = self.source.text, start
        while begin and text[begin - 1] in _BLANKS:
            begin -= 1
        first, *more = text[begin:end].split("\n")
        if self.lines and self.breaks == 0:
            self.lines[-1] += first
            self.lines += more
            self.at_beginning = self.behind_comment = False
        else:
            self._add([first, *more])
        self.behind_left = True
        if self.left and "\n" not in text[self.left[-1].end : start]:
            start = self.left.pop().start
        self.left.append(self.source.span(start, end))


def _readable(text: str, statement: Statement) -> list[str] | None:
    """The statements in a stretch that was cut as one, several if they share a line; None if it cannot be read."""
    if statement.meant or statement.symbol not in STARTS:
        return None
    text = text[statement.span.start : statement.span.end]
    try:
        tree = parser().parse(text, start=statement.symbol)
    except UnexpectedInput:
        return None
    if statement.symbol != "items":
        return [text]
    starts = [_start(each) for each in tree.children[1:]]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def _start(tree: Tree[Token] | Token) -> int:
    """Where the first token of a tree begins."""
    while isinstance(tree, Tree):
        tree = tree.children[0]
    return tree.start_pos or 0
