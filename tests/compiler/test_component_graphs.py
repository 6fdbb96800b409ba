"""The parts between classes and counts: components, orders, automata and the graphs made of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st
from referee import all_valid
from strategies import products

from configurator.compiler.automata import automaton_of
from configurator.compiler.automaton import BROKEN, HOLDS
from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.compile_graphs import compile_graphs, prepare
from configurator.compiler.components import components
from configurator.compiler.cut_cost import Tie, tie
from configurator.compiler.layers import ComponentGraph
from configurator.compiler.order import arrange, cut_profile
from configurator.engine.count import count
from configurator.engine.reachable import alone, dead_values, satisfiable
from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Rule, SetCell, Table
from configurator.model.domain import FlagDomain, IntegerDomain, ValueDomain
from configurator.model.expression import FALSE, TRUE, Compare, Constant, OptionValue, Sum
from configurator.model.option import Option
from configurator.model.value import Value

FLAGS = [Option(f"o{number}", f"O{number}", FlagDomain()) for number in range(4)]
YES, NO = SetCell(frozenset((True,))), SetCell(frozenset((False,)))


def test_options_that_constraints_tie_are_one_component() -> None:
    scopes = [("a", "c"), ("d",), ("e", "c", "b")]
    assert components("abcde", scopes) == [("a", "b", "c", "e"), ("d",)]


def test_a_chain_is_put_in_order() -> None:
    keys = [f"o{(number * 7) % 20}" for number in range(20)]
    chain = [(f"o{number}", f"o{number + 1}") for number in range(19)]
    assert max(cut_profile(arrange(keys, list(map(tie, chain))), chain)) == 1
    assert max(cut_profile(keys, chain)) == 5


@given(
    st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4, unique=True)),
    st.sets(st.sampled_from("abcdefg")),
)
def test_late_options_come_last_in_any_order(scopes: list[list[str]], late: set[str]) -> None:
    order = arrange("abcdefg", list(map(tie, scopes)), late)
    assert sorted(order) == list("abcdefg")
    assert set(order[len(order) - len(late) :]) == late


def test_orders_are_the_same_each_time() -> None:
    ties = [tie(scope) for scope in (("a", "c"), ("b", "d", "f"), ("g", "a"), ("c", "e"))]
    assert arrange("abcdefg", ties, ()) == arrange("abcdefg", ties, ())


def test_rows_with_equal_cells_ahead_are_one_state() -> None:
    rows = tuple(
        (first, second, AnyCell()) for first in (YES, AnyCell()) for second in (YES, SetCell(frozenset((False,))))
    )
    table = Table("rows", ("o0", "o1", "o2"), True, rows)
    prepared = prepare(FLAGS, [table])
    automaton = prepared.automata[0]
    yes, no = automaton.outcomes(automaton.start, "o0")
    assert yes == no
    assert set(automaton.outcomes(yes, "o1")) == {HOLDS}


def test_a_table_without_rows_allows_nothing_or_forbids_nothing() -> None:
    for allows, end in ((True, BROKEN), (False, HOLDS)):
        automaton = automaton_of(Table("empty", ("o0", "o1"), allows, ()), Allowance(USUAL))
        automaton.begin({}, (), Allowance(USUAL))
        assert automaton.start == end


def test_sums_that_make_no_difference_are_one_state() -> None:
    options = [Option("tens", "T", IntegerDomain(0, 90, 10)), Option("units", "U", IntegerDomain(0, 9))]
    total = Sum((OptionValue("units"), OptionValue("tens")), (1, 1))
    automaton = prepare(options, [Rule("sum", Compare("<=", total, Constant(Fraction(55))))]).automata[0]
    reached = automaton.outcomes(automaton.start, "units")
    assert [len(list(group)) for _, group in groupby(reached)] == [6, 4]  # at most 50 tens after 0 to 5, else 40


def test_a_constraint_that_looks_at_nothing_decides_all() -> None:
    never, always = Rule("never", FALSE), Rule("always", TRUE)
    assert count(Product("p", "P", "tests", tuple(FLAGS), (always,))) == 16
    broken = Product("p", "P", "tests", tuple(FLAGS), (always, never))
    assert count(broken) == 0
    assert not satisfiable(compile_graphs(broken))
    assert [each.values for each in dead_values(compile_graphs(broken))] == [(True, False)] * 4
    assert alone(broken, never).can_break
    assert not alone(broken, never).can_hold
    assert not alone(broken, always).can_break


def test_an_option_without_values_leaves_no_configuration() -> None:
    nothing = Option("nothing", "Nothing", ValueDomain(()))
    tied = Rule("tied", Compare("=", OptionValue("nothing"), OptionValue("other")))
    options = (nothing, Option("other", "Other", ValueDomain((Value("v", "V"),))))
    for product in (Product("p", "P", "tests", options), Product("p", "P", "tests", options, (tied,))):
        assert count(product) == 0
        assert [each.always_absent for each in dead_values(compile_graphs(product))] == [True, True]


def test_a_product_without_options_has_one_configuration() -> None:
    assert count(Product("p", "P", "tests", ())) == 1


@settings(deadline=None)
@given(products())
def test_paths_are_the_valid_combinations_and_no_node_is_idle(product: Product) -> None:
    graphs = compile_graphs(product)
    keys = [option.key for option in product.options]
    valid = {tuple(choices[key] for key in keys) for choices in all_valid(product)}
    for graph in graphs:
        check(graph)
        for option in graph.options:
            live = {option.classes[number].representative for number in graph.live_classes[option.key]}
            seen = {choices[keys.index(option.key)] for choices in valid}
            if satisfiable(graphs) and not option.option.is_open:
                assert live <= seen


def check(graph: ComponentGraph) -> None:
    """What must be true of every graph."""
    assert len(graph.diagram.levels) == len(graph.options)
    if not graph.diagram.holds:
        assert not any(graph.diagram.levels)
        return
    sizes = [len(level) for level in graph.diagram.levels] + [1]
    assert sizes[0] == 1
    for level, (option, nodes) in enumerate(zip(graph.options, graph.diagram.levels, strict=True)):
        assert len(set(nodes)) == len(nodes)
        targets = {target for node in nodes for _, target in node}
        assert targets == set(range(sizes[level + 1]))  # each node below is reached
        for node in nodes:
            classes = [each for some, _ in node for each in some]
            assert classes
            assert len(set(classes)) == len(classes)
            assert all(0 <= each < len(option.classes) for each in classes)
            assert len({target for _, target in node}) == len(node)


def test_an_order_is_found_however_many_constraints_are_open_at_once() -> None:
    ties = [Tie(("a", each), (2, 2), lambda _: 2) for each in "bcd"] * 1_000
    assert sorted(arrange(["a", "b", "c", "d"], ties)) == ["a", "b", "c", "d"]
