"""Comparisons of a model as a catalog writes them: one typed feature with a number or text, sums, or cases that hold.

What is not there counts 0, or is the empty text; a catalog calls it unknown. So a comparison of one feature says beside
itself what it is without the feature, and anything else stands in `sum` and `count`, which are never unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.exchange.catalog_text import number, quoted
from configurator.exchange.feature_tree.expression import (
    FALSE,
    SWAPPED,
    TRUE,
    Amount,
    Compare,
    Expression,
    Known,
    Literal,
    Total,
    Value,
    every,
    negated,
    some,
)
from configurator.exchange.feature_tree.polynomials import Algebra, NonlinearError, Polynomial
from configurator.exchange.feature_tree.sums import Sums
from configurator.exchange.feature_tree.tree import Feature, Type
from configurator.exchange.feature_tree.trying import TooManyCasesError, Trying, compared
from configurator.exchange.feature_tree.typed import TypedFeature, written_among, written_beside
from configurator.exchange.mistake import beyond

_ORDER = {"<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True)
class Comparing:
    """What comparisons are written with."""

    algebra: Algebra
    sums: Sums

    @property
    def typed(self) -> Mapping[Feature, TypedFeature]:
        """What each typed feature is in the catalog."""
        return self.sums.typed

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
                return self.sums.beside_zero(
                    comparison.sign, left.plus(self.algebra.of(comparison.right), Fraction(-1))
                )
            except NonlinearError:
                pass
        trying = Trying(self.algebra.presence, self.algebra.carriers, self._values, self.sums.is_there, self.has_value)
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
                    return typed.beside(sign, fixed)
                if typed.texts is None:
                    return self._open_text(typed, sign, fixed, absent)
                if fixed in typed.texts and sign in ("=", "!="):
                    return written_beside(typed, typed.key, sign, typed.texts[fixed], absent)
                return TRUE if sign == "!=" else FALSE
        return None

    def _open_text(self, typed: TypedFeature, sign: str, fixed: str, absent: bool) -> Expression | None:
        if sign not in ("=", "!="):
            return None
        if not fixed.strip():  # no option has such a text: it would be absent
            return TRUE if sign == "!=" else FALSE
        return written_beside(typed, typed.key, sign, quoted(fixed), absent)

    def _of_known_text(self, comparison: Compare) -> Expression | None:
        """A text beside that of an attribute, which is there or empty; None for anything else."""
        match comparison.right:
            case Known(feature, name) if self._is_text(comparison.right):
                presence = self.algebra.presence[feature]
                there = TRUE if presence is None else self.sums.is_there(presence)
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
                known = feature.attributes[name].worth
                return known if isinstance(known, str) else self._constant(amount)
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
                return written_beside(typed, typed.key, "=", keys[0], absent=False)
            return written_among(typed, f"{{ {', '.join(keys)} }}")
        step = typed.numbers.step if typed.numbers else Fraction(1)
        runs: list[list[Fraction]] = []
        for each in sorted(each for each in values if isinstance(each, Fraction)):
            if runs and each == runs[-1][1] + step:
                runs[-1][1] = each
            else:
                runs.append([each, each])
        return some(
            [
                written_beside(typed, typed.key, "=", number(low), absent=False)
                if low == high
                else written_among(typed, f"{number(low)} .. {number(high)}")
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
            [
                self.sums.beside_zero(">=", many.plus(Polynomial.of(Fraction(-1)))),
                self.sums.beside_zero(sign, total.plus(many, -fixed)),
            ]
        )
