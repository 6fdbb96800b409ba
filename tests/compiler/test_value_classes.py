"""Value classes: which values are told apart, and how cheaply that is found."""

from __future__ import annotations

from fractions import Fraction

import pytest

from configurator.compiler.budget import Budget
from configurator.compiler.classes import ClassedOption
from configurator.compiler.compile_graphs import prepare
from configurator.errors import TooComplexError
from configurator.model.constraint import Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, Domain, IntegerDomain, TextDomain, ValueDomain
from configurator.model.expression import (
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    InSet,
    Length,
    OptionValue,
    Or,
    Present,
    Quotient,
    Sum,
)
from configurator.model.option import Option
from configurator.model.value import Value
from configurator.text.patterns import compile_pattern

LOGOS = ValueDomain(tuple(Value(f"logo{number}", f"Logo {number}") for number in range(3_000)))
WEIGHTS = {"saw": 1, "file": 0, "axe": 2, "awl": 3}
TOOLS = ValueDomain(tuple(Value(key, key, {"weight": Fraction(weight)}) for key, weight in WEIGHTS.items()))


def classed(domain: Domain, *conditions: Expression, optional: bool = False) -> ClassedOption:
    rules = [Rule(f"rule{number}", condition) for number, condition in enumerate(conditions)]
    return prepare([Option("it", "It", domain, optional)], rules).options["it"]


def representatives(option: ClassedOption) -> list[object]:
    return [each.representative for each in option.classes]


def at_most(expression: Expression, number: int) -> Expression:
    return Compare("<=", expression, Constant(Fraction(number)))


def test_values_that_no_constraint_looks_at_are_one_class() -> None:
    option = classed(LOGOS)
    assert [(each.size, each.spans) for each in option.classes] == [(3_000, ((0, 2_999),))]


def test_no_value_has_a_class_of_its_own_even_where_nothing_can_tell() -> None:
    assert [each.size for each in classed(LOGOS, optional=True).classes] == [1, 3_000]


def test_a_value_that_is_named_is_told_apart_from_the_rest() -> None:
    option = classed(LOGOS, Compare("=", OptionValue("it"), Constant("logo7")))
    assert sorted((each.size, each.spans) for each in option.classes) == [(1, ((7, 7),)), (2_999, ((0, 6), (8, 2_999)))]


def test_values_that_rules_name_alike_stay_together() -> None:
    option = classed(LOGOS, InSet(OptionValue("it"), frozenset(("logo1", "logo2", "logo9"))))
    assert sorted(each.size for each in option.classes) == [3, 2_997]


def test_a_division_by_a_number_moves_the_threshold() -> None:
    option = classed(IntegerDomain(0, 10**9), at_most(Quotient(OptionValue("it"), Constant(Fraction(4))), 5))
    assert [each.size for each in option.classes] == [21, 10**9 - 20]


def test_a_number_in_the_divisor_has_no_threshold_and_is_expanded_while_small() -> None:
    inverse = at_most(Quotient(Constant(Fraction(8)), OptionValue("it")), 2)
    assert [(each.representative, each.size) for each in classed(IntegerDomain(-2, 9), inverse).classes] == [
        (-2, 9),  # 8 / 0 is unknown, which breaks nothing
        (1, 3),
    ]
    with pytest.raises(TooComplexError, match="would have to be taken one by one"):
        classed(IntegerDomain(-2, 10**9), inverse)


def test_sets_of_one_number_are_one_class_where_only_the_number_counts() -> None:
    option = classed(AnyOfDomain(TOOLS, 1, 3), at_most(Count((OptionValue("it"),)), 1))
    assert sorted(each.size for each in option.classes) == [4, 6 + 4]


def test_a_literal_set_is_told_apart_from_all_others() -> None:
    equal = Compare("=", OptionValue("it"), Constant(frozenset(("saw", "axe"))))
    option = classed(AnyOfDomain(TOOLS, 0, 4), equal)
    assert sorted((each.size, each.representative) for each in option.classes) == [(1, ("axe", "saw")), (15, ())]


def test_a_class_of_sets_knows_the_members_of_all_its_sets() -> None:
    option = classed(AnyOfDomain(TOOLS, 0, 4), Contains("it", "file"))
    assert {each.members: each.size for each in option.classes} == {0b1101: 8, 0b1111: 8}


def test_an_optional_set_may_be_empty_below_its_least_number() -> None:
    assert classed(AnyOfDomain(TOOLS, 2, 4), optional=True).size == 1 + 6 + 4 + 1


def test_the_least_weight_of_a_set_is_folded() -> None:
    lightest = at_most(Extreme("min", (ChosenAmounts("it", "weight"),)), 1)
    assert [(each.size, each.members) for each in classed(AnyOfDomain(TOOLS, 0, 4), lightest).classes] == [
        (1 + 15 - 3, 0b1111),  # the empty set has no least weight, which breaks nothing
        (3, 0b1100),
    ]


def test_sets_of_too_many_kinds_are_refused_by_name() -> None:
    many = ValueDomain(tuple(Value(f"m{number}", "M") for number in range(30)))
    rules = [Rule(f"rule{number}", Contains("it", f"m{number}")) for number in range(30)]
    with pytest.raises(TooComplexError, match="`it` has sets of more than 100 kinds") as caught:
        prepare([Option("it", "It", AnyOfDomain(many, 0, 30))], rules, Budget(values=100))
    assert caught.value.constraints == tuple(f"rule{number}" for number in range(30))


