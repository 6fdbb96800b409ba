"""Read a COOM text into its tree: structures, enumerations, and what is said of them.

The grammar is that of coomsuite. What has no meaning for which configurations there are, such as `prefer` and
`minimize`, is kept as an aside; what we cannot say, such as `exists`, is refused at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from configurator.exchange.coom import tree as t
from configurator.exchange.coom.expressions import condition, formula, name_of, path
from configurator.exchange.foreign import Cursor, Token, cut
from configurator.exchange.mistake import beyond, not_so
from configurator.source import Source, Span

Made = TypeVar("Made")

TOKENS = re.compile(
    r"(?P<skip>[ \t\r\n]+|//[^\n]*|/\*[\s\S]*?(?:\*/|$))"
    r"|(?P<text>'(?:[^'\\\n]|\\[^\n])*'|\"(?:[^\"\\\n]|\\[^\n])*\")"
    r"|(?P<times>\d+x\b)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<sign>-\*-|\.\.|&&|\|\||<=|>=|==|!=|[≤≥≠⊇∞{}()\[\].,;=<>!+*/^#-])"
)
_MOST_DIGITS = 15
_MOST_PARTS = 200
_ASIDES = ("prefer", "minimize", "maximize", "readwrite", "readonly", "hide", "message")
_SAID = ("require", "imply", "default", "alldiff", "combinations", "exists", *_ASIDES)


def model(source: Source) -> t.Model:
    """All of a text. Raises `ForeignMistakeError`."""
    reader = _Reader(source, Cursor(cut(source, TOKENS)))
    while reader.cursor.token.kind != "end":
        reader.part()
    return t.Model(tuple(reader.structures), tuple(reader.enumerations), tuple(reader.behaviors))


@dataclass(slots=True)
class _Reader:
    source: Source
    cursor: Cursor
    structures: list[t.Structure] = field(default_factory=list)
    enumerations: list[t.Enumeration] = field(default_factory=list)
    behaviors: list[t.Behavior] = field(default_factory=list)

    def part(self) -> None:
        """Read one of the parts of a text."""
        cursor = self.cursor
        if cursor.sees("set", "add", "blacklist"):
            message = "this is what a user of a model has decided, and no model"
            raise beyond(cursor.token.span, message, "read the model, and give decisions as choices: `color=Yellow`")
        word = cursor.expect("product", "structure", "enumeration", "behavior")
        if word.text == "behavior":
            context = None if cursor.sees("{") else name_of(cursor)
            self.block(context, (), None)
            return
        name = None if word.text == "product" else name_of(cursor)
        cursor.expect("{")
        if word.text == "enumeration":
            assert name is not None  # noqa: S101 - read above
            self.enumerations.append(self.enumeration(name))
        else:
            self.structures.append(t.Structure(name, tuple(self.listed(self.feature))))

    def listed(self, read: Callable[[], Made]) -> list[Made]:
        """What stands up to the closing brace, each on a line of its own or behind a semicolon."""
        found: list[Made] = []
        while not self.cursor.accept("}"):
            if found and not (self.cursor.accept(";") or self.cursor.token.fresh):
                raise self.cursor.wanted("a new line, `;` or `}`")
            if not self.cursor.sees("}"):
                found.append(read())
        return found

    def feature(self) -> t.Feature:
        """A feature, such as `0..2 Bag bag` or `num 0-200 volume`."""
        cursor = self.cursor
        if cursor.sees("static", "reference") and cursor.ahead().kind in ("name", "number", "times"):
            raise beyond(cursor.token.span, f"a `{cursor.token.text}` feature is beyond a catalog")
        least, most = self.cardinality()
        number = self.number_type()
        if number is not None:
            return t.Feature(name_of(cursor), number, least, most)
        if cursor.sees("string") and cursor.ahead().kind in ("name", "number", "sign"):
            raise beyond(cursor.token.span, "a feature of free text is beyond what can be counted")
        kind = name_of(cursor)
        if cursor.token.kind not in ("name", "text") or cursor.token.fresh:
            raise not_so(kind.span, f"the feature `{kind.text}` has no type", "write its type before its name")
        return t.Feature(name_of(cursor), kind, least, most)

    def cardinality(self) -> tuple[int, int]:
        """How many of a feature there are; one, where nothing is said."""
        cursor, token = self.cursor, self.cursor.token
        if token.kind not in ("number", "times"):
            return 1, 1
        least = _whole(cursor.take())
        most = least
        if cursor.accept(".."):
            if cursor.sees("*") or cursor.token.kind not in ("number", "times"):
                raise beyond(token.span, "a feature without a greatest number of parts is beyond a catalog")
            most = _whole(cursor.take())
        if most < least or most == 0:
            raise not_so(token.span, f"{least} to {most} parts are none")
        if most > _MOST_PARTS:
            raise beyond(token.span, f"a feature has at most {_MOST_PARTS} parts here, each with an option of its own")
        return least, most

    def number_type(self) -> t.Range | None:
        """The range of a number, such as `num .#/g 1-10000`; None where something else stands."""
        cursor = self.cursor
        if not cursor.sees("num") or (cursor.ahead().fresh or cursor.ahead().text in ("=", ";", "}")):
            return None
        cursor.take()
        if cursor.accept(".", "^"):
            while cursor.accept("#"):
                pass
        unit = None
        if cursor.accept("/"):
            unit = cursor.take().text
        low = high = None
        if cursor.token.kind == "number" or cursor.sees("-", "∞"):
            low = self.bound()
            start = cursor.before.span
            cursor.expect("-")
            high = self.bound()
            if low > high:
                raise not_so(start, f"the range {low} to {high} has no number in it")
        return t.Range(low, high, unit)

    def bound(self) -> Decimal:
        """An end of a range."""
        negative = self.cursor.accept("-") is not None
        if self.cursor.sees("∞"):
            raise beyond(self.cursor.token.span, "a number without a bound is beyond a catalog")
        worth = _decimal(self.cursor.expect_kind("a number", "number"))
        return -worth if negative else worth

    def enumeration(self, name: t.Word) -> t.Enumeration:
        """An enumeration, behind its opening brace."""
        found = self.listed(self.attribute_or_choice)
        attributes = tuple(each for each in found if not isinstance(each, t.Choice))
        return t.Enumeration(name, attributes, tuple(each for each in found if isinstance(each, t.Choice)))

    def attribute_or_choice(self) -> tuple[t.Word, bool] | t.Choice:
        """`attribute num size`, or `W14 = (14)`."""
        cursor = self.cursor
        if cursor.sees("attribute") and not (cursor.ahead().fresh or cursor.ahead().text in ("=", ";", "}")):
            cursor.take()
            if self.number_type() is not None:
                return name_of(cursor), True
            found = name_of(cursor)
            is_typed = cursor.token.kind in ("name", "text") and not cursor.token.fresh
            return (name_of(cursor) if is_typed else found), False
        name, worths = name_of(cursor), list[Decimal | t.Word]()
        if cursor.accept("="):
            cursor.expect("(")
            while not cursor.accept(")"):
                worths.append(self.constant())
                cursor.accept(",")
        return t.Choice(name, tuple(worths))

    def constant(self) -> Decimal | t.Word:
        """A number or a name."""
        if self.cursor.token.kind == "number" or self.cursor.sees("-", "∞"):
            return self.bound()
        return name_of(self.cursor)

    def block(self, context: t.Word | None, conditions: tuple[t.Formula, ...], because: str | None) -> None:
        """What is said in braces of a structure, under the conditions around them."""
        cursor = self.cursor
        cursor.expect("{")
        while not cursor.accept("}"):
            if not cursor.accept(";"):
                with cursor.deeper():
                    self.said(context, conditions, because)

    def said(self, context: t.Word | None, conditions: tuple[t.Formula, ...], because: str | None) -> None:
        """One thing that is said, or a block of them, with its reason and conditions."""
        cursor = self.cursor
        if cursor.sees("define"):
            raise beyond(cursor.token.span, "`define` is not read", "write out what it stands for")
        if cursor.accept("explanation"):
            because = name_of(cursor).text
            cursor.accept(";")
        while cursor.accept("condition"):
            conditions = (*conditions, condition(cursor))
            cursor.accept(";")
        if cursor.sees("{"):
            self.block(context, conditions, because)
            return
        start = cursor.expect(*_SAID)
        said = self.statement(start)
        span = Span(start.span.start, cursor.before.span.end, start.span.name)
        self.behaviors.append(t.Behavior(context, conditions, said, because, span))

    def statement(self, word: Token) -> t.Said:
        """What stands behind the word that begins a statement."""
        cursor = self.cursor
        match word.text:
            case "require":
                return t.Require(condition(cursor))
            case "alldiff":
                return t.AllDifferent(path(cursor))
            case "combinations":
                return self.combinations(word)
            case "imply" | "default":
                if cursor.accept("/"):
                    cursor.expect_kind("a number", "number")
                target = path(cursor)
                cursor.expect("=")
                kind = t.Imply if word.text == "imply" else t.Default
                return kind(target, formula(cursor))
            case "exists":
                raise beyond(word.span, "`exists` is not read", "say with `require` what must be there")
        return self.aside(word)

    def aside(self, word: Token) -> t.Aside:
        """What is left alone, up to the end of its line, and further where a formula goes on."""
        cursor = self.cursor
        while not (cursor.token.fresh or cursor.sees("}", ";") or cursor.token.kind == "end"):
            cursor.take()
        text = self.source.text[word.span.start : cursor.before.span.end]
        return t.Aside(" ".join(text.split()))

    def combinations(self, word: Token) -> t.Combinations:
        """A table, with the rows behind it."""
        cursor, columns, rows = self.cursor, list[t.Formula](), list[t.Row]()
        cursor.expect("(")
        while not cursor.accept(")"):
            columns.append(formula(cursor))
            cursor.accept(",")
        while cursor.sees("allow", "forbid", ";"):
            if cursor.accept(";"):
                continue
            start, cells = cursor.take(), list[tuple[t.Formula, ...] | None]()
            cursor.expect("(")
            while not cursor.accept(")"):
                cells.append(self.cell())
                cursor.accept(",")
            span = Span(start.span.start, cursor.before.span.end, start.span.name)
            if len(cells) != len(columns):
                raise not_so(span, f"this row has {len(cells)} cells, and the table has {len(columns)} columns")
            rows.append(t.Row(start.text == "allow", tuple(cells), span))
        if not columns or not rows:
            raise not_so(word.span, "these combinations have no columns, or no rows")
        return t.Combinations(tuple(columns), tuple(rows), word.span)

    def cell(self) -> tuple[t.Formula, ...] | None:
        """A cell: `-*-`, one constant, or several in brackets."""
        cursor = self.cursor
        if cursor.accept("-*-"):
            return None
        if not cursor.accept("("):
            return (self.atom(),)
        found = list[t.Formula]()
        while not cursor.accept(")"):
            found.append(self.atom())
            cursor.accept(",")
        return tuple(found)

    def atom(self) -> t.Formula:
        """A constant in a cell."""
        if self.cursor.sees("<", "<=", ">", ">=", "=", "==", "!=", "≤", "≥", "≠"):
            raise beyond(self.cursor.token.span, "a comparison in a cell is not read", "list the values")
        return formula(self.cursor)


def _decimal(token: Token) -> Decimal:
    if len(token.text) > _MOST_DIGITS:
        raise beyond(token.span, f"a number has at most {_MOST_DIGITS} digits here")
    return Decimal(token.text)


def _whole(token: Token) -> int:
    worth = _decimal(Token(token.kind, token.text.removesuffix("x"), token.span))
    if worth != int(worth):
        raise not_so(token.span, "a whole number of parts is wanted here")
    return int(worth)
