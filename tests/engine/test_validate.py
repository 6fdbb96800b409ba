"""The fast verdict is the clear one, whatever the product and whatever is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest
import referee
import strategies
from flat_products import ALL_KINDS, DOMAINS, JUNK, completed_choices, products, raw_choices, truths
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.compiler import lookups, sums
from configurator.compiler.compile_flat import compile_product
from configurator.compiler.lookups import lookup_data
from configurator.compiler.sums import flat_checks
from configurator.engine import looked_up
from configurator.engine import validate as validating
from configurator.engine.looked_up import is_valid, looked_up_document
from configurator.engine.validate import validate, validate_clearly, verdict_of_readable
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.knowledge import wide_sums
from configurator.knowledge.formula import formula
from configurator.knowledge.found_values import LONGEST_READ, MOST_READ
from configurator.knowledge.kept_texts import text_readers
from configurator.knowledge.lookup import Lookup, document_text
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, holds
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain, TextDomain, ValueDomain
from configurator.model.evaluation import evaluate
from configurator.model.expression import Compare, Constant, Contains, Not, OptionValue
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.model.reading import read_configuration
from configurator.model.units import UNITS
from configurator.model.value import Value
from configurator.model.what_was_read import Reading


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_flat_checks_name_exactly_the_constraints_that_do_not_hold(data: st.DataObject) -> None:
    product = data.draw(products())
    checks = flat_checks(product, product.all_constraints)
    for _ in range(5):
        completed = data.draw(completed_choices(product))
        expected = [each for each in product.all_constraints if not holds(each, completed, product.domains)]
        assert list(checks.broken_by(completed)) == expected


@given(strategies.products())
@settings(max_examples=80, deadline=None)
def test_flat_checks_let_through_exactly_what_brute_force_finds_valid(product: Product) -> None:
    checks = flat_checks(product, product.all_constraints)
    tried = islice(referee.all_choices(product.options, product.all_constraints), 400)
    for completed in tried:
        expected = tuple(each for each in product.all_constraints if not holds(each, completed, product.domains))
        assert checks.broken_by(completed) == expected


@pytest.fixture(params=[wide_sums.WIDE, -1], ids=["narrow", "wide"], scope="module")
def widest(request: pytest.FixtureRequest) -> Iterator[int]:
    """How many bits are added in one."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (sums, lookups):
            patch.setattr(module, "WIDE", request.param)
        yield request.param


@given(st.lists(st.integers(-(2**1100), 2**1100)))
def test_parts_add_up_to_what_numbers_add_up_to(numbers: list[int]) -> None:
    limbs = wide_sums.limbs_of(wide_sums.parts_of(2**1200), 4)
    for each in numbers:
        assert wide_sums.whole(wide_sums.parts_of(each)) == each
        for index, part in wide_sums.parts_of(each):
            limbs[index] += part
    assert wide_sums.joined(limbs) == 2**1200 + sum(numbers)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_the_fast_verdict_is_the_clear_one(widest: int, data: st.DataObject) -> None:
    product = data.draw(products())
    knowledge = compile_product(product)
    as_data = lookup_data(product, knowledge.flat)
    assert as_data is None or (as_data["limbs"] is None) is (widest == wide_sums.WIDE)
    as_kept = None if as_data is None else json.loads(json.dumps(as_data))
    kept = None if as_kept is None else Lookup(as_kept, text_readers(as_kept["options"]))
    for _ in range(5):
        choices = data.draw(raw_choices(product))
        fast, clear = validate(knowledge, choices), validate_clearly(product, choices)
        assert fast == clear
        assert is_valid(knowledge, choices) is clear.valid
        if kept is not None and type(choices) is dict:
            text = document_text(kept, choices)
            assert text is None or bool(text) is clear.valid
            assert not text or text.encode() == canonical_bytes(document_of(product, clear.completed))
        assert list(fast.completed) == list(clear.completed)
        assert [type(value) for value in fast.completed.values()] == [type(value) for value in clear.completed.values()]
        if fast.valid:
            document = document_of(product, fast.completed)
            assert canonical_document(knowledge, fast.completed) == canonical_bytes(document)
            assert looked_up_document(knowledge, choices) in (canonical_bytes(document), None)
        else:
            assert looked_up_document(knowledge, choices) in (b"", None)


