"""A constraint taken apart: where a condition looks at one option only, and where it adds several up.

`positive` drives negations down to the leaves, by De Morgan's laws, which Kleene's logic keeps. `gathered` brings the
parts of a conjunction (or of a disjunction, a sum, a count, an extreme) that look at the same option together. What
then looks at a single option is a *term*: constraints see the values of an option through such terms alone, so values
on which all terms agree are one class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.comparisons import OPPOSITE
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    And,
    Compare,
    Constant,
    Count,
    Expression,
    Extreme,
    InRange,
    Not,
    OptionValue,
    Or,
    Product,
    Quotient,
    Sum,
    children,
    options_in,
)


def positive(expression: Expression, *, negated: bool = False) -> Expression:
    """The same condition, or its negation, with `not` only before what is neither comparison, `and` nor `or`."""
    match expression:
        case Constant(bool() as value):
            return Constant(value is not negated)
        case Not(part):
            return positive(part, negated=not negated)
        case And(parts) | Or(parts):
            conjunctive = isinstance(expression, And) is not negated
            return _flat(conjunctive, tuple(positive(part, negated=negated) for part in parts))
        case Compare(sign, left, right):
            return Compare(OPPOSITE[sign], left, right) if negated else expression
        case InRange(item, low, high):
            both = (Compare(">=", item, low), Compare("<=", item, high))
            return positive(And(both), negated=negated)
        case _:
            return Not(expression) if negated else expression


def _flat(conjunctive: bool, parts: tuple[Expression, ...]) -> Expression:
    """`and`, or `or`, of the parts; those of the same kind among them are dissolved."""
    flat: list[Expression] = []
    for part in parts:
        match part:
            case And(inner) if conjunctive:
                flat += inner
            case Or(inner) if not conjunctive:
                flat += inner
            case _:
                flat.append(part)
    return And(tuple(flat)) if conjunctive else Or(tuple(flat))


def gathered(expression: Expression) -> tuple[Expression, ...]:
    """The parts of an n-ary expression, each option's own ones under a node of the same kind; else its children."""
    if not isinstance(expression, And | Or | Count | Extreme | Sum):
        return children(expression)
    signs = expression.signs if isinstance(expression, Sum) else (1,) * len(expression.parts)
    groups: dict[str, list[tuple[Expression, int]]] = {}
    others: list[tuple[Expression, int]] = []
    for part, sign in zip(expression.parts, signs, strict=True):
        options = options_in(part)
        if len(options) == 1:
            groups.setdefault(options[0], []).append((part, sign))
        else:
            others.append((part, sign))
    return (*(_node(expression, group) for group in groups.values()), *(_node(expression, [each]) for each in others))


def _node(like: And | Or | Count | Extreme | Sum, group: list[tuple[Expression, int]]) -> Expression:
    parts = tuple(part for part, _ in group)
    if isinstance(like, Sum):
        return Sum(parts, tuple(sign for _, sign in group))
    if len(parts) == 1 and isinstance(like, And | Or):
        return parts[0]
    return replace(like, parts=parts)


def terms(expression: Expression) -> dict[str, list[Expression]]:
    """The largest parts that look at one option alone, by option, in order of appearance."""
    found: dict[str, list[Expression]] = {}
    for term in _terms(expression):
        of_option = found.setdefault(options_in(term)[0], [])
        if term not in of_option:
            of_option.append(term)
    return found


def _terms(expression: Expression) -> Iterator[Expression]:
    options = options_in(expression)
    if len(options) == 1:
        yield expression
    elif options:
        for part in gathered(expression):
            # what a node of the same kind has gathered alone is taken apart by its own children
            inner = children(part) if type(part) is type(expression) and len(options_in(part)) > 1 else (part,)
            for each in inner:
                yield from _terms(each)


@dataclass(frozen=True, slots=True)
class Linear:
    """An amount that is never unknown: a constant, and for each option factors of terms that are never unknown."""

    constant: Fraction
    weights: tuple[tuple[str, tuple[tuple[Fraction, Expression], ...]], ...]

    def scaled(self, factor: Fraction) -> Linear:
        """All of it times a factor."""
        weights = tuple(
            (option, tuple((factor * own, term) for own, term in of_option)) for option, of_option in self.weights
        )
        return Linear(factor * self.constant, weights)

    def plus(self, other: Linear) -> Linear:
        """Both together."""
        weights: dict[str, tuple[tuple[Fraction, Expression], ...]] = dict(self.weights)
        for option, of_option in other.weights:
            weights[option] = weights.get(option, ()) + of_option
        return Linear(self.constant + other.constant, tuple(weights.items()))


def linear(expression: Expression) -> Linear | None:
    """An amount as a linear sum over options, or None if it may be unknown or is nothing of the kind."""
    if not options_in(expression):
        worth = evaluate(expression, {}, {})
        return Linear(worth, ()) if isinstance(worth, Fraction) else None
    match expression:
        case Count(parts):
            return _total(_counted(part) for part in parts)
        case Sum(parts, signs):
            return _total(_added(part, sign) for part, sign in zip(parts, signs, strict=True))
        case Product(left, right):
            return _times(left, right) or _times(right, left)
        case Quotient(left, right) if not options_in(right):
            divisor = evaluate(right, {}, {})
            inner = linear(left)
            return inner.scaled(1 / divisor) if isinstance(divisor, Fraction) and divisor and inner else None
        case _:
            return None


def _total(parts: Iterator[Linear | None]) -> Linear | None:
    total = Linear(Fraction(0), ())
    for part in parts:
        if part is None:
            return None
        total = total.plus(part)
    return total


def _counted(part: Expression) -> Linear | None:
    options = options_in(part)
    return _single(options[0], 1, Count((part,))) if len(options) == 1 else None


def _added(part: Expression, sign: int) -> Linear | None:
    options = options_in(part)
    if len(options) == 1:
        return _single(options[0], sign, Sum((part,), (1,)))
    if not options:
        part = Sum((part,), (1,))  # an unknown constant counts nothing
    inner = linear(part)
    return inner.scaled(Fraction(sign)) if inner else None


def _single(option: str, factor: int, term: Expression) -> Linear:
    return Linear(Fraction(0), ((option, ((Fraction(factor), term),)),))


def _times(factor: Expression, amount: Expression) -> Linear | None:
    if options_in(factor):
        return None
    worth, inner = evaluate(factor, {}, {}), linear(amount)
    return inner.scaled(worth) if isinstance(worth, Fraction) and inner else None


def is_affine(expression: Expression) -> bool:
    """Whether a term grows evenly with the value of its range option: then its ends tell its bounds."""
    match expression:
        case OptionValue() | Constant():
            return True
        case Sum(parts, _):
            return all(is_affine(part) for part in parts)
        case Product(left, right):
            return (not options_in(left) and is_affine(right)) or (not options_in(right) and is_affine(left))
        case Quotient(left, right):
            return not options_in(right) and is_affine(left)
        case _:
            return False
