"""Read the conditions, amounts and paths of COOM."""

from __future__ import annotations

from decimal import Decimal

from configurator.exchange.coom import tree as t
from configurator.exchange.foreign import Cursor
from configurator.exchange.mistake import beyond, not_so
from configurator.source import Span

_SIGNS = {"==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
_COMPARED = ("=", "!=", "<", "<=", ">", ">=", *_SIGNS)
_FUNCTIONS = ("count", "sum", "min", "max")
_BEYOND = ("avg", "delta", "pow", "sqrt", "ceil", "floor", "round", "mod", "log", "ln", "sin", "cos", "tan")
_MOST_DIGITS = 15


def name_of(cursor: Cursor) -> t.Word:
    """The name that is next, in quotes or without."""
    token = cursor.expect_kind("a name", "name", "text")
    text = token.text[1:-1] if token.kind == "text" else token.text
    return t.Word(text.replace("\\'", "'").replace('\\"', '"') if token.kind == "text" else text, token.span)


def condition(cursor: Cursor) -> t.Formula:
    """A condition: `&&` binds closer than `||`, `!` closest."""
    return _joined(cursor, "||")


def _joined(cursor: Cursor, word: str) -> t.Formula:
    start = cursor.token.span
    parts = [_inner(cursor, word)]
    while cursor.accept(word):
        parts.append(_inner(cursor, word))
    return parts[0] if len(parts) == 1 else t.Joined(word, tuple(parts), _up_to(start, cursor))


def _inner(cursor: Cursor, word: str) -> t.Formula:
    return _joined(cursor, "&&") if word == "||" else _contrary(cursor)


def _contrary(cursor: Cursor) -> t.Formula:
    sign = cursor.accept("!")
    if sign is not None:
        with cursor.deeper():
            return t.Contrary(_contrary(cursor), _up_to(sign.span, cursor))
    if cursor.sees("(") and _is_condition(cursor):
        with cursor.deeper():
            cursor.take()
            inner = condition(cursor)
            cursor.expect(")")
        return inner
    return _compared(cursor)


def _is_condition(cursor: Cursor) -> bool:
    """Whether the bracket that is next holds a condition, and not an amount: a sign of conditions stands in it."""
    depth, steps = 0, 0
    while (token := cursor.ahead(steps)).kind != "end":
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text in (*_COMPARED, "&&", "||", "!") and token.kind == "sign":
            return True
        if depth == 0:
            following = cursor.ahead(steps + 1).text
            return following not in (*_COMPARED, "+", "-", "*", "/", "^")
        steps += 1
    return False


def _compared(cursor: Cursor) -> t.Formula:
    start = cursor.token.span
    left = formula(cursor)
    parts: list[t.Formula] = []
    while cursor.sees(*_COMPARED):
        sign = cursor.take().text
        right = formula(cursor)
        parts.append(t.Compared(left, _SIGNS.get(sign, sign), right, _up_to(start, cursor)))
        left = right
    if cursor.sees("⊇", "contains"):
        raise beyond(cursor.token.span, f"`{cursor.token.text}` is not read")
    if len(parts) > 1:
        return t.Joined("&&", tuple(parts), _up_to(start, cursor))
    return parts[0] if parts else left


def formula(cursor: Cursor) -> t.Formula:
    """An amount, or what is compared otherwise."""
    start = cursor.token.span
    left = _term(cursor)
    while cursor.sees("+", "-"):
        sign = cursor.take().text
        left = t.Calculated(left, sign, _term(cursor), _up_to(start, cursor))
    return left


def _term(cursor: Cursor) -> t.Formula:
    start = cursor.token.span
    left = _factor(cursor)
    while cursor.sees("*", "/"):
        sign = cursor.take().text
        left = t.Calculated(left, sign, _factor(cursor), _up_to(start, cursor))
    if cursor.sees("^"):
        raise beyond(cursor.token.span, "powers are not read")
    return left


def _factor(cursor: Cursor) -> t.Formula:
    token = cursor.token
    if cursor.accept("-", "+"):
        with cursor.deeper():
            inner = _factor(cursor)
        return t.Negative(inner, _up_to(token.span, cursor)) if token.text == "-" else inner
    if cursor.accept("("):
        with cursor.deeper():
            inner = formula(cursor)
            cursor.expect(")")
        return inner
    if token.kind == "number":
        if len(token.text) > _MOST_DIGITS:
            raise beyond(token.span, f"a number has at most {_MOST_DIGITS} digits here")
        return t.Number(Decimal(cursor.take().text), token.span)
    if token.kind == "name" and cursor.ahead().text == "(" and token.text in (*_FUNCTIONS, *_BEYOND):
        return _call(cursor)
    if cursor.sees("true", "false"):
        cursor.take()
        return t.Truth(token.text == "true", token.span)
    return path(cursor)


def _call(cursor: Cursor) -> t.Formula:
    word = cursor.take()
    if word.text in _BEYOND:
        raise beyond(word.span, f"`{word.text}` is not read")
    cursor.expect("(")
    arguments: list[t.Formula] = []
    with cursor.deeper():
        while not cursor.accept(")"):
            arguments.append(formula(cursor))
            if cursor.sees("for"):
                raise beyond(cursor.token.span, f"`{word.text}` over what `for` and `if` choose is not read")
            cursor.accept(",")
    if not arguments:
        raise not_so(word.span, f"`{word.text}` has nothing to look at")
    return t.Call(word.text, tuple(arguments), _up_to(word.span, cursor))


def path(cursor: Cursor) -> t.Path:
    """A path such as `carrier.bag[0].material`."""
    start = cursor.token.span
    steps = [_step(cursor)]
    while cursor.accept("."):
        steps.append(_step(cursor))
    return t.Path(tuple(steps), _up_to(start, cursor))


def _step(cursor: Cursor) -> t.Step:
    name = name_of(cursor)
    if not cursor.accept("["):
        return t.Step(name)
    first = last = _index(cursor)
    if cursor.accept(".."):
        last = _index(cursor)
    cursor.expect("]")
    return t.Step(name, first, last)


def _index(cursor: Cursor) -> int:
    if cursor.sees("last"):
        raise beyond(cursor.token.span, "`last` is not read", "write the number of the part")
    token = cursor.expect_kind("the number of a part", "number")
    if not token.text.isdigit() or len(token.text) > _MOST_DIGITS:
        raise not_so(token.span, "parts are numbered from 0")
    return int(token.text)


def _up_to(start: Span, cursor: Cursor) -> Span:
    return Span(start.start, max(start.end, cursor.before.span.end), start.name)
