"""What rules say of the texts of products within a product: judged one by one, and counted where that is exact."""

from __future__ import annotations

import pytest
from snippets import reader

from configurator.engine.count import count
from configurator.engine.validate import validate, validate_clearly
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import build
from configurator.source import Source

CARD = """catalog demo
product card {{
  option color: red | blue
  option note: text {{ max: 3 }} optional
}}
product box {{
  option lid: yes or no
  option first: product card
  option cards: 0 .. 2 of product card
  {}
}}
"""


def box(*rules: str) -> ProductKnowledge:
    outcome = build(Source("catalog.vpc", CARD.format("\n  ".join(rules))), reader({}))
    assert outcome.value is not None
    return outcome.value.products["box"]


def is_valid(product: ProductKnowledge, **choices: object) -> bool:
    verdict = validate(product, choices)
    assert verdict == validate_clearly(product.product, choices)
    return verdict.valid


def test_a_pattern_looks_into_a_product_and_into_each_of_a_list() -> None:
    found = box(
        'rule one require first.note matches "[A-Z]+" when lid = yes',
        'rule all require every card in cards (card.note matches "[a-z]+")',
    )
    first = {"color": "red", "note": "ABC"}
    assert is_valid(found, lid=True, first=first)
    assert not is_valid(found, lid=True, first=first | {"note": "abc"})
    assert is_valid(found, lid=False, first=first | {"note": "abc"})
    assert is_valid(found, lid=True, first={"color": "red"}, cards=[{"color": "red"}, {"color": "red", "note": "a"}])
    assert not is_valid(found, lid=True, first=first, cards=[{"color": "red", "note": "a"}, first])


def test_texts_of_one_product_are_counted_as_far_as_rules_tell_them_apart() -> None:
    plain = 2 * 2 * (1 + 2 + 3)  # lids, colors of the first card, lists of two colors
    assert count(box().product) == plain
    assert count(box('rule one require first.note matches "[A-Z]+" when lid = yes').product) == plain
    assert (
        count(box('rule one forbid first.note matches ".{0,3}" when lid = yes and first.note present').product) == plain
    )
    long = 'rule one require first.note matches "[A-Z]{4}" when lid = yes'
    assert count(box(long, "rule two require first.note present").product) == plain // 2


@pytest.mark.parametrize("said", ['card.note matches "a.*"', "length(card.note) = 1", "card.note present"])
def test_texts_in_a_list_do_not_multiply(said: str) -> None:
    plain = 2 * 2 * (1 + 2 + 3)
    assert count(box(f"rule some require count(card in cards when {said}) <= 1").product) == plain
    both = box(f"rule both require count(card in cards when {said}) = 2 when lid = yes")
    assert count(both.product) == 2 * 3 + 2 * (1 + 2 + 3)
