"""Read formulas as LogicNG writes them, into trees: `~a & (b | c) => d <=> e`, and `2 * a + ~b <= 2`.

`~` binds closest, then `&`, `|`, `=>` and `<=>`; the last two go from right to left. A sum compares how many of its
literals hold, each as often as its factor says, with a number. `$true` and `$false` are the constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from configurator.exchange.foreign import Cursor, shortened
from configurator.exchange.mistake import beyond


@dataclass(frozen=True, slots=True)
class Constant:
    """A formula that always holds, or never."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a formula."""

    of: Formula


@dataclass(frozen=True, slots=True)
class And:
    """All of some formulas."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of some formulas at least."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    """The second, wherever the first holds."""

    premise: Formula
    conclusion: Formula


@dataclass(frozen=True, slots=True)
class Same:
    """Both, or none of them."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the factors of the literals that hold, compared with a number; a literal is a name, and whether so."""

    terms: tuple[tuple[int, str, bool], ...]
    sign: str
    limit: int


Formula = Constant | Variable | Not | And | Or | Implies | Same | Sum

TOKENS = re.compile(
    r"(?P<skip>[ \t\r\n]+)|(?P<sign><=>|=>|<=|>=|[~&|()<>=+*;-])|(?P<constant>\$true|\$false)"
    r"|(?P<name>[A-Za-z0-9_@#]+(?:[.\-](?=[A-Za-z_])[A-Za-z0-9_]+)*)"
)
_COMPARED = ("<=", ">=", "<", ">", "=")
_DIGITS = 18


def formula(cursor: Cursor) -> Formula:
    """The formula that is next, up to the end of its line or a closing bracket. Raises `ForeignMistakeError`."""
    left = _implication(cursor)
    if _goes_on(cursor, "<=>"):
        with cursor.deeper():
            return Same(left, formula(cursor))
    return left


def _goes_on(cursor: Cursor, sign: str) -> bool:
    """Whether this sign is next, which is then taken."""
    return cursor.accept(sign) is not None


def _implication(cursor: Cursor) -> Formula:
    left = _alternatives(cursor)
    if _goes_on(cursor, "=>"):
        with cursor.deeper():
            return Implies(left, _implication(cursor))
    return left


def _alternatives(cursor: Cursor) -> Formula:
    parts = [_conjunction(cursor)]
    while _goes_on(cursor, "|"):
        parts.append(_conjunction(cursor))
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _conjunction(cursor: Cursor) -> Formula:
    parts = [_negation(cursor)]
    while _goes_on(cursor, "&"):
        parts.append(_negation(cursor))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _negation(cursor: Cursor) -> Formula:
    if _is_sum(cursor):
        return _sum(cursor)
    if cursor.accept("~"):
        with cursor.deeper():
            return Not(_negation(cursor))
    if cursor.accept("("):
        with cursor.deeper():
            found = formula(cursor)
        cursor.expect(")")
        return found
    if cursor.token.kind == "constant":
        return Constant(cursor.take().text == "$true")
    return Variable(cursor.expect_kind("a variable, `~` or `(`", "name").text)


def _is_sum(cursor: Cursor) -> bool:
    """Whether a factor, a sum or a comparison begins here, and not a variable that stands alone."""
    if cursor.sees("-"):
        return True
    steps = 1 if cursor.sees("~") else 0
    return cursor.ahead(steps).kind == "name" and cursor.ahead(steps + 1).text in (*_COMPARED, "+", "*")


def _sum(cursor: Cursor) -> Formula:
    terms = [_term(cursor)]
    while cursor.accept("+"):
        terms.append(_term(cursor))
    sign = cursor.expect(*_COMPARED).text
    return Sum(tuple(terms), sign, _number(cursor))


def _term(cursor: Cursor) -> tuple[int, str, bool]:
    factor = 1
    if cursor.sees("-") or cursor.ahead().text == "*":
        factor = _number(cursor)
        cursor.expect("*")
    holds = cursor.accept("~") is None
    return factor, cursor.expect_kind("a variable", "name").text, holds


def _number(cursor: Cursor) -> int:
    sign = -1 if cursor.accept("-") else 1
    token = cursor.token
    if token.kind != "name" or not (token.text.isascii() and token.text.isdigit()):
        raise cursor.wanted("a whole number")
    if len(token.text) > _DIGITS:
        raise beyond(token.span, f"{shortened(token.text, 24)} has more than {_DIGITS} digits")
    return sign * int(cursor.take().text)
