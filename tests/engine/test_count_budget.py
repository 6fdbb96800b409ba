"""Sums and entangled products: counted within the budget, or refused by name; never how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from count_products import TEN, amount, differ, is_, listed, nodes, option, product

from configurator.compiler.budget import Budget
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.layers import ComponentGraph
from configurator.compiler.progress import Journal
from configurator.engine import valid_space
from configurator.engine.count import Counted, count, counted
from configurator.errors import Limit, TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import FlagDomain, IntegerDomain
from configurator.model.expression import Attribute, Compare, OptionValue, Or, Present, Sum


def power_budget(limit: int) -> tuple[Product, list[list[int]]]:
    watts = [[(7 * place + 13 * number) % 45 for number in range(12)] for place in range(10)]
    options = [
        option(f"part{place}", listed(*(f"p{number}" for number in range(12)), power=tuple(map(Fraction, row))))
        for place, row in enumerate(watts)
    ]
    total = Sum(tuple(Attribute(each.key, "power") for each in options), (1,) * 10)
    return product(options, Rule("budget", Compare("<=", total, amount(limit)))), watts


def test_a_linear_power_budget_over_ten_options_costs_its_sums() -> None:
    large, watts = power_budget(150)
    ways = {0: 1}
    for row in watts:
        after: dict[int, int] = {}
        for total, number in ways.items():
            for watt in row:
                after[total + watt] = after.get(total + watt, 0) + number
        ways = after
    assert count(large) == sum(number for total, number in ways.items() if total <= 150)
    assert nodes(large) <= 10 * 151


def test_a_budget_that_cannot_be_exceeded_ties_nothing_together() -> None:
    large, _ = power_budget(450)
    assert len(compile_graphs(large)) == 10
    assert count(large) == 12**10


def entangled(number: int) -> Product:
    """Every option next to the ones 7, 11 and 13 places on: no order keeps few constraints open."""
    options = [option(f"o{place}", listed(*TEN[:3])) for place in range(number)]
    rules = [
        Rule(
            f"r{place}_{leap}",
            Or((differ(f"o{place}", f"o{(place + leap) % number}"), is_(f"o{place}", "v0"))),
        )
        for place in range(number)
        for leap in (7, 11, 13)
    ]
    return product(options, *rules)


def test_an_entangled_product_says_so_before_anything_is_built() -> None:
    journal = Journal()
    with pytest.raises(
        TooComplexError, match=r"cases would have to be told apart around `o[0-9]+`, where [0-9]+ rules"
    ) as caught:
        count(entangled(60), budget=Budget(nodes=5_000, progress=journal, solver_seconds=1))
    assert set(caught.value.options) == {f"o{place}" for place in range(60)}
    assert len(caught.value.constraints) == 180
    assert caught.value.hint is not None
    assert journal.last is not None
    assert (journal.last.read, journal.last.nodes, journal.built) == (0, 0, [])


def test_a_product_that_takes_more_nodes_than_allowed_says_so_within_its_budget() -> None:
    with pytest.raises(TooComplexError, match="more than 100 cases") as caught:
        count(entangled(15), budget=Budget(nodes=100))
    assert len(caught.value.constraints) == 45
    assert caught.value.limit == Limit("nodes", 100)


def test_a_clock_that_runs_out_is_said() -> None:
    ticks = iter(range(10**9))
    with pytest.raises(TooComplexError, match="more than 20 s") as caught:
        count(entangled(60), budget=Budget(seconds=20, clock=lambda: next(ticks), solver_seconds=1))
    assert caught.value.limit == Limit("seconds", 20)


def test_a_sum_over_a_large_range_is_refused_by_name() -> None:
    total = Sum((OptionValue("depth"), OptionValue("height")), (1, 1))
    large = product(
        [option("depth", IntegerDomain(0, 10**9)), option("height", IntegerDomain(0, 5))],
        Rule("total", Compare("<=", total, amount(10))),
    )
    with pytest.raises(TooComplexError, match="`depth` has 1,000,000,001 numbers") as caught:
        count(large)
    assert caught.value.options == ("depth",)
    assert caught.value.constraints == ("total",)


def test_counting_over_an_option_that_does_not_exist_is_wrong_use() -> None:
    with pytest.raises(ValueError, match="`cover` is not a closed option"):
        count(product([option("strap", FlagDomain())], Rule("some", Present("strap"))), ["cover"])


@pytest.mark.parametrize("error", [MemoryError, lambda: TooComplexError("it is a test", (), ())])
def test_what_no_diagram_holds_over_some_options_is_counted_by_a_solver(
    error: Callable[[], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = entangled(15)
    expected = counted(small, ("o1", "o2"))

    def never(*given: object) -> ComponentGraph:
        raise error()

    monkeypatch.setattr(valid_space, "graph_of", never)
    assert counted(small, ("o1", "o2")) == Counted(expected.number, "solver")
    monkeypatch.setattr("configurator.engine.model_count.find_spec", lambda name: None)
    with pytest.raises(TooComplexError, match=r"more memory than there is|it is a test") as caught:
        counted(small, ("o1", "o2"))
    assert "optionary[solver]" in str(caught.value.hint)
