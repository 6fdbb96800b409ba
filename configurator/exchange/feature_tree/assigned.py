"""Attributes that no feature declares and constraints give a worth to, as in `Scoops.Price == 2 * Scoops`.

Nobody chooses such an attribute, so it multiplies nothing: it has the worth that the first constraint gives it whose
condition holds, and what several say of it at once must agree. Where none says anything, or its feature is not there,
it counts 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.exchange.feature_tree.comparisons import Comparing
from configurator.exchange.feature_tree.expression import (
    FALSE,
    TRUE,
    Always,
    Compare,
    Expression,
    Implies,
    Known,
    Selected,
    Total,
    amounts,
    comparisons,
    every,
    implied,
    mapped,
    negated,
    some,
)
from configurator.exchange.feature_tree.polynomials import NonlinearError, Polynomial, Unknown
from configurator.exchange.feature_tree.tree import Constraint, Feature
from configurator.exchange.mistake import beyond
from configurator.source import Span

Given = tuple[Expression, Polynomial]
"""A condition, and what the attribute is under it."""


def unknown_in(constraints: Sequence[Constraint]) -> dict[Feature, set[str]]:
    """The attributes that constraints speak of and no feature declares."""
    found: dict[Feature, set[str]] = {}
    for constraint in constraints:
        for comparison in comparisons(constraint.condition):
            for side in (comparison.left, comparison.right):
                for amount in amounts(side):
                    if isinstance(amount, Known) and amount.attribute not in amount.feature.attributes:
                        found.setdefault(amount.feature, set()).add(amount.attribute)
    return found


@dataclass
class Assigned:
    """What constraints give to such attributes; `comparing` writes what is left when they are put in."""

    comparing: Comparing
    given: dict[Unknown, list[Given]] = field(default_factory=dict)

    def take(self, constraint: Constraint) -> bool:
        """Whether a constraint gives an attribute a worth; it is remembered then, and has said all that it says."""
        condition: Expression = TRUE
        then = constraint.condition
        if isinstance(then, Implies):
            condition, then = then.condition, then.then
        if not isinstance(then, Compare) or then.sign != "=":
            return False
        if any(self._unknown(each) for each in comparisons(condition)):
            return False
        try:
            difference = self._difference(then)
        except NonlinearError:
            return False
        unknown = {each for product in difference.parts for each in product if isinstance(each, Unknown)}
        if len(unknown) != 1:
            return False
        (attribute,) = unknown
        alone = frozenset((attribute,))
        if any(attribute in product and product != alone for product in difference.parts):
            return False
        factor = difference.parts[alone]
        rest = Polynomial({product: -worth / factor for product, worth in difference.parts.items() if product != alone})
        self.given.setdefault(attribute, []).append((condition, rest))
        return True

    def _difference(self, comparison: Compare) -> Polynomial:
        algebra = self.comparing.algebra
        return algebra.of(comparison.left).plus(algebra.of(comparison.right), Fraction(-1))

    def _unknown(self, comparison: Compare) -> bool:
        """Whether a comparison speaks of such an attribute."""
        for side in (comparison.left, comparison.right):
            for amount in amounts(side):
                if isinstance(amount, Known) and amount.attribute not in amount.feature.attributes:
                    return True
                if isinstance(amount, Total) and any(
                    amount.attribute not in each.attributes for each in self.comparing.algebra.carriers(amount)
                ):
                    return True
        return False

    def written(self, comparison: Compare) -> Expression:
        """A comparison as a condition, with what is given put in. Raises `ForeignMistakeError`."""
        if not self._unknown(comparison):
            return self.comparing.written(comparison)
        try:
            return self._put_in(comparison.sign, self._difference(comparison), comparison.span)
        except NonlinearError:
            message = "this comparison calculates with an attribute that no feature declares"
            raise beyond(comparison.span, message, "declare the attribute, with its worth, at its feature") from None

    def _put_in(self, sign: str, difference: Polynomial, span: Span) -> Expression:
        """A comparison with 0, case by case of the first such attribute in it."""
        unknown = {each for product in difference.parts for each in product if isinstance(each, Unknown)}
        if not unknown:
            return self.comparing.sums.beside_zero(sign, difference)
        attribute = min(unknown, key=lambda each: (each.feature.span, each.attribute))
        if attribute not in self.given:
            message = f"no feature declares the attribute `{attribute.attribute}` of `{attribute.feature.name}`"
            raise beyond(span, message, "declare it with its worth, or say in a constraint what it is equal to")
        alone = frozenset((attribute,))
        if any(attribute in product and product != alone for product in difference.parts):
            raise NonlinearError
        factor = difference.parts[alone]
        rest = Polynomial({product: worth for product, worth in difference.parts.items() if product != alone})
        ways: list[Expression] = []
        others: Expression = self._selected(attribute.feature)
        for condition, worth in self.given[attribute]:
            here = self._plain(condition)
            ways.append(every([others, here, self._put_in(sign, rest.plus(worth, factor), span)]))
            others = every([others, negated(here)])
        none = some([negated(self._selected(attribute.feature)), others])
        ways.append(every([none, self._put_in(sign, rest, span)]))
        return some(ways)

    def _selected(self, feature: Feature) -> Expression:
        return TRUE if self.comparing.algebra.presence[feature] is None else Selected(feature)

    def _plain(self, condition: Expression) -> Expression:
        """A condition with its comparisons written."""

        def change(part: Expression) -> Expression:
            match part:
                case Compare():
                    return self.comparing.written(part)
                case Selected(feature):
                    return self._selected(feature)
            return part

        return mapped(condition, change)

    def agreements(self) -> Iterator[Expression]:
        """What must hold so that all constraints that give something can be met at once."""
        for attribute, given in self.given.items():
            there = self._selected(attribute.feature)
            for at, (condition, worth) in enumerate(given):
                for other, also in given[:at]:
                    same = self._put_in("=", worth.plus(also, Fraction(-1)), attribute.feature.span)
                    when = every([there, self._plain(condition), self._plain(other)])
                    yield implied(when, same)
                if not isinstance(there, Always):
                    yield self._without(attribute.feature, condition, worth)

    def _without(self, feature: Feature, condition: Expression, worth: Polynomial) -> Expression:
        """Where the feature is not there, its attribute is 0, and so must be what it is said to be equal to."""
        gone = self.comparing.algebra.presence[feature]

        def without(amount: Polynomial) -> Polynomial:
            parts = {each: factor for each, factor in amount.parts.items() if feature not in each and gone not in each}
            return Polynomial(parts)

        def change(part: Expression) -> Expression:
            match part:
                case Selected(other):
                    presence = self.comparing.algebra.presence[other]
                    return FALSE if presence == gone else self._selected(other)
                case Compare(sign):
                    try:
                        return self.comparing.sums.beside_zero(sign, without(self._difference(part)))
                    except NonlinearError:
                        return self.comparing.written(part)
            return part

        nothing = self._put_in("=", without(worth), feature.span)
        return implied(every([negated(Selected(feature)), mapped(condition, change)]), nothing)
