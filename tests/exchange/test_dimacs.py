"""DIMACS CNF as catalogs: an option for each variable, a rule for each clause."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import catalog_in, counted, read

from configurator.diagnostics import codes
from configurator.exchange.clauses import clause_rule
from configurator.source import Source
from configurator.syntax.formatter import formatted

Clauses = tuple[int, list[list[int]]]


@st.composite
def formulas(draw: st.DrawFn) -> Clauses:
    variables = draw(st.integers(1, 6))
    literals = st.integers(1, variables).flatmap(lambda number: st.sampled_from((number, -number)))
    return variables, draw(st.lists(st.lists(literals, max_size=4), max_size=8))


def text_of(formula: Clauses, separator: str = " ", names: tuple[str, ...] = ()) -> str:
    variables, clauses = formula
    comments = "".join(f"c {number} {name}\n" for number, name in enumerate(names, 1))
    lines = "\n".join(separator.join(map(str, [*clause, 0])) for clause in clauses)
    return f"{comments}p cnf {variables} {len(clauses)}\n{lines}\n"


def models_of(formula: Clauses) -> int:
    variables, clauses = formula
    every = product((False, True), repeat=variables)
    return sum(all(any(chosen[abs(each) - 1] == (each > 0) for each in one) for one in clauses) for chosen in every)


@examples(max_examples=200)
@given(formulas(), st.sampled_from((" ", "\n", "  ")))
def test_a_catalog_has_a_configuration_for_each_model_over_all_variables(formula: Clauses, separator: str) -> None:
    if [] not in formula[1]:
        assert counted("x.cnf", text_of(formula, separator)) == models_of(formula)


def test_an_empty_clause_leaves_nothing() -> None:
    assert counted("x.cnf", "p cnf 2 1\n0\n") == 0


def test_names_are_labels_and_keys_are_told_apart() -> None:
    text = catalog_in("fm.dimacs", "c 1 a b\nc 2 a.b\nc 3 rule\np cnf 4 1\n-1 -2 3 4 0\n").text
    assert 'option a_b "a b": yes or no' in text
    assert 'option a_b_2 "a.b": yes or no' in text
    assert 'option rule_2 "rule": yes or no' in text
    assert "rule clause_1 require rule_2 or v4 when a_b and a_b_2" in text


@examples(max_examples=100)
@given(
    st.lists(st.from_regex(r"[a-z][a-z_]{0,30}", fullmatch=True), max_size=12, unique=True),
    st.lists(st.from_regex(r"[A-Z][a-z_]{0,30}", fullmatch=True), max_size=12, unique=True),
)
def test_the_rule_of_a_clause_is_in_the_layout_of_fmt(plain: list[str], negated: list[str]) -> None:
    if plain or negated:
        lines = clause_rule("key", [f"x{each}" for each in plain], [f"Y{each}" for each in negated])
        text = "\n".join(("catalog c", "", "product p {", *lines, "}", ""))
        assert formatted(Source("x.vpc", text)).text == text


def test_what_is_no_dimacs_is_told_at_its_place() -> None:
    for text, place, word in (
        ("", 0, "header"),
        ("1 2 0\n", 0, "header"),
        ("p cnf 2\n", 0, "two numbers"),
        ("p sat 2\n", 0, "sat"),
        ("p cnf 2 1\n1 x 0\n", 12, "`x`"),
        ("p cnf 2 1\n1 3 0\n", 12, "variable 3"),
        ("p cnf 2 1\n1 2\n", 12, "0"),
        ("p cnf 2 1\np cnf 2 1\n", 10, "second header"),
        ("p cnf 99999999999 1\n", 0, "variables"),
    ):
        (mistake,) = read("x.cnf", text).diagnostics
        assert (mistake.span.start, mistake.code in (codes.FOREIGN_SYNTAX, codes.FOREIGN_CONSTRUCT)) == (place, True)
        assert word in mistake.message, mistake.message


def test_lines_behind_a_percent_sign_are_no_clauses() -> None:
    assert counted("x.cnf", "p cnf 2 1\n1 2 0\n%\n0\n\n") == 3
