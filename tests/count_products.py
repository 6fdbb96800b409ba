"""Short words for making products by hand, and how many nodes their graphs have."""

from __future__ import annotations

from fractions import Fraction

from configurator.compiler.compile_graphs import compile_graphs
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import Domain, ValueDomain
from configurator.model.expression import Compare, Constant, Expression, OptionValue
from configurator.model.option import Option
from configurator.model.value import Value


def option(key: str, domain: Domain, optional: bool = False, when: Expression | None = None) -> Option:
    """An option whose label is its key."""
    return Option(key, key.capitalize(), domain, optional, when)


def listed(*keys: str, **attributes: tuple[str | bool | Fraction, ...]) -> ValueDomain:
    """Values by their keys, with a column of figures for each attribute."""
    rows = zip(*attributes.values(), strict=True) if attributes else [()] * len(keys)
    return ValueDomain(
        tuple(Value(key, key, dict(zip(attributes, row, strict=True))) for key, row in zip(keys, rows, strict=True))
    )


def product(options: list[Option], *constraints: Rule | Table) -> Product:
    """A product of options and constraints."""
    return Product("large", "Large", "tests", tuple(options), constraints)


def nodes(a_product: Product) -> int:
    """How many nodes its graphs have."""
    return sum(graph.diagram.nodes for graph in compile_graphs(a_product))


def is_(key: str, value: str) -> Expression:
    """Whether an option has a value."""
    return Compare("=", OptionValue(key), Constant(value))


def differ(key: str, other: str) -> Expression:
    """Whether two options have different values."""
    return Compare("!=", OptionValue(key), OptionValue(other))


def amount(number: int | str) -> Constant:
    """A literal amount."""
    return Constant(Fraction(number))


TEN = tuple(f"v{number}" for number in range(10))
