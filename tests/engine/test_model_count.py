"""Counts by a circuit and by a counting solver are those of diagrams, with classes of many values and with choices."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from chosen import as_choices, chosen
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from law import LAW
from strategies import products
from ways_to_answer import Making, by_circuit, solved

from configurator.engine.circuited import CircuitComponent
from configurator.engine.count import counted_after, sizes
from configurator.engine.valid_space import NO_CHOICES, ValidSpace
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


@LAW
@given(products(), st.data())
def test_a_circuit_counts_as_a_diagram_does(product: Product, data: st.DataObject) -> None:
    choices = chosen(data, product)
    space, other = ValidSpace.of(product), by_circuit(product)
    expected = counted_after(space, as_choices(space, choices)).number
    assert counted_after(other, as_choices(other, choices)).number == expected


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(products(), st.data())
def test_models_are_counted_as_paths_are(product: Product, data: st.DataObject) -> None:
    choices = chosen(data, product)
    space, other = ValidSpace.of(product), solved(product)
    expected = counted_after(space, as_choices(space, choices)).number
    assert counted_after(other, as_choices(other, choices)).number == expected


SIGN = """catalog shop
product sign {
  option width: integer 1 .. 1000003
  option height: integer 1 .. 77
  rule wide require width >= 500 when height > 50
}"""


@pytest.mark.parametrize("made", [by_circuit, solved])
def test_a_class_counts_as_often_as_it_has_values(made: Making) -> None:
    outcome = build(Source("shop.vpc", SIGN), lambda name: name)
    assert outcome.value is not None
    space = made(outcome.value.products["sign"].product)
    assert counted_after(space, NO_CHOICES).number == 50 * 1_000_003 + 27 * (1_000_003 - 499)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(products(), st.integers(0, 2**32))
def test_samples_of_a_circuit_are_drawn_as_often_as_they_count(product: Product, seed: int) -> None:
    space, random = by_circuit(product), Random(seed)
    component = next((each for each in space.components if isinstance(each, CircuitComponent) and each.holds), None)
    assume(component is not None)
    assert component is not None
    weights = component.weights([sizes(option) for option in component.options])
    below = component.circuit.below(weights)
    total = component.circuit.count(weights)
    drawn = Counter(tuple(sorted(component.circuit.sample(below, weights, random))) for _ in range(400))
    for literals, times in drawn.items():
        likely = 1
        for literal in literals:
            likely *= weights[literal]
        if not any(option.option.is_open for option in component.options):
            share = 400 * likely / total
            assert abs(times - share) <= 7 * (share * (1 - likely / total)) ** 0.5 + 1
