"""Completions are valid, meet the wishes lexicographically, and take what is best, then what is usual, of the rest."""

from __future__ import annotations

from fractions import Fraction

from chosen import agree, as_choices, chosen
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from priced_products import priced_products, worths
from referee import CompletedChoices, all_valid, outcomes_of
from ways_to_answer import Making, by_each_way

from configurator.engine.complete import complete
from configurator.engine.narrow import narrowed
from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.model.catalog import Product
from configurator.model.constraint import holds
from configurator.model.reading import unmentioned


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.booleans(), st.data())
def test_a_completion_is_the_best_of_all_that_is_valid(
    made: Making, product: Product, cheapest: bool, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product) if data.draw(st.booleans()) else {}
    wishes = [
        (key, value) for each in range(data.draw(st.integers(0, 2))) for key, value in chosen(data, product).items()
    ]
    closed = [option for option in product.options if not option.is_open]
    priced = Priced.of(space, quantity_of(product, "price")) if cheapest else None
    read = as_choices(space, choices)
    found = complete(space, read, wishes, priced)

    def quality(each: CompletedChoices, worth: Fraction) -> tuple[object, ...]:
        unmet = tuple(not agree(each, {key: value}) for key, value in wishes)
        usual: list[int] = []
        for option in product.options:
            what, problems = unmentioned(option)
            given_ = option.key in choices or any(option.key == key for key, _ in wishes)
            is_usual = not problems and each[option.key] == what and not given_
            other = 0 if option.is_open else space.outcomes[option.key].index(each[option.key])
            usual.append(-1 if is_usual else other)
        return (unmet, worth if cheapest else 0, usual)

    every = [(each, worth) for each, worth in worths(product) if agree(each, choices)]
    assert (found is None) == (not every)
    if found is None:
        return
    best, worth = min(every, key=lambda pair: quality(*pair))
    assert {option.key: found.outcomes[option.key] for option in closed} == {
        option.key: best[option.key] for option in closed
    }
    whole = {**found.outcomes, **found.needed}
    assert list(found.outcomes) == [key for key in product.by_key if key not in found.needed]
    assert all(holds(constraint, whole, product.domains) for constraint in product.all_constraints)
    assert agree(whole, choices)
    assert list(found.kept) == [(key, value) for key, value in wishes if agree(best, {key: value})]
    if priced is not None:
        assert found.amount is not None
        assert found.amount.base == worth


@by_each_way
@LAW_OF_EACH_WAY
@given(priced_products(), st.data())
def test_a_wish_that_is_not_kept_takes_part_in_the_conflict_that_says_why(
    made: Making, product: Product, data: st.DataObject
) -> None:
    space, choices = made(product), chosen(data, product) if data.draw(st.booleans()) else {}
    options = [option for option in product.options if option.key not in choices and outcomes_of(option, ())]
    wishes = [
        (option.key, data.draw(st.sampled_from(outcomes_of(option, product.all_constraints)))) for option in options
    ]
    found = complete(space, as_choices(space, choices), wishes)
    if found is None:
        assert not any(agree(each, choices) for each in all_valid(product))
        return
    for unkept in found.unkept:
        why = unkept.conflict
        assert why is not None
        assert why.choices[unkept.option] == unkept.outcome
        assert why.choices.items() <= {**choices, **dict(found.kept), unkept.option: unkept.outcome}.items()
        assert not narrowed(space, as_choices(space, dict(why.choices))).is_consistent
