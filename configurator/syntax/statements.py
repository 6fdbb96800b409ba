"""Cuts a file into statements, each of which the grammar then reads alone.

A statement begins with its word at the start of a line (`option`, `rule`, `product` …), so one that is broken never
hides the mistakes of the next. Braces and parentheses are paired here: one that is missing is reported where it was
opened, and the cut goes on with the next statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from configurator.diagnostics import Code, Diagnostic, Label, codes
from configurator.diagnostics.enough import MOST_TOLD
from configurator.diagnostics.suggest import listed, short
from configurator.source import Source, Span
from configurator.syntax.words import tokens, word_meant

TOP_WORDS = ("catalog", "space", "product", "use", "context", "rules")
ITEM_WORDS = ("option", "rule", "table", "expect", "gtin", "sell", "derive", "build", "narrow", "apply")
CONTAINERS = ("product", "rules")
"""Words of statements that have others between their braces."""

NEST_LIMIT = 64
OPTIONS_LIMIT = 20_000
"""Options of one product."""
LONGEST_STRAY = 10_000
"""Characters on a line that belong to no statement, after which the rest of the file is not looked at."""
COMMENT_HINT = "a comment begins with `//`: `// note`"

_BEGINS = re.compile(r"[ \t]+[A-Za-z\"]")
_TOP = re.compile(rf"^(?:{'|'.join(TOP_WORDS)}){_BEGINS.pattern}", re.MULTILINE)
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_OPENING = {close: opening for opening, close in _CLOSING.items()}
_MISSING = -1
"""The place of a bracket that is not there, and has been reported."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the file that the grammar reads from its start `symbol`; `owner` counts the products, from 0.

    `meant` is the first word as it should be, where it is misspelt and has been reported.
    """

    symbol: str
    span: Span
    owner: int = -1
    meant: str = ""


@dataclass
class Cut:
    """What the cutting found: statements in order, and mistakes of pairing."""

    statements: list[Statement] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    end: int | None = None
    """Where the cutting was given up."""

    def report(self, code: Code, span: Span, message: str, hint: str, *labels: Label) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(Diagnostic(code, span, message, labels, hint))


def cut(source: Source, *, goes_on: bool = False) -> Cut:
    """Cut a file into statements; text between them that belongs to none is reported.

    `goes_on`: after this text the next statement of its file follows.
    """
    return _Cutter(source).run(goes_on=goes_on)


def top_starts(text: str) -> list[int]:
    """Where the file can be cut, come what may: whatever stands before, a statement of its own begins at these places.

    Brackets that are open there are reported as never closed, and nothing of what stood before is remembered.
    """
    return [found.start() for found in _TOP.finditer(text)]


def item_starts(text: str) -> list[int]:
    """Where the statements of a product begin in a text that holds several on one line."""
    starts, depth = [], 0
    for kind, start, end in tokens(text):
        depth += (kind == "open") - (kind == "close")
        if kind == "word" and depth == 0 and text[start:end] in ITEM_WORDS:
            starts.append(start)
    return starts


@dataclass
class _Open:
    """A statement that is being read: its first word, where it begins, where its last token ended."""

    word: str
    start: int
    end: int
    misspelt: bool = False


class _Cutter:
    """Walks over the tokens once, keeping the open brackets and the open statement."""

    def __init__(self, source: Source) -> None:
        self.text, self.name = source.text, source.name
        self.found = Cut()
        self.brackets: list[tuple[str, int]] = []
        self.statement: _Open | None = None
        self.products = -1
        self.in_product = False
        self.strays: list[tuple[Span, bool]] = []
        self.options = 0
        self.is_enough = False

    def run(self, *, goes_on: bool) -> Cut:
        """All statements of the text."""
        first_on_line = True
        for kind, start, end in tokens(self.text):
            if kind == "line":
                first_on_line = True
                continue
            if self.is_enough or len(self.found.diagnostics) >= MOST_TOLD:
                self.found.end = start
                self._report_strays()
                return self.found
            if kind == "word" and first_on_line:
                self._maybe_begin(self.text[start:end], start)
            products = self.products
            self._take(kind, start, end)
            first_on_line = kind == "open" and self.products > products  # what a product begins with may share its line
        self._mend(0, len(self.text) if goes_on else None)
        self._close_statement()
        self._report_strays()
        return self.found

    def _span(self, start: int, end: int) -> Span:
        return Span(start, end, self.name)

    def _maybe_begin(self, word: str, start: int) -> None:
        """Begin a statement, if this word at the start of a line does; mend what was left open before it."""
        level = 1 if self.in_product else 0
        if len(self.brackets) > level and not _BEGINS.match(self.text, start + len(word)):
            return
        if word in TOP_WORDS and (not self.brackets or self.text[start - 1 : start] in ("\n", "")):
            self._mend(0, start)
            self._close_statement()
            self.in_product = False
        elif word in ITEM_WORDS and (self.in_product or not self.brackets):
            self._mend(level, start)
            self._open_product()
            self._close_statement()
            if word == "option":
                self._count_option(start)
        else:
            self._begin_misspelt(word, start)
            return
        self.statement = _Open(word, start, start)

    def _count_option(self, start: int) -> None:
        """Give up where a product has too many options, before time is spent on each of them."""
        self.options += 1
        if self.options > OPTIONS_LIMIT and not self.is_enough:
            message = f"this product has more than {OPTIONS_LIMIT:,} options; no more are possible"
            self.found.report(codes.TOO_LARGE, self._span(start, start + len("option")), message, "split the product")
            self.is_enough = True

    def _begin_misspelt(self, word: str, start: int) -> None:
        """Begin a statement with a word that looks like one that begins some, where nothing else could stand."""
        at_top = not self.brackets and self.text[start - 1 : start] in ("\n", "")
        if self.statement is not None and not at_top:
            return  # it may be a value; the grammar will see
        words = TOP_WORDS[:3] if at_top or not self.in_product else ITEM_WORDS[:5]
        meant = word_meant(word, words)
        if meant is None or not _BEGINS.match(self.text, start + len(word)):
            return
        self._close_statement()
        hint = f"did you mean `{meant}`?"
        self.found.report(
            codes.NOT_A_STATEMENT, self._span(start, start + len(word)), f"`{word}` begins no statement", hint
        )
        self.statement = _Open(meant, start, start, misspelt=True)

    def _open_product(self) -> None:
        """Go on inside a product whose `{` is missing, so that its options are not called strays one by one."""
        opened = self.statement
        if opened is None or opened.word not in CONTAINERS:
            return
        where = self._span(opened.start, opened.start + len(opened.word))
        hint = "its options and rules stand between `{` and `}`"
        message = f"the `{{` of {'these' if opened.word == 'rules' else 'this'} {opened.word} is missing"
        self.found.report(codes.MALFORMED, where, message, hint)
        self._emit(opened.word, opened)
        self.statement, self.in_product = None, True
        self.brackets.append(("{", _MISSING))

    def _mend(self, level: int, start: int | None = None) -> None:
        """Report brackets beyond `level` that are still open, where a statement begins or at the end; forget them."""
        for sign, at in reversed(self.brackets[level : level + NEST_LIMIT]):
            if at == _MISSING:
                continue
            labels = () if start is None else (Label(self._span(start, start + 1), "the next statement begins here"),)
            where = "" if start is None else " before the next statement"
            hint = f"close it with `{_CLOSING[sign]}`{where}"
            self.found.report(
                codes.UNCLOSED_BRACKET, self._span(at, at + 1), f"this `{sign}` is never closed", hint, *labels
            )
        del self.brackets[level:]

    def _take(self, kind: str, start: int, end: int) -> None:
        text = self.text[start:end]
        if kind == "string" and (len(text) < 2 or text[-1] != '"'):
            message = "this text has no closing quote on its line"
            self.found.report(codes.UNCLOSED_TEXT, self._span(start, end), message, 'close it with `"`')
        if kind == "open":
            self.brackets.append((text, start))
            if len(self.brackets) == NEST_LIMIT + 1:
                self.found.report(
                    codes.TOO_DEEP, self._span(start, end), f"brackets are nested more than {NEST_LIMIT} deep here",
                    "split the condition into several rules",
                )  # fmt: skip
            if text == "{" and self.statement and self.statement.word in CONTAINERS and len(self.brackets) == 1:
                self.statement.end = start
                self._emit(self.statement.word, self.statement)
                self.statement, self.in_product = None, True
                return
        elif kind == "close":
            if not self._pair(text, start, end):
                return
            if self.in_product and not self.brackets:
                self._close_statement()
                self.in_product = False
                return
        if self.statement is None:
            self._stray(self._span(start, end))
        else:
            self.statement.end = end

    def _pair(self, text: str, start: int, end: int) -> bool:
        """Close the bracket that this one belongs to; report it if there is none."""
        wanted = _OPENING[text]
        if self.brackets and self.brackets[-1][0] == wanted:
            self.brackets.pop()
            return True
        last = self.brackets[-1][1] if self.brackets else _MISSING
        if last != _MISSING and self.text.find("\n", last, start) < 0:
            sign, at = self.brackets.pop()
            message, label = f"`{sign}` is closed by `{text}` here", Label(self._span(at, at + 1), "it is opened here")
            hint = f"write `{_CLOSING[sign]}`"
            self.found.report(codes.STRAY_BRACKET, self._span(start, end), message, hint, label)
            return True
        if text == "}" and any(sign == wanted for sign, _ in self.brackets):
            level = max(index for index, (sign, _) in enumerate(self.brackets) if sign == wanted)
            self._mend(level + 1, start)
            self.brackets.pop()
            return True
        self.found.report(
            codes.STRAY_BRACKET,
            self._span(start, end),
            f"this `{text}` closes nothing",
            "take it out, or open what it should close",
        )
        return False

    def _stray(self, here: Span) -> None:
        """Remember text that belongs to no statement; what stands on one line is one stray."""
        if self.strays and "\n" not in self.text[self.strays[-1][0].end : here.start]:
            self.strays[-1] = (self.strays[-1][0].cover(here), self.in_product)
        else:
            self.strays.append((here, self.in_product))
        last = self.strays[-1][0]
        self.is_enough |= len(self.strays) >= MOST_TOLD or last.end - last.start > LONGEST_STRAY

    def _report_strays(self) -> None:
        for span, in_product in self.strays:
            words = ITEM_WORDS[:5] if in_product else TOP_WORDS[:3]
            word = self.text[span.start : span.end].split()[0]
            near = word_meant(word, words)
            where = "in a product" if in_product else "at the top of a file"
            hint = f"did you mean `{near}`?" if near else f"a statement {where} begins with {listed(words)}"
            hint = COMMENT_HINT if word.startswith(("#", "--", "/*", "<!--")) else hint
            first = Span(span.start, span.start + len(word), span.name)
            self.found.report(codes.NOT_A_STATEMENT, first, f"`{short(word)}` begins no statement", hint)

    def _close_statement(self) -> None:
        if self.statement is None:
            return
        opened, self.statement = self.statement, None
        word_span = self._span(opened.start, opened.start + len(opened.word))
        if opened.word in ITEM_WORDS and not self.in_product:
            message = f"`{opened.word}` stands outside a product"
            self.found.report(codes.NOT_A_STATEMENT, word_span, message, "move it into the braces of its product")
            return
        if opened.word in CONTAINERS:
            message = f"{'these' if opened.word == 'rules' else 'this'} {opened.word} has no braces"
            self.found.report(codes.MALFORMED, word_span, message, "its options and rules stand between `{` and `}`")
        self._emit(opened.word if opened.word in TOP_WORDS else "items", opened)

    def _emit(self, symbol: str, opened: _Open) -> None:
        if symbol in CONTAINERS:
            self.products += 1
            self.options = 0
        span = self._span(opened.start, opened.end)
        self.found.statements.append(Statement(symbol, span, self.products, opened.word if opened.misspelt else ""))
