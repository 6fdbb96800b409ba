"""Samples are valid, have the choices, and each configuration is drawn as often as any other."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from laptop_product import LAPTOP
from law import LAW_OF_EACH_WAY
from referee import all_valid
from strategies import products
from ways_to_answer import Making, by_circuit, that_count

from configurator.engine.sample import Samples
from configurator.engine.valid_space import ValidSpace
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import IntegerDomain, ValueDomain
from configurator.model.expression import Compare, Constant, OptionValue
from configurator.model.option import Option
from configurator.model.value import Value


@pytest.mark.parametrize("together", [False, True], ids=["one-by-one", "together"])
@that_count
@LAW_OF_EACH_WAY
@given(products(), st.data(), st.integers(0, 2**32))
def test_a_sample_is_valid_and_has_the_choices(
    made: Making, together: bool, product: Product, data: st.DataObject, seed: int
) -> None:
    space, choices = made(product), chosen(data, product)
    samples = Samples(space, as_choices(space, choices))
    closed = [option.key for option in product.options if not option.is_open]
    distinct = {tuple(each[key] for key in closed) for each in all_valid(product) if agree(each, choices)}
    assert samples.count == len(distinct)
    random = Random(seed)
    if not distinct:
        with pytest.raises(IndexError, match="no valid configuration"):
            samples.many(random, 1) if together else samples.draw(random)
        return
    number = 20 + 20 * len(distinct)
    drawn = samples.many(random, number) if together else (samples.draw(random) for _ in range(number))
    times = Counter(tuple(each[key] for key in closed) for each in drawn)
    assert set(times) <= distinct
    total = sum(times.values())
    assert total == number
    likely = total / len(distinct)
    chi_squared = sum((times[each] - likely) ** 2 / likely for each in distinct)
    freedom = len(distinct) - 1
    assert chi_squared <= freedom + 8 * (2 * freedom) ** 0.5 + 30  # six standard deviations and more


def test_more_samples_than_are_drawn_side_by_side() -> None:
    samples = Samples(ValidSpace.of(LAPTOP))
    assert sum(1 for _ in samples.many(Random(1), 2_500)) == 2_500
    assert not [*samples.many(Random(1), 0)]
    assert [*samples.many(Random(2), 3)] == [*samples.many(Random(2), 3)]


@pytest.mark.parametrize("together", [False, True], ids=["one-by-one", "together"])
@pytest.mark.parametrize("made", [ValidSpace.of, by_circuit], ids=["diagram", "circuit"])
def test_what_is_rare_is_drawn_as_often_as_it_is_due(made: Making, together: bool) -> None:
    """Two configurations in 1,002 have a kind of their own, each of which is drawn once in 1,002 times."""
    kinds = Option("kind", "Kind", ValueDomain(tuple(Value(key, key, {}) for key in ("x", "y", "z"))))
    size = Option("size", "Size", IntegerDomain(1, 1_000))
    one = Compare("=", OptionValue("size"), Constant(Fraction(1)))
    rules = tuple(Rule(key, one, when=Compare("=", OptionValue("kind"), Constant(key))) for key in ("x", "y"))
    samples = Samples(made(Product("p", "P", "tests", (kinds, size), rules)))
    assert samples.count == 1_002
    random, number = Random(6), 40 * 1_002
    drawn = samples.many(random, number) if together else (samples.draw(random) for _ in range(number))
    times = Counter(each["kind"] for each in drawn)
    assert all(abs(times[key] - 40) <= 6 * 40**0.5 for key in ("x", "y")), times
