"""Expressions with others in the place of their leaves, or with the keys of their options changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction

from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    FALSE,
    LEAVES,
    TRUE,
    And,
    Compare,
    Conditional,
    Constant,
    Count,
    Expression,
    Extreme,
    InRange,
    InSet,
    Matches,
    Not,
    OfEach,
    OptionValue,
    Or,
    Product,
    Quotient,
    Sum,
    children,
    options_in,
    where_true,
)

Change = Callable[[Expression], Expression]


def rebuilt(expression: Expression, change: Change) -> Expression:
    """The same expression with `change(each)` in the place of each expression directly inside it."""
    match expression:
        case Not(part):
            return Not(change(part))
        case And(parts) | Or(parts) | Count(parts):
            return type(expression)(tuple(map(change, parts)))
        case Sum(parts, signs):
            return Sum(tuple(map(change, parts)), signs)
        case Extreme(which, parts):
            return Extreme(which, tuple(map(change, parts)))
        case Compare(sign, left, right):
            return Compare(sign, change(left), change(right))
        case InSet(item, values):
            return InSet(change(item), values)
        case Matches(item, pattern):
            return Matches(change(item), pattern)
        case InRange(item, low, high):
            return InRange(change(item), change(low), change(high))
        case Product(left, right) | Quotient(left, right):
            return type(expression)(change(left), change(right))
        case Conditional(then, condition, otherwise):
            return Conditional(change(then), change(condition), change(otherwise))
        case OfEach(_, _, _, condition, amount, written):
            changed = None if amount is None else change(amount)
            return replace(expression, condition=change(condition), amount=changed, written=change(written))
    return expression


def substituted(expression: Expression, leaf: Change) -> Expression:
    """The same expression with `leaf(each)` in the place of each leaf that looks at an option."""
    if isinstance(expression, LEAVES):
        return leaf(expression)
    return rebuilt(expression, lambda each: substituted(each, leaf))


def rekeyed(expression: Expression, key: Callable[[str], str]) -> Expression:
    """The same expression over options with other keys."""
    found = rebuilt(expression, lambda each: rekeyed(each, key))
    return replace(found, option=key(found.option)) if isinstance(found, (*LEAVES, OfEach)) else found


def counting_given(expression: Expression, keys: Collection[str]) -> Expression:
    """The same where these options have a value, whatever it is: `count` counts each of them once.

    So a value can be put into their place, which `count` would take for a condition.
    """
    found = rebuilt(expression, lambda each: counting_given(each, keys))
    if not isinstance(found, Count):
        return found
    return Count(tuple(TRUE if isinstance(each, OptionValue) and each.option in keys else each for each in found.parts))


def unfolded(expression: Expression) -> Expression:
    """The same with what is said of each product in a list written out, place by place."""
    return unfolded(expression.written) if isinstance(expression, OfEach) else rebuilt(expression, unfolded)


UNKNOWN_AMOUNT = Quotient(Constant(Fraction(1)), Constant(Fraction(0)))
"""An amount that is never known."""

UNKNOWN = Compare("=", UNKNOWN_AMOUNT, Constant(Fraction(0)))
"""A condition that is never known to be true or false."""


def simplified(expression: Expression) -> Expression:
    """The same meaning with what is settled worked out: `yes and x` is `x`, not unknown is unknown."""
    match expression:
        case Not(part):
            return _settled(Not(simplified(part)))
        case And(parts):
            return _joined(And, parts, neutral=TRUE, final=FALSE)
        case Or(parts):
            return _joined(Or, parts, neutral=FALSE, final=TRUE)
        case Count(parts):
            counted = (each if isinstance(each, OptionValue) else where_true(simplified(each)) for each in parts)
            return _settled(Count(tuple(each for each in counted if each not in (FALSE, UNKNOWN))))
        case Compare(sign, left, right):
            return _known(Compare(sign, simplified(left), simplified(right)))
        case InSet(item, values):
            return _known(InSet(simplified(item), values))
        case Matches(item, pattern):
            return _known(Matches(simplified(item), pattern))
        case InRange(item, low, high):
            return _settled(InRange(simplified(item), simplified(low), simplified(high)))
        case Product(left, right) | Quotient(left, right):
            return _settled(type(expression)(simplified(left), simplified(right)))
    return _settled(expression)


def _joined(kind: type[And | Or], parts: tuple[Expression, ...], neutral: Constant, final: Constant) -> Expression:
    found = dict.fromkeys(each for each in map(simplified, parts) if each != neutral)
    if final in found:
        return final
    return neutral if not found else next(iter(found)) if len(found) == 1 else kind(tuple(found))


def _known(comparison: Compare | InSet | Matches) -> Expression:
    """A comparison, or that it is unknown, which it is where one of its sides is."""
    return UNKNOWN if UNKNOWN_AMOUNT in children(comparison) else _settled(comparison)


def _settled(expression: Expression) -> Expression:
    """What an expression is worth, if it looks at no option."""
    if expression in (UNKNOWN, UNKNOWN_AMOUNT) or options_in(expression):
        return expression
    worth = evaluate(expression, {}, {})
    if worth is not None:
        return Constant(worth)
    is_amount = isinstance(expression, Product | Quotient | Sum | Extreme | Count | Conditional)
    return UNKNOWN_AMOUNT if is_amount else UNKNOWN
