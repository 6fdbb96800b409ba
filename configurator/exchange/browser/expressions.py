"""Expressions as the browser runtime reads them: arrays, each with the word for its kind and then its parts.

An amount is written as a fraction in base units, `["#", "127/5000"]`, since JSON numbers are floats there. A pattern is
written by its place among the patterns, so that its table stands once.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from configurator.model.evaluation import Worth
from configurator.model.expression import (
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Conditional,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    HasValue,
    InRange,
    InSet,
    Length,
    Matches,
    Not,
    OfEach,
    OptionValue,
    Or,
    Present,
    Product,
    Quotient,
    Sum,
)
from configurator.text.patterns import Pattern

Written = list[Any]


class Patterns:
    """The patterns that expressions and texts look at, each once, in order of appearance."""

    def __init__(self) -> None:
        self._places: dict[Pattern, int] = {}

    def place(self, pattern: Pattern) -> int:
        """Where a pattern stands among them."""
        return self._places.setdefault(pattern, len(self._places))

    def written(self) -> list[Written]:
        """The table of each: starts and classes of code points, the width, the states after states, which may end."""
        return [
            [list(each.starts), list(each.classes), each.width, list(each.table), list(each.accepting)]
            for each in self._places
        ]


def worth_written(worth: Worth) -> Written:
    """A constant: `["'", …]` for a truth value or a word, `["#", …]` for an amount, `["{}", …]` for a set of keys."""
    match worth:
        case frozenset():
            return ["{}", sorted(worth)]
        case Fraction():
            return ["#", str(worth)]
    return ["'", worth]


def written(expression: Expression, patterns: Patterns) -> Written:
    """An expression as arrays; see `browser/src/expressions.js`, which is its reader."""
    match expression:
        case Constant(value):
            return worth_written(value)
        case OptionValue(option):
            return ["option", option]
        case Attribute(option, name):
            return ["attribute", option, name]
        case Present(option, None):
            return ["present", option]
        case Present(option, name):
            return ["has", option, name]
        case HasValue(option):
            return ["valued", option]
        case Contains(option, key):
            return ["contains", option, key]
        case Length(option):
            return ["length", option]
        case ChosenAmounts(option, name):
            return ["each", option, name]
        case Matches(item, pattern):
            return ["matches", written(item, patterns), patterns.place(pattern)]
        case InSet(item, values):
            constants = sorted((worth_written(each) for each in values), key=str)
            return ["in", written(item, patterns), constants]
        case Compare(sign, left, right):
            return [sign, written(left, patterns), written(right, patterns)]
        case OfEach():
            return written(expression.written, patterns)
    return _with_parts(expression, patterns)


def _with_parts(expression: Expression, patterns: Patterns) -> Written:
    def of(parts: tuple[Expression, ...]) -> list[Written]:
        return [written(part, patterns) for part in parts]

    match expression:
        case Not(part):
            return ["not", *of((part,))]
        case And(parts):
            return ["and", *of(parts)]
        case Or(parts):
            return ["or", *of(parts)]
        case InRange(item, low, high):
            return ["between", *of((item, low, high))]
        case Sum(parts, signs):
            return ["sum", list(signs), *of(parts)]
        case Product(left, right):
            return ["*", *of((left, right))]
        case Quotient(left, right):
            return ["/", *of((left, right))]
        case Extreme(which, parts):
            return [which, *of(parts)]
        case Count(parts):
            return ["count", *of(parts)]
        case Conditional(then, condition, otherwise):
            return ["if", *of((then, condition, otherwise))]
    raise TypeError(f"not an expression: {expression!r}")
