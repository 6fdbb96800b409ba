"""Counts, projected counts and dead values are those that the referee finds by trying every combination."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from referee import all_choices, all_valid, brute_count, outcomes_of
from strategies import products

from configurator.compiler.compile_graphs import compile_graphs, prepare
from configurator.engine.count import count
from configurator.engine.paths import count_projected
from configurator.engine.reachable import Alone, DeadValues, alone, dead_values, satisfiable
from configurator.model.catalog import Product
from configurator.model.constraint import holds
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.option import Option


@LAW
@given(products())
def test_the_count_is_the_number_of_valid_configurations(product: Product) -> None:
    assert count(product) == brute_count(product)


@LAW
@given(products(), st.data())
def test_the_count_over_some_options_is_the_number_of_their_outcomes(product: Product, data: st.DataObject) -> None:
    closed = [option.key for option in product.options if not option.is_open]
    over = data.draw(st.lists(st.sampled_from(closed), unique=True)) if closed else []
    assert count(product, over) == brute_count(product, over)
    # the graphs for all options tell the same, in whatever order these stand there
    assert count_projected(compile_graphs(product), over) == brute_count(product, over)


@LAW
@given(products())
def test_a_value_is_dead_exactly_if_no_valid_configuration_has_it(product: Product) -> None:
    graphs = compile_graphs(product)
    valid = list(all_valid(product))
    assert satisfiable(graphs) is bool(valid)
    dead = {each.option: each for each in dead_values(graphs)}
    for option in product.options:
        chosen = {choices[option.key] for choices in valid}
        expected = dead_by_trying(option, chosen)
        found = dead.pop(option.key, DeadValues(option.key, (), (), no_value=False, always_absent=False))
        if not option.is_open:
            assert replace(found, spans=()) == expected
            assert numbers_in(found, option) == numbers_out_of(chosen, option)
    assert not dead


def dead_by_trying(option: Option, chosen: set[CanonicalValue | None]) -> DeadValues:
    """What should be reported, numbers left out."""
    possible = outcomes_of(option, ())
    values: list[CanonicalValue] = []
    if isinstance(option.domain, AnyOfDomain):
        used = {key for each in chosen if isinstance(each, tuple) for key in each}
        values += [key for key in option.domain.members.by_key if key not in used]
    elif isinstance(option.domain, ValueDomain | FlagDomain):
        values += [each for each in possible if each is not None and each not in chosen]
    no_value = None in possible and None not in chosen
    return DeadValues(option.key, tuple(values), (), no_value, always_absent=chosen <= {None})


def numbers_in(found: DeadValues, option: Option) -> list[CanonicalValue]:
    """The numbers of an option in the ranges of a report."""
    if not isinstance(option.domain, IntegerDomain | NumberDomain):
        return []
    return [option.domain.at(index) for first, last in found.spans for index in range(first, last + 1)]


def numbers_out_of(chosen: set[CanonicalValue | None], option: Option) -> list[CanonicalValue]:
    """The numbers of an option that are not chosen."""
    if not isinstance(option.domain, IntegerDomain | NumberDomain):
        return []
    values = [option.domain.at(index) for index in range(option.domain.size())]
    return [value for value in values if value not in chosen]


@LAW
@given(products())
def test_a_constraint_alone_can_hold_and_be_broken_as_trying_shows(product: Product) -> None:
    for constraint in product.all_constraints:
        concerned = [option for option in product.options if option.key in constraint.options]
        outcomes = {holds(constraint, choices, product.domains) for choices in all_choices(concerned, (constraint,))}
        assert alone(product, constraint) == Alone(can_hold=True in outcomes, can_break=False in outcomes)


@LAW
@given(products())
def test_classes_are_all_outcomes_and_differ(product: Product) -> None:
    prepared = prepare(product.options, product.all_constraints)
    for option in product.options:
        classed = prepared.options[option.key]
        if not option.is_open:
            assert classed.size == len(outcomes_of(option, ()))
        worths = [(each.representative is None, each.worths) for each in classed.classes]
        assert len(set(worths)) == len(worths)
