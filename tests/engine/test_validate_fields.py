"""How constraints are packed: each kind in the way that was meant for it, and all of them true to the referee."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product as combinations_of
from math import prod
from time import perf_counter
from typing import Any

import pytest
from flat_products import DOMAINS, canonical, cells
from hypothesis import given, settings
from hypothesis import strategies as st
from laptop_product import LAPTOP

from configurator.compiler.compile_flat import compile_catalog, compile_product
from configurator.compiler.grids import MOST_BOXES, cover, listed_values
from configurator.compiler.sums import flat_checks
from configurator.engine.validate import validate, validate_clearly
from configurator.knowledge.flat_checks import FlatChecks
from configurator.knowledge.row_masks import column_masks
from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Activity, Constraint, Rule, SetCell, Table, cell_matches, holds
from configurator.model.domain import CanonicalValue, FlagDomain, IntegerDomain, TextDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    Compare,
    Constant,
    Count,
    Expression,
    Length,
    OptionValue,
    Or,
    Present,
    Sum,
)
from configurator.model.option import Option
from configurator.model.value import Value

F = Fraction


def values(count: int) -> ValueDomain:
    """Values v0, v1 … with a weight that repeats after seven."""
    return ValueDomain(tuple(Value(f"v{number}", "", {"weight": F(number % 7, 4)}) for number in range(count)))


def of(option: str, key: str) -> Expression:
    return Compare("=", OptionValue(option), Constant(key))


def one(*keys: str) -> SetCell:
    return SetCell(frozenset(keys))


def checks_of(constraint: Constraint, *options: Option) -> FlatChecks:
    return flat_checks(Product("p", "P", "c", options), (constraint,))


def kind_of(checks: FlatChecks) -> str:
    """In which way the only constraint is checked, with the number of its fields."""
    if checks.scanned:
        return "scanned"
    return "indexed" if checks.indexed else f"{len(checks.owners)} fields"


def everything(options: Sequence[Option]) -> Iterator[dict[str, CanonicalValue | None]]:
    """Every combination of canonical values, no value being one of them."""
    sides = [listed_values(option) or () for option in options]
    for combination in combinations_of(*sides):
        yield {option.key: value for option, value in zip(options, combination, strict=True)}


SIX = tuple(Option(key, key, values(2), optional=True) for key in "abcdef")
CONSTRAINTS: dict[str, tuple[str, Constraint, tuple[Option, ...]]] = {
    "a forbidden pair": (
        "1 fields",
        Rule("r", And((of("a", "v1"), of("b", "v2"))), forbids=True),
        (Option("a", "A", values(9)), Option("b", "B", values(8))),
    ),
    "a requirement under a condition, of two parts": (
        "2 fields",
        Rule("r", And((of("a", "v1"), of("c", "v0"))), when=Or((of("b", "v2"), of("b", "v1")))),
        (Option("a", "A", values(5)), Option("b", "B", values(5)), Option("c", "C", values(3))),
    ),
    "at most one of six": (
        "1 fields",
        Rule("r", Compare("<=", Count(tuple(OptionValue(key) for key in "abcdef")), Constant(F(1)))),
        SIX,
    ),
    "exactly two of six": (
        "2 fields",
        Rule("r", Compare("=", Count(tuple(Present(key) for key in "abcdef")), Constant(F(2)))),
        SIX,
    ),
    "a budget with quarters under a condition": (
        "1 fields",
        Rule(
            "r",
            Compare("<", Sum((Attribute("a", "weight"), Attribute("b", "weight")), (1, -1)), Constant(F(3, 8))),
            when=And((of("c", "v1"), of("d", "v0"))),
        ),
        tuple(Option(key, key, values(size)) for key, size in (("a", 9), ("b", 8), ("c", 2), ("d", 2))),
    ),
    "a budget against an integer that is chosen": (
        "1 fields",
        Rule("r", Compare(">=", Sum((OptionValue("n"),), (1,)), Sum((Attribute("a", "weight"),), (1,)))),
        (Option("n", "N", IntegerDomain(-3, 3)), Option("a", "A", values(7))),
    ),
    "two options with equal values": (
        "indexed",
        Rule("r", Compare("=", OptionValue("a"), OptionValue("b"))),
        (Option("a", "A", values(15)), Option("b", "B", values(15))),
    ),
    "a product of two amounts": (
        "indexed",
        Rule("r", Compare("=", OptionValue("n"), OptionValue("m")), when=OptionValue("f")),
        (
            Option("n", "N", IntegerDomain(0, 20)),
            Option("m", "M", IntegerDomain(0, 40, 2)),
            Option("f", "F", FlagDomain()),
        ),
    ),
    "more values than a truth table takes": (
        "scanned",
        Rule("r", Compare("=", OptionValue("a"), OptionValue("b"))),
        (Option("a", "A", values(70)), Option("b", "B", values(70))),
    ),
    "a table of a few rows": (
        "2 fields",
        Table("t", ("a", "b"), False, ((one("v1"), one("v2", "v3")), (one("v2"), one("v1")))),
        (Option("a", "A", values(5)), Option("b", "B", values(5))),
    ),
    "a table with a diagonal": (
        "indexed",
        Table("t", ("a", "b"), True, tuple((one(f"v{row}"), one(f"v{row}")) for row in range(20))),
        (Option("a", "A", values(20)), Option("b", "B", values(20))),
    ),
    "a table with a long diagonal": (
        "scanned",
        Table("t", ("a", "b"), True, tuple((one(f"v{row}"), one(f"v{row}")) for row in range(100))),
        (Option("a", "A", values(100)), Option("b", "B", values(100))),
    ),
    "a condition of an option": (
        "3 fields",
        Activity("c", And((of("a", "v1"), of("b", "v2"))), optional=False),
        tuple(Option(key, key, values(3)) for key in "abc"),
    ),
    "a condition of an optional option": (
        "2 fields",
        Activity("c", And((of("a", "v1"), of("b", "v2"))), optional=True),
        tuple(Option(key, key, values(3)) for key in "abc"),
    ),
    "a condition that compares two options": (
        "indexed",
        Activity("c", Compare("=", OptionValue("a"), OptionValue("b")), optional=False),
        tuple(Option(key, key, values(size)) for key, size in (("a", 12), ("b", 12), ("c", 2))),
    ),
    "a condition that compares two large options": (
        "scanned",
        Activity("c", Compare("=", OptionValue("a"), OptionValue("b")), optional=False),
        tuple(Option(key, key, values(size)) for key, size in (("a", 70), ("b", 70), ("c", 2))),
    ),
    "a condition of an optional option that compares two large ones": (
        "scanned",
        Activity("c", Compare("=", OptionValue("a"), OptionValue("b")), optional=True),
        tuple(Option(key, key, values(size)) for key, size in (("a", 70), ("b", 70), ("c", 2))),
    ),
    "a rule that nothing can break": ("0 fields", Rule("r", Constant(True)), (Option("a", "A", values(2)),)),
    "a rule that everything breaks": ("1 fields", Rule("r", Constant(False)), (Option("a", "A", values(2)),)),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_is_packed_as_meant_and_checked_as_the_referee_does(name: str) -> None:
    kind, constraint, options = CONSTRAINTS[name]
    checks = checks_of(constraint, *options)
    assert kind_of(checks) == kind
    domains = {option.key: option.domain for option in options}
    for choices in everything(options):
        assert bool(checks.broken_by(choices)) is not holds(constraint, choices, domains)


def test_text_and_large_ranges_are_checked_without_listing_them() -> None:
    condition = And(
        (Compare(">", Length("name"), Constant(F(3))), Compare(">", OptionValue("n"), Constant(F(500_000))))
    )
    options = (Option("name", "N", TextDomain(9)), Option("n", "N", IntegerDomain(1, 1_000_000)))
    checks = checks_of(Rule("r", condition, forbids=True), *options)
    assert kind_of(checks) == "1 fields"
    assert all(not sums.listed for sums in checks.sums.values())
    for name, number in combinations_of((None, "Zoe", "Zoës", "🤷‍♀️🤷‍♀️🤷‍♀️"), (None, 1, 500_000, 500_001, 1_000_000)):
        choices: dict[str, CanonicalValue | None] = {"name": name, "n": number}
        expected = name == "Zoës" and number is not None and number > 500_000
        assert bool(checks.broken_by(choices)) is expected


def test_thousands_of_values_share_a_few_sums() -> None:
    weight = Rule("r", Compare("<=", Attribute("a", "weight"), Constant(F(1))), when=Present("b"))
    checks = checks_of(weight, Option("a", "A", values(5_000)), Option("b", "B", values(2)))
    assert len({id(total) for total in checks.sums["a"].listed.values()}) == 2


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_row_masks_say_what_each_cell_says(data: st.DataObject) -> None:
    option = data.draw(st.sampled_from(sorted(DOMAINS)))
    column = data.draw(st.lists(cells(option), max_size=6))
    masks = column_masks(column, DOMAINS[option])
    for chosen in [None, *data.draw(st.lists(canonical(option), max_size=8))]:
        matching = sum(cell_matches(cell, chosen, DOMAINS[option]) << row for row, cell in enumerate(column))
        assert masks.of(chosen) == matching
        assert matching in masks.all()


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
@settings(max_examples=150, deadline=None)
def test_boxes_cover_exactly_the_cells(sizes: list[int], data: st.DataObject) -> None:
    grid = list(combinations_of(*map(range, sizes)))
    marked = frozenset(cell for cell in grid if data.draw(st.integers(0, 3)))
    boxes = cover(marked, sizes)
    if boxes is None:
        assert len(marked) > MOST_BOXES
    else:
        assert set().union(*(combinations_of(*box) for box in boxes)) == marked
        assert len(boxes) <= MOST_BOXES
        assert all(prod(len(side) for side in box) for box in boxes)


def test_all_that_is_wrong_is_told_at_once_values_first() -> None:
    options = tuple(Option(key, key, values(3)) for key in ("a", "b", "c"))
    rules = (
        Rule("told", of("a", "v1"), because="Only v1 fits."),
        Rule("plain", And((of("a", "v0"), of("b", "v0"))), forbids=True),
        Rule("unread", of("c", "v0")),
    )
    product = Product("p", "P", "shop", options, rules)
    sent = {"a": "v0", "b": "v0", "c": "v9", "d": 1}
    verdict = validate(compile_product(product), sent)
    assert verdict == validate_clearly(product, sent)
    assert [(problem.code, problem.path, problem.constraint) for problem in verdict.problems] == [
        ("unknown-option", "$.d", None),
        ("unknown-value", "$.c", None),
        ("broken-rule", "$", "told"),
        ("broken-rule", "$", "plain"),
    ]
    assert verdict.problems[2].message == "Only v1 fits."
    assert verdict.problems[3].message == "`plain` does not allow this combination of `a`, `b`"
    assert verdict.problems[3].options == ("a", "b")
    assert verdict.completed == {"a": "v0", "b": "v0"}


def test_true_is_not_one_and_one_is_not_true() -> None:
    product = Product("p", "P", "c", (Option("n", "N", IntegerDomain(0, 1)), Option("f", "F", FlagDomain())))
    knowledge = compile_product(product)
    assert validate(knowledge, {"n": 1, "f": True}).valid
    for choices in ({"n": True, "f": True}, {"n": 1, "f": 1}, {"n": 1.0, "f": True}, {"n": 1, "f": 1.0}):
        assert not validate(knowledge, choices).valid


def test_a_catalog_compiles_product_by_product() -> None:
    catalog = Catalog("shop", "Shop", (LAPTOP,))
    knowledge = compile_catalog(catalog).products["laptop"]
    assert knowledge.permanent_key == "shop/laptop"
    assert list(knowledge.blank) == [option.key for option in LAPTOP.options]


def random_laptops(count: int) -> list[dict[str, Any]]:
    """Configurations of the laptop that can be read, most of which break some constraint."""
    dice = random.Random(5)
    return [
        {
            option.key: list(value) if isinstance(value, tuple) else value
            for option in LAPTOP.options
            if (value := dice.choice((listed_values(option) or (None,))[1:] or (None,))) is not None
        }
        for _ in range(count)
    ]


def test_the_laptop_is_checked_as_the_referee_does_and_much_faster() -> None:
    knowledge = compile_product(LAPTOP)
    assert not knowledge.checks.scanned
    sent = random_laptops(60)
    fast_time, clear_time = [], []
    for _ in range(3):
        start = perf_counter()
        fast = [validate(knowledge, each) for each in sent]
        middle = perf_counter()
        clear = [validate_clearly(LAPTOP, each) for each in sent]
        clear_time.append(perf_counter() - middle)
        fast_time.append(middle - start)
        assert fast == clear
    assert min(clear_time) > 10 * min(fast_time)  # about 100 times when this was written
