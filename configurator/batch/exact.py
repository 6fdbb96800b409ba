"""Exact amounts in Arrow: what the catalog says of them tells whether they are decimals of a fixed scale, or texts.

A column has one type, whatever rows will come. So it is worked out beforehand what an amount is a multiple of, and how
large it may be: from attributes, ranges and constants, as they are multiplied and added. Where that gives a decimal of
up to 38 digits the column has these; where it gives none (centimeters in inches, a third, an amount by another that is
chosen), the column has the texts that single answers show, `2500/127`. There are no floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.model.domain import AnyOfDomain, Domain, IntegerDomain, NumberDomain, TextDomain, members_of
from configurator.model.expression import (
    Attribute,
    ChosenAmounts,
    Conditional,
    Constant,
    Count,
    Expression,
    Extreme,
    Length,
    OfEach,
    OptionValue,
    Product,
    Quotient,
    Sum,
)
from configurator.model.substitution import UNKNOWN_AMOUNT
from configurator.model.units import Unit

SHORT, LONG = 18, 38
"""Digits of the decimals that are used: those of 64 bits, and those of 128."""

UNIT = pa.dictionary(pa.int32(), pa.string())
"""The type of a column of units; null where an amount has none."""


class Bound(NamedTuple):
    """What is known of an amount: it is a whole multiple of `step`, and at most so far from 0."""

    step: Fraction
    most: Fraction

    def times(self, other: Bound) -> Bound:
        """That of a product."""
        return Bound(self.step * other.step, self.most * other.most)


_NOTHING = Bound(Fraction(0), Fraction(0))


def bound_of(expression: Expression, domains: Mapping[str, Domain]) -> Bound | None:
    """What is known of an amount, whatever is chosen; what is unknown counts 0. None where nothing is known."""
    match expression:
        case Constant(value):
            return _of_each([value])
        case OptionValue(key):
            return _of_domain(domains[key])
        case Attribute(key, name):
            return _of_attribute(domains[key], name)
        case ChosenAmounts(key, name):
            domain, each = domains[key], _of_attribute(domains[key], name)
            return each.times(_whole(domain.greatest if isinstance(domain, AnyOfDomain) else 1))
        case Length(key):
            length = domains[key]
            return _whole(length.most) if isinstance(length, TextDomain) else None
        case Sum(parts, _):
            return together([bound_of(part, domains) for part in parts], added=True)
        case Extreme(_, parts):
            return together([bound_of(part, domains) for part in parts])
        case Conditional(then, _, otherwise):
            return together([bound_of(then, domains), bound_of(otherwise, domains)])
        case Count(parts):
            return _whole(sum(_counted(part, domains) for part in parts))
        case Product(left, right):
            one, other = bound_of(left, domains), bound_of(right, domains)
            return None if one is None or other is None else one.times(other)
        case Quotient(left, Constant(Fraction() as value)) if value:
            one, other = bound_of(left, domains), _of_each([1 / value])
            return None if one is None else one.times(other)
        case OfEach():
            return bound_of(expression.written, domains)
    return _NOTHING if expression == UNKNOWN_AMOUNT else None


def _of_domain(domain: Domain) -> Bound | None:
    match domain:
        case IntegerDomain(least, greatest):
            return _whole(max(abs(least), abs(greatest)))
        case NumberDomain():
            ends = domain.least * domain.factor, domain.greatest * domain.factor
            return _of_each([*ends, domain.step * domain.factor])
    return None


def _of_attribute(domain: Domain, name: str) -> Bound:
    members = members_of(domain)
    return _of_each(value.attributes.get(name) for value in (members.values if members else ()))


def _of_each(values: Iterable[object]) -> Bound:
    found = _NOTHING
    for value in values:
        if isinstance(value, Fraction):
            found = Bound(_common(found.step, value), max(found.most, abs(value)))
    return found


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The largest number of which both are whole multiples."""
    return Fraction(
        gcd(one.numerator * other.denominator, other.numerator * one.denominator), one.denominator * other.denominator
    )


def _whole(most: int) -> Bound:
    return Bound(Fraction(1), Fraction(most))


def together(parts: Iterable[Bound | None], *, added: bool = False) -> Bound | None:
    """That of several amounts, added up or one of them."""
    found = _NOTHING
    for part in parts:
        if part is None:
            return None
        most = found.most + part.most if added else max(found.most, part.most)
        found = Bound(_common(found.step, part.step), most)
    return found


def _counted(part: Expression, domains: Mapping[str, Domain]) -> int:
    domain = domains[part.option] if isinstance(part, OptionValue) else None
    return domain.greatest if isinstance(domain, AnyOfDomain) else 1


def in_unit(bound: Bound | None, unit: Unit | None) -> Bound | None:
    """What is known of an amount in base units, of its number in a unit."""
    if bound is None or unit is None:
        return bound
    one = 1 / unit.factor
    return bound.times(Bound(one, one))


def type_of(bounds: Iterable[Bound | None], least_scale: int = 0) -> pa.DataType:
    """The type of a column of amounts that are bounded so, as numbers of the units that they are shown in.

    A decimal of `least_scale` digits behind the point, or of more where they are needed; text where that cannot be.
    """
    whole = together(bounds)
    scale = None if whole is None else _scale(whole.step.denominator)
    if whole is None or scale is None:
        return pa.string()
    scale = max(scale, least_scale)
    digits = len(str(int(whole.most * 10**scale)))
    if digits > LONG:
        return pa.string()
    return pa.decimal128(SHORT if digits <= SHORT else LONG, scale)


def type_of_range(domain: NumberDomain) -> pa.DataType:
    """The type of a column of numbers of a domain, in the unit that it declares."""
    return type_of([_of_each([domain.least, domain.greatest, domain.step])])


def _scale(denominator: int) -> int | None:
    """How many digits behind the point it takes; None where no decimal is exact, or too many are needed."""
    return next((scale for scale in range(LONG + 1) if 10**scale % denominator == 0), None)


def decimals(numerators: NDArray[np.int64], kind: pa.Decimal128Type) -> pa.Array:
    """Decimals of up to 18 digits from how many they are of their last digit."""
    octets = np.empty((len(numerators), 2), np.int64)
    octets[:, 0], octets[:, 1] = numerators, numerators >> 63
    return pa.Array.from_buffers(kind, len(numerators), [None, pa.py_buffer(octets)])


def exactly(number: Fraction, kind: pa.Decimal128Type) -> int:
    """How many of its last digit a number is, which has to be a whole one."""
    found = number * Fraction(10) ** int(kind.scale)
    assert found.denominator == 1, "an amount has more digits than its bound tells"  # noqa: S101
    return found.numerator


def written(number: Fraction, kind: pa.Decimal128Type) -> Decimal:
    """A number as a decimal of a type."""
    digits = exactly(number, kind)
    return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -kind.scale))
