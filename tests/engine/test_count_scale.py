"""Large products cost what their rules cost: how many nodes their graphs have, never how long they take."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from count_products import TEN, amount, is_, listed, nodes, option, product
from expression_strategies import SIGNS

from configurator.compiler.compile_graphs import compile_graphs
from configurator.engine.count import count
from configurator.engine.reachable import dead_values
from configurator.model.constraint import AnyCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Extreme,
    InRange,
    OptionValue,
    Sum,
)
from configurator.model.expression import Product as Times
from configurator.model.units import UNITS


def test_ten_to_the_thirty_configurations_of_unrelated_options_take_a_node_each() -> None:
    large = product([option(f"o{number}", listed(*TEN)) for number in range(30)])
    assert count(large) == 10**30
    assert nodes(large) == 30


def test_a_rule_between_two_of_thirty_options_costs_a_node_more() -> None:
    rule = Rule("apart", And((is_("o3", "v1"), is_("o20", "v2"))), forbids=True)
    large = product([option(f"o{number}", listed(*TEN)) for number in range(30)], rule)
    assert count(large) == 99 * 10**28
    assert nodes(large) == 31


def test_a_range_of_a_thousand_million_numbers_is_cut_at_its_thresholds() -> None:
    depth = IntegerDomain(1, 10**9)
    large = product(
        [option("depth", depth), option("deep", FlagDomain()), option("shallow", FlagDomain())],
        Rule("deep", OptionValue("deep"), when=Compare(">", OptionValue("depth"), amount(1_000))),
        Rule("shallow", OptionValue("shallow"), when=Compare("<", OptionValue("depth"), amount(10))),
    )
    assert count(large) == 9 * 2 + 991 * 4 + (10**9 - 1_000) * 2
    (graph,) = compile_graphs(large)
    assert [len(each.classes) for each in graph.options if each.key == "depth"] == [3]
    assert graph.diagram.nodes <= 6


def test_a_cut_inside_a_step_falls_between_two_numbers() -> None:
    length = NumberDomain(Fraction(20), Fraction(60), Fraction("0.5"), UNITS["cm"])
    limit = Constant(Fraction("0.307"))  # 30.7 cm, in meters
    for sign, expected in zip(SIGNS, (0, 81, 22, 22, 59, 59), strict=True):
        rule = Rule("limit", Compare(sign, OptionValue("length"), limit))
        assert count(product([option("length", length)], rule)) == expected


def test_a_linear_expression_of_one_range_is_a_threshold_too() -> None:
    twice = Sum((Times(amount(2), OptionValue("depth")), amount(1)), (1, 1))
    large = product([option("depth", IntegerDomain(0, 10**9))], Rule("odd", InRange(twice, amount(7), amount(10))))
    assert count(large) == 2


def test_dead_numbers_are_reported_as_ranges() -> None:
    large = product(
        [option("depth", IntegerDomain(1, 10**9, 2))],
        Rule("bands", InRange(OptionValue("depth"), amount(100), amount(200)), forbids=True),
        Rule("top", Compare("<=", OptionValue("depth"), amount(10**6))),
    )
    (dead,) = dead_values(compile_graphs(large))
    ends = [(1 + 2 * first, 1 + 2 * last) for first, last in dead.spans]
    assert ends == [(101, 199), (10**6 + 1, 10**9 - 1)]


def blends(number: int) -> ValueDomain:
    keys = tuple(f"blend{index}" for index in range(number))
    shades = tuple(Fraction(index % 7) for index in range(number))
    return listed(*keys, shade=shades, matte=tuple(index % 3 == 0 for index in range(number)))


def test_22_000_values_are_the_few_classes_that_rules_tell_apart() -> None:
    large = product(
        [option("blend", blends(22_000)), option("skin", listed("dry", "oily")), option("size", listed("s", "m", "l"))],
        Rule("dry", Attribute("blend", "matte"), forbids=True, when=is_("skin", "dry")),
        Rule("light", Compare("<", Attribute("blend", "shade"), amount(3)), when=is_("size", "s")),
        Rule("one", And((is_("blend", "blend17"), is_("size", "l"))), forbids=True),
    )
    each = [(index % 7, index % 3 == 0, index == 17) for index in range(22_000)]
    allowed = [
        sum((2 if not one else 1) + (shade < 3) for shade, _, one in each),  # oily
        sum((2 if not one else 1) + (shade < 3) for shade, matte, one in each if not matte),  # dry
    ]
    assert count(large) == sum(allowed)
    (graph,) = compile_graphs(large)
    assert max(len(each.classes) for each in graph.options) == 5
    assert graph.diagram.nodes <= 8


def test_values_compared_with_each_other_cost_their_number_and_not_its_square() -> None:
    large = product(
        [option("inner", blends(500)), option("outer", blends(500))],
        Rule("same", Compare("=", OptionValue("inner"), OptionValue("outer"))),
    )
    assert count(large) == 500
    assert nodes(large) == 501


def test_two_to_the_thirty_sets_are_folded_and_not_listed() -> None:
    extras = listed(*(f"extra{index}" for index in range(30)), weight=tuple(Fraction(index % 4) for index in range(30)))
    free = product([option("extras", AnyOfDomain(extras, 0, 30))])
    assert count(free) == 2**30
    few = product(
        [option("extras", AnyOfDomain(extras, 0, 30)), option("big", FlagDomain())],
        Rule("few", Compare("<=", Count((OptionValue("extras"),)), amount(3))),
        Rule("big", OptionValue("big"), when=Contains("extras", "extra5")),
    )
    without, with_ = sum(comb(29, number) for number in range(4)), sum(comb(29, number) for number in range(3))
    assert count(few) == 2 * without + with_
    assert nodes(few) <= 3


def test_the_weight_of_a_set_is_summed_without_listing_sets() -> None:
    weights = tuple(Fraction(1 + index % 5) for index in range(30))
    extras = listed(*(f"extra{index}" for index in range(30)), weight=weights)
    large = product(
        [option("extras", AnyOfDomain(extras, 0, 30))],
        Rule("light", Compare("<=", Sum((ChosenAmounts("extras", "weight"),), (1,)), amount(40))),
    )
    ways = [1] + [0] * 40  # by weight, as in any textbook on subset sums
    for weight in map(int, weights):
        ways = [here + (ways[place - weight] if place >= weight else 0) for place, here in enumerate(ways)]
    assert count(large) == sum(ways)


def test_a_member_is_dead_only_if_no_valid_set_has_it() -> None:
    tools = [option("tools", AnyOfDomain(listed("saw", "file", "axe"), 0, 3)), option("big", FlagDomain())]
    only_saw = Compare("=", OptionValue("tools"), Constant(frozenset(("saw",))))
    assert not list(dead_values(compile_graphs(product(tools, Rule("big", OptionValue("big"), when=only_saw)))))
    no_axe = Compare("<", Count((Contains("tools", "axe"), OptionValue("big"))), amount(2))  # any `big` counts 1
    (dead,) = dead_values(compile_graphs(product(tools, Rule("no_axe", no_axe))))
    assert dead.values == ("axe",)


def test_a_limit_on_an_extreme_cuts_its_ranges() -> None:
    sides = [option(key, IntegerDomain(1, 10**9)) for key in ("width", "height")]
    longest = Extreme("max", (OptionValue("width"), OptionValue("height")))
    large = product(sides, Rule("small", Compare("<=", longest, amount(1_000))))
    assert count(large) == 1_000**2
    assert nodes(large) == 2


def test_a_table_of_3_000_rows_costs_its_different_rests() -> None:
    models, plates = tuple(f"m{number}" for number in range(3_000)), tuple(f"p{number}" for number in range(30))
    rows = tuple(
        (SetCell(frozenset((model,))), SetCell(frozenset((plates[number % 30],))), AnyCell())
        for number, model in enumerate(models)
    )
    large = product(
        [option("model", listed(*models)), option("plate", listed(*plates)), option("color", listed("red", "blue"))],
        Table("fits", ("model", "plate", "color"), True, rows),
    )
    assert count(large) == 6_000
    assert nodes(large) == 1 + 30 + 1


def test_a_range_in_a_table_is_cut_and_not_expanded() -> None:
    rows = (
        (RangeCell(Fraction(10), Fraction(10**6)), SetCell(frozenset((True,)))),
        (SetCell(frozenset((5,))), AnyCell()),
    )
    large = product(
        [option("depth", IntegerDomain(0, 10**9)), option("deep", FlagDomain())],
        Table("depths", ("depth", "deep"), True, rows),
    )
    assert count(large) == 10**6 - 9 + 2


def test_an_inactive_option_is_one_outcome() -> None:
    large = product(
        [
            option("strap", FlagDomain()),
            option("length", IntegerDomain(1, 10**9), when=OptionValue("strap")),
            option("extras", AnyOfDomain(listed("a", "b"), 1, 2), optional=True, when=OptionValue("strap")),
        ]
    )
    assert count(large) == 4 * 10**9 + 1
    assert count(large, ["extras"]) == 5
    assert count(large, ["strap"]) == 2
    assert count(large, []) == 1
