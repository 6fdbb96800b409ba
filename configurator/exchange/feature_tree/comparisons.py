"""Comparisons of a model as a catalog writes them: one typed feature with a number or text, sums, or cases that hold.

What is not there counts 0, or is the empty text; a catalog calls it unknown. So a comparison of one feature says beside
itself what it is without the feature, and anything else stands in `sum` and `count`, which are never unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from configurator.exchange.catalog_text import number, quoted
from configurator.exchange.feature_tree.domains import Numbers
from configurator.exchange.feature_tree.expression import (
    FALSE,
    OPPOSITE,
    SWAPPED,
    TRUE,
    Always,
    Amount,
    Compare,
    Expression,
    Known,
    Literal,
    Total,
    Value,
    Written,
    every,
    negated,
    some,
)
from configurator.exchange.feature_tree.placing import Option, Presence
from configurator.exchange.feature_tree.polynomials import Algebra, NonlinearError, Polynomial, Product
from configurator.exchange.feature_tree.tree import Feature, Type
from configurator.exchange.feature_tree.trying import MOST_CASES, TooManyCasesError, Trying, compared
from configurator.exchange.mistake import beyond

_ORDER = {"<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True)
class TypedFeature:
    """What a typed feature is in the catalog: the key of its option, its numbers, or the keys of its texts.

    Neither numbers nor texts: it is any text. `may_be_absent` says whether there are products without it.
    """

    key: str
    may_be_absent: bool
    numbers: Numbers | None = None
    texts: Mapping[str, str] | None = None

    @property
    def amount(self) -> str:
        """Its number; of a text, its length."""
        return self.key if self.numbers is not None else f"length({self.key})"

    def values(self) -> Sequence[Fraction | str] | None:
        """All that it can be, where that is little; None otherwise."""
        if self.texts is not None:
            return list(self.texts)
        if self.numbers is None:
            return None
        low, high, step = self.numbers.low, self.numbers.high, self.numbers.step
        count = int((high - low) / step) + 1
        return [low + step * at for at in range(count)] if count <= MOST_CASES else None


@dataclass(frozen=True, slots=True)
class Comparing:
    """What comparisons are written with; `attributes` gives the key of an attribute of an option, where it has one."""

    algebra: Algebra
    typed: Mapping[Feature, TypedFeature]
    is_there: Callable[[Presence], Expression]
    condition: Callable[[Presence], str]
    order: Mapping[Option, int]
    attributes: Mapping[Option, Mapping[str, Mapping[Presence, Fraction]]]

    def written(self, comparison: Compare) -> Expression:
        """A comparison as a condition of the catalog. Raises `ForeignMistakeError` where it is beyond us."""
        for each in (
            comparison,
            replace(comparison, sign=SWAPPED[comparison.sign], left=comparison.right, right=comparison.left),
        ):
            found = self._of_one(each) or self._of_known_text(each)
            if found is not None:
                return found
        if not self._is_text(comparison.left) and not self._is_text(comparison.right):
            found = self._average(comparison)
            if found is not None:
                return found
            try:
                left = self.algebra.of(comparison.left)
                return self.sums(comparison.sign, left.plus(self.algebra.of(comparison.right), Fraction(-1)))
            except NonlinearError:
                pass
        trying = Trying(self.algebra.presence, self.algebra.carriers, self._values, self.is_there, self.has_value)
        try:
            return trying.cases(comparison)
        except TooManyCasesError:
            pass
        message = "this comparison is neither between sums nor of features with few values"
        hint = "bound the features in it: `length >= 1 & length <= 9`"
        if self._is_text(comparison.left):
            message, hint = "this comparison is of texts that can be anything", "say which: `name == 'A' | name == 'B'`"
        raise beyond(comparison.span, message, hint)

    def _values(self, feature: Feature) -> Sequence[Fraction | str] | None:
        return self.typed[feature].values()

    def _is_text(self, amount: Amount) -> bool:
        match amount:
            case Literal(worth):
                return isinstance(worth, str)
            case Value(feature):
                return feature.type is Type.STRING
            case Known(feature, name):
                known = feature.attributes.get(name)
                return known is not None and isinstance(known.worth, str)
        return False

    # One typed feature beside a number or text

    def _of_one(self, comparison: Compare) -> Expression | None:
        """A typed feature, or the length of a text, beside a number or text; None for anything else."""
        sign, left = comparison.sign, comparison.left
        fixed = self._fixed(comparison.right)
        if fixed is None:
            return None
        match left:
            case Value(feature) if isinstance(fixed, str) is (feature.type is Type.STRING):
                typed = self.typed[feature]
                nothing: Fraction | str = "" if isinstance(fixed, str) else Fraction(0)
                absent = compared(sign, nothing, fixed)
                if isinstance(fixed, Fraction):
                    return _written(typed, typed.key, sign, number(fixed), absent)
                if typed.texts is None:
                    return self._open_text(typed, sign, fixed, absent)
                if fixed in typed.texts and sign in ("=", "!="):
                    return _written(typed, typed.key, sign, typed.texts[fixed], absent)
                return TRUE if sign == "!=" else FALSE
        return None

    def _open_text(self, typed: TypedFeature, sign: str, fixed: str, absent: bool) -> Expression | None:
        if sign not in ("=", "!="):
            return None
        if not fixed.strip():  # no option has such a text: it would be absent
            return TRUE if sign == "!=" else FALSE
        return _written(typed, typed.key, sign, quoted(fixed), absent)

    def _of_known_text(self, comparison: Compare) -> Expression | None:
        """A text beside that of an attribute, which is there or empty; None for anything else."""
        match comparison.right:
            case Known(feature, name) if self._is_text(comparison.right):
                presence = self.algebra.presence[feature]
                there = TRUE if presence is None else self.is_there(presence)
                worth = feature.attributes[name].worth
                if isinstance(worth, str):
                    with_it = self.written(replace(comparison, right=Literal(worth)))
                    without = self.written(replace(comparison, right=Literal("")))
                    return some([every([there, with_it]), every([negated(there), without])])
        return None

    def _fixed(self, amount: Amount) -> Fraction | str | None:
        """The number or text that an amount is in every product; None where it depends."""
        match amount:
            case Literal(worth):
                return worth
            case Known(feature, name) if self.algebra.presence[feature] is None and name in feature.attributes:
                worth = feature.attributes[name].worth
                return worth if isinstance(worth, str) else self._constant(amount)
            case Known() | Value():
                return None
        return self._constant(amount)

    def _constant(self, amount: Amount) -> Fraction | None:
        try:
            return self.algebra.of(amount).constant
        except NonlinearError:
            return None

    def has_value(self, feature: Feature, values: Sequence[Fraction | str]) -> Expression:
        """That a typed feature is there and has one of these values."""
        typed = self.typed[feature]
        if typed.texts is not None:
            keys = [typed.texts[each] for each in values if isinstance(each, str)]
            if len(keys) == 1:
                return _written(typed, typed.key, "=", keys[0], absent=False)
            return _among(typed, f"{{ {', '.join(keys)} }}")
        step = typed.numbers.step if typed.numbers else Fraction(1)
        runs: list[list[Fraction]] = []
        for each in sorted(each for each in values if isinstance(each, Fraction)):
            if runs and each == runs[-1][1] + step:
                runs[-1][1] = each
            else:
                runs.append([each, each])
        return some(
            [
                _written(typed, typed.key, "=", number(low), absent=False)
                if low == high
                else _among(typed, f"{number(low)} .. {number(high)}")
                for low, high in runs
            ]
        )

    # Sums

    def _average(self, comparison: Compare) -> Expression | None:
        """An average beside a number: the sum beside so many times the number, and something to take it of."""
        left, sign, fixed = comparison.left, comparison.sign, self._fixed(comparison.right)
        if not isinstance(left, Total):
            left, sign, fixed = comparison.right, SWAPPED[sign], self._fixed(comparison.left)
        if not isinstance(left, Total) or left.function != "avg" or not isinstance(fixed, Fraction):
            return None
        many = Polynomial()
        for each in self.algebra.carriers(left):
            many = many.plus(self.algebra.selected(each))
        total = self.algebra.of(replace(left, function="sum"))
        return every(
            [self.sums(">=", many.plus(Polynomial.of(Fraction(-1)))), self.sums(sign, total.plus(many, -fixed))]
        )

    def sums(self, sign: str, difference: Polynomial) -> Expression:
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
            exact = _decimal(fixed)
            if exact is None:  # no number of the feature is equal to it
                return self._weighed(sign, {product: Fraction(fixed.denominator)}, Fraction(-fixed.numerator))
            return _written(typed, typed.amount, sign, exact, compared(sign, Fraction(0), fixed))
        if features:
            raise NonlinearError
        there = every([self.is_there(each) for each in self._sorted(product)])
        with_it, without = compared(sign, Fraction(1), fixed), compared(sign, Fraction(0), fixed)
        if with_it is without:
            return Always(with_it)
        return there if with_it else negated(there)

    def _weighed(self, sign: str, products: Mapping[Product, Fraction], rest: Fraction) -> Expression:
        whole = lcm(*(each.denominator for each in (*products.values(), rest) if _decimal(each) is None))
        left, right = [], []
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


def _decimal(value: Fraction) -> str | None:
    try:
        return number(value)
    except ValueError:
        return None


def _written(typed: TypedFeature, left: str, sign: str, right: str, absent: bool) -> Written:
    option = typed.key if typed.may_be_absent else None
    return Written(f"{left} {sign} {right}", f"{left} {OPPOSITE[sign]} {right}", option, absent)


def _among(typed: TypedFeature, several: str) -> Written:
    option = typed.key if typed.may_be_absent else None
    return Written(f"{typed.key} in {several}", f"not ({typed.key} in {several})", option, absent=False)
