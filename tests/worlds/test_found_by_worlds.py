"""What random worlds have found and was mended, each in a small catalog of its own."""

from __future__ import annotations

from datetime import date

import pytest
from snippets import reader

from configurator.engine.count import count
from configurator.engine.offer import offer
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import check
from configurator.source import Source

UNITS = """
product unit {
  option color: red | blue
  option lit: yes or no
  sell red_in_eu require market = eu when color = red
  option tone: warm derived = (warm when lit = yes else warm)
}
"""


def made(text: str) -> ProductKnowledge:
    """The product `thing`, checked without a mistake."""
    outcome = check(Source("catalog.vpc", f"catalog demo\ncontext market: eu | us\n{text}"), reader({}))
    assert outcome.is_sound and outcome.value is not None, [each.message for each in outcome.diagnostics]  # noqa: PT018
    return outcome.value.products["thing"]


def sellable(knowledge: ProductKnowledge, choices: dict[str, object], **facts: object) -> bool | None:
    verdict = validate(knowledge, choices)
    assert verdict.valid
    return offer(knowledge.product, verdict.completed, date(2026, 5, 1), facts).sellable


def test_a_narrowed_option_keeps_its_condition_and_its_formula() -> None:
    thing = made(
        "product family abstract {\n  option kind: a | b\n  option trim: x | y | z when kind = b\n"
        "  option hue: warm | cold | none_such derived = (warm when kind = a else cold)\n}\n"
        "product thing extends family {\n  narrow trim: x | y\n  narrow hue: warm | cold\n}\n"
    )
    assert count(thing.product) == 3
    assert validate(thing, {"kind": "a"}).completed == {"kind": "a", "trim": None, "hue": "warm"}
    assert not validate(thing, {"kind": "a", "trim": "x"}).valid


@pytest.mark.parametrize(
    ("said", "valid"),
    [
        ("forbid every u in units (u.color = red)", False),
        ("require some u in units (u.color = red)", False),
        ("require some u in units (u.color = red) when every u in units (u.color = red)", False),
        ("forbid every e in extras (e = strap)", False),
        ("require some e in extras (e = strap)", False),
        ("require every u in units (u.color = red)", True),
        ("forbid some e in extras (e = strap)", True),
    ],
)
def test_every_of_none_is_true_and_some_false_where_the_option_is_not_asked_for(said: str, valid: bool) -> None:
    """Also where a list may be left out, and in what is asked before it is known when options are asked for."""
    options = (
        "  option kind: a | b\n  option units: 2 of product unit when kind = b\n"
        "  option extras: any of { strap, stand } when kind = b\n"
    )
    thing = made(f"{UNITS}product thing {{\n{options}  rule said {said}\n}}\n")
    assert validate(thing, {"kind": "a"}).valid is valid
    condition = said.partition(" ")[2].rpartition(" when ")[2]
    asked = made(f"{UNITS}product thing {{\n  option more: x | y when {condition}\n{options}}}\n")
    assert validate(asked, {"kind": "a"}).valid is not condition.startswith("every")


def test_what_follows_from_a_yes_or_no_alone_is_counted_once() -> None:
    thing = made("product thing {\n  option gift: yes or no\n  option wrapped: yes or no derived = gift\n}\n")
    assert count(thing.product) == 2


def test_a_formula_that_is_always_true_is_a_formula() -> None:
    text = "  option extras: any of { strap }\n  option alike: yes or no derived = every e in extras (e = strap)\n"
    assert count(made(f"product thing {{\n{text}}}\n").product) == 2


def test_products_that_are_lit_are_counted_by_the_option_alone() -> None:
    text = "  option units: 2 of product unit\n  rule one require count(u in units when u.lit) = 1\n"
    thing = made(f"{UNITS}product thing {{\n{text}}}\n")
    units = [{"color": "red", "lit": True}, {"color": "red", "lit": False}]
    assert validate(thing, {"units": units}).valid
    assert count(thing.product) == 4


