"""Whatever stands in a foreign file, it is read or refused in words, at a place in it, and never crashes the reader."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import read
from test_coom import HEAD as COOM
from test_prl import SLICED
from test_xcsp import instance_of

from configurator.diagnostics.render import report
from configurator.pipeline import build
from configurator.source import Source

TEXTS = {
    "x.dimacs": "c 1 one\nc 2 two\np cnf 4 3\n1 -2 3 0\n-1 -4 0\n2\n0\n",
    "x.lng": "a & (b | ~c) => d\n2 * a + ~b - 1 <= 3\n(a <=> b) & $true\n",
    "x.json": '{"variables": {"a": ["x", "y"], "b": [1, 2]}, '
    '"tables": [{"scope": ["a", "b"], "allow": [["x", [1, 2]]]}], '
    '"rules": [{"forbid": {"and": [{"in": ["a", ["y"]]}, {"not": {"rows": {"scope": ["b"], "any": [[1]]}}}]}}]}',
    "x.xml": instance_of(
        '<constraint name="c" scope="A B" reference="P"/>',
        '<predicates><predicate name="P"><parameters>int x int y</parameters><expression><functional>'
        "or(eq(abs(x),y),lt(add(x,1),2))</functional></expression></predicate></predicates>",
    ),
    "x.prl": SLICED + "rule [2 * i + 3 <= 7] / amo[f1, f2]\noptional group g contains [f2]\n",
    "x.coom": COOM
    + """behavior {
    explanation "why"
    condition body = Red && trim.size > 1
    require count(bag) + wheels <= 3 || ! (bag.color = Blue)
    combinations (body  bag.color)
    allow (Red (Blue, White))
    allow (-*- Red)
    default body = Red
}
behavior Bag { require color.size >= strap.size }
""",
}

PIECES = [
    " ",
    "\n",
    "0",
    "-1",
    "99999999999999999999",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "<",
    ">",
    "=",
    "!",
    "&",
    "|",
]
PIECES += [
    "\0",
    "é",
    "`",
    "..",
    "x",
    "body",
    "f1",
    "rule",
    "~",
    "/",
    "*",
    "+",
    ",",
    ";",
    "<a>",
    "#",
    "%",
    "p cnf 1 1",
    "if",
]

ALLOWED = {"never-satisfied", "never-fires", "no-valid-configuration", "too-large", "too-deep"}
"""Errors of a catalog that its model has, too: nothing fits it, or it is too much."""


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 1, 2, 5, 30))))
        middle = draw(st.sampled_from([*PIECES, ""]) | st.sampled_from(text.split() or [""]))
        text = text[:start] + middle + text[end:]
    return name, text


@examples(max_examples=600)
@given(mutated())
def test_a_damaged_text_is_read_or_refused_at_a_place_in_it(damaged: tuple[str, str]) -> None:
    name, text = damaged
    outcome = read(name, text)
    for each in outcome.diagnostics:
        assert 0 <= each.span.start <= max(1, len(text))
        assert each.span.end <= max(1, len(text)) + 1
    report(outcome.diagnostics, outcome.sources)
    if outcome.value is None:
        assert any(each.is_error for each in outcome.diagnostics)
        return
    built = build(Source("model.vpc", outcome.value.text), outcome.value, listing=False)
    mistakes = [each for each in built.diagnostics if each.is_error and each.code.name not in ALLOWED]
    assert not mistakes, f"{text}\n{outcome.value.text}\n{report(mistakes, built.sources)}"


def test_what_goes_on_without_an_end_is_refused_in_words() -> None:
    for name, text in (
        ("x.lng", "(" * 100_000),
        ("x.lng", "~" * 100_000),
        ("x.prl", "header { prl_version 1.0 }\nfeature a\nrule " + "-" * 100_000 + "a"),
        ("x.coom", "product { num 0-1 a }\nbehavior { require " + "!" * 100_000 + "a"),
        ("x.coom", "product { }\n" + "behavior " + "{" * 100_000),
        ("x.json", "[" * 100_000),
        ("x.json", '{"variables": {"a": [' + "[" * 10_000),
        ("x.xml", "<a>" * 100_000),
        ("x.cnf", "p cnf 1 1\n" + "9" * 100_000 + " 0\n"),
    ):
        outcome = read(name, text)
        assert outcome.value is None
        assert any(each.is_error for each in outcome.diagnostics)
