"""Quantities by which configurations are put in order: a price, a weight, a power, for the facts of a sale.

A quantity is named: it is an amount that the product derives, or an attribute, which is added up over all options whose
values have it, or an option that is a number. Facts of the sale are put in, so what is left looks at options alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.engine.sale import Facts
from configurator.errors import UnknownQuantityError
from configurator.model.catalog import Product
from configurator.model.derivation import Amount, Derived
from configurator.model.domain import AnyOfDomain, CanonicalValue, NumberDomain, ProductDomain, RangeDomain, members_of
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    FALSE,
    TRUE,
    Attribute,
    ChosenAmounts,
    Expression,
    OptionValue,
    Sum,
    options_in,
)
from configurator.model.linear import Linear, folded, known, linear, regular
from configurator.model.option import Option
from configurator.model.substitution import UNKNOWN, UNKNOWN_AMOUNT
from configurator.model.units import Dimension, Unit, is_money

NO_FACTS: Mapping[str, CanonicalValue | None] = {}


@dataclass(frozen=True)
class Quantity:
    """A sum over what is chosen, in base units, shown in `unit`."""

    key: str
    label: str
    sum: Linear
    unit: Unit | None = None

    def amount(self, base: Fraction) -> Amount:
        """So much of it."""
        return Amount(base, self.unit)

    def negative(self) -> Quantity:
        """As much less: the least of it is the greatest of this."""
        terms = tuple((term, -factor) for term, factor in self.sum.terms)
        return replace(self, sum=Linear(-self.sum.constant, terms))


def quantity_of(product: Product, name: str, facts: Facts = NO_FACTS) -> Quantity:
    """The quantity of this name; `facts` are canonical, as `read_facts` gives them, and those left out are not known.

    Raises `UnknownQuantityError` for a name of nothing that is an amount, of an attribute that is in several
    dimensions, and of a derived amount whose currency depends on what is chosen.
    """
    for derived in product.derived:
        if derived.key == name:
            return _derived(product, derived, facts)
    if any(True for _ in _with_attribute(product, name)):
        return _attribute(product, name)
    option = product.by_key.get(name)
    if option is not None and isinstance(option.domain, RangeDomain) and not isinstance(option.domain, ProductDomain):
        unit = option.domain.unit if isinstance(option.domain, NumberDomain) else None
        return Quantity(name, option.label, linear(Sum((OptionValue(name),), (1,))), unit)
    raise UnknownQuantityError(product.key, name, "it is no amount, attribute or number", quantities(product))


def quantities(product: Product) -> tuple[str, ...]:
    """The names of all quantities of a product: what it derives, attributes, numbers."""
    names = dict.fromkeys(derived.key for derived in product.derived)
    for option in product.options:
        members = members_of(option.domain)
        for value in members.values if members else ():
            names |= dict.fromkeys(key for key, each in value.attributes.items() if isinstance(each, Fraction))
    numbers = (each for each in product.options if isinstance(each.domain, RangeDomain))
    names |= dict.fromkeys(each.key for each in numbers if not isinstance(each.domain, ProductDomain))
    return tuple(names)


def money_of(product: Product) -> str | None:
    """What a product costs: the money that it derives as `price`, or else first of all; None where it derives none."""
    found: list[str] = []
    for derived in product.derived:
        units = [case.unit for case in derived.cases]
        if all(unit is not None and is_money(unit.dimension) for unit in units):
            found.append(derived.key)
    return "price" if "price" in found else next(iter(found), None)


def _derived(product: Product, derived: Derived, facts: Facts) -> Quantity:
    for case in derived.cases:
        met = TRUE if case.condition is None else _for_facts(product, case.condition, facts)
        if met == TRUE:
            found = linear(_for_facts(product, case.amount, facts))
            return Quantity(derived.key, derived.label, found, case.unit)
        if met not in (FALSE, UNKNOWN, UNKNOWN_AMOUNT):
            asked = ", ".join(f"`{key}`" for key in options_in(met))
            why = f"its currency depends on what is chosen for {asked}"
            raise UnknownQuantityError(product.key, derived.key, why)
    raise ValueError(f"`{derived.key}` has no last case")


def _for_facts(product: Product, expression: Expression, facts: Facts) -> Expression:
    keys = {fact.key for fact in product.facts}
    put_in = known(regular(expression), keys, lambda each: evaluate(each, facts, product.sale_domains))
    return folded(put_in)


def _with_attribute(product: Product, name: str) -> Iterator[Option]:
    for option in product.options:
        members = members_of(option.domain)
        if members and any(isinstance(value.attributes.get(name), Fraction) for value in members.values):
            yield option


def _attribute(product: Product, name: str) -> Quantity:
    parts: list[Expression] = []
    dimensions: dict[Dimension, Unit | None] = {}
    for option in _with_attribute(product, name):
        is_set = isinstance(option.domain, AnyOfDomain)
        parts.append(ChosenAmounts(option.key, name) if is_set else Attribute(option.key, name))
        members = members_of(option.domain)
        kind = members.attribute_types.get(name) if members else None
        if kind is not None:
            dimensions.setdefault(kind.dimension, kind.unit)
    if len(dimensions) > 1:
        raise UnknownQuantityError(product.key, name, "it is not of one kind in all options")
    unit = next(iter(dimensions.values()), None)
    return Quantity(name, name, linear(regular(Sum(tuple(parts), (1,) * len(parts)))), unit)