def test_texts_are_literals_lengths_and_others() -> None:
    literal = Compare("=", OptionValue("it"), Constant("Zoë"))
    assert representatives(classed(TextDomain(20), literal, optional=True)) == [None, "Zoë", "0"]
    long = at_most(Length("it"), 2)
    assert representatives(classed(TextDomain(3), long, literal)) == ["Zoë", "0", "000"]


def test_a_literal_that_the_option_refuses_is_no_class() -> None:
    for domain in (TextDomain(2), TextDomain(9, least=4), TextDomain(9, script="greek")):
        assert "Zoë" not in representatives(classed(domain, Compare("=", OptionValue("it"), Constant("Zoë"))))


def test_a_literal_in_the_other_case_is_no_class() -> None:
    equal = InSet(OptionValue("it"), frozenset(("Zoë", "ZOË", "zoë")))
    assert representatives(classed(TextDomain(9, case="upper"), equal)) == ["ZOË", "0"]
    assert representatives(classed(TextDomain(9, case="lower"), equal)) == ["zoë", "0"]


@pytest.mark.parametrize(
    ("case", "pattern", "found"),
    [
        ("upper", "[A-Za-z]{9,}", "AAAAAAAAA"),
        ("lower", "[A-Za-z]{9,}", "aaaaaaaaa"),
        ("lower", "[À-ÿ]{3}|[A-Z]{2}", "×××"),
        ("lower", "[À-Öß-ö]{3}", "ßßß"),
        ("upper", "[^A-Z0]", "1"),
    ],
)
def test_a_text_under_a_pattern_is_found_in_its_case(case: str, pattern: str, found: str) -> None:
    domain = TextDomain(9, pattern=compile_pattern(pattern), case=case)
    assert representatives(classed(domain, Present("it"))) == [found]


def test_a_pattern_that_only_texts_in_the_other_case_match_has_no_text() -> None:
    for pattern in ("[a-z]+", "[A-Z]*[a-z]"):
        domain = TextDomain(9, pattern=compile_pattern(pattern), case="upper")
        assert representatives(classed(domain, Present("it"))) == []


def test_texts_in_a_case_are_found_however_many_are_named() -> None:
    named = InSet(OptionValue("it"), frozenset("0123456789"))
    assert representatives(classed(TextDomain(1, case="upper"), named))[-1] == "X\u0300"
    assert representatives(classed(TextDomain(1, case="lower"), named))[-1] == "x\u0300"


def test_a_text_under_a_pattern_is_found_beside_the_literals() -> None:
    domain = TextDomain(20, least=5, pattern=compile_pattern("[A-Z]+"))
    found = representatives(classed(domain, Compare("!=", OptionValue("it"), Constant("AAAAA")), Present("it")))
    assert found[0] == "AAAAA"
    assert isinstance(found[1], str)
    assert len(found[1]) == 5
    assert found[1].isupper()


def test_where_rules_name_all_texts_of_a_pattern_there_are_no_others() -> None:
    sizes = [Compare("=", OptionValue("it"), Constant(size)) for size in "SML"]
    domain = TextDomain(20, pattern=compile_pattern("S|M|L"))
    assert representatives(classed(domain, *sizes)) == ["S", "M", "L"]
    domain = TextDomain(20, pattern=compile_pattern("S|M|L|XL"))
    assert representatives(classed(domain, *sizes)) == ["S", "M", "L", "XL"]


def test_the_lengths_that_a_pattern_allows_are_told_apart() -> None:
    domain = TextDomain(9, least=2, pattern=compile_pattern("A{1,3}|B{5}|C{12}"))
    looks = [Compare("=", Length("it"), Constant(Fraction(length))) for length in range(1, 13)]
    assert representatives(classed(domain, *looks)) == ["AA", "AAA", "BBBBB"]


def test_two_texts_cannot_be_compared() -> None:
    same = Compare("=", OptionValue("one"), OptionValue("other"))
    with pytest.raises(TooComplexError, match="compared with something else than a literal text"):
        prepare([Option(key, key, TextDomain(20)) for key in ("one", "other")], [Rule("same", same)])


def test_a_text_in_a_table_is_a_literal() -> None:
    table = Table("names", ("it",), False, ((SetCell(frozenset(("Zoë",))),),))
    option = prepare([Option("it", "It", TextDomain(20))], [table]).options["it"]
    assert representatives(option) == ["Zoë", "0"]


def test_parts_that_look_at_one_option_are_one_term() -> None:
    parts = (Contains("it", "saw"), Contains("it", "file"), Contains("other", "awl"), Contains("it", "axe"))
    options = [Option(key, key, AnyOfDomain(TOOLS, 0, 4)) for key in ("it", "other")]
    prepared = prepare(options, [Rule("some", Or(parts))])
    assert [each.size for each in prepared.options["it"].classes] == [2, 14]


def test_what_a_sum_adds_of_one_option_is_one_term() -> None:
    twice = Sum((OptionValue("it"), OptionValue("it"), OptionValue("other")), (1, -1, 1))
    options = [Option(key, key, IntegerDomain(0, 9)) for key in ("it", "other")]
    assert len(prepare(options, [Rule("sum", at_most(twice, 5))]).options["it"].classes) == 1
