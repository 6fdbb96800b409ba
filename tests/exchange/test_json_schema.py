"""The JSON Schema of a product accepts whatever `validate` accepts, so that what it refuses is refused.

A configuration is drawn as JSON text. Validation gets what the strict reader makes of it, the schema what `json.loads`
makes of it, floats and all, as other programs would.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from flat_products import products, raw_choices
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from configurator.engine.validate import validate_clearly
from configurator.errors import JsonError
from configurator.exchange.json_schema import schema_of
from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expression import OptionValue
from configurator.model.option import Option
from configurator.model.units import UNITS
from configurator.model.value import Value
from configurator.text.json_reader import read_json
from configurator.text.patterns import compile_pattern

COLORS = ValueDomain((Value("red", "Rot"), Value("blue", "Blau"), Value("a.b-c", "Bunt")), space="color")


def product(*options: Option) -> Product:
    return Product("box", "Gift box", "shop", options)


def of(domain: Domain, **more: Any) -> Product:
    return product(Option("it", "It", domain, **more))


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    written = json.loads(json.dumps(schema))
    Draft202012Validator.check_schema(written)
    return Draft202012Validator(written)


def judged(base: Product, text: str) -> tuple[bool, bool]:
    """What the schema and what validation say of a configuration in JSON."""
    accepted: bool = validator(schema_of(base)).is_valid(json.loads(text))
    return accepted, validate_clearly(base, read_json(text)).valid  # type: ignore[arg-type]


def written(value: object) -> str:
    """A raw value as JSON, a Decimal by its digits; refuses with ValueError what JSON cannot say."""
    match value:
        case dict():
            members = (f"{json.dumps(name)}:{written(each)}" for name, each in value.items())
            return "{" + ",".join(members) + "}"
        case list() | tuple():
            return "[" + ",".join(map(written, value)) + "]"
        case Decimal() if value.is_finite() and len(str(value)) < 50:
            return str(value)
        case Fraction() if value.denominator == 1:
            return str(value.numerator)
        case None | bool() | str() | int():
            return json.dumps(value)
    raise ValueError


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_validation_accepts_the_schema_accepts(data: st.DataObject) -> None:
    base = data.draw(products())
    unbound = Product(base.key, base.label, base.catalog, base.options)
    checker = validator(schema_of(base))
    for _ in range(10):
        choices = data.draw(raw_choices(base))
        try:
            text = written(choices)
            raw = read_json(text)
        except (ValueError, JsonError):
            continue
        if validate_clearly(unbound, raw).valid:  # type: ignore[arg-type]
            assert list(checker.iter_errors(json.loads(text))) == []


DOMAINS: dict[str, Domain] = {
    "color": COLORS,
    "gift": FlagDomain(),
    "size": IntegerDomain(-2, 10, 3),
    "length": NumberDomain(Fraction(20), Fraction(24), Fraction(1, 2), UNITS["cm"]),
    "share": NumberDomain(Fraction(0), Fraction(1), Fraction(1, 10)),
    "colors": AnyOfDomain(COLORS, 1, 2),
    "name": TextDomain(6, 2, "latin"),
    "photo": ImageDomain(("png",), 8, 8, 1_000),
    "initials": TextDomain(3, 1, "latin", compile_pattern("[A-ZË]+"), "upper"),
}
SPELLINGS = [
    *("null", '""', '" "', "true", "false", "0", "1", "-2", "4.0", "1e0", "10", "13", "2.5", "20", "24", "24.5", "0.1"),
    *('"1"', '"+1.0"', '"1e0"', '" 1 "', '"100 percent"', '"22 cm"', '"0.22 m"', '"220mm"', '"22 kg"', '"22 cm cm"'),
    *('".5"', '"5."', '"22\\u00a0cm"', '"1,5"', '"red"', '"Red"', '"a.b-c"', "[]", '["red"]', '["red","red"]', "[1]"),
    *('["blue","red"]', '["a.b-c","blue","red"]', "{}", '"Zoë"', '"Zoe"', '" Zoe "', '"Я"', '"seven letters"', "1e400"),
    *(f'"sha256:{"0" * 64}"', f'"sha256:{"A" * 64}"', '"sha256:"'),
    *('"true"', '"yes"', '"1e-400"', "20.000000000000000000000001", '"-0"', "-0.0", '"\\n22 cm"', '"22 cm\\n"'),
]


@cache
def variants(kind: str) -> tuple[Product, ...]:
    return tuple(
        of(DOMAINS[kind], optional=optional, when=when, default=default)
        for optional in (False, True)
        for when in (None, OptionValue("it"))
        for default in (None, {"gift": True, "size": 1, "length": "22", "share": "0"}.get(kind))
    )


@pytest.mark.parametrize("kind", DOMAINS)
def test_no_spelling_that_validation_accepts_is_refused(kind: str) -> None:
    refused_too_little = 0
    for base in variants(kind):
        for text in ("{}", *(f'{{"it": {spelling}}}' for spelling in SPELLINGS)):
            accepted, valid = judged(base, text)
            assert accepted or not valid, text
            refused_too_little += accepted and not valid
    assert refused_too_little < len(SPELLINGS) * len(variants(kind)) / 2


@pytest.mark.parametrize(
    ("domain", "refused"),
    [
        (COLORS, ['"rot"', "1", "null", '""', '["red"]']),
        (FlagDomain(), ['"yes"', "1", "null"]),
        (IntegerDomain(1, 9), ["0", "10", "1.5", "true", "null", '"one"', '"1 cm"']),
        (DOMAINS["length"], ["19.5", "24.5", "true", "null", '"22 kg"', '"22,5"', '""']),
        (AnyOfDomain(COLORS, 1, 2), ["[]", '["red","red"]', '["rot"]', '["red","blue","a.b-c"]', '"red"', "null"]),
        (TextDomain(6), ["1", "null", '""', "true"]),
    ],
)
def test_a_wrong_shape_is_refused_by_both(domain: Domain, refused: list[str]) -> None:
    for each in refused:
        assert judged(of(domain), f'{{"it": {each}}}') == (False, False), each


def test_unknown_and_missing_options_are_refused_by_both() -> None:
    assert judged(of(COLORS), "{}") == (False, False)
    assert judged(of(COLORS), '{"it": "red", "other": 1}') == (False, False)
    assert judged(of(COLORS), "[]") == (False, False)


def test_only_an_option_that_nothing_else_fills_is_required() -> None:
    base = product(
        Option("plain", "Plain", COLORS),
        Option("filled", "Filled", COLORS, default="red"),
        Option("free", "Free", COLORS, optional=True),
        Option("asked", "Asked", COLORS, when=OptionValue("gift")),
        Option("gift", "Gift", FlagDomain()),
        Option("some", "Some", AnyOfDomain(COLORS, 1, 2)),
        Option("any", "Any", AnyOfDomain(COLORS, 0, 2)),
    )
    assert schema_of(base)["required"] == ["plain", "gift", "some"]


def test_a_schema_says_what_it_is_of_and_names_its_values() -> None:
    schema = schema_of(product(Option("color", "Color", COLORS), Option("lining", "Lining", COLORS)))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:optionary:configuration:shop/box"
    assert schema["title"] == "Gift box"
    assert schema["properties"]["lining"] == {"title": "Lining", "$ref": "#/$defs/space.color"}
    assert schema["$defs"] == {
        "space.color": {
            "enum": ["red", "blue", "a.b-c"],
            "x-titles": {"red": "Rot", "blue": "Blau", "a.b-c": "Bunt"},
        }
    }


def test_bounds_that_no_float_can_say_are_widened_or_left_out() -> None:
    fine = Fraction(1, 10**30)
    narrow = NumberDomain(fine, 1 - fine, fine)
    assert judged(of(narrow), f'{{"it": 0.{"9" * 30}}}') == (True, True)
    huge = NumberDomain(Fraction(0), Fraction(10**399), Fraction(1))
    assert judged(of(huge), '{"it": 1e399}') == (True, True)


def test_a_text_is_described_with_the_case_that_it_is_brought_into() -> None:
    described = {name: schema_of(of(DOMAINS[name]))["properties"]["it"]["description"] for name in ("name", "initials")}
    assert described == {
        "name": "From 2 to 6 characters as people count them, in latin script.",
        "initials": "Up to 3 characters as people count them, brought into upper case, in latin script, "
        "matching [A-ZË]+.",
    }


def test_a_default_is_written_as_json() -> None:
    assert schema_of(of(AnyOfDomain(COLORS, 0, 2), default=("blue", "red")))["properties"]["it"]["default"] == [
        "blue",
        "red",
    ]
