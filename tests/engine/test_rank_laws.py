"""Ranks number the valid configurations from 0 in their order, without gaps; unrank is the way back."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from chosen import agree, as_choices, chosen
from hypothesis import assume, given
from hypothesis import strategies as st
from law import LAW, LAW_OF_EACH_WAY
from referee import all_valid
from strategies import products
from ways_to_answer import Making, that_count

from configurator.engine.outcomes import Outcomes
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.model.catalog import Product
from configurator.model.domain import IntegerDomain
from configurator.model.option import Option


@LAW
@given(products())
def test_outcomes_are_in_order_and_each_has_its_index_and_its_class(product: Product) -> None:
    for graph in ValidSpace.of(product).graphs:
        for option in graph.options:
            if option.option.is_open:
                continue
            outcomes = Outcomes(option)
            every = [outcomes.at(index) for index in range(outcomes.size)]
            assert len(set(every)) == len(every) == option.size
            assert [outcomes.index(each) for each in every] == list(range(len(every)))
            classes = [outcomes.class_at(index) for index in range(len(every))]
            assert classes == [outcomes.class_of(each) for each in every]
            for index in range(len(every)):
                before = Counter(classes[:index])
                assert outcomes.before(index) == [before[number] for number in range(len(option.classes))]


@that_count
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_ranks_number_in_order_what_is_valid_and_has_the_choices(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product) if data.draw(st.booleans()) else {}
    closed = [option.key for option in product.options if not option.is_open]
    outcomes = {key: list(map(space.outcomes[key].at, range(space.outcomes[key].size))) for key in closed}
    distinct = {tuple(each[key] for key in closed) for each in all_valid(product) if agree(each, choices)}
    in_order = sorted(
        distinct, key=lambda each: [outcomes[key].index(value) for key, value in zip(closed, each, strict=True)]
    )
    ranks = Ranks(space, as_choices(space, choices))
    assert ranks.count == len(in_order)
    for number, each in enumerate(in_order[:50]):
        configuration = dict(zip(closed, each, strict=True))
        assert ranks.unrank(number) == configuration
        assert ranks.rank(configuration) == number


@that_count
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_what_is_not_valid_has_no_rank(made: Making, product: Product, data: st.DataObject) -> None:
    space = made(product)
    closed = [option.key for option in product.options if not option.is_open]
    sizes = {key: space.outcomes[key].size for key in closed}
    assume(all(sizes.values()))
    any_ = {key: space.outcomes[key].at(data.draw(st.integers(0, sizes[key] - 1))) for key in closed}
    choices = chosen(data, product)
    ranks = Ranks(space, as_choices(space, choices))
    if tuple(any_.values()) in {
        tuple(each[key] for key in closed) for each in all_valid(product) if agree(each, choices)
    }:
        assert ranks.unrank(ranks.rank(any_)) == any_
    else:
        with pytest.raises(ValueError, match=r"no valid|cannot|otherwise"):
            ranks.rank(any_)
    for beyond in (-1, ranks.count):
        with pytest.raises(IndexError, match="numbered from 0"):
            ranks.unrank(beyond)


def test_a_sample_is_uniform() -> None:
    """By chi-squared: with 99 degrees of freedom, more than 160 comes once in ten thousand samples that are."""
    numbers = Product("p", "P", "tests", (Option("a", "A", IntegerDomain(0, 9)), Option("b", "B", IntegerDomain(0, 9))))
    ranks, random, draws = Ranks(ValidSpace.of(numbers)), Random(20261126), 10_000
    tally = Counter(ranks.sample(random)[0] for _ in range(draws))
    expected = draws / ranks.count
    assert ranks.count == 100
    assert sum((tally[number] - expected) ** 2 / expected for number in range(100)) < 160
    number, found = ranks.sample(random)
    assert ranks.rank(found) == number
