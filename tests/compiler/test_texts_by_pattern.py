"""Texts that patterns tell apart: none is missed, none is made up, and counting agrees with trying them all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product as combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.compiler import letters as letters_module
from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.compile_graphs import prepare
from configurator.compiler.matching_texts import TextsWanted, texts_by_pattern
from configurator.engine.count import count
from configurator.engine.validate import validate_clearly
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, holds
from configurator.model.domain import FlagDomain, TextDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    Compare,
    Constant,
    Expression,
    InSet,
    Length,
    Matches,
    Not,
    OptionValue,
    Or,
    Present,
)
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.model.value import Value
from configurator.text.graphemes import grapheme_count
from configurator.text.patterns import compile_pattern
from configurator.text.side_by_side import side_by_side

OWN = ("[ab]{0,4}", "(ab|ba)*|a", "b{2}|a{3}b?", "a*b|.{2}")
SOME = ("a.*", ".*b", "(ab?)*", "[ab]{2}", "a{3,}|b", ".*aa.*", "[^a]*", "[A-Z]+", "(..)*", "b{1,2}a{1,2}", "")
SIZES = ValueDomain(
    tuple(Value(key, key, {"code": code}) for key, code in (("small", "ab"), ("large", "bb"), ("huge", "aab")))
)
WIDE = "abA 0é\u0301\u0600\u1100\u1161\uac00\uac01\U0001f1e6\U0001f468\u200d\u4e16"
UNLIKE = (*SOME, ".{4,}", "[a-z]{2}", ".[가-힣]", "[가-힣]{3}", ".a.", "[^a]{2,3}", "(\u1100|\U0001f1e6){2}", ".* .*")


def matches(option: str, pattern: str) -> Expression:
    return Matches(OptionValue(option), compile_pattern(pattern))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Expression:
    if depth and draw(st.booleans()):
        parts = tuple(draw(st.lists(conditions(depth - 1), min_size=1, max_size=3)))
        joined: list[Expression] = [Not(parts[0]), And(parts), Or(parts)]
        return draw(st.sampled_from(joined))
    pattern = draw(st.sampled_from(SOME))
    leaves: list[Expression] = [
        matches("name", pattern),
        matches("name", pattern),
        Matches(Attribute("size", "code"), compile_pattern(pattern)),
        Present("name"),
        Compare("=", OptionValue("name"), Constant(draw(st.sampled_from(("a", "ab", "bb", "abab", "Q"))))),
        Compare("<=", Length("name"), Constant(Fraction(draw(st.integers(0, 4))))),
        Compare("=", OptionValue("lid"), Constant(True)),
        InSet(OptionValue("size"), frozenset(("small", "huge"))),
    ]
    return draw(st.sampled_from(leaves))


def valid_by_trying(made: Product) -> Iterator[tuple[object, ...]]:
    """The closed choices of each valid configuration, with all texts of `a` and `b` tried that the option takes."""
    name = made.by_key["name"]
    longest = ["".join(letters) for length in range(1, 5) for letters in combinations("ab", repeat=length)]
    texts = [each for each in longest if read_value(name, each, Hints()) == (each, ())]
    for lid, size, text in combinations((True, False), SIZES.by_key, [*texts, *([None] if name.optional else [])]):
        choices = {"name": text, "lid": lid, "size": size}
        if all(holds(each, choices, made.domains) for each in made.all_constraints):
            yield lid, size


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(OWN[:3]),
    st.tuples(st.integers(1, 3), st.integers(1, 4)).filter(lambda each: each[0] <= each[1]),
    st.booleans(),
    st.lists(st.tuples(conditions(), conditions(1), st.booleans()), min_size=1, max_size=3),
)
def test_the_count_under_patterns_is_that_of_trying_all_texts(
    own: str, lengths: tuple[int, int], optional: bool, rules: list[tuple[Expression, Expression, bool]]
) -> None:
    name = Option("name", "Name", TextDomain(lengths[1], lengths[0], pattern=compile_pattern(own)), optional)
    options = (name, Option("lid", "Lid", FlagDomain()), Option("size", "Size", SIZES))
    constraints = tuple(Rule(f"r{number}", each, not_, when) for number, (each, when, not_) in enumerate(rules))
    made = Product("mug", "Mug", "demo", options, constraints)
    assert count(made) == len(set(valid_by_trying(made)))


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(UNLIKE), min_size=1, max_size=3),
    st.sampled_from((None, *OWN)),
    st.integers(1, 4),
    st.sampled_from((None, "latin", "korean")),
    st.sampled_from((None, "upper", "lower")),
    st.booleans(),
    st.lists(st.text(st.sampled_from(WIDE), min_size=1, max_size=6), min_size=1, max_size=20),
)
def test_each_text_is_like_a_sample(
    patterns: list[str],
    own: str | None,
    most: int,
    script: str | None,
    case: str | None,
    each_length: bool,
    texts: list[str],
) -> None:
    domain = TextDomain(most, 1, script, compile_pattern(own) if own else None, case)
    option = Option("it", "It", domain)
    looks = [matches("it", each) for each in patterns]
    lengths = [Compare("=", Length("it"), Constant(Fraction(each))) for each in range(1, most + 1)]
    rules = [Rule(f"r{number}", each) for number, each in enumerate([*looks, *(lengths if each_length else [])])]
    try:
        classes = prepare([option], rules).options["it"].classes
    except TooComplexError:
        return
    samples = [str(each.representative) for each in classes]
    assert all(read_value(option, each, Hints()) == (each, ()) for each in samples)

    def likeness(text: str) -> tuple[object, ...]:
        return (*(compile_pattern(each).matches(text) for each in patterns), each_length and grapheme_count(text))

    likenesses = {likeness(each) for each in samples}
    assert all(likeness(each) in likenesses for each in texts if read_value(option, each, Hints()) == (each, ()))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from((*SOME, *UNLIKE)), min_size=1, max_size=4), st.integers(0, 2), st.text(WIDE, max_size=6)
)
def test_patterns_side_by_side_match_what_each_matches(patterns: list[str], needed: int, text: str) -> None:
    made = [compile_pattern(each) for each in patterns]
    needed = min(needed, len(made))
    expected = sum(each.matches(text) << place for place, each in enumerate(made))
    must = (1 << needed) - 1
    found = side_by_side(made, needed).mask_of(text)
    if expected & must == must:
        assert found == expected
    else:
        assert found & must != must


@pytest.mark.parametrize("patterns", [(".a",), ("[a-z]{2}.", ".{3}"), ("[^a]a[^a]",), (".{0,2}b.*", ".a*")])
@pytest.mark.parametrize("script", [None, "latin", "arabic"])
def test_kinds_of_letters_that_are_left_out_make_no_text_possible(
    patterns: tuple[str, ...], script: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def possible() -> set[tuple[int, ...]]:
        made = tuple(map(compile_pattern, patterns))
        wanted = TextsWanted(made, (), 1, 4, 8, each_length=True)
        texts = list(texts_by_pattern(wanted, TextDomain(4, script=script), lambda _: True, Allowance(USUAL)))
        return {(grapheme_count(text), *(each.matches(text) for each in made)) for text in texts}

    few = possible()
    monkeypatch.setattr(letters_module, "_that_matter", lambda found: found)
    assert possible() == few


def test_a_text_is_found_beside_those_that_rules_name() -> None:
    name = Option("name", "Name", TextDomain(1, pattern=compile_pattern("[ab]")))
    same = Rule("same", Compare("=", OptionValue("name"), Constant("a")))
    assert satisfiable_with(name, same)
    assert not satisfiable_with(name, same, Rule("b", matches("name", "b")))
    assert satisfiable_with(name, Rule("b", matches("name", "b")), Rule("not", Not(matches("name", "a"))))


def satisfiable_with(option: Option, *rules: Rule) -> bool:
    made = Product("mug", "Mug", "demo", (option,), rules)
    found = [each for each in ("a", "b") if validate_clearly(made, {option.key: each}).valid]
    assert (count(made) > 0) is bool(found)
    return bool(found)


def test_a_text_of_fewer_characters_than_code_points_is_found() -> None:
    made = prepare([Option("it", "It", TextDomain(2))], [Rule("long", matches("it", ".{3,}"))]).options["it"]
    found = [text for each in made.classes if len(text := str(each.representative)) >= 3]
    assert [grapheme_count(each) <= 2 for each in found] == [True]


def test_patterns_that_are_too_large_together_are_refused_in_words() -> None:
    looks = [Rule(f"r{number}", matches("it", f".*{letter}.{{12}}")) for number, letter in enumerate("ab")]
    with pytest.raises(TooComplexError, match="`it` is matched with patterns that are too large together"):
        prepare([Option("it", "It", TextDomain(900))], looks)
