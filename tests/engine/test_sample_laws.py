"""Samples are valid, have the choices, and each configuration is drawn as often as any other."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from referee import all_valid
from strategies import products
from ways_to_answer import Making, that_count

from configurator.engine.sample import Samples
from configurator.model.catalog import Product


@that_count
@LAW_OF_EACH_WAY
@given(products(), st.data(), st.integers(0, 2**32))
def test_a_sample_is_valid_and_has_the_choices(made: Making, product: Product, data: st.DataObject, seed: int) -> None:
    space, choices = made(product), chosen(data, product)
    samples = Samples(space, as_choices(space, choices))
    closed = [option.key for option in product.options if not option.is_open]
    distinct = {tuple(each[key] for key in closed) for each in all_valid(product) if agree(each, choices)}
    assert samples.count == len(distinct)
    random = Random(seed)
    if not distinct:
        with pytest.raises(IndexError, match="no valid configuration"):
            samples.draw(random)
        return
    drawn = (samples.draw(random) for _ in range(20 + 20 * len(distinct)))
    times = Counter(tuple(each[key] for key in closed) for each in drawn)
    assert set(times) <= distinct
    total = sum(times.values())
    likely = total / len(distinct)
    chi_squared = sum((times[each] - likely) ** 2 / likely for each in distinct)
    freedom = len(distinct) - 1
    assert chi_squared <= freedom + 8 * (2 * freedom) ** 0.5 + 30  # six standard deviations and more
