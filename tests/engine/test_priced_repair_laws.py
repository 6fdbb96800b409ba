"""Of repairs that change equally few choices the cheapest come first, and each says what the whole then comes to."""

from __future__ import annotations

from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from priced_products import priced_products, worths
from ways_to_answer import Making, by_each_way

from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.engine.repair import repairs
from configurator.model.catalog import Product


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.data())
def test_repairs_come_by_what_the_whole_then_comes_to(made: Making, product: Product, data: st.DataObject) -> None:
    space, choices = made(product), chosen(data, product)
    priced = Priced.of(space, quantity_of(product, "price"))
    (price,) = product.derived
    read, every = as_choices(space, choices), list(worths(product))
    plain, found = repairs(space, read, 1_000), repairs(space, read, 1_000, priced)
    assert {tuple(each.domains) for each in plain} == {tuple(each.domains) for each in found}
    amounts = []
    for each in found:
        kept = {key: value for key, value in choices.items() if key not in each.domains}
        assert each.amount is not None
        assert each.difference is not None
        amounts.append(each.amount.base)
        possible = [(one, worth) for one, worth in every if agree(one, kept)]
        assert each.amount.base == min(worth for _, worth in possible)
        cheapest = [one for one, worth in possible if worth == each.amount.base and agree(one, dict(each.example))]
        # texts are not in the example: then one of those that stand for all is among the cheapest
        assert any(
            each.amount.base - price.worth({**one, **{key: choices[key] for key in each.domains}}, product.domains).base
            == each.difference.base
            for one in cheapest
        )
    assert amounts == sorted(amounts)
