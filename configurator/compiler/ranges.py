"""Where a term over a range of numbers may change: its thresholds, so that a range is cut and never expanded.

On the numbers of a range, `depth <= 30` changes at 30, `2 * depth + 1 in {7, 9}` at 3 and 4. A comparison of parts that
are linear in the option has one threshold at most. What is not a combination of such comparisons has none that we know.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from configurator.compiler.terms import ColumnTerm, Term
from configurator.model.domain import RangeDomain
from configurator.model.expression import (
    Compare,
    Constant,
    Count,
    Expression,
    InRange,
    InSet,
    OptionValue,
    Product,
    Quotient,
    Sum,
    children,
)

Line = tuple[Fraction, Fraction]  # (slope, height): worth slope * number + height
Cuts = frozenset[Fraction] | None  # amounts in base units; None: not known to be constant between any

_NOWHERE: frozenset[Fraction] = frozenset()


def cuts_of_terms(terms: Iterable[Term], domain: RangeDomain) -> Cuts:
    """Amounts such that each term is constant on all numbers between two of them; None if there are none such."""
    return _together(term.cuts(domain) if isinstance(term, ColumnTerm) else cuts(term.expression) for term in terms)


def cuts(expression: Expression) -> Cuts:
    """Amounts of the one option looked at, between which the expression is constant; None where not known."""
    match expression:
        case Compare(_, left, right) if (crossing := _crossing(left, right)) is not None:
            return crossing
        case InSet(item, values) if line(item) is not None:
            return _together(_crossing(item, Constant(value)) for value in values)
        case InRange(item, low, high):
            return _together((cuts(Compare(">=", item, low)), cuts(Compare("<=", item, high))))
        case Count(parts):
            return _together(cuts(part) for part in parts if not isinstance(part, OptionValue))
        case OptionValue():
            return None
        case _:
            return _together(cuts(child) for child in children(expression))


def _together(each: Iterable[Cuts]) -> Cuts:
    found: set[Fraction] = set()
    for some in each:
        if some is None:
            return None
        found |= some
    return frozenset(found)


def _crossing(left: Expression, right: Expression) -> Cuts:
    """Where two lines meet: at one amount, or nowhere that matters; None where they are not lines."""
    one, other = line(left), line(right)
    if one is None or other is None:
        return None
    slope, height = one[0] - other[0], one[1] - other[1]
    return frozenset((-height / slope,)) if slope else _NOWHERE


def line(expression: Expression) -> Line | None:
    """An expression as a line over the one option that it looks at, as long as that has a value; None if it is none."""
    match expression:
        case Constant(Fraction() as value):
            return Fraction(0), value
        case OptionValue():
            return Fraction(1), Fraction(0)
        case Sum(parts, signs):
            lines = [line(part) for part in parts]
            known = [each for each in lines if each is not None]
            if len(known) < len(lines):
                return None
            slope = sum((sign * each[0] for sign, each in zip(signs, known, strict=True)), Fraction(0))
            return slope, sum((sign * each[1] for sign, each in zip(signs, known, strict=True)), Fraction(0))
        case Product(left, right) | Quotient(left, right):
            return _scaled(line(left), line(right), divided=isinstance(expression, Quotient))
        case _:
            return None


def _scaled(one: Line | None, other: Line | None, divided: bool) -> Line | None:
    if one is None or other is None:
        return None
    if not divided and one[0] == 0:
        one, other = other, one
    if other[0] != 0 or (divided and other[1] == 0):
        return None
    factor = 1 / other[1] if divided else other[1]
    return one[0] * factor, one[1] * factor
