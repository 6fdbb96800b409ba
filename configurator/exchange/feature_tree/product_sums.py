"""Comparisons of sums of a product as those of attributes and numbers of features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from configurator.errors import ExportError
from configurator.exchange.feature_tree.expression import (
    OPPOSITE,
    Amount,
    Applied,
    Arithmetic,
    Compare,
    Expression,
    Known,
    Literal,
    Value,
    every,
)
from configurator.exchange.feature_tree.expression import Selected as Is
from configurator.exchange.feature_tree.product_features import Features
from configurator.exchange.feature_tree.tree import Attribute, Feature
from configurator.model import expression as m
from configurator.model.catalog import Product
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain
from configurator.model.units import decimal_text
from configurator.source import Span

Terms = dict[m.Expression | None, Fraction]
"""A sum: what each part of it is multiplied by; None is the number in it."""


@dataclass(frozen=True)
class ProductSums:
    """Says sums in terms of features; `is_true` says when a condition is true, `said_by` names the constraint."""

    product: Product
    features: Features
    is_true: Callable[[m.Expression], Expression]
    said_by: str

    def beside(self, condition: m.Expression, *, wanted: bool) -> Expression:
        """A comparison of sums, which are never unknown, as one of attributes and numbers."""
        if isinstance(condition, m.Compare):
            terms: Terms = {}
            guards = [*self._gather(condition.left, Fraction(1), terms, inside=False)]
            guards += self._gather(condition.right, Fraction(-1), terms, inside=False)
            amounts = [pair for part, factor in terms.items() for pair in self._terms(part, factor)]
            if all(factor for factor, _ in amounts):
                whole = lcm(*(factor.denominator for factor, _ in amounts if decimal_text(factor) is None))
                sign = condition.sign if wanted else OPPOSITE[condition.sign]
                left = _total([(factor * whole, each) for factor, each in amounts if factor > 0])
                right = _total([(-factor * whole, each) for factor, each in amounts if factor < 0])
                return every([*guards, Compare(sign, left, right, Span(0, 0))])
        raise self._beyond()

    def _beyond(self) -> ExportError:
        return ExportError("UVL", f"`{self.said_by}` says something that is no sum and looks at too many options")

    def _gather(self, part: m.Expression, factor: Fraction, terms: Terms, *, inside: bool) -> Iterator[Expression]:
        """Add a part of a sum to the terms; what must be there for the whole to be known is given."""
        match part:
            case m.Constant(Fraction() as number):
                terms[None] = terms.get(None, Fraction(0)) + factor * number
            case m.Sum(parts, signs):
                for each, sign in zip(parts, signs, strict=True):
                    for _ in self._gather(each, factor * sign, terms, inside=True):
                        pass  # what is absent in a sum counts 0
            case m.Product(m.Constant(Fraction() as number), other) | m.Product(
                other, m.Constant(Fraction() as number)
            ):
                yield from self._gather(other, factor * number, terms, inside=inside)
            case m.Quotient(other, m.Constant(Fraction() as number)) if number:
                yield from self._gather(other, factor / number, terms, inside=inside)
            case m.Count(parts):
                for each in parts:
                    terms[m.Count((each,))] = terms.get(m.Count((each,)), Fraction(0)) + factor
            case m.OfEach():
                yield from self._gather(part.written, factor, terms, inside=inside)
            case m.OptionValue(key) if isinstance(self.product.domains[key], IntegerDomain | NumberDomain):
                terms[part] = terms.get(part, Fraction(0)) + factor
                yield self.features.present(key)
            case m.Length(key):
                terms[part] = terms.get(part, Fraction(0)) + factor
                yield self.features.present(key)
            case m.Attribute(key, name):
                terms[part] = terms.get(part, Fraction(0)) + factor
                yield self.is_true(m.Present(key, name))
            case m.ChosenAmounts() if inside:
                terms[part] = terms.get(part, Fraction(0)) + factor
            case _:
                raise self._beyond()

    def _terms(self, part: m.Expression | None, factor: Fraction) -> Iterator[tuple[Fraction, Amount]]:
        """A term of a sum in features: numbers, and attributes of what may be there."""
        match part:
            case None:
                yield factor, Literal(Fraction(1))
            case m.OptionValue(key):
                domain = self.product.domains[key]
                scale = domain.factor if isinstance(domain, NumberDomain) else Fraction(1)
                yield factor * scale, Value(self.features.options[key])
            case m.Length(key):
                yield factor, Applied("len", Value(self.features.options[key]))
            case m.Attribute(key, name) | m.ChosenAmounts(key, name):
                for feature in self.features.values[key].values():
                    if name in feature.attributes:
                        if not isinstance(feature.attributes[name].worth, Fraction):
                            raise self._beyond()
                        yield factor, Known(feature, name)
            case m.Count((counted,)):
                yield from ((factor, Known(each, "count")) for each in self._counted(counted))

    def _counted(self, part: m.Expression) -> Iterator[Feature]:
        """The features that count 1 where they are there, marked as such."""
        match part:
            case m.OptionValue(key) if isinstance(self.product.domains[key], AnyOfDomain):
                found = list(self.features.values[key].values())
            case m.OptionValue(key) if isinstance(self.product.domains[key], FlagDomain):
                values = self.features.values.get(key)
                found = [values[True] if values else self.features.options[key]]
            case m.OptionValue(key) | m.Present(key, None):
                found = [self.features.options[key]]
            case _:
                there = self.is_true(part)
                if not isinstance(there, Is):
                    raise self._beyond()
                found = [there.feature]
        for feature in found:
            feature.attributes["count"] = Attribute(Fraction(1), "1")
        yield from found


def _total(parts: Sequence[tuple[Fraction, Amount]]) -> Amount:
    """Amounts times their factors, added up."""
    found: Amount | None = None
    for factor, amount in parts:
        one = isinstance(amount, Literal) and amount.worth == 1
        each = Literal(factor) if one else amount if factor == 1 else Arithmetic("*", Literal(factor), amount)
        found = each if found is None else Arithmetic("+", found, each)
    return Literal(Fraction(0)) if found is None else found
