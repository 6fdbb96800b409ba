"""An amount as a sum of terms: a constant, and factors times terms none of which is a sum.

`linear` takes a sum apart as far as that changes nothing: through constant factors, counts, and choices between
amounts. What an option or a fact of a sale is said to be is put in by `known`, and `folded` works out what follows.
So an amount falls into terms that look at one option each, and the fewest terms that look at several together.

What is absent counts 0 in a sum, and an amount as a whole that is unknown counts 0: so each term may be unknown alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from configurator.model.evaluation import Worth
from configurator.model.expression import (
    FALSE,
    LEAVES,
    TRUE,
    And,
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
    Matches,
    Not,
    Or,
    Present,
    Product,
    Quotient,
    Sum,
    children,
    options_in,
)
from configurator.model.substitution import UNKNOWN, UNKNOWN_AMOUNT, rebuilt, simplified

_ZERO, _ONE = Constant(Fraction(0)), Constant(Fraction(1))
_TRUTHS = (Not, And, Or, Compare, InSet, Matches, InRange, Present, HasValue, Contains)
_NEVER_TRUE = (FALSE, UNKNOWN, UNKNOWN_AMOUNT)

Settle = Callable[[Expression], Worth]
"""What an expression is worth that looks at known options only."""


@dataclass(frozen=True, slots=True)
class Linear:
    """`constant`, plus each term times its factor, which is not 0."""

    constant: Fraction
    terms: tuple[tuple[Expression, Fraction], ...]

    def expression(self) -> Expression:
        """The same as an expression, equal for equal sums."""
        if len(self.terms) == 1 and not self.constant and isinstance(self.terms[0][0], Sum) and self.terms[0][1] == 1:
            return self.terms[0][0]
        parts = [_times(factor, term) for term, factor in self.terms]
        if self.constant:
            parts.append(Constant(self.constant))
        return Sum(tuple(parts), (1,) * len(parts))


def regular(expression: Expression) -> Expression:
    """The same meaning, written so that each part which looks at one option can be evaluated by itself.

    Amounts of a set stand alone in a sum or an extreme, and `count` counts one thing.
    """
    found = rebuilt(expression, regular)
    match found:
        case Count(parts) if len(parts) != 1:
            return Sum(tuple(Count((part,)) for part in parts), (1,) * len(parts))
        case Sum(parts, signs) if len(parts) > 1:
            return Sum(tuple(Sum((p,), (1,)) if isinstance(p, ChosenAmounts) else p for p in parts), signs)
        case Extreme(which, parts) if len(parts) > 1:
            return Extreme(which, tuple(Extreme(which, (p,)) if isinstance(p, ChosenAmounts) else p for p in parts))
    return found


def linear(expression: Expression) -> Linear:
    """A regular amount as a sum of terms; one that is unknown counts 0."""
    found: dict[Expression, Fraction] = {}
    constant = Fraction(0)
    for term, factor in _terms(expression, Fraction(1)):
        if isinstance(term, Constant):
            assert isinstance(term.value, Fraction)  # noqa: S101 - an amount
            constant += factor * term.value
        elif term != UNKNOWN_AMOUNT:
            found[term] = found.get(term, Fraction(0)) + factor
    return Linear(constant, tuple((term, factor) for term, factor in found.items() if factor))


def added(parts: Iterable[Linear]) -> Linear:
    """Some sums as one."""
    found: dict[Expression, Fraction] = {}
    constant = Fraction(0)
    for each in parts:
        constant += each.constant
        for term, factor in each.terms:
            found[term] = found.get(term, Fraction(0)) + factor
    return Linear(constant, tuple((term, factor) for term, factor in found.items() if factor))


def known(expression: Expression, options: Collection[str], settle: Settle) -> Expression:
    """A regular expression with what it is worth in the place of each largest part that looks at these options only."""
    asked = options_in(expression)
    if not asked or all(key not in options for key in asked):
        return expression
    if all(key in options for key in asked):
        worth = settle(expression)
        return _unknown(expression) if worth is None else Constant(worth)
    return rebuilt(expression, lambda each: known(each, options, settle))


def parts_about(expression: Expression, option: str) -> Iterator[Expression]:
    """The largest parts of a regular expression that look at this option and at no other."""
    asked = options_in(expression)
    if asked == (option,):
        yield expression
    elif option in asked:
        for each in children(expression):
            yield from parts_about(each, option)


def folded(expression: Expression) -> Expression:
    """A regular expression with what is settled worked out, and each sum in it in one form; equal for equal rests."""
    if isinstance(expression, (Constant, *LEAVES)) or expression in (UNKNOWN, UNKNOWN_AMOUNT):
        return expression
    found = rebuilt(expression, folded)
    match found:
        case Sum():
            whole = linear(found)
            return whole.expression() if whole.terms else Constant(whole.constant)
        case Conditional(then, condition, otherwise):
            if condition in _NEVER_TRUE:
                return otherwise
            return then if condition == TRUE or then == otherwise else found
        case Extreme(which, parts):
            return _extreme(which, parts)
    return simplified(found)


def _terms(expression: Expression, factor: Fraction) -> Iterator[tuple[Expression, Fraction]]:
    match expression:
        case Sum((ChosenAmounts(),), (sign,)):
            yield Sum(expression.parts, (1,)), factor * sign
        case Sum(parts, signs):
            for part, sign in zip(parts, signs, strict=True):
                yield from _terms(part, factor * sign)
        case Product(Constant(Fraction() as value), other) | Product(other, Constant(Fraction() as value)):
            yield from _terms(other, factor * value)
        case Quotient(other, Constant(Fraction() as value)) if value:
            yield from _terms(other, factor / value)
        case Conditional(then, condition, otherwise):
            if condition in _NEVER_TRUE:
                yield from _terms(otherwise, factor)
            elif condition == TRUE:
                yield from _terms(then, factor)
            else:
                yield from _either(linear(then), condition, linear(otherwise), factor)
        case _:
            yield expression, factor


def _either(
    then: Linear, condition: Expression, otherwise: Linear, factor: Fraction
) -> Iterator[tuple[Expression, Fraction]]:
    """A choice between two sums, as choices between each of their terms and nothing."""
    yield _ONE, factor * otherwise.constant
    if then.constant != otherwise.constant:
        yield Conditional(_ONE, condition, _ZERO), factor * (then.constant - otherwise.constant)
    for term, own in then.terms:
        yield Conditional(term, condition, _ZERO), factor * own
    for term, own in otherwise.terms:
        yield Conditional(_ZERO, condition, term), factor * own


def _times(factor: Fraction, term: Expression) -> Expression:
    return term if factor == 1 else Product(Constant(factor), term)


def _unknown(expression: Expression) -> Expression:
    return UNKNOWN if isinstance(expression, _TRUTHS) else UNKNOWN_AMOUNT


def _extreme(which: str, parts: tuple[Expression, ...]) -> Expression:
    """The least or the greatest of some amounts: of those that are settled, one is enough."""
    amounts = [part.value for part in parts if isinstance(part, Constant) and isinstance(part.value, Fraction)]
    others = dict.fromkeys(part for part in parts if part != UNKNOWN_AMOUNT and not isinstance(part, Constant))
    if not amounts:
        return Extreme(which, tuple(others)) if others else UNKNOWN_AMOUNT
    best = Constant(min(amounts) if which == "min" else max(amounts))
    return Extreme(which, (best, *others)) if others else best
