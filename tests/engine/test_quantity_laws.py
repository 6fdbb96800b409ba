"""A quantity is what its amount is worth, facts of the sale put in; large ranges of numbers cost what rules cost."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from priced_products import priced_products
from referee import all_choices, outcomes_of

from configurator.engine.best import best
from configurator.engine.optimum import least, least_by_value
from configurator.engine.priced import Priced
from configurator.engine.quantity import money_of, quantities, quantity_of
from configurator.engine.valid_space import ValidSpace
from configurator.errors import UnknownQuantityError, UnnumberedError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.derivation import Case, Derived
from configurator.model.domain import AnyOfDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    ChosenAmounts,
    Compare,
    Constant,
    Expression,
    OptionValue,
    Sum,
    options_in,
)
from configurator.model.expression import Product as Times
from configurator.model.option import Option
from configurator.model.units import UNITS
from configurator.model.value import AttributeType, Value


@LAW
@given(priced_products(), st.data())
def test_a_quantity_is_what_the_amount_is_worth_for_the_facts(product: Product, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(product.options)))
    facts, options = product.options[:number], product.options[number:]
    known = {fact.key: data.draw(st.sampled_from((None, *outcomes_of(fact, product.constraints)))) for fact in facts}
    (price,) = product.derived
    sold = replace(product, options=options, facts=facts, constraints=())
    quantity = quantity_of(sold, "price", known)
    assert not {key for term, _ in quantity.sum.terms for key in options_in(term)} & known.keys()
    for each in islice(all_choices(options, product.constraints), 100):
        worth = evaluate(quantity.sum.expression(), each, sold.domains)
        assert worth == price.worth({**each, **known}, sold.sale_domains).base


def of_price(*options: Option, price: Expression, rules: tuple[Rule, ...] = ()) -> Product:
    derived = Derived("price", "Price", (Case(price, None, UNITS["EUR"]),), additive=True)
    return Product("p", "P", "tests", options, rules, derived=(derived,))


def test_a_range_of_a_billion_numbers_is_priced_at_its_ends() -> None:
    depth, width = (
        Option("depth", "D", NumberDomain(Fraction(0), Fraction(10**8), Fraction(1, 10))),
        Option("width", "W", IntegerDomain(-5, 10**9)),
    )
    price = Sum((Times(Constant(Fraction(1, 100)), OptionValue("depth")), OptionValue("width")), (-1, 1))
    deep = Rule("deep", Compare(">=", OptionValue("depth"), Constant(Fraction(7, 2))))
    low = Rule("low", Compare("<=", OptionValue("depth"), Constant(Fraction(9, 2))))
    product = of_price(depth, width, price=price, rules=(deep, low))
    priced = Priced.of(ValidSpace.of(product), quantity_of(product, "price"))
    assert str(least(priced)) == "-5.045 EUR"
    found = [(each.outcomes["depth"], each.outcomes["width"]) for each in islice(best(priced), 12)]
    assert found[:3] == [("4.5", -5), ("4.4", -5), ("4.3", -5)]
    assert found[10:] == [("3.5", -5), ("4.5", -4)]
    by_value = least_by_value(priced)["width"]
    assert str(by_value.of(10**9)) == "999999999.955 EUR"
    assert least_by_value(priced)["depth"].of("5") is None


def test_an_attribute_is_added_up_over_all_that_has_it_in_one_dimension() -> None:
    kg, mm = (
        AttributeType("amount", UNITS["kg"].dimension, unit=UNITS["kg"]),
        AttributeType("amount", UNITS["mm"].dimension, unit=UNITS["mm"]),
    )

    def values(kind: AttributeType) -> ValueDomain:
        return ValueDomain(
            tuple(Value(key, key, {"size": Fraction(n)}) for n, key in enumerate("abc", 1)), {"size": kind}
        )

    one, some = Option("one", "One", values(kg)), Option("some", "Some", AnyOfDomain(values(kg), 1, 2))
    product = Product("p", "P", "tests", (one, some))
    space = ValidSpace.of(product)
    assert least(Priced.of(space, quantity_of(product, "size"))) == quantity_of(product, "size").amount(Fraction(2))
    assert str(least(Priced.of(space, quantity_of(product, "size"), greatest=True))).endswith(" kg")
    mixed = replace(product, options=(one, Option("other", "Other", values(mm))))
    with pytest.raises(UnknownQuantityError, match="not of one kind"):
        quantity_of(mixed, "size")
    with pytest.raises(UnknownQuantityError, match="no amount"):
        quantity_of(product, "one")
    assert (quantities(product), money_of(product)) == (("size",), None)


def test_sets_that_are_too_many_to_be_put_in_order_still_have_a_least() -> None:
    members = ValueDomain(tuple(Value(f"m{n}", f"M{n}", {"price": Fraction(n % 3 + 1)}) for n in range(30)))
    extras = Option("extras", "Extras", AnyOfDomain(members, 2, 30))
    product = of_price(extras, price=Sum((ChosenAmounts("extras", "price"),), (1,)))
    priced = Priced.of(ValidSpace.of(product), quantity_of(product, "price"))
    assert str(least(priced)) == "2.00 EUR"
    with pytest.raises(UnnumberedError):
        best(priced)
