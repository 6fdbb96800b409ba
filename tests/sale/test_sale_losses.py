"""What can be sold no longer is what asking each configuration, on each day and in each market, says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.compiler.budget import USUAL
from configurator.engine.sale import bars, read_facts
from configurator.engine.sale_losses import SaleLoss, sale_losses
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source

TODAY = date(2026, 6, 1)
DAYS = [date(2026, month, day) for month in (6, 7, 8, 9) for day in (1, 2, 15)] + [date(2030, 1, 1)]

OLD = """catalog shop "Shop"
context market "Market": eu | us | jp
context day "Day": date
product box "Box" {
  option size "Size": small | large | huge
  option paper "Paper": plain | gold
  option extras "Extras": any of { bow, card }
  option lined "Lined": yes or no default no
  sell gold_in_the_eu
    require market = eu when paper = gold
}
"""


def product_of(text: str) -> Product:
    outcome = build(Source("shop.vpc", text), lambda name: name, listing=False)
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    (knowledge,) = outcome.value.products.values()
    return knowledge.product


def sold(product: Product, market: str, day: date) -> set[bytes]:
    """The documents of what may be sold."""
    facts, _ = read_facts(product, {"market": market} if product.facts else {}, day)
    return {
        canonical_bytes(document_of(product, each)["choices"])
        for each in referee.all_valid(product)
        if not bars(product, each, day, facts)
    }


def buildable(product: Product) -> set[bytes]:
    return {canonical_bytes(document_of(product, each)["choices"]) for each in referee.all_valid(product)}


def lost_by_hand(old: Product, new: Product) -> Iterator[int]:
    kept = buildable(old) & buildable(new)
    for market in ("eu", "us", "jp"):
        for day in DAYS:
            yield len((sold(old, market, day) & kept) - sold(new, market, day))


def losses(old: Product, new: Product) -> list[SaleLoss]:
    return list(sale_losses(old, new, TODAY, USUAL))


def holds(old: Product, new: Product) -> None:
    found = losses(old, new)
    assert all(each.why is None for each in found)
    assert {each.lost for each in found} == {number for number in lost_by_hand(old, new) if number}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("market = eu when", "market = eu when"),
        ("market = eu when", "market != jp when"),
        ("when paper = gold", "when paper = gold and size = large"),
        ("when paper = gold", "when size = large"),
        ("market = eu when", "day < 2026-07-15 when"),
        ("market = eu when", "market = us and day > 2026-07-01 when"),
        ("    require market = eu when paper = gold", "    require market = eu"),
        ("    require market = eu when paper = gold", "    forbid size = huge and card in extras"),
        ("large |", "large { retired: 2026-07-02 } |"),
        ("large |", "large { retired: 2020-01-01 } |"),
        ("bow,", "bow { retired: 2026-07-02 },"),
        ('"Box" {', '"Box" retired 2026-08-01 {'),
        ("default no", "default no retired 2026-08-02"),
        ("default no", 'since "2" baseline yes retired 2026-08-02'),
        ("  sell", "  rule flat forbid size = huge and paper = gold\n  sell"),
    ],
)
def test_what_is_said_is_what_each_sale_says(before: str, after: str) -> None:
    assert before in OLD
    old, new = product_of(OLD), product_of(OLD.replace(before, after))
    if "baseline" not in after:
        holds(old, new)
        holds(new, old)
    else:
        holds(new, product_of(OLD.replace(before, 'since "2" baseline yes')))
        holds(product_of(OLD.replace(before, 'since "2" baseline yes')), new)


def test_a_loss_says_where_and_why() -> None:
    new = product_of(OLD.replace("market = eu when", "market = eu and day < 2026-07-15 when"))
    (loss,) = losses(product_of(OLD), new)
    assert loss == SaleLoss({"market": "eu", "day": "2026-07-15 .. …"}, ("gold_in_the_eu",), 24)
    found = losses(product_of(OLD), product_of(OLD.replace("large |", "large { retired: 2026-07-02 } |")))
    assert [(each.where["market"], each.bars, each.lost) for each in found] == [
        ("eu", ("retired",), 16),
        ("us", ("retired",), 8),
        ("jp", ("retired",), 8),
    ]


def test_days_that_are_over_are_no_loss() -> None:
    new = product_of(OLD.replace("market = eu when", "market = eu and day > 2026-05-31 when"))
    assert losses(product_of(OLD), new) == []


def test_a_market_that_is_gone_is_told() -> None:
    (found,) = losses(product_of(OLD), product_of(OLD.replace(" | jp", "")))
    assert (found.where, found.bars, found.lost) == ({"market": "jp"}, ("market",), None)


def test_a_fact_that_is_new_is_tried_with_all_that_it_can_be() -> None:
    old = product_of(OLD[: OLD.index("  sell")].replace("context market", "context shop") + "}\n")
    found = losses(old, product_of(OLD))
    assert [(each.bars, each.lost) for each in found] == [(("gold_in_the_eu",), 24)] * 2
    assert [each.where["market"] for each in found] == ["us", "jp"]
    assert losses(product_of(OLD), old) == []


def test_renamed_things_are_what_they_were() -> None:
    new = OLD.replace("eu | us", 'europe "Europe" { was: eu } | us').replace("market = eu", "market = europe")
    new = new.replace("plain | gold", 'plain | golden "Gold" { was: gold }').replace("paper = gold", "paper = golden")
    assert losses(product_of(OLD), product_of(new)) == []


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_random_rules_of_sales_are_told_exactly(seed: int) -> None:
    random = Random(seed)

    def text() -> str:
        facts = (
            "market = eu",
            "market != us",
            "day < 2026-07-02",
            "day in 2026-07-01 .. 2026-08-15",
            "day > 2026-09-01",
        )
        choices = ("size = huge", "paper = gold", "bow in extras", "lined", "size != small and paper = plain")
        rules = [
            f"  sell s{number}\n    {random.choice(('require', 'forbid'))} {random.choice(facts)}"
            f" when {random.choice(choices)}\n"
            for number in range(random.randrange(3))
        ]
        head = OLD[: OLD.index("  sell")]
        if random.random() < 0.3:
            head = head.replace("huge", f"huge {{ retired: 2026-0{random.randrange(5, 10)}-02 }}")
        return head + "".join(rules) + "}\n"

    holds(product_of(text()), product_of(text()))
