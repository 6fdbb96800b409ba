"""Patterns, against Python's `re` as the referee of what they mean."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configurator.errors import PatternError, TextError
from configurator.text.automaton import MAX_STATES, _blocks
from configurator.text.case import CASES, in_case
from configurator.text.pattern_tree import complement, joined
from configurator.text.patterns import Pattern, compile_pattern

ALPHABET = "ab0_- \n\u00e9\u754c\U0001f600"
SINGLES = ["a", "b", "0", "_", "\u00e9", ".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\.", r"\-", "-", "\u754c"]
SINGLES += [
    "[ab]",
    "[^a]",
    "[a-z0-9]",
    "[^a-z]",
    "[a-]",
    "[-a]",
    r"[^\d\D]",
    r"[\d_]",
    r"[^\w]",
    "[\u00e0-\u00ff]",
    "[.^$|]",
    "[a^]",
]
QUANTIFIERS = ["?", "*", "+", "{0}", "{2}", "{1,}", "{0,2}", "{2,3}", "{0,0}"]


@st.composite
def larger(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    grouped = f"({draw(st.sampled_from(['', '?:']))}{draw(inner)})"
    match draw(st.integers(0, 4)):
        case 0:
            return grouped + draw(st.sampled_from(QUANTIFIERS))
        case 1:
            return draw(st.sampled_from(SINGLES)) + draw(st.sampled_from(QUANTIFIERS))
        case 2:
            return grouped + draw(inner)
        case 3:
            return f"{draw(inner)}|{draw(inner)}"
        case _:
            return draw(inner) + grouped


PATTERNS = st.recursive(st.sampled_from([*SINGLES, ""]), larger, max_leaves=12).filter(lambda text: len(text) <= 200)
TEXTS = st.lists(st.text(st.sampled_from(ALPHABET), max_size=6), min_size=1, max_size=20)


def language(pattern: Pattern) -> tuple[object, ...]:
    return (pattern.starts, pattern.classes, pattern.width, pattern.table, pattern.accepting)


def refused(text: str) -> tuple[str, int | None]:
    with pytest.raises(PatternError) as caught:
        compile_pattern(text)
    return caught.value.reason, caught.value.index


@settings(max_examples=600, deadline=None)
@given(PATTERNS, TEXTS)
@example("(a*)*b", ["aab", "b", "aa"])
@example("(|a)+", ["", "aa", "b"])
@example("((a?){2}b){2}", ["abb", "bb", "aabaab", "aaabb"])
def test_patterns_mean_what_re_means(text: str, candidates: list[str]) -> None:
    pattern = compile_pattern(text)
    referee = re.compile(text, re.ASCII | re.DOTALL)
    for candidate in candidates:
        assert pattern.matches(candidate) == (referee.fullmatch(candidate) is not None)


@settings(max_examples=200, deadline=None)
@given(st.data(), PATTERNS)
def test_texts_that_re_makes_of_a_pattern_match_it(data: st.DataObject, text: str) -> None:
    if compile_pattern(text).example() is not None:
        referee = re.compile(text, re.ASCII | re.DOTALL)
        assert compile_pattern(text).matches(data.draw(st.from_regex(referee, fullmatch=True)))


@settings(max_examples=300, deadline=None)
@given(PATTERNS)
def test_the_example_is_a_shortest_text_that_matches(text: str) -> None:
    pattern = compile_pattern(text)
    shortest = pattern.example()
    if shortest is not None:
        assert re.compile(text, re.ASCII | re.DOTALL).fullmatch(shortest)
    letters = [*ALPHABET, "c", "A", ".", "\u00ff"]
    for length in range(min(3, len(shortest)) if shortest is not None else 3):
        assert not any(pattern.matches("".join(letter)) for letter in product(letters, repeat=length))


@settings(max_examples=300, deadline=None)
@given(PATTERNS)
def test_a_table_is_whole_and_minimal(text: str) -> None:
    pattern = compile_pattern(text)
    states = len(pattern.accepting)
    rows = [tuple(pattern.table[state * pattern.width : (state + 1) * pattern.width]) for state in range(states)]
    assert len(pattern.table) == states * pattern.width
    assert set(pattern.classes) == set(range(pattern.width))
    assert list(pattern.starts) == sorted(set(pattern.starts))
    assert pattern.starts[0] == 0
    assert len(set(zip(*rows, strict=True))) == pattern.width  # no two classes alike
    if pattern.example() is None:
        assert (states, pattern.width) == (2, 1)
        return
    assert set(rows[0]) == {0}
    apart = {(p, q) for p in range(states) for q in range(p) if pattern.accepting[p] != pattern.accepting[q]}
    todo = {(p, q) for p in range(states) for q in range(p)} - apart
    while found := {
        pair for pair in todo if any((max(m), min(m)) in apart for m in zip(rows[pair[0]], rows[pair[1]], strict=True))
    }:
        apart |= found
        todo -= found
    assert todo == set()


TABLES = st.integers(2, 12).flatmap(
    lambda states: st.tuples(
        st.lists(st.tuples(*[st.integers(0, states - 1)] * 2).map(list), min_size=states, max_size=states),
        st.sets(st.integers(0, states - 1)),
    )
)


@settings(max_examples=1_000, deadline=None)
@given(TABLES)
def test_refinement_finds_the_states_that_no_text_tells_apart(table: tuple[list[list[int]], set[int]]) -> None:
    rows, accepting = table
    slow = [int(state in accepting) for state in range(len(rows))]
    for _ in rows:  # Moore: states stay together while they and their successors do
        signatures = [(slow[state], *(slow[target] for target in row)) for state, row in enumerate(rows)]
        slow = [signatures.index(signature) for signature in signatures]
    blocks = _blocks(rows, accepting)
    for p, q in product(range(len(rows)), repeat=2):
        assert (blocks[p] == blocks[q]) == (slow[p] == slow[q])


def test_a_set_of_code_points_is_sorted_and_without_seams() -> None:
    assert joined([(5, 9), (1, 2), (3, 3), (8, 20)]) == ((1, 3), (5, 20))
    assert complement(((0, 3), (5, 20))) == ((4, 4), (21, 0x10FFFF))
    assert complement(((0, 0x10FFFF),)) == ()
    assert complement(()) == ((0, 0x10FFFF),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a+", "aa*"),
        ("(a|b)*", "(a*b*)*"),
        ("a{2,3}", "aa|aaa"),
        (r"\d", "[0-9]"),
        ("[a-c]", "a|b|c"),
        (r"[^\d]", r"\D"),
        (r"[^\d\D]", r"[^\w\W]"),
        ("(a?){300}", "a{0,300}"),
        ("(|)", ""),
        ("a{0}", ""),
    ],
)
def test_patterns_that_accept_the_same_texts_get_the_same_table(first: str, second: str) -> None:
    assert language(compile_pattern(first)) == language(compile_pattern(second))
    assert language(compile_pattern(first)) != language(compile_pattern("b+"))


@pytest.mark.parametrize(
    ("text", "reason", "index"),
    [
        ("a(?=b)", "look-around", 1),
        ("(?!b)a", "look-around", 0),
        ("(?<=a)b", "look-around", 0),
        ("(?<!a)b", "look-around", 0),
        (r"(a)\1", "back-reference", 3),
        (r"(a)\k<x>", "back-reference", 3),
        ("(?P=x)", "back-reference", 0),
        ("(?P<x>a)", "named-group", 0),
        ("(?<x>a)", "named-group", 0),
        ("(?>a)", "possessive-quantifier", 0),
        ("(?i)a", "flags", 0),
        ("(?i:a)", "flags", 0),
        ("(?#a)", "flags", 0),
        ("ab*?", "lazy-quantifier", 2),
        ("a??", "lazy-quantifier", 1),
        ("a{2}?", "lazy-quantifier", 1),
        ("a++", "possessive-quantifier", 1),
        ("a{2,3}+", "possessive-quantifier", 1),
        ("a**", "stacked-quantifier", 1),
        ("a{2}{3}", "stacked-quantifier", 1),
        ("*a", "nothing-to-repeat", 0),
        ("a|+", "nothing-to-repeat", 2),
        ("(?)", "flags", 0),
        ("(+a)", "nothing-to-repeat", 1),
        ("a{,3}", "bad-count", 1),
        ("a{}", "bad-count", 1),
        ("a{2", "bad-count", 1),
        ("a{2,", "bad-count", 1),
        ("a{x}", "bad-count", 1),
        ("a{ 2}", "bad-count", 1),
        ("a{\u0662}", "bad-count", 1),
        ("a{3,2}", "bad-count", 1),
        ("^a", "anchor", 0),
        ("a$", "anchor", 1),
        (r"a\b", "anchor", 1),
        (r"\Aa", "anchor", 0),
        (r"\p{L}", "property-class", 0),
        (r"[\P{L}]", "property-class", 1),
        (r"a\q", "unknown-escape", 1),
        (r"\n", "unknown-escape", 0),
        (r"\x41", "unknown-escape", 0),
        (r"\0", "unknown-escape", 0),
        ("\\\u00e9", "unknown-escape", 0),
        ("a\\", "unknown-escape", 1),
        ("{2}", "unescaped-character", 0),
        ("a]", "unescaped-character", 1),
        ("a}", "unescaped-character", 1),
        ("[a[]", "unescaped-character", 2),
        ("[a-c-e]", "unescaped-character", 4),
        ("(a", "unbalanced-group", 0),
        ("a)", "unbalanced-group", 1),
        ("[ab", "unclosed-class", 0),
        ("a[", "unclosed-class", 1),
        ("[^", "unclosed-class", 0),
        ("[a-", "unclosed-class", 0),
        ("[]", "empty-class", 0),
        ("[^]", "empty-class", 0),
        ("[b-a]", "bad-range", 1),
        (r"[a-\d]", "bad-range", 1),
        (r"[\d-a]", "bad-range", 1),
    ],
)
def test_what_is_not_in_the_subset_is_refused_by_name(text: str, reason: str, index: int) -> None:
    assert refused(text) == (reason, index)


@given(st.text(st.sampled_from("ab,-^|?*+(){}[]\\<=!p1"), max_size=12))
def test_a_refusal_points_into_the_pattern(text: str) -> None:
    try:
        compile_pattern(text)
    except PatternError as refusal:
        error = refusal
    else:
        return
    if error.reason == "pattern-too-large":  # the fault of the whole
        return
    assert error.index is not None
    assert 0 <= error.index < len(text)
    assert f"at index {error.index} of the pattern" in error.message


def test_messages_say_what_to_do() -> None:
    with pytest.raises(PatternError, match=r"`\^` is not needed: the whole text must match.* \(at index 0 of the"):
        compile_pattern("^a$")
    with pytest.raises(PatternError, match=r"`\(\?=` begins look-ahead, which patterns do not have"):
        compile_pattern("(?=a)")


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("ab09,-^$.|?*+(){}[]\\<>=!:dwspP1\u00e9"), max_size=12))
def test_any_text_is_a_pattern_that_re_understands_alike_or_is_refused(text: str) -> None:
    try:
        pattern = compile_pattern(text)
    except PatternError:
        return
    referee = re.compile(text, re.ASCII | re.DOTALL)
    for candidate in ["", "a", "b", "ab", "aa", "-", "0", "\\", "d", "a-9", "\u00e9", "[", "^"]:
        assert pattern.matches(candidate) == (referee.fullmatch(candidate) is not None)


def test_a_pattern_has_at_most_200_code_points() -> None:
    assert compile_pattern("\U0001f600" * 200).matches("\U0001f600" * 200)
    assert refused("a" * 201) == ("pattern-too-long", 200)


def test_groups_stand_at_most_64_deep() -> None:
    assert compile_pattern("(" * 64 + "a" + ")" * 64).matches("a")
    assert refused("(" * 65 + "a" + ")" * 65) == ("pattern-too-deep", 64)
    assert compile_pattern("(a)" * 66).matches("a" * 66)


def test_a_table_has_at_most_10000_states() -> None:
    assert len(compile_pattern("a{9999}").accepting) == MAX_STATES + 1  # the dead one is not counted
    assert refused("a{10000}") == ("pattern-too-large", None)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("(a|b)*a(a|b){20}", "states"),
        ("(((a{200}){200}){200})", "places"),
        ("a{99999999999999999999}", "places"),
        ("(a{0,30}){0,30}", "work"),
        ("(.?){2000}", "work"),
        ("(" + "|".join(chr(0x4E00 + 2 * number) for number in range(90)) + "){9999}", "places"),
        ("(a{1,3}b?){1,2000}", "work"),
    ],
)
def test_a_pattern_that_would_explode_is_refused_while_it_is_built(text: str, limit: str) -> None:
    with pytest.raises(PatternError, match=limit) as caught:
        compile_pattern(text)
    assert caught.value.reason == "pattern-too-large"


def test_counts_of_nothing_cost_nothing() -> None:
    assert compile_pattern("((|){9999999999}){9999999999}a").matches("a")


def test_a_text_of_2000_code_points_is_matched_and_one_more_is_refused() -> None:
    assert compile_pattern(".*").matches("\u00e9" * 2_000)
    with pytest.raises(TextError) as caught:
        compile_pattern(".*").matches("\u00e9" * 2_001)
    assert caught.value.reason == "text-too-long"


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("", ""),
        ("[A-Z]{1,3}(-[0-9]+)?", "A"),
        (r"\d{4}-\d\d", "0000-00"),
        ("[^a-zA-Z]x", "0x"),
        (".", "a"),
        ("[\x85\u4e00]", "\u4e00"),
        ("[\x80-\xff]", "\xa1"),
        ("[\u00e0-\u00ff]b", "\u00e0b"),
        (r"a[^\d\D]", None),
        (r"a[^\d\D]|bc", "bc"),
    ],
)
def test_a_pattern_has_this_example(text: str, shortest: str | None) -> None:
    assert compile_pattern(text).example() == shortest


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("[A-Za-z]+", "A", "a"),
        ("[a-z]{2}|[A-Z]{3}", "AAA", "aa"),
        ("[a-z]", None, "a"),
        ("[A-Z]*[a-z]", None, "a"),
        ("[\u00e0-\u00f6]", None, "\u00e0"),
        ("[\u00c0-\u00ff]", "\u00c0", "\u00d7"),
        (".", "A", "a"),
        (r"\d", "0", "0"),
        (r"a[^\d\D]", None, None),
    ],
)
def test_a_pattern_has_this_example_in_a_case(text: str, upper: str | None, lower: str | None) -> None:
    assert compile_pattern(text).example("upper") == upper
    assert compile_pattern(text).example("lower") == lower


@given(st.text(st.sampled_from("aAbBzß\u01c5\u0345\u03a3"), min_size=1, max_size=8), st.sampled_from(CASES))
def test_a_pattern_of_one_text_has_an_example_in_a_case_just_if_the_text_is_in_it(text: str, case: str) -> None:
    assert compile_pattern(text).example(case) == (text if in_case(text, case) == text else None)


def test_patterns_are_equal_when_their_texts_are() -> None:
    assert compile_pattern("a+") == compile_pattern("a+")
    assert compile_pattern("a+") != compile_pattern("aa*")
    assert len({compile_pattern("a+"), compile_pattern("a+"), compile_pattern("b")}) == 2
