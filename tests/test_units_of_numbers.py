"""Numbers with units: whatever units bounds and steps are written in, different values are different in a code."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from configurator.model.domain import NumberDomain
from configurator.model.units import UNITS
from configurator.pipeline import build
from configurator.source import Source

PAIRS = [
    (unit.symbol, other.symbol)
    for unit, other in product(UNITS.values(), repeat=2)
    if unit.dimension == other.dimension and unit.symbol != other.symbol and other.factor <= unit.factor
]


@pytest.mark.parametrize(("unit", "step"), PAIRS)
def test_every_value_is_an_exact_decimal_or_the_option_is_refused(unit: str, step: str) -> None:
    text = f"catalog demo\nproduct thing {{\n  option amount: number 0 {unit} .. 1 {unit} step 1 {step}\n}}\n"
    outcome = build(Source("demo.vpc", text), lambda _: "")
    exact = UNITS[step].factor / UNITS[unit].factor
    if outcome.value is None:
        assert [each.code.name for each in outcome.diagnostics if each.is_error] == ["no-decimal"]
        assert (10**40 * exact).denominator != 1
        return
    domain = outcome.value.catalog.by_key["thing"].by_key["amount"].domain
    assert isinstance(domain, NumberDomain)
    some = range(min(domain.size(), 50))
    assert [Fraction(domain.at(index)) for index in some] == [index * exact for index in some]
    assert len({domain.at(index) for index in some}) == len(some)


def test_there_are_pairs_of_both_kinds() -> None:
    inexact = [pair for pair in PAIRS if (10**40 * UNITS[pair[1]].factor / UNITS[pair[0]].factor).denominator != 1]
    assert ("inch", "cm") in inexact
    assert 5 < len(inexact) < len(PAIRS) - 5
