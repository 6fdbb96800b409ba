"""Derived amounts: exact, in their units, absent ones counting 0."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import offered, product
from snippets import reader

from configurator.model.derivation import Amount
from configurator.model.units import UNITS
from configurator.pipeline import build
from configurator.source import Source

CASE = """catalog demo
context market: eu | us | jp
product case {
  option model: p14 { price: 19.90 EUR, weight: 31 g } | p15 { price: 21 EUR }
  option cover: black | blue { price: 2.50 EUR } optional
  option extras: any of { strap { price: 4 EUR, weight: 4 g }, stand { price: 6.05 EUR }, lens { weight: 0.5 oz } }
  option length: number 20 .. 60 cm step 0.5 optional
  option name: text { max: 9 } optional
  DERIVED
}
"""


def amount(derived: str, choices: Mapping[str, object], facts: Mapping[str, object] | None = None) -> str:
    line = product(CASE.replace("DERIVED", f"derive it{derived}"))
    return str(offered(line, facts or {}, **choices).amounts["it"])


@pytest.mark.parametrize(
    ("derived", "choices", "shown"),
    [
        (" = model.price + cover.price", {"model": "p14"}, "19.90 EUR"),
        (" = model.price + cover.price", {"model": "p14", "cover": "blue"}, "22.40 EUR"),
        (" = cover.price", {"model": "p14", "cover": "black"}, "0.00 EUR"),
        (" = 2 * cover.price + 1 EUR", {"model": "p14"}, "1.00 EUR"),
        (" = model.price + sum(extras.price)", {"model": "p15", "extras": ["strap", "stand", "lens"]}, "31.05 EUR"),
        (" = 31 g + 4 g * count(extras)", {"model": "p14", "extras": ["strap", "stand"]}, "39 g"),
        (": number kg = model.weight + sum(extras.weight)", {"model": "p14", "extras": ["strap"]}, "0.035 kg"),
        (": number oz = sum(extras.weight)", {"model": "p14", "extras": ["lens"]}, "0.5 oz"),
        (": number inch = length", {"model": "p14", "length": "50 cm"}, "2500/127 inch"),
        (" = model.price / 3", {"model": "p15"}, "7.00 EUR"),
        (" = (5 EUR when name present else 0 EUR) + 1 EUR", {"model": "p14", "name": "Zoë"}, "6.00 EUR"),
        (" = (5 EUR when name present else 0 EUR) + 1 EUR", {"model": "p14"}, "1.00 EUR"),
        (" = 3 EUR when cover = blue else 4 EUR when cover = black else 5 EUR", {"model": "p14"}, "5.00 EUR"),
        (" = 3 EUR when cover = blue else 4 EUR when cover = black else 5 EUR", {"model": "p14", "cover": "black"},
         "4.00 EUR"),
        (" = length(name) * 0.125 EUR", {"model": "p14", "name": "Zoe"}, "0.375 EUR"),
        (" = count(extras) - 1", {"model": "p14"}, "-1"),
    ],
)  # fmt: skip
def test_an_amount_is_exact_and_in_its_unit(derived: str, choices: dict[str, object], shown: str) -> None:
    assert amount(derived, choices) == shown


@pytest.mark.parametrize(
    ("market", "shown"), [("eu", "19.90 EUR"), ("us", "24.00 USD"), ("jp", "3500 JPY"), (None, "3500 JPY")]
)
def test_a_price_has_the_currency_of_its_market(market: str | None, shown: str) -> None:
    price = ": money = model.price when market = eu else 24 USD when market = us else 3500 JPY"
    assert amount(price, {"model": "p14"}, {"market": market} if market else {}) == shown


def test_amounts_are_made_of_others_wherever_these_stand() -> None:
    text = "derive gross = net + tax\n  derive tax = net * 0.25\n  derive net = model.price"
    line = product(CASE.replace("DERIVED", text))
    amounts = offered(line, {}, model="p15").amounts
    assert {key: str(each) for key, each in amounts.items()} == {
        "gross": "26.25 EUR",
        "tax": "5.25 EUR",
        "net": "21.00 EUR",
    }


def test_a_formula_that_grows_with_every_name_is_refused_at_once() -> None:
    text = "derive a0 = model.price\n" + "".join(
        f"  derive a{number} = {' + '.join([f'a{number - 1}'] * 200)}\n" for number in range(1, 6)
    )
    outcome = build(Source("catalog.vpc", CASE.replace("DERIVED", text)), reader({}))
    assert {each.code.name for each in outcome.diagnostics} == {"too-large"}


def test_a_rule_may_compare_a_derived_amount_of_choices() -> None:
    text = "derive price = model.price + sum(extras.price)\n  rule cheap require price <= 24 EUR\n  expect count = 48"
    line = product(CASE.replace("DERIVED", text).replace("  option length: number 20 .. 60 cm step 0.5 optional\n", ""))
    assert offered(line, {}, model="p14", extras=["strap"]).amounts["price"].base == Fraction("23.9")
    with pytest.raises(AssertionError, match="cheap"):
        offered(line, {}, model="p15", extras=["strap"])


@pytest.mark.parametrize(
    ("derived", "additive"),
    [
        (" = model.price + cover.price + sum(extras.price) - 1 EUR", True),
        (" = 2 * model.price", True),
        (" = model.price * count(extras)", False),
        (" = (3 EUR when cover = blue else cover.price) + 1 EUR", True),
        (" = (3 EUR when cover = blue else model.price) + 1 EUR", False),
        (" = max(model.price, cover.price)", False),
    ],
)
def test_sums_of_terms_of_one_option_are_additive(derived: str, additive: bool) -> None:
    (found,) = product(CASE.replace("DERIVED", f"derive it{derived}")).product.derived
    assert found.additive is additive


prices = st.decimals(0, 999, places=2)


@settings(deadline=None)
@given(st.lists(st.tuples(prices, st.integers(-3, 3)), min_size=1, max_size=5), st.data())
def test_a_sum_is_what_decimals_add_up_to(values: list[tuple[Decimal, int]], data: st.DataObject) -> None:
    """The referee is the decimal arithmetic of Python, which shares nothing with ours."""
    options = "".join(
        f"  option o{number}: none_of_it | some {{ price: {price} EUR }}\n" for number, (price, _) in enumerate(values)
    )
    terms = "".join(
        f" {'-' if factor < 0 else '+'} {abs(factor)} * o{number}.price" for number, (_, factor) in enumerate(values)
    )
    line = product(f"catalog demo\nproduct mug {{\n{options}  derive price = 0 EUR{terms}\n}}\n")
    chosen = [data.draw(st.booleans()) for _ in values]
    found = offered(line, {}, **{f"o{at}": "some" if each else "none_of_it" for at, each in enumerate(chosen)})
    total = sum((price * factor for (price, factor), each in zip(values, chosen, strict=True) if each), Decimal(0))
    assert found.amounts["price"].base == Fraction(total)
    assert str(found.amounts["price"]) == f"{total:.2f} EUR".replace("-0.00", "0.00")


def test_amounts_show_all_digits_of_their_currency() -> None:
    assert str(Amount(Fraction(1, 8), UNITS["EUR"])) == "0.125 EUR"
    assert str(Amount(Fraction(19), UNITS["EUR"])) == "19.00 EUR"
    assert str(Amount(Fraction(1900), UNITS["JPY"])) == "1900 JPY"
    assert str(Amount(Fraction(-1, 2), UNITS["USD"])) == "-0.50 USD"
    assert str(Amount(Fraction(1, 3), UNITS["EUR"])) == "1/3 EUR"
    assert str(Amount(Fraction(3))) == "3"
