"""Random small products for Hypothesis: every kind of option and constraint, every form of expression.

A product has at most `MOST_CHOICES` combinations, so that the referee can try them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from expression_strategies import AMOUNTS, COLORS, TEXTS, Expressions
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from referee import outcomes_of

from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expression import TRUE, Compare, Constant, OptionValue
from configurator.model.option import Option
from configurator.model.units import UNITS
from configurator.model.value import Value

MOST_CHOICES = 1_500


@st.composite
def values(draw: DrawFn, most: int) -> ValueDomain:
    """One to `most` values; `weight` is an amount, `color` a symbol, and each may be missing."""

    def value(number: int) -> Value:
        weight, color = draw(st.sampled_from((None, *AMOUNTS))), draw(st.sampled_from((None, *COLORS)))
        found = {"weight": weight, "color": color}
        return Value(f"v{number}", f"Value {number}", {name: each for name, each in found.items() if each is not None})

    return ValueDomain(tuple(value(number) for number in range(draw(st.integers(1, most)))))


@st.composite
def domains(draw: DrawFn) -> Domain:
    """A domain of any kind, with few values."""
    kind = draw(st.sampled_from(("values", "values", "flag", "integer", "number", "any of", "text")))
    match kind:
        case "values":
            return draw(values(4))
        case "flag":
            return FlagDomain()
        case "integer":
            least, step = draw(st.integers(-2, 2)), draw(st.integers(1, 3))
            return IntegerDomain(least, least + draw(st.integers(0, 7)), step)
        case "number":
            low, width = Fraction(draw(st.integers(-2, 3)), 2), Fraction(draw(st.sampled_from(("0.5", "0.25", "1"))))
            unit = draw(st.sampled_from((None, UNITS["mm"])))
            return NumberDomain(low, low + width * draw(st.integers(0, 4)), width, unit)
        case "any of":
            members = draw(values(4))
            least = draw(st.integers(0, members.size()))
            return AnyOfDomain(members, least, draw(st.integers(least, members.size())))
    least = draw(st.integers(1, 2))
    return TextDomain(draw(st.integers(least, 3)), least, case=draw(st.sampled_from((None, None, "upper", "lower"))))


@st.composite
def options(draw: DrawFn, most: int = 5) -> tuple[Option, ...]:
    """Some options, few enough in combination; each `when` looks at options before it."""
    found: list[Option] = []
    for number in range(draw(st.integers(1, most))):
        option = Option(f"o{number}", f"Option {number}", draw(domains()), optional=draw(st.booleans()))
        if found and draw(st.integers(0, 3)) == 0:
            option = replace(option, when=Expressions(draw, found).truth(1))
        words = Rule("words", Compare("=", OptionValue(option.key), Constant(TEXTS[0])))
        sizes = [len(outcomes_of(each, (words,))) + (3 if each.is_open else 0) for each in (*found, option)]
        if prod(sizes) > MOST_CHOICES:
            break
        found.append(option)
    return tuple(found) or (Option("o0", "Option 0", FlagDomain()),)


@st.composite
def rules(draw: DrawFn, options_of: Sequence[Option], key: str) -> Rule:
    """A rule over some options."""
    expressions = Expressions(draw, options_of)
    when = draw(st.sampled_from((None, 1)))
    condition = expressions.truth(draw(st.integers(0, 3)))
    return Rule(key, condition, draw(st.booleans()), TRUE if when is None else expressions.truth(when))


def cells(option: Option) -> SearchStrategy[Cell]:
    """A cell of a column."""
    chosen = [each for each in outcomes_of(option, ()) if each is not None] or ["none such"]
    found: list[SearchStrategy[Cell]] = [st.just(AnyCell()), st.just(NoneCell())]
    most = 1 if isinstance(option.domain, AnyOfDomain) else 3

    def listed(each: frozenset[CanonicalValue]) -> Cell:
        return SetCell(each)

    def between(ends: tuple[Fraction, Fraction]) -> Cell:
        return RangeCell(min(ends), max(ends))

    found += [st.frozensets(st.sampled_from(chosen), min_size=1, max_size=most).map(listed)] * 2
    if isinstance(option.domain, IntegerDomain | NumberDomain):
        found.append(st.tuples(st.sampled_from(AMOUNTS), st.sampled_from(AMOUNTS)).map(between))
    return st.one_of(found)


@st.composite
def tables(draw: DrawFn, options_of: Sequence[Option], key: str) -> Table:
    """A table over one to three options."""
    columns = draw(st.lists(st.sampled_from(list(options_of)), min_size=1, max_size=3, unique_by=lambda each: each.key))
    rows = draw(st.lists(st.tuples(*map(cells, columns)), max_size=5))
    return Table(key, tuple(option.key for option in columns), draw(st.booleans()), tuple(rows))


@st.composite
def products(draw: DrawFn) -> Product:
    """A small product: up to five options, and up to three rules and a table or two."""
    found = draw(options())
    constraints: list[Rule | Table] = [draw(rules(found, f"rule{number}")) for number in range(draw(st.integers(0, 3)))]
    constraints += [draw(tables(found, f"table{number}")) for number in range(draw(st.integers(0, 2)))]
    return Product("small", "Small", "tests", found, tuple(constraints))