def test_a_value_of_a_set_counts_as_one() -> None:
    text = "  option extras: any of { strap, stand }\n  rule one require every e in extras (count(e, e = strap) = 2)\n"
    thing = made(f"product thing {{\n{text}}}\n")
    assert [validate(thing, {"extras": [each]}).valid for each in ("strap", "stand")] == [True, False]
    assert count(thing.product) == 2


@pytest.mark.parametrize(
    "said",
    [
        "sell mixed require count(market = eu, gift) <= 1",
        "sell mixed require count(market, gift) <= 1",
        "sell mixed require (2 when market = eu else 1) * size <= 2",
        "sell mixed require (size when gift = yes else 1) <= 1",
        'build {\n  pick "P" when (size when gift = yes else 1) <= 1\n  }',
        'build {\n  pick "P" when gift\n  }',
    ],
)
def test_sales_and_steps_may_mix_facts_choices_and_choices_between_amounts(said: str) -> None:
    made(f"product thing {{\n  option gift: yes or no\n  option size: integer 1 .. 3\n  {said}\n}}\n")


def test_a_step_for_what_is_never_chosen_is_told_also_where_its_option_stands_alone() -> None:
    text = 'option gift: yes or no\n  rule never forbid gift\n  build {\n  pick "P" when gift\n  }'
    outcome = check(Source("catalog.vpc", f"catalog demo\nproduct thing {{\n  {text}\n}}\n"), reader({}))
    assert "never-happens" in {each.code.name for each in outcome.diagnostics}


@pytest.mark.parametrize(
    ("said", "size", "expected"),
    [
        ("require pieces * size <= 4", 1, True),
        ("require pieces * size <= 4", 2, None),
        ("require pieces <= size", 1, None),
        ("require pieces <= size", 3, True),
        ("require size = 1 when pieces in 1 .. 3", 2, None),
        ("forbid count(pieces, size) = 2", 1, None),
    ],
)
def test_a_fact_that_would_bar_a_sale_is_open_however_it_is_asked_for(said: str, size: int, expected: object) -> None:
    text = f"context pieces: integer 1 .. 3\nproduct thing {{\n  option size: integer 1 .. 3\n  sell said {said}\n}}\n"
    thing = made(text)
    assert sellable(thing, {"size": size}) is expected
    given = [sellable(thing, {"size": size}, pieces=number) for number in (1, 2, 3)]
    assert expected is (None if False in given else True)


def test_a_day_is_compared_with_days_of_values() -> None:
    text = (
        "context day: date\nproduct thing {\n  option team: a { from: 2026-05-01 } | b\n"
        "  sell later require day >= team.from\n}\n"
    )
    thing = made(text).product
    verdict = validate(made(text), {"team": "a"})
    assert offer(thing, verdict.completed, date(2026, 4, 1)).sellable is False
    assert offer(thing, verdict.completed, date(2026, 5, 1)).sellable is True


@pytest.mark.parametrize("word", ["rule", "sell"])
def test_two_derived_amounts_can_be_equal(word: str) -> None:
    text = "  option size: integer 1 .. 3\n  derive double = 2 * size\n  derive more = size + 1\n"
    thing = made(f"product thing {{\n{text}  {word} alike require double = more\n}}\n").product
    assert [each.key for each in (*thing.constraints, *thing.sales)] == ["alike"]
    assert count(thing) == (1 if word == "rule" else 3)


def test_an_example_names_what_refuses_it_within_a_list() -> None:
    """Rules to be sold by, and options that follow, without the place in the list."""
    text = f"""{UNITS}product thing {{
  option units: 1 .. 2 of product unit
  expect unsold {{ units: [{{ color: blue, lit: yes }}, {{ color: red, lit: no }}], market: us }}
    because units.red_in_eu
  expect invalid {{ units: [{{ color: blue }}] }} because units.lit
}}
"""
    made(text)