@pytest.mark.parametrize("spelled", ["1.5", "1.50", "1.5 mm", " 1.5 ", Decimal("1.50"), Fraction(3, 2), 1.5])
def test_who_is_asked_for_does_not_depend_on_how_a_number_is_written(spelled: object) -> None:
    is_met = Compare("=", OptionValue("size"), Constant(Fraction(3, 2) * UNITS["mm"].factor))
    options = (
        Option("size", "Size", NumberDomain(Fraction(1), Fraction(2), Fraction(1, 2), UNITS["mm"])),
        Option("lid", "Lid", FlagDomain(), when=is_met),
        Option("cap", "Cap", FlagDomain(), when=is_met, default=True),
    )
    product = Product("cup", "Cup", "cups", options, ())
    knowledge = compile_product(product)
    assert knowledge.lookup is not None
    some_others: list[dict[str, object]] = [{}, {"lid": True}, {"cap": False}, {"lid": False, "cap": True}]
    for others in some_others:
        choices = {"size": spelled, **others}
        clear = validate_clearly(product, choices)
        assert is_valid(knowledge, choices) is clear.valid
        document = canonical_bytes(document_of(product, clear.completed)) if clear.valid else b""
        assert looked_up_document(knowledge, choices) in (document, None)


@pytest.mark.parametrize("extras", [None, [], ["strap"], ()])
def test_no_value_of_a_set_is_the_empty_set_for_whoever_goes_by_it(extras: object) -> None:
    members = ValueDomain((Value("strap", "Strap"), Value("lens", "Lens")))
    options = (
        Option("extras", "Extras", AnyOfDomain(members, 0, 2), optional=True),
        Option("case", "Case", FlagDomain(), when=Not(Contains("extras", "strap"))),
    )
    product = Product("phone", "Phone", "phones", options, ())
    knowledge = compile_product(product)
    assert knowledge.lookup is not None
    some_others: list[dict[str, object]] = [{}, {"case": True}]
    for others in some_others:
        choices = {"extras": extras, **others}
        clear = validate_clearly(product, choices)
        assert is_valid(knowledge, choices) is clear.valid is ((extras == ["strap"]) is not bool(others))
        assert validate(knowledge, choices) == clear


def test_a_text_that_comes_again_is_read_once_and_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def counting(option: Option, raw: object, hints: Hints) -> object:
        read.append(raw)
        return read_value(option, raw, hints)

    monkeypatch.setattr(lookups, "read_value", counting)
    product = Product("mug", "Mug", "mugs", (Option("name", "Name", TextDomain(1_000)),), ())
    knowledge = compile_product(product)
    short, long = "Anna", "A" * (LONGEST_READ + 1)
    for name in (short, long) * 2:
        assert is_valid(knowledge, {"name": name})
    assert read == [short, long, long]
    for name in ("zero\0byte", "A" * 1_001) * 2:
        assert not is_valid(knowledge, {"name": name})
    assert read[3:] == ["zero\0byte", "A" * 1_001, "A" * 1_001]
    assert knowledge.lookup is not None
    for number in range(2 * MOST_READ):
        assert is_valid(knowledge, {"name": str(number)})
        assert len(knowledge.lookup.found[str]["name"]) <= MOST_READ


