"""Catalog text that programs write: keys for foreign names, exact numbers, the layout of `fmt`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.exchange.catalog_text import WORDS, CatalogText, Keys, number, quoted
from configurator.source import Source
from configurator.syntax.formatter import formatted
from configurator.syntax.layout.spacing import keywords
from configurator.syntax.parser import parse

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


@given(st.lists(st.text(max_size=80) | st.sampled_from(["a b", "a_b", "a.b", "option", "when", "Größe", "64bit"])))
def test_foreign_names_become_different_keys(names: list[str]) -> None:
    keys = Keys()
    made = [keys.of(name) for name in names]
    assert all(KEY.fullmatch(key) for key in made)
    assert len(set(made)) == len(made)
    assert not WORDS & set(made)


def test_no_word_of_the_language_is_missing() -> None:
    assert keywords() <= WORDS


@pytest.mark.parametrize(
    ("name", "key"),
    [("Größe (mm)", "Grosse_mm"), ("64BIT", "n_64BIT"), ("option", "option_2"), ("...", "n"), ("Ü-Ei", "U_Ei")],
)
def test_a_key_is_near_to_its_name(name: str, key: str) -> None:
    assert Keys().of(name) == key


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_number_is_written_exactly(value: Decimal) -> None:
    text = number(value)
    assert Fraction(text) == Fraction(value)
    assert "e" not in text.lower()


def test_a_number_without_a_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="no exact decimal"):
        number(Fraction(1, 3))


NAMES = st.text(st.sampled_from("abcdefgh "), min_size=1, max_size=70)


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, min_size=1, max_size=6), st.booleans(), st.booleans()), max_size=6))
def test_the_text_is_in_the_layout_of_fmt(drawn: list[tuple[str, list[str], bool, bool]]) -> None:
    keys = Keys()
    made = CatalogText("c", "A label", "p", product_label="Product", notes="a note" if len(drawn) % 2 else None)
    options = []
    for label, values, optional, noted in drawn:
        key, inner = keys.of(label), Keys()
        domain = [f"{inner.of(value)} {quoted(value)}" for value in values]
        made.option(key, label, domain, *["optional"] * optional, *[f"note {quoted(label)}"] * noted)
        options.append(key)
    made.gap()
    for at, key in enumerate(options):
        condition = " and ".join(f"{each} present" for each in options[at:])
        made.rule(keys.of("rule"), f"require {condition} when {key} present", "why " + key if at % 2 else None)
    text = made.text()
    assert formatted(Source("c.vpc", text)).text == text
    assert not parse(Source("c.vpc", text)).diagnostics
