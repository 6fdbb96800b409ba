"""Sums beside 0 as a catalog writes them: of attributes, numbers, and what counts 1 where it is there.

What is absent counts 0 in `sum` and `count`, so these are never unknown. One thing alone is said without a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from configurator.exchange.catalog_text import number
from configurator.exchange.feature_tree.expression import (
    FALSE,
    OPPOSITE,
    SWAPPED,
    TRUE,
    Always,
    Expression,
    Written,
    every,
    negated,
)
from configurator.exchange.feature_tree.placing import Option, Presence
from configurator.exchange.feature_tree.polynomials import NonlinearError, Polynomial, Product
from configurator.exchange.feature_tree.tree import Feature
from configurator.exchange.feature_tree.trying import compared
from configurator.exchange.feature_tree.typed import TypedFeature


@dataclass(frozen=True, slots=True)
class Sums:
    """Writes sums. `condition` is how a presence is written, `order` the place of each option.

    `attributes` has the amounts among the attributes of each option, by key: what each of its values has.
    """

    typed: Mapping[Feature, TypedFeature]
    is_there: Callable[[Presence], Expression]
    condition: Callable[[Presence], str]
    order: Mapping[Option, int]
    attributes: Mapping[Option, Mapping[str, Mapping[Presence, Fraction]]]

    def beside_zero(self, sign: str, difference: Polynomial) -> Expression:
        """That a sum is so beside 0. Raises `NonlinearError` where a product is none that a catalog has."""
        constant = difference.constant
        if constant is not None:
            return TRUE if compared(sign, constant, Fraction(0)) else FALSE
        rest = difference.parts.get(frozenset(), Fraction(0))
        products = {product: factor for product, factor in difference.parts.items() if product}
        if len(products) == 1:
            ((product, factor),) = products.items()
            if factor < 0:
                sign = SWAPPED[sign]
            return self._single(product, sign, -rest / factor)
        return self._weighed(sign, products, rest)

    def _single(self, product: Product, sign: str, fixed: Fraction) -> Expression:
        """One product beside a number: what it says of what is there, or of the one typed feature."""
        features = [each for each in product if isinstance(each, Feature)]
        if features and len(product) == 1:
            typed = self.typed[features[0]]
            if decimal(fixed) is None:  # no number of the feature is equal to it
                return self._weighed(sign, {product: Fraction(fixed.denominator)}, Fraction(-fixed.numerator))
            return typed.beside(sign, fixed)
        if features:
            raise NonlinearError
        there = every([self.is_there(each) for each in self._sorted(product)])
        with_it, without = compared(sign, Fraction(1), fixed), compared(sign, Fraction(0), fixed)
        if with_it is without:
            return Always(with_it)
        return there if with_it else negated(there)

    def _weighed(self, sign: str, products: Mapping[Product, Fraction], rest: Fraction) -> Expression:
        whole = lcm(*(each.denominator for each in (*products.values(), rest) if decimal(each) is None))
        left: list[str] = []
        right: list[str] = []
        for factor, text in self._terms({product: factor * whole for product, factor in products.items()}):
            (left if factor > 0 else right).append(text if abs(factor) == 1 else f"{number(abs(factor))} * {text}")
        one, other = _side(left, max(rest, Fraction(0)) * whole), _side(right, max(-rest, Fraction(0)) * whole)
        return Written(f"{one} {sign} {other}", f"{one} {OPPOSITE[sign]} {other}")

    def _terms(self, products: dict[Product, Fraction]) -> list[tuple[Fraction, str]]:
        """The products of a sum with their factors, those that are an attribute of an option as that."""
        found: list[tuple[int, Fraction, str]] = []
        options = {
            each.option for product in products if len(product) == 1 for each in product if isinstance(each, Presence)
        }
        for option in sorted(options, key=lambda each: self.order[each]):
            for key, worths in self.attributes.get(option, {}).items():
                for sign in (Fraction(1), Fraction(-1)):
                    if all(products.get(frozenset((each,))) == sign * worth for each, worth in worths.items()):
                        found.append((self.order[option], sign, f"{option.key}.{key}"))
                        for each in worths:
                            del products[frozenset((each,))]
        for product, factor in products.items():
            features = [each for each in product if isinstance(each, Feature)]
            if features and len(product) > 1:
                raise NonlinearError
            if features:
                found.append((len(self.order), factor, self.typed[features[0]].amount))
            elif all(isinstance(each, Presence) for each in product):
                terms = self._sorted(product)
                condition = " and ".join(self.condition(each) for each in terms)
                found.append((self.order[terms[0].option], factor, f"count({condition})"))
            else:
                raise NonlinearError
        return [(factor, text) for _, factor, text in sorted(found, key=lambda each: (each[0], each[2]))]

    def _sorted(self, product: Product) -> list[Presence]:
        return sorted(
            (each for each in product if isinstance(each, Presence)), key=lambda each: self.order[each.option]
        )


def _side(terms: Sequence[str], rest: Fraction) -> str:
    """One side of a comparison of sums: what is absent in it counts 0."""
    if not terms:
        return number(rest)
    return f"sum({', '.join([*terms, number(rest)] if rest else terms)})"


def decimal(value: Fraction) -> str | None:
    """A number as a catalog writes it; None where no decimal is exact."""
    try:
        return number(value)
    except ValueError:
        return None
