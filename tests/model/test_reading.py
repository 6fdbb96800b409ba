"""Reading a configuration: CODE.md section 1, and what is said of each thing that can be wrong with it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expression import Compare, Constant, Contains, OptionValue, Present
from configurator.model.option import Option
from configurator.model.problem import Problem, ProblemCode
from configurator.model.reading import read_configuration
from configurator.model.units import UNITS
from configurator.model.value import Value
from configurator.model.what_was_read import Reading
from configurator.source import Span
from configurator.text.patterns import compile_pattern

F = Fraction


def keys(*names: str) -> ValueDomain:
    return ValueDomain(tuple(Value(name, name) for name in names))


def product(*options: Option) -> Product:
    return Product("case", "Case", "studio", options)


def reads(domain: Domain, raw: object, *, optional: bool = False) -> Any:
    """The canonical value of one option, or the only problem of it."""
    reading = read_configuration(product(Option("x", "X", domain, optional)), {"x": raw})
    if reading.is_complete:
        return reading.completed["x"]
    (problem,) = reading.problems
    return problem


LENGTH = NumberDomain(F(20), F(60), F(1, 2), UNITS["cm"])
STEPS = IntegerDomain(0, 10, 3)


@pytest.mark.parametrize(
    ("domain", "raw", "canonical"),
    [
        (keys("a", "b"), "b", "b"),
        (FlagDomain(), True, True),
        (FlagDomain(), False, False),
        (STEPS, 9, 9),
        (STEPS, Decimal("9.0"), 9),
        (STEPS, Decimal("0.9E+1"), 9),
        (STEPS, "9", 9),
        (STEPS, " +09.00 ", 9),
        (STEPS, F(9), 9),
        (LENGTH, 25, "25"),
        (LENGTH, Decimal("25.50"), "25.5"),
        (LENGTH, "25.5", "25.5"),
        (LENGTH, "25.5 cm", "25.5"),
        (LENGTH, "25.5cm", "25.5"),
        (LENGTH, "255 mm", "25.5"),
        (LENGTH, "0.3 m", "30"),
        (LENGTH, "10 inch", "25.4"),
        (NumberDomain(F(-1), F(1), F(1)), "-0", "0"),
        (NumberDomain(F(-1), F(1), F(1, 4)), "-25 percent", "-0.25"),
        (NumberDomain(F(0), F(1000000), F(1, 100)), "1e3", "1000"),
        (AnyOfDomain(keys("b", "a", "B"), 0, 3), ["b", "a", "B"], ("B", "a", "b")),
        (AnyOfDomain(keys("b", "a"), 0, 2), [], ()),
        (AnyOfDomain(keys("b", "a"), 0, 2), {"a", "b"}, ("a", "b")),
        (TextDomain(5), "  Zoe\u0308  K ", "Zoë K"),
        (TextDomain(5, case="upper"), "  Zoe\u0308  K ", "ZOË K"),
        (TextDomain(5, case="lower"), "  Zoe\u0308  K ", "zoë k"),
        (TextDomain(2, 2, pattern=compile_pattern("[A-Z]+"), case="upper"), "ß", "SS"),
        (TextDomain(1, script="latin", case="lower"), "\u212a", "k"),
    ],
)
def test_a_value_is_brought_to_canonical_form(domain: Domain, raw: object, canonical: CanonicalValue) -> None:
    if raw == "10 inch":
        domain = NumberDomain(F(20), F(60), F(1, 10), UNITS["cm"])
    read = reads(domain, raw)
    assert read == canonical
    assert type(read) is type(canonical)


@pytest.mark.parametrize("raw", [None, ""])
@pytest.mark.parametrize("domain", [keys("a"), FlagDomain(), STEPS, LENGTH, TextDomain(5)])
def test_null_and_the_empty_string_are_no_value_where_that_is_allowed(domain: Domain, raw: object) -> None:
    assert reads(domain, raw, optional=True) is None
    assert reads(domain, raw).code == "no-value-not-allowed"


def test_null_is_the_empty_set_only_where_a_set_is_optional() -> None:
    free, bound = AnyOfDomain(keys("b", "a"), 0, 2), AnyOfDomain(keys("b", "a"), 1, 2)
    assert reads(free, None, optional=True) == ()
    assert reads(bound, None, optional=True) == ()
    refused = reads(free, None)
    assert refused.code == ProblemCode.NO_VALUE_NOT_ALLOWED
    assert refused.hint == "write `[]` to choose none of them"


def test_text_that_is_empty_in_canonical_form_is_no_value() -> None:
    assert reads(TextDomain(5), " \u2003\t", optional=True) is None
    assert reads(TextDomain(5), " \u2003\t").code == "no-value-not-allowed"


@pytest.mark.parametrize(
    ("domain", "raw", "code"),
    [
        (keys("p14", "p15"), "p16", "unknown-value"),
        (keys("p14"), 14, "wrong-type"),
        (keys("p14"), True, "wrong-type"),
        (keys("p14"), ["p14"], "wrong-type"),
        (FlagDomain(), 1, "wrong-type"),
        (FlagDomain(), "true", "wrong-type"),
        (FlagDomain(), Decimal(1), "wrong-type"),
        (STEPS, True, "wrong-type"),
        (STEPS, 3.0, "wrong-type"),
        (STEPS, float("nan"), "wrong-type"),
        (STEPS, "three", "wrong-type"),
        (STEPS, "3,0", "wrong-type"),
        (STEPS, "٣", "wrong-type"),
        (STEPS, "0x3", "wrong-unit"),
        (STEPS, "3 cm", "wrong-unit"),
        (STEPS, 12, "out-of-range"),
        (STEPS, -3, "out-of-range"),
        (STEPS, 4, "off-step"),
        (STEPS, "3.5", "off-step"),
        (LENGTH, "25.3", "off-step"),
        (LENGTH, F(70, 3), "off-step"),
        (LENGTH, "19.5", "out-of-range"),
        (LENGTH, "60.5 cm", "out-of-range"),
        (LENGTH, "25 kg", "wrong-unit"),
        (LENGTH, "25 cmm", "wrong-unit"),
        (LENGTH, Decimal("NaN"), "wrong-type"),
        (LENGTH, Decimal("sNaN"), "wrong-type"),
        (LENGTH, Decimal("-Infinity"), "wrong-type"),
        (AnyOfDomain(keys("a", "b"), 0, 2), "a", "wrong-type"),
        (AnyOfDomain(keys("a", "b"), 0, 2), {"a": True}, "wrong-type"),
        (AnyOfDomain(keys("a", "b"), 0, 2), [1], "wrong-type"),
        (AnyOfDomain(keys("a", "b"), 0, 2), [["a"]], "wrong-type"),
        (AnyOfDomain(keys("a", "b"), 0, 2), ["c"], "unknown-value"),
        (AnyOfDomain(keys("a", "b"), 0, 2), ["a", "a"], "repeated-value"),
        (AnyOfDomain(keys("a", "b", "c"), 0, 2), ["a", "b", "c"], "too-many-values"),
        (AnyOfDomain(keys("a", "b"), 0, 2), ["a"] * 3, "too-many-values"),
        (AnyOfDomain(keys("a", "b"), 2, 2), ["a"], "too-few-values"),
        (AnyOfDomain(keys("a", "b"), 1, 2), [], "too-few-values"),
        (AnyOfDomain(keys("a", "b"), 1, 2), None, "no-value-not-allowed"),
        (TextDomain(5), 5, "wrong-type"),
        (TextDomain(5), "abcdef", "too-long"),
        (TextDomain(5), "a" * 2_001, "too-long"),
        (TextDomain(5, 2), "a", "too-short"),
        (TextDomain(5, script="latin"), "abж", "wrong-script"),
        (TextDomain(5, pattern=compile_pattern("[A-Z]+")), "abc", "pattern-mismatch"),
        (TextDomain(1, case="upper"), "ß", "too-long"),
        (TextDomain(2_000, case="upper"), "ß" * 1_001, "too-long"),
        (TextDomain(5, pattern=compile_pattern("[a-z]+"), case="upper"), "abc", "pattern-mismatch"),
        (TextDomain(5, case="lower"), "\u0130\u094d\u200d", "refused-text"),
        (TextDomain(5), "a\u202eb", "refused-text"),
        (TextDomain(5), "a\ud800b", "refused-text"),
    ],
)
def test_what_is_wrong_with_a_value_has_a_name(domain: Domain, raw: object, code: str) -> None:
    problem = reads(domain, raw)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.options == ("x",)
    assert problem.path.startswith("$.x")


def test_every_code_has_a_summary_and_its_value_is_its_name() -> None:
    assert len({code.value for code in ProblemCode}) == 32
    assert all(code.summary.endswith(".") and code == code.value for code in ProblemCode)
    assert ProblemCode("broken-rule") is ProblemCode.BROKEN_RULE


TOO_LONG: dict[str, object] = {
    "integer": 10**10_000,
    "negative integer": -(10**10_000),
    "decimal": Decimal("1E+999999999"),
    "small decimal": Decimal("1E-999999999"),
    "fraction": F(1, 10**5_000),
    "exponent": "1e999999999",
    "exponent beyond decimals": "1e99999999999999999999999",
    "digits": "9" * 500,
    "a million digits": "1" * 10**6,
    "a million signs": "-" * 10**6,
    "a million spaces": " " * 10**6,
    "a hundred thousand exponents": "1e" * 10**5,
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_numbers_too_long_to_carry_are_refused_before_anything_is_computed(name: str) -> None:
    problem = reads(LENGTH, TOO_LONG[name])
    assert problem.code == "wrong-type"
    assert len(problem.message) < 200


def test_messages_name_the_range_the_steps_and_the_nearest() -> None:
    assert reads(LENGTH, "75").message == "`x` goes from 20 to 60 cm, not 75 cm"
    off = reads(LENGTH, "25.3")
    assert off.message == "`x` goes in steps of 0.5 cm from 20 cm, which leave out 25.3 cm"
    assert off.hint == "the nearest are `25 cm` and `25.5 cm`"
    assert reads(STEPS, 10).hint == "the nearest is `9`"
    assert reads(keys("p14", "p15x"), "p16").hint == "did you mean `p14`?"
    assert reads(LENGTH, "1 kg").message == "`x` measures length; `kg` measures mass"
    assert reads(STEPS, "1 kg").message == "`x` is a plain number; `kg` measures mass"
    assert reads(LENGTH, "30 cmm").hint == "did you mean `mm`?"
    assert reads(STEPS, 2.5).hint == 'write an integer, or the digits in a string: `"25.5"`'


def test_a_message_names_the_foreign_character_and_never_the_text() -> None:
    problem = reads(TextDomain(20, script="latin"), "canary ж")
    assert problem.message == "`x` is written in latin; `ж` (U+0436) is not"
    for domain in (TextDomain(3), TextDomain(20, 10), TextDomain(20, pattern=compile_pattern("[0-9]+"))):
        assert "canary" not in repr(reads(domain, "canary"))


def test_all_that_is_wrong_with_a_text_is_said_at_once() -> None:
    domain = TextDomain(3, script="latin", pattern=compile_pattern("[a-z]+"))
    reading = read_configuration(product(Option("x", "X", domain)), {"x": "ЖЖЖЖ"})
    assert [problem.code for problem in reading.problems] == ["too-long", "wrong-script", "pattern-mismatch"]


def test_each_member_of_a_set_has_a_path_of_its_own() -> None:
    domain = AnyOfDomain(keys("a", "b", "c", "d"), 0, 4)
    reading = read_configuration(product(Option("odd key", "X", domain)), {"odd key": ["a", "x", "a", 7]})
    assert [(problem.code, problem.path) for problem in reading.problems] == [
        ("unknown-value", "$['odd key'][1]"),
        ("repeated-value", "$['odd key'][2]"),
        ("wrong-type", "$['odd key'][3]"),
    ]


STRAP = Contains("extras", "strap")
EXTRAS = Option("extras", "Extras", AnyOfDomain(keys("strap", "stand"), 0, 2))
STRAP_LENGTH = Option("strap_length", "Length", LENGTH, when=STRAP, span=Span(7, 9))
# Declared before what it depends on, on purpose.
CASE = product(STRAP_LENGTH, EXTRAS, Option("ring", "Ring", keys("steel"), when=Present("strap_length")))


def read(**choices: object) -> Reading:
    return read_configuration(CASE, choices)


def test_options_are_read_in_order_of_dependence_and_told_in_declared_order() -> None:
    reading = read(ring="steel", strap_length="30", extras=["strap"])
    assert reading.problems == ()
    assert list(reading.completed.items()) == [("strap_length", "30"), ("extras", ("strap",)), ("ring", "steel")]


def test_an_inactive_option_is_no_value_and_may_be_null() -> None:
    assert read(extras=[], strap_length=None).completed == {"strap_length": None, "extras": (), "ring": None}


def test_an_inactive_option_must_not_be_mentioned() -> None:
    (problem,) = read(strap_length="30").problems
    assert problem.code == "inactive-option"
    assert problem.path == "$.strap_length"
    assert problem.message == "`strap_length` does not apply to what is chosen for `extras`"
    assert problem.options == ("strap_length", "extras")
    assert problem.span == Span(7, 9)


@pytest.mark.parametrize("raw", ["", [], False])
def test_only_null_is_nothing_for_an_inactive_option(raw: object) -> None:
    assert [problem.code for problem in read(strap_length=raw).problems] == ["inactive-option"]


def test_an_active_option_without_value_is_missing() -> None:
    (problem,) = read(extras=["strap"]).problems
    assert (problem.code, problem.path) == ("missing-option", "$.strap_length")


def test_a_fault_makes_no_further_ones_for_what_depends_on_it() -> None:
    assert [problem.code for problem in read(extras=["strap"], strap_length="x").problems] == ["wrong-type"]
    reading = read(extras=["strapp"], strap_length="30")
    assert [problem.code for problem in reading.problems] == ["unknown-value"]
    assert reading.completed == {"strap_length": "30"}
    assert [problem.code for problem in read(extras=["strapp"], strap_length="3").problems] == [
        "out-of-range",
        "unknown-value",
    ]


@pytest.mark.parametrize(
    ("option", "completed"),
    [
        (Option("x", "X", keys("a", "b"), default="b"), "b"),
        (Option("x", "X", keys("a", "b"), optional=True, default="b"), "b"),
        (Option("x", "X", keys("a"), optional=True), None),
        (Option("x", "X", AnyOfDomain(keys("a"), 0, 1)), ()),
        (Option("x", "X", AnyOfDomain(keys("a"), 1, 1), optional=True), ()),
        (Option("x", "X", AnyOfDomain(keys("a"), 1, 1), default=("a",)), ("a",)),
        (Option("x", "X", FlagDomain(), default=False), False),
        (Option("x", "X", IntegerDomain(0, 3), default=0), 0),
    ],
)
def test_what_is_not_mentioned_gets_its_default_or_nothing(option: Option, completed: CanonicalValue | None) -> None:
    reading = read_configuration(product(option), {})
    assert reading.problems == ()
    assert reading.completed == {"x": completed}


def test_a_set_that_needs_members_is_missing_when_not_mentioned() -> None:
    reading = read_configuration(product(Option("x", "X", AnyOfDomain(keys("a", "b"), 2, 2))), {})
    assert [problem.message for problem in reading.problems] == ["`x` needs 2 values and is not mentioned"]
    assert reading.completed == {}


def test_unknown_options_come_first_and_are_compared_with_the_known_ones() -> None:
    reading = read(extra=["strap"], strap_length="30", extras=["strap"])
    assert [(problem.code, problem.path) for problem in reading.problems[:1]] == [("unknown-option", "$.extra")]
    assert reading.problems[0].hint == "did you mean `extras`?"


@pytest.mark.parametrize("choices", [None, [], "extras", 7, {"extras"}])
def test_what_is_no_mapping_is_a_problem_and_no_exception(choices: Any) -> None:
    (problem,) = read_configuration(CASE, choices).problems
    assert (problem.code, problem.path) == ("wrong-type", "$")


def test_names_of_options_that_are_no_strings_are_problems() -> None:
    choices: Any = {1: "a", None: "b", ("a",): "c"}
    assert [problem.code for problem in read_configuration(CASE, choices).problems] == ["unknown-option"] * 3


def test_what_cannot_be_printed_is_escaped_and_cut() -> None:
    (problem,) = read(**{"a\ud800\n" + "b" * 500: 1}).problems
    problem.message.encode()
    assert "\\u{d800}\\u{a}" in problem.message
    assert len(problem.path) < 100


def test_hints_are_only_looked_for_a_few_times() -> None:
    problems = read(**{f"extra{number}": 1 for number in range(1000)}).problems
    assert len(problems) == 1000
    assert sum(problem.hint is not None for problem in problems) == 5


def test_a_circle_of_conditions_is_answered_all_the_same() -> None:
    first = Option("a", "A", keys("x"), when=Compare("=", OptionValue("b"), Constant("x")))
    second = Option("b", "B", keys("x"), when=Compare("=", OptionValue("a"), Constant("x")))
    assert read_configuration(product(first, second), {"a": "x", "b": "x"}).completed
    assert read_configuration(product(first, second), {}).problems == ()
