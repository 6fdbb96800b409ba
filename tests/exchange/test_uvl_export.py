"""Products as UVL: read back, they count the same; what UVL cannot say is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from referee import brute_count
from strategies import products

import configurator
from configurator.engine.count import count
from configurator.errors import ExportError
from configurator.exchange.exports import EXPORTS
from configurator.exchange.uvl import catalog_text
from configurator.exchange.uvl.export import uvl_text
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


def no_file(name: str) -> str:
    raise AssertionError(name)


def product_in(text: str) -> Product:
    outcome = build(Source("shop.vpc", text), no_file, listing=False)
    assert outcome.value is not None, (text, outcome.diagnostics)
    (knowledge,) = outcome.value.products.values()
    return knowledge.product


def read_back(product: Product) -> Product:
    text = uvl_text(product)
    made = catalog_text(Source("shop.uvl", text), no_file)
    assert made.value is not None, (text, made.diagnostics)
    return product_in(made.value)


@examples(max_examples=100)
@given(products())
def test_a_product_that_is_exported_and_read_back_has_as_many_configurations(product: Product) -> None:
    try:
        again = read_back(product)
    except ExportError as error:
        assume(False)
        raise AssertionError from error
    assert count(again) == brute_count(product)


SHOP = """catalog shop "Shop"
space team "Team": eagles { seats: 70 } | bulls { seats: 21, ink: #ce1141 }
product box "Box" {
  option size "Size": small { weight: 300 g } | large { weight: 0.45 kg }
  option lid "Lid": yes or no
  option seal: yes or no optional
  option team: team optional when size = large
  option layers: integer 1 .. 2_000
  option ribbon: number 20 .. 60 cm step 20
  option extras: any of { sun { weight: 20 g }, moon { weight: 35 g }, star } at least 2 optional
  option name: text { max: 12 } optional
  option depth: integer 0 .. 9 derived = (3 when lid = yes else 5)
  rule heavy require size.weight + sum(extras.weight) + 1 g * layers <= 1.4 kg
  rule many require count(extras, lid, seal, team) <= 3
  rule short require ribbon <= 40 cm when seal
  rule no_moon forbid moon in extras when team.seats > 50
  rule inked require team.ink present or lid = no
  table fit (size, layers, extras) allow {
    small, 1 .. 700, *
    large, *, none
    large, *, { moon, sun }
  }
}
"""


def test_whatever_the_language_has_is_taken_over() -> None:
    product = product_in(SHOP)
    assert count(read_back(product)) == count(product) > 1_000


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ('text { max: 5, pattern: "[a-z]+" }', "the text `it` has a pattern"),
        ("text { max: 5, script: latin }", "the text `it` has a script"),
        ("image { png }", "`it` is an image"),
        ('text { max: 5 }\n  rule same require it = "abc"', "`same` compares the text `it` with others"),
        ("number 0 .. 100_000 cm step 0.5", "`it` has 200,001 numbers in steps of 0.5"),
    ],
)
def test_what_uvl_cannot_say_is_refused_by_name(option: str, message: str) -> None:
    with pytest.raises(ExportError) as caught:
        uvl_text(product_in(f"catalog c\nproduct p {{\n  option it: {option}\n}}\n"))
    assert message in str(caught.value)
    assert str(caught.value).endswith("which UVL cannot say")


def test_every_notation_has_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "c.vpc"
    file.write_text("catalog c\nproduct p {\n  option a: b | c\n}\n", "utf-8")
    line = configurator.load(file).only
    assert all(export.writer()(line) for export in EXPORTS.values())
