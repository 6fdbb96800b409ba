"""Read the conditions of PRL: `-` binds closest, then `&`, `/`, `=>` and `<=>`; the last two from right to left."""

from __future__ import annotations

from dataclasses import replace

from configurator.exchange.foreign import Cursor
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.prl import tree as t
from configurator.source import Span

_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOST_DIGITS = 15
KEYWORDS = frozenset(
    "header prl_version feature rule slicing properties date versioned bool int enum description id true false if then "
    "thenNot else is contains amo exo group optional mandatory forbidden in".split()
)


def name_of(cursor: Cursor) -> t.Word:
    """The name that is next, in backticks where it is a word of the language or has strange characters."""
    token = cursor.token
    if token.kind == "ticked":
        return t.Word(cursor.take().text[1:-1], token.span)
    if token.kind != "name" or token.text in KEYWORDS:
        raise cursor.wanted("a name")
    return t.Word(cursor.take().text, token.span)


def text_of(cursor: Cursor) -> t.Word:
    """The text in quotes that is next."""
    token = cursor.expect_kind("a text in quotes", "text")
    return t.Word(token.text[1:-1], token.span)


def number_of(cursor: Cursor) -> int:
    """The whole number that is next."""
    sign = -1 if cursor.accept("-") else 1
    token = cursor.expect_kind("a whole number", "number")
    if len(token.text) > _MOST_DIGITS:
        raise beyond(token.span, f"a number has at most {_MOST_DIGITS} digits here")
    return sign * int(token.text)


def constraint(cursor: Cursor) -> t.Formula:
    """The condition that is next. Raises `ForeignMistakeError`."""
    left = _implication(cursor)
    if cursor.accept("<=>"):
        with cursor.deeper():
            return t.Joined("<=>", (left, constraint(cursor)))
    return left


def _implication(cursor: Cursor) -> t.Formula:
    left = _several(cursor, "/")
    if cursor.accept("=>"):
        with cursor.deeper():
            return t.Joined("=>", (left, _implication(cursor)))
    return left


def _several(cursor: Cursor, sign: str) -> t.Formula:
    parts = [_several(cursor, "&") if sign == "/" else _literal(cursor)]
    while cursor.accept(sign):
        parts.append(_several(cursor, "&") if sign == "/" else _literal(cursor))
    return parts[0] if len(parts) == 1 else t.Joined(sign, tuple(parts))


def _literal(cursor: Cursor) -> t.Formula:
    if cursor.accept("-"):
        with cursor.deeper():
            return t.Joined("-", (_literal(cursor),))
    if cursor.accept("("):
        with cursor.deeper():
            inner = constraint(cursor)
            cursor.expect(")")
        return inner
    if cursor.sees("true", "false"):
        return t.Constant(cursor.take().text == "true")
    if cursor.sees("amo", "exo"):
        return t.Several(exactly=cursor.take().text == "exo", names=names_in_brackets(cursor))
    if cursor.sees("["):
        return _predicate(cursor)
    name = name_of(cursor)
    if cursor.accept("["):
        sign = cursor.expect(*_COMPARED).text
        number = number_of(cursor)
        cursor.expect("]")
        return t.Version(name, sign, number)
    return t.Named(name)


def names_in_brackets(cursor: Cursor) -> tuple[t.Word, ...]:
    """`[a, b, c]`, or `[]`."""
    cursor.expect("[")
    found: list[t.Word] = []
    while not cursor.sees("]"):
        found.append(name_of(cursor))
        if not cursor.accept(","):
            break
    cursor.expect("]")
    return tuple(found)


def texts_in_brackets(cursor: Cursor) -> tuple[t.Word, ...]:
    """`["a", "b"]`, one text at least."""
    cursor.expect("[")
    found = [text_of(cursor)]
    while cursor.accept(","):
        found.append(text_of(cursor))
    cursor.expect("]")
    return tuple(found)


def numbers_in_brackets(cursor: Cursor) -> t.Numbers:
    """`[1, 2, 5]` or `[1 - 5]`."""
    start = cursor.expect("[")
    found = [number_of(cursor)]
    if cursor.accept("-"):
        found.append(number_of(cursor))
        cursor.expect("]")
        if found[0] > found[1]:
            raise not_so(start.span, f"no number lies between {found[0]} and {found[1]}")
        return t.Numbers(tuple(found), is_range=True)
    while cursor.accept(","):
        found.append(number_of(cursor))
    cursor.expect("]")
    return t.Numbers(tuple(dict.fromkeys(found)))


def _predicate(cursor: Cursor) -> t.Formula:
    """What stands in square brackets: a comparison of texts or sums, or `in` a list."""
    start = cursor.expect("[")
    left = _side(cursor)
    if cursor.accept("in"):
        if isinstance(left, t.Word):
            raise not_so(left.span, "a feature is wanted before `in`")
        if cursor.ahead().kind == "text":
            found: t.Formula = t.IsText(_only(left, start.span), "=", texts_in_brackets(cursor))
        else:
            numbers = numbers_in_brackets(cursor)
            found = t.InNumbers(left, numbers, _up_to(start.span, cursor))
        cursor.expect("]")
        return found
    sign = cursor.expect(*_COMPARED).text
    right = _side(cursor)
    cursor.expect("]")
    span = _up_to(start.span, cursor)
    if isinstance(left, t.Word):
        left, right, sign = right, left, _MIRRORED.get(sign, sign)
    if isinstance(left, t.Word) or (isinstance(right, t.Word) and sign not in ("=", "!=")):
        raise not_so(span, "a text is compared with a feature, by `=` or `!=`")
    if isinstance(right, t.Word):
        return t.IsText(_only(left, span), sign, (right,))
    return t.Compared(left, sign, right, span)


def _side(cursor: Cursor) -> t.Sum | t.Word:
    """A text, or a sum of features and numbers."""
    if cursor.token.kind == "text":
        return text_of(cursor)
    whole = _product(cursor)
    while cursor.accept("+"):
        more = _product(cursor)
        whole = t.Sum((*whole.terms, *more.terms), whole.number + more.number)
    return whole


def _product(cursor: Cursor) -> t.Sum:
    if cursor.token.kind == "number" or (cursor.sees("-") and cursor.ahead().kind == "number"):
        number = number_of(cursor)
        return t.Sum(((number, name_of(cursor)),)) if cursor.accept("*") else t.Sum((), number)
    factor = -1 if cursor.accept("-") else 1
    name = name_of(cursor)
    return t.Sum(((number_of(cursor) if cursor.accept("*") else factor, name),))


def _only(whole: t.Sum, span: Span) -> t.Word:
    """The feature that a sum is; a text is compared with nothing else."""
    if replace(whole, terms=()) != t.Sum(()) or len(whole.terms) != 1 or whole.terms[0][0] != 1:
        raise not_so(span, "a text is compared with one feature")
    return whole.terms[0][1]


def _up_to(start: Span, cursor: Cursor) -> Span:
    return Span(start.start, max(start.end, cursor.before.span.end), start.name)
