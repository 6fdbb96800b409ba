"""The best configurations come in order: least first, those that come to the same by their numbers, none left out."""

from __future__ import annotations

from itertools import islice

from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from priced_products import priced_products, worths
from ways_to_answer import Making, by_each_way

from configurator.engine.best import best
from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.model.catalog import Product


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.booleans(), st.data())
def test_the_best_come_in_order_and_ties_by_their_numbers(
    made: Making, product: Product, greatest: bool, data: st.DataObject
) -> None:
    space = made(product)
    choices = chosen(data, product) if data.draw(st.booleans()) else {}
    closed = [option.key for option in product.options if not option.is_open]
    sign = -1 if greatest else 1
    ranks = Ranks(ValidSpace.of(product))
    least: dict[int, object] = {}
    for each, worth in worths(product):
        if agree(each, choices):
            number = ranks.rank({key: each[key] for key in closed})
            least[number] = min(sign * worth, least.get(number, sign * worth))  # type: ignore[call-overload]
    in_order = sorted((worth, number) for number, worth in least.items())
    priced = Priced.of(space, quantity_of(product, "price"), greatest=greatest)
    found = [
        (sign * each.amount.base, ranks.rank(each.outcomes))
        for each in islice(best(priced, as_choices(space, choices)), 60)
    ]
    assert found == in_order[:60]
