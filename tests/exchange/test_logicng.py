"""Formulas as LogicNG writes them: read as they bind, and counted over all their variables."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import catalog_in, counted, read

from configurator.exchange import formulas as f
from configurator.exchange.logicng import formulas
from configurator.source import Source

NAMES = ("a", "b", "c", "d", "e")


def sums() -> st.SearchStrategy[f.Formula]:
    terms = st.lists(st.tuples(st.integers(-3, 3), st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=4)
    return st.builds(f.Sum, terms.map(tuple), st.sampled_from(("<=", ">=", "<", ">", "=")), st.integers(-3, 4))


def trees() -> st.SearchStrategy[f.Formula]:
    leaves = st.one_of(st.sampled_from(NAMES).map(f.Variable), sums(), st.booleans().map(f.Constant))
    variables = st.sampled_from(NAMES).map(f.Variable)
    return st.recursive(st.one_of(variables, variables, leaves), _joined, max_leaves=8)


def _joined(inner: st.SearchStrategy[f.Formula]) -> st.SearchStrategy[f.Formula]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(f.Not, inner),
        st.builds(f.And, several),
        st.builds(f.Or, several),
        st.builds(f.Implies, inner, inner),
        st.builds(f.Same, inner, inner),
    )


def written(formula: f.Formula) -> str:
    """The text of a formula, with all brackets."""
    match formula:
        case f.Constant(holds):
            return "$true" if holds else "$false"
        case f.Variable(name):
            return name
        case f.Not(of):
            return f"~{written(of)}" if isinstance(of, f.Variable) else f"~({written(of)})"
        case f.And(parts):
            return " & ".join(f"({written(part)})" for part in parts)
        case f.Or(parts):
            return " | ".join(f"({written(part)})" for part in parts)
        case f.Implies(one, other):
            return f"({written(one)}) => ({written(other)})"
        case f.Same(one, other):
            return f"({written(one)}) <=> ({written(other)})"
        case f.Sum(terms, sign, limit):
            products = (f"{factor} * {'' if holds else '~'}{name}" for factor, name, holds in terms)
            return f"{' + '.join(products)} {sign} {limit}"


def holds(formula: f.Formula, chosen: dict[str, bool]) -> bool:
    match formula:
        case f.Constant(always):
            return always
        case f.Variable(name):
            return chosen[name]
        case f.Not(of):
            return not holds(of, chosen)
        case f.And(parts):
            return all(holds(part, chosen) for part in parts)
        case f.Or(parts):
            return any(holds(part, chosen) for part in parts)
        case f.Implies(one, other):
            return not holds(one, chosen) or holds(other, chosen)
        case f.Same(one, other):
            return holds(one, chosen) is holds(other, chosen)
        case f.Sum(terms, sign, limit):
            total = sum(factor for factor, name, is_so in terms if chosen[name] is is_so)
            signs = {"<=": total <= limit, ">=": total >= limit, "<": total < limit, ">": total > limit}
            return signs.get(sign, total == limit)


ALL = f.Or(tuple(f.Variable(name) for name in NAMES))
"""A formula that names all variables."""


@examples(max_examples=300)
@given(st.lists(trees(), min_size=1, max_size=3))
def test_a_catalog_has_a_configuration_for_each_model(found: list[f.Formula]) -> None:
    every = [dict(zip(NAMES, values, strict=True)) for values in product((False, True), repeat=len(NAMES))]
    models = sum(all(holds(each, chosen) for each in (*found, ALL)) for chosen in every)
    assert counted("x.lng", "\n".join(map(written, (*found, ALL)))) == models


@examples(max_examples=100)
@given(trees())
def test_a_formula_is_read_as_it_was_written(found: f.Formula) -> None:
    assert formulas(Source("x.lng", written(found))) == [found]


def test_signs_bind_as_in_logicng() -> None:
    a, b, c, d = (f.Variable(name) for name in "abcd")
    for text, tree in (
        ("a | b & ~c", f.Or((a, f.And((b, f.Not(c)))))),
        ("a => b => c", f.Implies(a, f.Implies(b, c))),
        ("a <=> b => c | d", f.Same(a, f.Implies(b, f.Or((c, d))))),
        ("2*a + ~b >= -1", f.Sum(((2, "a", True), (1, "b", False)), ">=", -1)),
    ):
        assert formulas(Source("x.lng", text)) == [tree]


def test_what_excludes_in_pairs_is_said_as_one() -> None:
    text = catalog_in("x.lng", "z => (~p | ~q) & (~p | ~r) & (~q | ~r)").text
    assert "rule rule_1 require count(p, q, r) <= 1 when z" in text


def test_what_is_no_formula_is_told_at_its_place() -> None:
    for text, place in (("", 0), ("a &", 2), ("a b", 2), ("(a", 1), ("a + b", 4), ("a ? b", 2), ("~" * 100 + "p", 61)):
        (mistake,) = read("x.lng", text).diagnostics
        assert mistake.is_error
        assert mistake.span.start == place, (text, mistake)
