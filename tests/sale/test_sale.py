"""What may be sold where and when: `sell` rules, facts that are open, and cells of facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import completed, offered, product

from configurator.engine.sale import open_facts, read_facts, unsold
from configurator.engine.sale_cells import Stretch, cells_of, looked_at
from configurator.model.catalog import Product
from configurator.pipeline import code

HEAD = """catalog demo
context market: eu | us | jp
context day: date
context pieces: integer 1 .. 100
context club: yes or no
product mug {
  option size: small | large
  option logo: sun { home: us } | moon { home: eu } optional
"""
FIRST = date(2026, 1, 1)

days = st.integers(0, 20).map(lambda number: (FIRST + timedelta(days=number)).isoformat())
tests = st.one_of(
    st.builds("market {} {}".format, st.sampled_from(["=", "!="]), st.sampled_from(["eu", "us", "jp"])),
    st.builds("day {} {}".format, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), days),
    st.builds(lambda one, other: f"day in {min(one, other)} .. {max(one, other)}", days, days),
    st.builds("pieces {} {}".format, st.sampled_from(["=", "<", ">="]), st.integers(1, 100)),
    st.builds("club = {}".format, st.sampled_from(["yes", "no"])),
    st.sampled_from(["size = small", "logo present", "logo = sun", "market in {eu, us}", "not club = yes"]),
)
conditions = st.lists(tests, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([" and ", " or "]).map(lambda word: word.join(parts))
)
rules = st.builds(
    "{} {} when {}".format, st.sampled_from(["require", "forbid"]), conditions.map("({})".format), conditions
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "market": st.sampled_from(["eu", "us", "jp"]),
        "day": days,
        "pieces": st.integers(1, 100),
        "club": st.booleans(),
    },
)
choices = st.fixed_dictionaries(
    {"size": st.sampled_from(["small", "large"])}, optional={"logo": st.sampled_from(["sun", "moon"])}
)


def with_rules(rules: list[str]) -> Product:
    text = "\n".join(f"  sell rule_{number} {rule}" for number, rule in enumerate(rules))
    return product(f"{HEAD}{text}\n}}\n").product


def is_in(stretch: Stretch, value: object, *, is_number: bool) -> bool:
    if stretch.first is None and stretch.last is None:
        return stretch.value == value
    ends = [each if each is None or not is_number else int(each) for each in (stretch.first, stretch.last)]
    first, last = ends
    return (first is None or first <= value) and (last is None or value <= last)  # type: ignore[operator]


@settings(deadline=None)
@given(st.lists(rules, min_size=1, max_size=3), facts, choices)
def test_sales_of_one_cell_have_one_verdict(
    rules: list[str], given: dict[str, object], choices: dict[str, str]
) -> None:
    found = with_rules(rules)
    keys = looked_at(found, found.sales)
    known, problems = read_facts(found, given)
    assert not problems
    holding = [
        cell
        for cell in cells_of(found, keys, found.sales)
        if all(
            key not in known or is_in(stretch, known[key], is_number=key == "pieces")
            for key, stretch in cell.stretches.items()
        )
    ]
    if all(key in known for key in keys):
        (cell,) = holding
        ours = {each.rule for each in unsold(found, {"logo": None, **choices, **known})}
        assert ours == {each.rule for each in unsold(found, {"logo": None, **choices, **known, **cell.values})}
    assert holding, "the cells leave nothing out"


@settings(deadline=None)
@given(st.lists(rules, min_size=1, max_size=2), facts, choices)
def test_facts_are_open_exactly_where_they_decide(
    rules: list[str], given: dict[str, object], choices: dict[str, str]
) -> None:
    found = with_rules(rules)
    known, _ = read_facts(found, given)
    base = {"logo": None, **choices}
    opened = open_facts(found, base, known)
    missing = [fact.key for fact in found.facts if fact.key not in known]
    possible = [cell.values for cell in cells_of(found, missing, found.sales)]
    verdicts = {frozenset(each.rule for each in unsold(found, {**base, **known, **each})) for each in ({}, *possible)}
    assert bool(opened) is (len(verdicts) > 1)
    assert not set(opened) & set(known)


def test_what_no_fact_is_given_for_is_neither_sold_nor_barred() -> None:
    line = product(HEAD + '  sell home require market = us when logo = sun because "Suns are for the US."\n}\n')
    assert offered(line, {}, size="small").sellable is True
    asked = offered(line, {}, size="small", logo="sun")
    assert (asked.sellable, asked.open) == (None, ("market",))
    assert offered(line, {"market": "us"}, size="small", logo="sun").sellable is True
    barred = offered(line, {"market": "eu"}, size="small", logo="sun")
    assert barred.sellable is False
    assert [(each.rule, each.message) for each in barred.bars] == [("home", "Suns are for the US.")]


def test_facts_that_could_be_too_many_things_to_be_tried_are_open() -> None:
    values = " | ".join(f"v{number}" for number in range(30))
    facts = "".join(f"context {name}: {values}\n" for name in "abc")
    line = product(
        f"catalog demo\n{facts}product mug {{\n  option size: small | large\n"
        "  sell far forbid a = v1 and b = v2 and c = v3\n}\n"
    )
    assert offered(line, {}, size="small").open == ("a", "b", "c")
    assert offered(line, {"a": "v2"}, size="small").open == (), "900 of them can be tried"


def test_the_day_of_the_sale_is_today_unless_given() -> None:
    line = product(HEAD + "  sell spring require day in 2026-03-01 .. 2026-05-31\n}\n")
    assert offered(line, {}, size="small").sellable is False
    assert offered(line, {"day": "2026-03-01"}, size="small").sellable is True
    assert offered(line, {"day": date(2026, 5, 31)}, size="small").sellable is True
    assert offered(line, {"day": "2026-06-01"}, size="small").sellable is False


def test_what_is_retired_is_barred_on_the_day_of_the_sale_that_is_given() -> None:
    line = product(
        "catalog demo\ncontext day: date\nproduct mug {\n  option size: small { retired: 2026-12-01 } | large\n}"
    )
    assert offered(line, {}, size="small").sellable is True
    assert offered(line, {"day": "2026-12-01"}, size="small").sellable is False


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"markt": "eu"}, "`mug` knows no fact `markt`"),
        ({"market": "uk"}, "`market` has no value `uk`"),
        ({"day": "2026-02-30"}, "`2026-02-30` is not a day of the calendar"),
        ({"day": "soon"}, "`day` takes a day, such as `2026-05-01`, not a string"),
        ({"pieces": 0}, "`pieces` goes from 1 to 100, not 0"),
    ],
)
def test_facts_that_cannot_be_are_told(given: dict[str, object], message: str) -> None:
    line = product(HEAD + "}\n")
    assert [each.message for each in offered(line, given, size="small").problems] == [message]


def test_a_sale_rule_never_touches_a_verdict_or_a_code() -> None:
    plain, strict = product(HEAD + "}\n"), product(HEAD + "  sell never forbid size = small\n}\n")
    assert completed(plain, size="small") == completed(strict, size="small")
    assert code(plain, {"size": "small"}).code == code(strict, {"size": "small"}).code
    assert offered(strict, {}, size="small").sellable is False
