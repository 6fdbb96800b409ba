"""Valid domains are those that the referee finds by trying every combination, whatever has been chosen."""

from __future__ import annotations

from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from referee import all_valid, outcomes_of
from strategies import products
from ways_to_answer import Making, by_each_way

from configurator.engine.narrow import narrowed
from configurator.model.catalog import Product
from configurator.model.domain import AnyOfDomain


@by_each_way
@LAW_OF_EACH_WAY
@given(products(), st.data())
def test_a_value_is_in_the_valid_domain_exactly_if_something_valid_has_it_and_all_other_choices(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product)
    found = narrowed(space, as_choices(space, choices))
    valid = list(all_valid(product))
    assert found.is_consistent is any(agree(each, choices) for each in valid)
    assert list(found.domains) == [option.key for option in product.options]
    for option in product.options:
        others = {key: value for key, value in choices.items() if key != option.key}
        possible = {each[option.key] for each in valid if agree(each, others)}
        domain = found.domains[option.key]
        outcomes = outcomes_of(option, product.all_constraints)
        assert [each for each in outcomes if each in domain] == [each for each in outcomes if each in possible]
        assert domain.may_lack_value is (None in possible)
        assert domain.may_have_value is bool(possible - {None})
        if not option.is_open:
            assert set(domain.values()) == possible
            assert domain.size == len(possible)
        if isinstance(option.domain, AnyOfDomain):
            used = {key for each in possible if isinstance(each, tuple) for key in each}
            assert set(domain.members()) == used
