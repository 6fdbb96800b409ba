"""Whatever takes long asks the clock as it goes, and all questions about a product share one allowance of time.

The clocks here are made up, and count how often they are asked; nothing measures real time.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from count_products import amount, differ, is_, listed, option, product

from configurator.compiler.budget import Budget
from configurator.compiler.compile_flat import compile_catalog
from configurator.compiler.compile_graphs import compile_graphs
from configurator.engine import paths
from configurator.engine.count import count
from configurator.errors import TooComplexError
from configurator.examination import examine
from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, IntegerDomain
from configurator.model.expectation import ExpectCount
from configurator.model.expression import And, Compare, OptionValue, Or, Sum
from configurator.pipeline import check
from configurator.source import Source, Span


class Clock:
    """Stands still until it has been asked `patience` times; an hour is gone then."""

    def __init__(self, patience: int = 10**9) -> None:
        self.patience = patience
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return 0.0 if self.asked <= self.patience else 3_600.0


def pairs() -> Product:
    """A single `or` of many pairs: one state of its automaton has all the letters and all the residuals."""
    options = [option("a", IntegerDomain(0, 10**5)), option("b", IntegerDomain(0, 10**5))]

    def both(number: int) -> And:
        return And(tuple(Compare("=", OptionValue(key), amount(number)) for key in ("a", "b")))

    return product(options, Rule("pairs", Or(tuple(map(both, range(60))))))


def sums() -> Product:
    """A sum of large ranges, whose numbers are taken one by one."""
    options = [option(f"a{place}", IntegerDomain(0, 299)) for place in range(8)]
    total = Sum(tuple(OptionValue(each.key) for each in options), (1,) * len(options))
    return product(options, Rule("total", Compare("<=", total, amount(30))))


def sets() -> Product:
    """Sets of a number that is half of all there are, which nothing else looks at."""
    return product([option("s", AnyOfDomain(listed(*(f"v{number}" for number in range(200))), 100, 100))])


def copies() -> Product:
    """Two options that differ, of very many values each."""
    values = listed(*(f"v{number}" for number in range(400)))
    return product([option("a", values), option("b", values)], Rule("differ", differ("a", "b")))


def rows() -> Product:
    """A long table over options of many values."""
    keys = [f"v{number}" for number in range(300)]
    cells = [(keys[number], keys[7 * number % 300], keys[11 * number % 300]) for number in range(300)]
    rows_of_cells = tuple(tuple(SetCell(frozenset((key,))) for key in row) for row in cells)
    table = Table("rows", ("a", "b", "c"), True, rows_of_cells)
    return product([option(name, listed(*keys)) for name in "abc"], table)


@pytest.mark.parametrize("make", [pairs, sums, sets, copies, rows])
def test_at_each_fifth_of_a_long_way_the_end_of_the_time_is_noticed(make: Callable[[], Product]) -> None:
    large, clock = make(), Clock()
    compile_graphs(large, budget=Budget(clock=clock))
    assert clock.asked > 20
    for patience in range(1, clock.asked, clock.asked // 5):
        impatient = Clock(patience)
        with pytest.raises(TooComplexError, match="more than 10 s"):
            compile_graphs(large, budget=Budget(clock=impatient))
        assert impatient.asked == patience + 1


def test_a_single_step_of_an_automaton_asks_the_clock_many_times() -> None:
    few = Clock()
    compile_graphs(product(list(pairs().options)), budget=Budget(clock=few))
    many = Clock()
    compile_graphs(pairs(), budget=Budget(clock=many))
    assert many.asked > few.asked + 20


def examined(line: Product, clock: Clock) -> tuple[list[str], int | TooComplexError]:
    knowledge = compile_catalog(Catalog("tests", "Tests", (line,)))
    outcome = examine(knowledge, Budget(seconds=1, clock=clock))
    assert outcome.value is not None
    return [each.code.name for each in outcome.diagnostics], outcome.value.counts[line.key]


def small(expected: int | None = None, over: tuple[str, ...] | None = None) -> Product:
    options = [option(key, listed("x", "y", "z")) for key in "abcd"]
    rules = [Rule(f"r{one}{other}", Or((differ(one, other), is_(one, "x")))) for one, other in ("ab", "bc", "cd")]
    expectations = () if expected is None else (ExpectCount(expected, over, Span(0, 1)),)
    made = product(options, *rules)
    return Product(made.key, made.label, made.catalog, made.options, made.constraints, expectations)


def test_all_questions_about_a_product_share_one_allowance() -> None:
    number = count(small())
    still = Clock()
    assert examined(small(number), still) == ([], number)
    for patience in range(1, still.asked):
        found, counted = examined(small(number), Clock(patience))
        assert found == ["unchecked-count"]
        assert isinstance(counted, TooComplexError)
    assert examined(small(number), Clock(still.asked)) == ([], number)


def test_an_expected_count_takes_no_time_beyond_that_of_the_graphs() -> None:
    without, with_one = Clock(), Clock()
    examined(small(), without)
    examined(small(count(small())), with_one)
    assert without.asked == with_one.asked


def test_an_expectation_over_some_options_that_is_not_verified_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MOST_STEPS", 0)  # so that the graphs that are there do not tell
    number = count(small(), ("b", "d"))
    still = Clock()
    assert examined(small(number, ("b", "d")), still)[0] == []
    found, counted = examined(small(number, ("b", "d")), Clock(still.asked - 1))
    assert found == ["unchecked-count"]
    assert counted == count(small())


def test_what_is_too_complex_is_a_warning_where_nothing_is_expected() -> None:
    assert examined(small(), Clock(2))[0] == ["too-entangled"]


def test_a_product_that_nothing_satisfies_is_counted_without_its_graphs() -> None:
    never = Rule("never", Compare(">", Sum((OptionValue("a"),), (1,)), amount(10)))
    found, counted = examined(product([option("a", IntegerDomain(0, 5))], never), Clock())
    assert (found, counted) == (["never-satisfied"], 0)


def test_check_takes_the_budget_that_it_is_given() -> None:
    text = "catalog demo\nproduct mug {\n  option a: x | y\n  option b: x | y\n  rule r forbid a = x and b = x\n}\n"

    def found(budget: Budget) -> list[str]:
        return [each.code.name for each in check(Source("demo.vpc", text), lambda _: "", budget).diagnostics]

    assert found(Budget()) == []
    assert found(Budget(seconds=1e-9)) == ["too-entangled"]
    assert found(Budget(clock=Clock(1))) == ["too-entangled"]
