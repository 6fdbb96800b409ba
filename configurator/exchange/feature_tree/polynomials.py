"""Amounts of a model as sums of products: numbers times what is there, times the numbers of typed features.

Over what is 0 or 1, products are `and`s, and two values of one option are never there together. Of typed features, a
product has one at most: beyond that, amounts are no sums that a catalog could weigh (`NonlinearError`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from configurator.exchange.feature_tree.expression import (
    Amount,
    Applied,
    Arithmetic,
    Known,
    Literal,
    Total,
    Value,
)
from configurator.exchange.feature_tree.placing import Presence
from configurator.exchange.feature_tree.tree import Feature, Type


class NonlinearError(Exception):
    """An amount is no sum of products of the kind that is wanted here."""


class Unknown(NamedTuple):
    """An attribute of a feature that no feature declares."""

    feature: Feature
    attribute: str


Term = Presence | Feature | Unknown
"""That something is there (0 or 1), the number of a typed feature, or an attribute that only constraints know.

Of a text, the number is its length.
"""

Product = frozenset[Term]
ONE: Product = frozenset()


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Products with what each is multiplied by; none is multiplied by 0."""

    parts: Mapping[Product, Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, number: Fraction) -> Polynomial:
        """A number."""
        return cls({ONE: number} if number else {})

    @property
    def constant(self) -> Fraction | None:
        """The number that it is, whatever is chosen, or None."""
        return self.parts.get(ONE, Fraction(0)) if self.parts.keys() <= {ONE} else None

    def plus(self, other: Polynomial, times: Fraction = Fraction(1)) -> Polynomial:
        """This and so many times the other one."""
        parts = dict(self.parts)
        for product, factor in other.parts.items():
            parts[product] = parts.get(product, Fraction(0)) + factor * times
        return Polynomial({product: factor for product, factor in parts.items() if factor})

    def times(self, other: Polynomial) -> Polynomial:
        """The product of the two. Raises `NonlinearError` where that is beyond us."""
        parts: dict[Product, Fraction] = {}
        for one, factor in self.parts.items():
            for two, by in other.parts.items():
                product = _product(one, two)
                if product is not None:
                    parts[product] = parts.get(product, Fraction(0)) + factor * by
        return Polynomial({product: factor for product, factor in parts.items() if factor})


def _product(one: Product, two: Product) -> Product | None:
    """Both together; None where they are never there together."""
    both = one | two
    if sum(not isinstance(each, Presence) for each in both) > (len(both) > 0):
        raise NonlinearError
    if any(not isinstance(each, Presence) for each in one) and any(not isinstance(each, Presence) for each in two):
        raise NonlinearError
    values: dict[int, Presence] = {}
    for each in both:
        if isinstance(each, Presence) and each.value is not None and values.setdefault(id(each.option), each) != each:
            return None
    return both


@dataclass(frozen=True, slots=True)
class Algebra:
    """Makes polynomials; `presence` says of each feature what tells that it is there.

    `open_texts` are features that can be any text, and stand for its length.
    """

    presence: Mapping[Feature, Presence | None]
    carriers: Callable[[Total], tuple[Feature, ...]]
    open_texts: Collection[Feature] = ()

    def of(self, amount: Amount) -> Polynomial:
        """An amount as a polynomial. Raises `NonlinearError` where it is none, or is a text."""
        match amount:
            case Literal(worth) if isinstance(worth, Fraction):
                return Polynomial.of(worth)
            case Value(feature) if feature.type in (Type.INTEGER, Type.REAL):
                return Polynomial({frozenset((feature,)): Fraction(1)})
            case Known(feature, name):
                return self._known(feature, name)
            case Arithmetic(sign, left, right):
                return self._joined(sign, self.of(left), self.of(right))
            case Applied("floor" | "ceil", Value(feature) as whole) if feature.type is Type.INTEGER:
                return self.of(whole)
            case Applied("len", Value(feature)) if feature in self.open_texts:
                return Polynomial({frozenset((feature,)): Fraction(1)})
            case Total("sum", name):
                total = Polynomial()
                for each in self.carriers(amount):
                    total = total.plus(self._known(each, name))
                return total
        raise NonlinearError

    def selected(self, feature: Feature) -> Polynomial:
        """1 if the feature is there, else 0."""
        presence = self.presence[feature]
        return Polynomial.of(Fraction(1)) if presence is None else Polynomial({frozenset((presence,)): Fraction(1)})

    def _known(self, feature: Feature, name: str) -> Polynomial:
        attribute = feature.attributes.get(name)
        if attribute is None:
            return Polynomial({frozenset((Unknown(feature, name),)): Fraction(1)})
        if isinstance(attribute.worth, bool) or not isinstance(attribute.worth, Fraction):
            raise NonlinearError
        return self.selected(feature).times(Polynomial.of(attribute.worth))

    def _joined(self, sign: str, left: Polynomial, right: Polynomial) -> Polynomial:
        match sign:
            case "+":
                return left.plus(right)
            case "-":
                return left.plus(right, Fraction(-1))
            case "*":
                return left.times(right)
        by = right.constant
        if not by:
            raise NonlinearError
        return left.times(Polynomial.of(1 / by))


def constant_of(amount: Amount) -> Fraction | None:
    """The number that an amount is, where only numbers stand in it."""
    try:
        return Algebra({}, lambda _: ()).of(amount).constant
    except (NonlinearError, KeyError):
        return None
