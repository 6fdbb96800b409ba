"""Families: products that extend, narrow and apply are what they would be if they were written out."""

from __future__ import annotations

from itertools import product as every
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snippets import reader

from configurator.engine.count import count
from configurator.engine.explode import explode
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build, check
from configurator.source import Source

COLORS, EXTRAS, LENGTHS = ("black", "blue", "clear", "red"), ("strap", "stand", "lens"), (2, 4, 6, 8)
BODY = """
  rule no_lens forbid lens in extras when color = clear
  rule red_strap require strap in extras when color in {red, blue}
  rule short require length <= 6 when color != black
  table t (color, extras) forbid {
    clear, {strap}
    {blue, red}, {strap, lens}
  }
"""


def built(text: str, **files: str) -> KnowledgeBase:
    found = {name.replace("__", "/") + ".vpc": each for name, each in files.items()}
    outcome = build(Source("shop.vpc", text), reader(found))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    assert outcome.is_sound, [each.message for each in outcome.diagnostics]
    return outcome.value


def some(all_of: tuple[Any, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(all_of), min_size=1, unique=True).map(
        lambda chosen: sorted(chosen, key=all_of.index)
    )


@settings(deadline=None)
@given(some(COLORS), some(EXTRAS), st.sampled_from([(2, 8, 2), (2, 6, 2), (4, 8, 2), (2, 8, 6), (4, 4, 2)]))
def test_a_narrowed_product_allows_what_its_family_allows_of_what_is_left(
    colors: list[str], extras: list[str], lengths: tuple[int, int, int]
) -> None:
    """The referee is the family itself, asked for each configuration that can be written in the product."""
    low, high, step = lengths
    family = f"""catalog demo
product cover {{
  option color: {" | ".join(COLORS)}
  option extras: any of {{ {", ".join(EXTRAS)} }}
  option length: integer 2 .. 8 step 2
{BODY}}}
product narrow_one extends cover {{
  narrow color: {" | ".join(colors)}
  narrow extras: any of {{ {", ".join(extras)} }}
  narrow length: integer {low} .. {high} step {step}
}}
"""
    knowledge = built(family)
    whole, part = knowledge.products["cover"], knowledge.products["narrow_one"]
    valid = 0
    sets = [[each for each, taken in zip(EXTRAS, chosen, strict=True) if taken] for chosen in every([0, 1], repeat=3)]
    for color, extra, length in every(COLORS, sets, LENGTHS):
        choices = {"color": color, "extras": extra, "length": length}
        is_left = color in colors and set(extra) <= set(extras) and length in range(low, high + 1, step)
        found = validate(part, choices).valid
        assert found is (is_left and validate(whole, choices).valid), choices
        valid += found
    assert count(part.product) == valid


SHARED = """
rules engraved (words, material) {
  rule room forbid words present and material = clear
  table t (material, words) forbid {
    blue, *
  }
}
"""


def test_rules_are_applied_to_options_of_the_product() -> None:
    text = "catalog demo\n" + SHARED.replace("blue, *", "red, none")
    text += """product case {
  option cover: black | clear | red
  option back: black | clear | red
  option name: text { max: 9 } optional
  apply engraved(name, cover) as front
  apply engraved(name, back) as back_side
}
"""
    line = built(text).products["case"]
    assert [each.key for each in line.product.constraints] == ["front_room", "front_t", "back_side_room", "back_side_t"]
    broken = {each.constraint for each in validate(line, {"cover": "clear", "back": "black", "name": "Zoe"}).problems}
    assert broken == {"front_room"}
    assert {each.constraint for each in validate(line, {"cover": "red", "back": "red"}).problems} == {
        "front_t",
        "back_side_t",
    }


def test_a_text_that_a_rule_compares_is_no_place_for_an_option() -> None:
    text = 'catalog demo\nrules plain (words) {\n  rule no_braces forbid words = "{words}"\n}\n'
    text += "product case {\n  option name: text { max: 9 } optional\n  apply plain(name)\n}\n"
    line = built(text).products["case"]
    assert not validate(line, {"name": "{words}"}).valid
    assert validate(line, {"name": "{name}"}).valid


def test_a_file_is_read_once_however_many_use_it_and_what_it_names_lies_beside_it() -> None:
    knowledge = built(
        'catalog shop\nuse "shared/a.vpc"\nuse "shared/b.vpc"\nproduct case extends base { }\n',
        shared__a='use "c.vpc"\n',
        shared__b='use "c.vpc"\nuse "../top.vpc"\n',
        shared__c="product base abstract {\n  option size: small | large\n  option lid: finish\n}\n",
        top="space finish: matte | shiny\n",
    )
    assert list(knowledge.products) == ["case"]
    assert count(knowledge.products["case"].product) == 4


def test_products_belong_to_the_catalog_that_declares_them() -> None:
    covers = "catalog covers { was sleeves }\nproduct plain {\n  option color: black | blue\n}\n"
    parts = "product card {\n  option text_color: black | blue\n}\n"
    knowledge = built('catalog shop\nuse "covers.vpc"\nuse "parts.vpc"\n', covers=covers, parts=parts)
    assert [each.permanent_key for each in knowledge.products.values()] == ["sleeves/plain", "shop/card"]


def test_what_is_idle_in_one_product_of_a_family_only_is_no_mistake() -> None:
    text = f"""catalog demo
product cover abstract {{
  option color: {" | ".join(COLORS)}
  option extras: any of {{ {", ".join(EXTRAS)} }}
  rule no_lens forbid lens in extras when color = clear
  rule never forbid color = black and color = blue
}}
product a extends cover {{ narrow color: black | blue }}
product b extends cover {{ narrow color: clear | red }}
"""
    outcome = check(Source("shop.vpc", text), reader({}))
    assert [(each.code.name, each.message) for each in outcome.diagnostics] == [
        ("never-fires", "`never` can never be broken, so it says nothing")
    ]


@pytest.mark.parametrize(
    ("text", "files", "code", "place"),
    [
        ('use "a.vpc"', {"a": 'use "b.vpc"\n', "b": 'use "a.vpc"\n'}, "circular-use", "b.vpc:1"),
        ('use "shop.vpc"', {}, "circular-use", "shop.vpc:2"),
        ('use "a.vpc"', {}, "missing-file", "shop.vpc:2"),
        ('use "a.vpc"\nspace x: a', {"a": "space x: b\n"}, "duplicate-name", "shop.vpc:3"),
        ('use "a.vpc"', {"a": "space x b\n"}, "missing-separator", "a.vpc:1"),
        (
            'use "a.vpc"',
            {"a": "product p {\n  option a: b | c\n  rule r forbid a = d\n}\n"},
            "unknown-value",
            "a.vpc:3",
        ),
        ("product p extends p { option a: b }", {}, "circular-use", "shop.vpc:2"),
        ("rules r (a) { option b: c }", {}, "not-a-statement", "shop.vpc:2"),
        ("product p abstract { option a: b\n  expect count = 1 }", {}, "not-a-statement", "shop.vpc:3"),
        ('product p abstract { gtin "95012345678903" }', {}, "not-a-statement", "shop.vpc:2"),
        ("product p { narrow a: b }", {}, "unknown-option", "shop.vpc:2"),
    ],
)
def test_a_mistake_is_told_in_the_file_where_it_stands(text: str, files: dict[str, str], code: str, place: str) -> None:
    found = {f"{name}.vpc": each for name, each in files.items()}
    outcome = build(Source("shop.vpc", f"catalog shop\n{text}\n"), reader(found))
    told = [(each.code.name, outcome.sources.of(each.span).link(each.span)) for each in outcome.diagnostics]
    assert len(told) == 1, told
    assert told[0][0] == code
    assert told[0][1].startswith(place + ":")


def test_a_mistake_in_a_family_is_told_once() -> None:
    text = "catalog shop\nproduct p abstract {\n  option a: b | c\n  rule r forbid a = d\n}\n"
    text += "product q extends p { }\nproduct s extends p { }\n"
    outcome = build(Source("shop.vpc", text), reader({}))
    assert [each.code.name for each in outcome.diagnostics] == ["unknown-value"]


def test_a_pattern_of_applied_rules_is_left_as_it_is() -> None:
    text = """catalog demo
rules shouted (words) {
  rule loud require words matches "\\\\{words\\\\}|[A-Z]+"
  build { check "Read {words}" when words matches "\\\\{words\\\\}" }
}
product case {
  option name: text { max: 9 } optional
  apply shouted(name)
}
"""
    case = built(text).products["case"]
    assert validate(case, {"name": "{words}"}).valid
    assert not validate(case, {"name": "{name}"}).valid
    assert len(explode(case.product, {"name": "{words}"}).steps) == 1
    assert len(explode(case.product, {"name": "NAME"}).steps) == 0
