"""XCSP 2.1 instances as the competitions had them: puzzles with known numbers of solutions, and all that is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import counted, read
from xcsp_signs import SIGNS

BINARY = "int X0 int X1"


def predicate(name: str, parameters: str, expression: str) -> str:
    return (
        f'<predicate name="{name}"><parameters>{parameters}</parameters>'
        f"<expression><functional>{expression}</functional></expression></predicate>"
    )


def constraint(name: str, scope: Sequence[str], reference: str, parameters: str = "") -> str:
    inside = f"<parameters>{parameters}</parameters>" if parameters else ""
    return (
        f'<constraint name="{name}" arity="{len(scope)}" scope="{" ".join(scope)}" reference="{reference}">'
        f"{inside}</constraint>"
    )


def instance(
    variables: Mapping[str, str],
    constraints: Sequence[str],
    relations: Sequence[str] = (),
    predicates: Sequence[str] = (),
) -> str:
    """An instance, laid out as the competitions did it; `variables` have the texts of their domains."""
    domains = list(dict.fromkeys(variables.values()))
    of_domains = "\n    ".join(
        f'<domain name="D{number}" nbValues="9">{each}</domain>' for number, each in enumerate(domains)
    )
    of_variables = "\n    ".join(
        f'<variable name="{name}" domain="D{domains.index(each)}"/>' for name, each in variables.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<instance>\n'
        '  <presentation name="?" maxConstraintArity="3" format="XCSP 2.1" type="CSP"/>\n'
        f'  <domains nbDomains="{len(domains)}">\n    {of_domains}\n  </domains>\n'
        f'  <variables nbVariables="{len(variables)}">\n    {of_variables}\n  </variables>\n'
        f'  <relations nbRelations="{len(relations)}">{"".join(relations)}</relations>\n'
        f'  <predicates nbPredicates="{len(predicates)}">{"".join(predicates)}</predicates>\n'
        f'  <constraints nbConstraints="{len(constraints)}">{"".join(constraints)}</constraints>\n</instance>\n'
    )


@pytest.mark.parametrize(("many", "solutions"), [(4, 2), (5, 10), (6, 4)])
def test_queens_in_intension(many: int, solutions: int) -> None:
    names = [f"V{number}" for number in range(many)]
    apart = predicate("P0", f"{BINARY} int X2", "and(ne(X0,X1),ne(abs(sub(X0,X1)),X2))")
    pairs = combinations(range(many), 2)
    constraints = [
        constraint(f"C{one}_{two}", [names[one], names[two]], "P0", f"{names[one]} {names[two]} {two - one}")
        for one, two in pairs
    ]
    text = instance(dict.fromkeys(names, f"1..{many}"), constraints, predicates=[apart])
    assert counted("queens.xml", text) == solutions


def test_queens_in_extension_by_conflicts_and_by_supports() -> None:
    names = [f"V{number}" for number in range(5)]
    relations, constraints = [], []
    for distance, semantics in ((1, "conflicts"), (2, "supports"), (3, "conflicts"), (4, "supports")):
        bad = [pair for pair in product(range(5), repeat=2) if pair[0] == pair[1] or abs(pair[0] - pair[1]) == distance]
        listed = bad if semantics == "conflicts" else [pair for pair in product(range(5), repeat=2) if pair not in bad]
        tuples = "|".join(f"{one} {other}" for one, other in listed)
        relations.append(f'<relation name="R{distance}" arity="2" semantics="{semantics}">{tuples}</relation>')
        constraints += [
            constraint(f"C{first}_{distance}", [names[first], names[first + distance]], f"R{distance}")
            for first in range(5 - distance)
        ]
    assert counted("queens.xml", instance(dict.fromkeys(names, "0..4"), constraints, relations)) == 10


def test_a_magic_square_by_weighted_sums_and_one_list_of_all_different() -> None:
    names = [f"V{number}" for number in range(9)]
    lines = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
    constraints = [constraint("C", names, "global:allDifferent", f"[ {' '.join(names)} ]")]
    for number, line in enumerate(lines):
        weighted = " ".join(f"{{ 1 {names[each]} }}" for each in line)
        constraints.append(
            constraint(f"S{number}", [names[each] for each in line], "global:weightedSum", f"[ {weighted} ] <eq/> 15")
        )
    assert counted("magic.xml", instance(dict.fromkeys(names, "1..9"), constraints)) == 8


def test_a_golomb_ruler_with_all_distances_different() -> None:
    marks = ["M0", "M1", "M2", "M3"]
    distances = {f"D{one}{two}": (one, two) for one, two in combinations(range(4), 2)}
    rules = [
        constraint(f"L{one}", [marks[one], marks[two]], "less", f"{marks[one]} {marks[two]}")
        for one, two in pairwise(range(4))
    ]
    rules += [
        constraint(f"E{name}", [name, marks[two], marks[one]], "apart", f"{name} {marks[two]} {marks[one]}")
        for name, (one, two) in distances.items()
    ]
    rules += [constraint("start", ["M0"], "first"), constraint("all", list(distances), "global:alldifferent")]
    predicates = [
        predicate("less", BINARY, "lt(X0,X1)"),
        predicate("apart", f"{BINARY} int X2", "eq(X0,sub(X1,X2))"),
    ]
    relations = ['<relation name="first" arity="1" nbTuples="1" semantics="supports">0</relation>']
    text = instance(dict.fromkeys([*marks, *distances], "0..6"), rules, relations, predicates)
    assert counted("golomb.xml", text) == 2, "0 1 4 6 and its mirror"


@examples(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-3, 3), min_size=3, max_size=3),
    st.sampled_from(sorted(SIGNS)),
    st.integers(-6, 9),
    st.lists(st.sampled_from(["A", "B", "C", "2", "-1"]), max_size=4, unique=True),
)
def test_weighted_sums_and_all_different_agree_with_trying_all(
    weights: list[int], sign: str, limit: int, different: list[str]
) -> None:
    weighted = " ".join(f"{{ {weight} {name} }}" for weight, name in zip(weights, "ABC", strict=True))
    rules = [
        constraint("S", list("ABC"), "global:weightedSum", f"[{weighted}] <{sign}/> {limit}"),
        constraint("D", list("ABC"), "global:allDifferent", f"[ {' '.join(different)} ]"),
    ]
    solutions = 0
    for numbers in product((-1, 0, 2, 3), repeat=3):
        worth = dict(zip("ABC", numbers, strict=True))
        total = sum(weight * number for weight, number in zip(weights, numbers, strict=True))
        listed = [worth.get(each, 0) if each in worth else int(each) for each in different]
        solutions += SIGNS[sign](total, limit) and len(set(listed)) == len(listed)
    assert counted("x.xml", instance(dict.fromkeys("ABC", "-1..0 2 3"), rules)) == solutions


TWO = {"A": "0..3", "B": "0..3"}


def refused(text: str) -> tuple[str, str]:
    (mistake,) = read("x.xml", text).diagnostics
    return mistake.message, text[mistake.span.start : mistake.span.end]


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("eq(div(X0,X1),1)", "`div` is not read as an amount"),
        ("eq(mod(X0,2),1)", "`mod` is not read as an amount"),
        ("ge(pow(X0,2),X1)", "`pow` is not read as an amount"),
        ("eq(if(gt(X0,1),X1,2),2)", "`if` is not read as an amount"),
        ("X0", "`X0` is not read as a condition"),
        ("eq(neg(X0,X1),1)", "`neg` has another number of arguments"),
        ("eq(X0,X9)", "there is no parameter `X9`"),
        ("not(eq(X0,X1),true)", "`not` has another number of arguments"),
    ],
)
def test_what_a_predicate_cannot_say_is_refused_where_it_stands(expression: str, word: str) -> None:
    text = instance(TWO, [constraint("C", ["A", "B"], "P0")], predicates=[predicate("P0", BINARY, expression)])
    message, place = refused(text)
    assert word in message
    assert place == "<functional"


@pytest.mark.parametrize(
    ("reference", "parameters", "word", "at"),
    [
        ("global:element", "A [ A B ] B", "`global:element` is not read", "<constraint"),
        ("global:cumulative", "", "`global:cumulative` is not read", "<constraint"),
        ("global:weightedSum", "", "a weighted sum has parameters", "<constraint"),
        ("global:weightedSum", "[ { 1 A } { 2 B } ] 3", "one comparison", "<parameters"),
        ("global:weightedSum", "[ { 1 A } { 2 B } ] <le/>", "one comparison", "<parameters"),
        ("global:weightedSum", "[ A B ] <le/> 3", "`A` is no number before a variable", "<parameters"),
        ("global:weightedSum", "[ ] <le/> 3", "adds nothing up", "<parameters"),
        ("global:allDifferent", "<list><var name='A'/></list>", "tagged notation", "<parameters"),
        ("global:allDifferent", "[ A B", "is no list", "<parameters"),
        ("global:allDifferent", "[ A B ] 3", "nothing behind it", "<parameters"),
        ("global:allDifferent", "[ A Z ]", "`Z` is no whole number", "<constraint"),
    ],
)
def test_global_constraints_that_are_not_read_are_refused_where_they_stand(
    reference: str, parameters: str, word: str, at: str
) -> None:
    message, place = refused(instance(TWO, [constraint("C", ["A", "B"], reference, parameters)]))
    assert word in message
    assert place == at


@pytest.mark.parametrize(
    ("part", "word", "at"),
    [
        (
            "<quantification><block quantifier='exists' scope='A'/></quantification>",
            "free to be chosen",
            "<quantification",
        ),
        ("<functions><function name='F' return='int'/></functions>", "cost something", "<functions"),
    ],
)
def test_parts_that_change_what_an_instance_means_are_refused(part: str, word: str, at: str) -> None:
    message, place = refused(instance(TWO, []).replace("</instance>", f"{part}</instance>"))
    assert word in message
    assert place == at


@pytest.mark.parametrize(
    ("relation", "word"),
    [
        ('<relation name="R" arity="2" semantics="soft" defaultCost="0">5:0 1</relation>', "`soft` is not read"),
        ('<relation name="R" arity="2" semantics="supports">0 1|2</relation>', "the tuple `2` has not 2 numbers"),
        ('<relation name="R" arity="2" semantics="supports">0 1|a b</relation>', "no tuple of whole numbers"),
    ],
)
def test_relations_that_are_not_read_are_refused_where_they_stand(relation: str, word: str) -> None:
    message, place = refused(instance(TWO, [constraint("C", ["A", "B"], "R")], [relation]))
    assert word in message
    assert place == "<relation"


def test_predicates_in_another_notation_are_refused_where_they_stand() -> None:
    other = (
        f'<predicate name="P0"><parameters>{BINARY}</parameters><expression><infix syntax="C">X0 == X1</infix>'
        "</expression></predicate>"
    )
    message, place = refused(instance(TWO, [constraint("C", ["A", "B"], "P0")], predicates=[other]))
    assert "functional expression" in message
    assert place == "<predicate"
