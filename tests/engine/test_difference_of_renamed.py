"""What a release renames changes nothing: rules mean the values, whatever these are called."""

from __future__ import annotations

from dataclasses import replace

from configurator.engine.difference import Difference
from configurator.engine.valid_space import ValidSpace
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.expression import Compare, OptionValue
from configurator.pipeline import build
from configurator.source import Source

BEFORE = """
catalog cups
space lined: red | blue
space printed: rouge | blue
product cup {
  option inside: any of lined
  option outside: any of printed
  option finish: matt | gloss optional
}
"""

RENAMED = BEFORE.replace("rouge", "red { was: rouge }").replace("matt", "dull { was: matt }")


def product_of(text: str, rule: str = "") -> Product:
    outcome = build(Source("cups.vpc", text.rstrip("\n}") + f"\n{rule}\n}}\n"), lambda name: name)
    assert outcome.value is not None, outcome.diagnostics
    return next(iter(outcome.value.products.values())).product


def changed(rule: str) -> tuple[int, int, int]:
    difference = Difference(ValidSpace.of(product_of(BEFORE)), ValidSpace.of(product_of(RENAMED, rule)))
    return difference.kept, difference.lost, difference.gained


def test_a_value_of_another_name_is_counted_as_before() -> None:
    assert changed("") == (48, 0, 0)
    assert changed("rule finished require count(finish) = 1") == (32, 16, 0)
    assert changed("rule plain require count(finish, inside) = 0") == (4, 44, 0)


def test_two_sets_are_compared_by_the_names_of_their_own_release() -> None:
    before = product_of(BEFORE)
    renamed = product_of(RENAMED)
    for sign, expected in (("=", (12, 36, 0)), ("!=", (36, 12, 0))):
        rule = Rule("alike", Compare(sign, OptionValue("inside"), OptionValue("outside")))
        difference = Difference(ValidSpace.of(before), ValidSpace.of(replace(renamed, constraints=(rule,))))
        assert (difference.kept, difference.lost, difference.gained) == expected
