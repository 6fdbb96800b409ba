"""The proof that no rule moves is exact: it agrees with trying every combination of choices, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from expression_strategies import AMOUNTS, COLORS
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from law import LAW
from referee import all_choices
from strategies import products

from configurator.model.catalog import Product
from configurator.model.constraint import Constraint, Table, holds
from configurator.model.domain import AnyOfDomain, Domain, ValueDomain
from configurator.model.value import AttributeValue, Value
from configurator.revising.proof import changed_attributes, moved


@st.composite
def revised_products(draw: DrawFn) -> tuple[Product, Product]:
    """A product, and the same with other weights and colors of some values."""

    def value(old: Value) -> Value:
        attributes = {**old.attributes}
        kinds: tuple[tuple[str, Sequence[AttributeValue]], ...] = (("weight", AMOUNTS), ("color", COLORS))
        for name, known in kinds:
            match draw(st.sampled_from(("keep", "keep", "keep", "set", "drop"))):
                case "set":
                    attributes[name] = draw(st.sampled_from(known))
                case "drop":
                    attributes.pop(name, None)
        return replace(old, attributes=attributes)

    def domain(old: Domain) -> Domain:
        if isinstance(old, AnyOfDomain):
            found = domain(old.members)
            assert isinstance(found, ValueDomain)
            return replace(old, members=found)
        return replace(old, values=tuple(map(value, old.values))) if isinstance(old, ValueDomain) else old

    product = draw(products())
    return product, replace(product, options=tuple(replace(e, domain=domain(e.domain)) for e in product.options))


def has_moved(before: Product, after: Product, constraint: Constraint) -> bool:
    """Whether some choices break a constraint with one of the two, by trying all that its options can be."""
    asked = [option for option in before.options if option.key in constraint.options]
    every = all_choices(asked, before.all_constraints)
    return any(holds(constraint, each, before.domains) != holds(constraint, each, after.domains) for each in every)


@given(revised_products())
@LAW
def test_a_constraint_is_said_to_move_exactly_where_some_choices_make_it_another(pair: tuple[Product, Product]) -> None:
    before, after = pair
    found = {each.constraint.key: each for each in moved(before, after)}
    assert not any(each.unproved for each in found.values())
    for constraint in before.all_constraints:
        assert has_moved(before, after, constraint) is (constraint.key in found), constraint.key


@given(revised_products())
@LAW
def test_what_is_shown_as_an_example_is_one(pair: tuple[Product, Product]) -> None:
    before, after = pair
    for each in moved(before, after):
        constraint = each.constraint
        assert not isinstance(constraint, Table)
        open_options = any(before.by_key[key].is_open for key in constraint.options)
        if each.example is None or open_options or constraint.key in before.by_key:
            continue
        assert holds(constraint, each.example, before.domains) != holds(constraint, each.example, after.domains)


@given(revised_products())
@LAW
def test_what_has_not_changed_moves_nothing(pair: tuple[Product, Product]) -> None:
    before, _ = pair
    assert not changed_attributes(before, replace(before))
    assert list(moved(before, replace(before))) == []
