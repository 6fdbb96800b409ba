"""Random products with a quantity, and what the referee says of all their valid configurations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from expression_strategies import Expressions
from hypothesis import strategies as st
from referee import CompletedChoices, all_choices
from strategies import products

from configurator.model.catalog import Product
from configurator.model.constraint import Rule, holds
from configurator.model.derivation import Case, Derived
from configurator.model.expression import Compare, Conditional, Constant, Expression, Sum
from configurator.model.expression import Product as Times

FEW = Fraction(1, 3)


@st.composite
def amounts(draw: st.DrawFn, product: Product) -> Expression:
    """A sum of amounts, some of them under a condition or times one another, over as many options as they like."""
    expressions = Expressions(draw, product.options)

    def part() -> Expression:
        depth = draw(st.integers(0, 2))
        kind = draw(st.sampled_from(("plain", "plain", "conditional", "times")))
        found = expressions.amount(depth)
        if kind == "conditional":
            return Conditional(found, expressions.truth(1), expressions.amount(1))
        return Times(found, expressions.amount(1)) if kind == "times" else found

    if draw(st.integers(0, 9)) == 0:
        return part()
    parts = tuple(part() for _ in range(draw(st.integers(1, 4))))
    signs = tuple(draw(st.sampled_from((1, 1, -1))) for _ in parts)
    whole = Sum(parts, signs)
    forms: tuple[Expression, ...] = (whole, Times(Constant(FEW), whole), Sum((whole,), (-1,)))
    return draw(st.sampled_from(forms))


@st.composite
def priced_products(draw: st.DrawFn) -> Product:
    """A small product that derives a price."""
    product = draw(products())
    price = Derived("price", "Price", (Case(draw(amounts(product))),), additive=False)
    return replace(product, derived=(price,))


def worths(product: Product) -> Iterator[tuple[CompletedChoices, Fraction]]:
    """Every valid configuration with its price; of texts, also those that the price names."""
    (price,) = product.derived
    looks = Rule("looks", Compare("=", price.cases[0].amount, price.cases[0].amount))
    for each in all_choices(product.options, (*product.all_constraints, looks)):
        if all(holds(constraint, each, product.domains) for constraint in product.all_constraints):
            yield each, price.worth(each, product.domains).base
