"""XCSP 2.1 instances: tables, conflicts and predicates, counted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import counted, read
from xcsp_signs import SIGNS

Chosen = dict[str, int]
Said = tuple[str, Callable[[Chosen], int]]
"""A term in functional notation, and what it is worth."""
NAMES = ("V0", "V1", "V2")


def amounts() -> st.SearchStrategy[Said]:
    leaves = st.one_of(
        st.sampled_from(NAMES).map(lambda name: (name, lambda chosen: chosen[name])),
        st.integers(-3, 5).map(lambda number: (str(number), lambda _: number)),
    )

    def joined(inner: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
        two: dict[str, Callable[[int, int], int]] = {
            "add": lambda a, b: a + b,
            "sub": lambda a, b: a - b,
            "mul": lambda a, b: a * b,
            "min": min,
            "max": max,
        }
        one: dict[str, Callable[[int], int]] = {"neg": lambda a: -a, "abs": abs}
        return st.one_of(
            st.tuples(st.sampled_from(sorted(two)), inner, inner).map(
                lambda drawn: (
                    f"{drawn[0]}({drawn[1][0]},{drawn[2][0]})",
                    lambda chosen: two[drawn[0]](drawn[1][1](chosen), drawn[2][1](chosen)),
                )
            ),
            st.tuples(st.sampled_from(sorted(one)), inner).map(
                lambda drawn: (f"{drawn[0]}({drawn[1][0]})", lambda chosen: one[drawn[0]](drawn[1][1](chosen)))
            ),
        )

    return st.recursive(leaves, joined, max_leaves=3)


WORDS: dict[str, Callable[[int, int], bool]] = {
    "and": lambda a, b: bool(a and b),
    "or": lambda a, b: bool(a or b),
    "xor": lambda a, b: a is not b,
    "iff": lambda a, b: a is b,
}


def _two(drawn: tuple[str, Said, Said], meaning: dict[str, Callable[[int, int], bool]]) -> Said:
    word, (left, of_left), (right, of_right) = drawn
    return f"{word}({left}, {right})", lambda chosen: meaning[word](of_left(chosen), of_right(chosen))


def conditions() -> st.SearchStrategy[Said]:
    compared = st.tuples(st.sampled_from(sorted(SIGNS)), amounts(), amounts()).map(lambda drawn: _two(drawn, SIGNS))

    def joined(inner: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
        return st.one_of(
            st.tuples(st.sampled_from(sorted(WORDS)), inner, inner).map(lambda drawn: _two(drawn, WORDS)),
            inner.map(lambda drawn: (f"not({drawn[0]})", lambda chosen: not drawn[1](chosen))),
        )

    return st.recursive(compared, joined, max_leaves=3)


def _fits(scope: list[str], tuples: list[tuple[int, ...]], *, supports: bool) -> Callable[[Chosen], bool]:
    return lambda chosen: (tuple(chosen[each] for each in scope) in tuples) is supports


@st.composite
def instances(draw: st.DrawFn) -> tuple[str, int]:
    """The text of an instance, and how many solutions it has."""
    domains = [draw(st.lists(st.integers(-2, 6), min_size=1, max_size=4, unique=True)) for _ in NAMES]
    relations, constraints, checks = [], [], list[Callable[[Chosen], bool]]()
    for number in range(draw(st.integers(0, 2))):
        scope = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
        tuples = draw(st.lists(st.tuples(*(st.integers(-2, 6) for _ in scope)), max_size=5))
        supports = draw(st.booleans())
        text = "|".join(" ".join(map(str, each)) for each in tuples)
        kind = "supports" if supports else "conflicts"
        relations.append(f'<relation name="R{number}" arity="{len(scope)}" semantics="{kind}">{text}</relation>')
        constraints.append(f'<constraint name="C{number}" scope="{" ".join(scope)}" reference="R{number}"/>')
        checks.append(_fits(scope, tuples, supports=supports))
    predicates = ""
    if draw(st.booleans()):
        expression, meaning = draw(conditions())
        functional = f"<expression><functional>{expression}</functional></expression>"
        parameters = "<parameters>int V0 int V1 int V2</parameters>"
        predicates = f'<predicates><predicate name="P0">{parameters}{functional}</predicate></predicates>'
        constraints.append('<constraint name="C9" scope="V0 V1 V2" reference="P0"/>')
        checks.append(lambda chosen: bool(meaning(chosen)))
    every = (dict(zip(NAMES, numbers, strict=True)) for numbers in product(*domains))
    of_domains = "".join(
        f'<domain name="D{number}" nbValues="{len(domain)}">{" ".join(map(str, domain))}</domain>'
        for number, domain in enumerate(domains)
    )
    variables = "".join(f'<variable name="{name}" domain="D{number}"/>' for number, name in enumerate(NAMES))
    text = (
        f"<instance><domains>{of_domains}</domains><variables>{variables}</variables>"
        f"<relations>{''.join(relations)}</relations>{predicates}"
        f"<constraints>{''.join(constraints)}</constraints></instance>"
    )
    return text, sum(all(check(chosen) for check in checks) for chosen in every)


@examples(max_examples=200)
@given(instances())
def test_a_catalog_has_a_configuration_for_each_solution(instance: tuple[str, int]) -> None:
    text, solutions = instance
    assert counted("x.xml", text) == solutions, text


def instance_of(constraints: str, more: str = "") -> str:
    return (
        '<instance><presentation format="XCSP 2.1"/><domains><domain name="D">0..3</domain></domains>'
        '<variables><variable name="A" domain="D"/><variable name="B" domain="D"/><variable name="C" domain="D"/>'
        f"</variables>{more}<constraints>{constraints}</constraints></instance>"
    )


def test_parameters_of_a_constraint_stand_for_those_of_its_predicate() -> None:
    predicate = (
        '<predicates><predicate name="P"><parameters>int x int y int d</parameters><expression>'
        "<functional>ge(abs(sub(x,y)),d)</functional></expression></predicate></predicates>"
    )
    constraint = '<constraint name="c" scope="A B" reference="P"><parameters>A B 2</parameters></constraint>'
    assert counted("x.xml", instance_of(constraint, predicate)) == 6 * 4


@pytest.mark.parametrize(
    "name", ["global:allDifferent", "global:alldifferent", "Global:AllDifferent", "GLOBAL:ALLDIFFERENT"]
)
def test_all_different_is_read(name: str) -> None:
    assert counted("x.xml", instance_of(f'<constraint name="c" scope="A B C" reference="{name}"/>')) == 24


def test_a_feature_model_of_splot_is_read_by_its_own_reader() -> None:
    text = (
        '<feature_model name="x"><feature_tree>\n:r Car (r)\n\t:m Engine (e)\n\t:o Radio (o)\n</feature_tree>'
        "<constraints>\n</constraints></feature_model>"
    )
    assert counted("x.xml", text) == 2


def test_mistakes_are_told_at_their_place() -> None:
    for text, word in (
        ("", "no XML"),
        ("<instance>", "no XML"),
        ("<a/>", "no XCSP instance"),
        ('<instance><presentation format="XCSP3"/></instance>', "XCSP3"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><instance>&b;</instance>', "entities"),
        (instance_of('<constraint name="c" scope="A X" reference="R"/>'), "variable `X`"),
        (instance_of('<constraint name="c" scope="A" reference="R"/>'), "relation `R`"),
        (instance_of('<constraint name="c" scope="A B" reference="global:cumulative"/>'), "global:cumulative"),
    ):
        (mistake,) = read("x.xml", text).diagnostics
        assert word in mistake.message, mistake.message
        assert 0 <= mistake.span.start <= len(text)