@pytest.mark.parametrize("wrong", [3, 2.5, True, "nobody", ["small"], {"small": 1}])
@pytest.mark.parametrize("option", ["size", "gift", "many", "name", "nowhere"])
def test_what_no_option_takes_is_told_by_looking_up(
    option: str, wrong: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = (
        Option("size", "Size", ValueDomain((Value("small", "Small"), Value("large", "Large")))),
        Option("gift", "Gift", FlagDomain()),
        Option("many", "Many", IntegerDomain(1, 5)),
        Option("name", "Name", TextDomain(10)),
    )
    knowledge = compile_product(Product("mug", "Mug", "mugs", options, ()))
    right = {"size": "small", "gift": True, "many": 3, "name": "nobody"}
    assert is_valid(knowledge, right)
    choices = right | {option: wrong}
    clear = validate_clearly(knowledge.product, choices)
    assert validate(knowledge, choices) == clear
    if not (option == "many" and isinstance(wrong, str)):  # it may be a number
        monkeypatch.setattr(looked_up, "verdict_of_readable", None)
    assert is_valid(knowledge, choices) is clear.valid is (right.get(option) == wrong)


@pytest.mark.parametrize(
    ("wrong", "is_read_anew"),
    [
        ({"size": "smal"}, False),
        ({"size": "smal", "many": 9, "nowhere": 1, "words": ["x"]}, False),
        ({"name": "Ann", "gift": None}, False),
        ({"many": 9, "size": None}, False),
        ({"gift": "true"}, True),  # whether there is a name hangs on it
        ({"gift": "true", "name": "Ann"}, True),
    ],
)
def test_what_is_wrong_is_told_in_one_go_where_nothing_hangs_on_it(
    wrong: dict[str, object], is_read_anew: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = (
        Option("size", "Size", ValueDomain((Value("small", "Small"), Value("large", "Large")))),
        Option("gift", "Gift", FlagDomain(), optional=True),
        Option("many", "Many", IntegerDomain(1, 5)),
        Option("name", "Name", TextDomain(10), when=Compare("=", OptionValue("gift"), Constant(True)), optional=True),
    )
    few = Compare("<=", OptionValue("many"), Constant(Fraction(3)))
    knowledge = compile_product(Product("mug", "Mug", "mugs", options, (Rule("few", few),)))
    choices = {"size": "small", "gift": True, "many": 4} | wrong
    clear = validate_clearly(knowledge.product, choices)
    assert not clear.valid
    read: list[object] = []

    def reading(product: Product, choices: dict[str, object]) -> Reading:
        read.append(choices)
        return read_configuration(product, choices)

    monkeypatch.setattr(validating, "read_configuration", reading)
    assert validate(knowledge, choices) == clear
    assert bool(read) is is_read_anew


def test_what_choices_come_to_is_worked_out_when_it_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[object] = []

    def counting(*given: object) -> object:
        worked.append(given)
        return verdict_of_readable(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(validating, "verdict_of_readable", counting)
    small = Compare("<=", OptionValue("many"), Constant(Fraction(3)))
    options = (Option("many", "Many", IntegerDomain(1, 5)), Option("gift", "Gift", FlagDomain(), default=False))
    product = Product("mug", "Mug", "mugs", options, (Rule("few", small),))
    knowledge = compile_product(product)
    choices: dict[str, object] = {"many": 5}
    verdict = validate(knowledge, choices)
    assert [each.constraint for each in verdict.problems] == ["few"]
    assert not worked
    choices["many"] = 1  # it is too late
    in_other_words = verdict.with_problems(verdict.problems)
    assert verdict.completed == {"many": 5, "gift": False}
    assert verdict.completed == in_other_words.completed
    assert len(worked) == 2
    assert verdict == in_other_words != validate(knowledge, choices)


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_what_was_completed_is_valid_again_and_completed_the_same(data: st.DataObject) -> None:
    product = data.draw(products())
    knowledge = compile_product(product)
    verdict = validate(knowledge, data.draw(raw_choices(product)))
    if verdict.valid:
        again: dict[str, Any] = {
            key: list(value) if isinstance(value, tuple) else value for key, value in verdict.completed.items()
        }
        assert validate(knowledge, again) == verdict


@given(products(), st.dictionaries(st.sampled_from(sorted(DOMAINS)) | st.text(max_size=4), JUNK, max_size=6) | JUNK)
@settings(max_examples=80, deadline=None)
def test_whatever_is_sent_gets_a_verdict(product: Any, anything: Any) -> None:
    verdict = validate(compile_product(product), anything)
    assert verdict == validate_clearly(product, anything)
    for problem in verdict.problems:
        (problem.message + problem.path + (problem.hint or "")).encode()


@given(truths(3), st.lists(completed_choices(ALL_KINDS), min_size=5, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_formula_is_worth_what_evaluate_says(expression: Any, several: list[dict[str, Any]]) -> None:
    function = formula(expression, DOMAINS)
    for choices in several:
        assert function(choices) == evaluate(expression, choices, DOMAINS)
