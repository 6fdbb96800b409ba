"""Variables and tables in JSON: as many configurations as assignments that all tables let through."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import catalog_in, counted, read

VALUES = st.one_of(st.sampled_from(("a", "B-2", "none", "4x4", "ü", "{")), st.integers(-2, 12))


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(("x", "Ünit", "rule", "v 1")), min_size=1, unique=True))
    variables = {name: draw(st.lists(VALUES, min_size=1, max_size=3, unique_by=str)) for name in names}
    tables = []
    for number in range(draw(st.integers(0, 3))):
        scope = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
        row = st.tuples(*(st.sampled_from(variables[name]) for name in scope)).map(list)
        rows = draw(st.lists(row, max_size=6))
        tables.append({"name": f"t{number}", "scope": scope, draw(st.sampled_from(("allow", "forbid"))): rows})
    return {"variables": variables, "tables": tables}


def assignments(problem: dict[str, Any]) -> int:
    names = list(problem["variables"])
    found = 0
    for values in product(*problem["variables"].values()):
        chosen = dict(zip(names, values, strict=True))
        found += all(
            ([chosen[name] for name in table["scope"]] in table.get("allow", table.get("forbid"))) is ("allow" in table)
            for table in problem["tables"]
        )
    return found


@examples(max_examples=200)
@given(problems())
def test_a_catalog_has_a_configuration_for_each_assignment(problem: dict[str, Any]) -> None:
    assert counted("x.json", json.dumps(problem)) == assignments(problem)


def test_the_rows_of_long_tables_stand_in_files_beside_the_catalog() -> None:
    numbers = list(range(100))
    rows = [[one, other] for one in numbers for other in numbers if one + other == 99]
    table = {"name": "t", "scope": ["v", "w"], "allow": rows}
    problem = {"variables": {"v": numbers, "w": numbers}, "tables": [table]}
    catalog = catalog_in("x.json", json.dumps(problem))
    assert 'table t (v, w) allow from "x/t.csv"' in catalog.text
    assert catalog.files["x/t.csv"].splitlines()[:2] == ["v,w", "n_0,n_99"]
    assert counted("x.json", json.dumps(problem)) == 100


def test_mistakes_are_told_at_their_place() -> None:
    for text, marked in (
        ("{", "{"),
        ("[]", "[]"),
        ('{"variables": 5}', "5"),
        ('{"variables": {"a": []}}', "[]"),
        ('{"variables": {"a": [1, {}]}}', "{}"),
        ('{"variables": {"a": [1, "1"]}}', '"1"'),
        ('{"variables": {"a": [1]}, "tables": 7}', "7"),
        ('{"variables": {"a": [1]}, "tables": [{"scope": ["b"], "allow": []}]}', '"b"'),
        ('{"variables": {"a": [1]}, "tables": [{"scope": ["a"], "allow": [[1], [2]]}]}', "2"),
        ('{"variables": {"a": [1]}, "tables": [{"scope": ["a"], "allow": [[1], [1, 1]]}]}', "[1, 1]"),
        ('{"variables": {"a": [1]}, "tables": [{"scope": ["a"]}]}', '{"scope": ["a"]}'),
        ('{"variables": {"a": [NaN]}}', "{"),
        ('{"variables": {"a": [1]}, "rules": 3}', "3"),
        ('{"variables": {"a": [1]}, "rules": [{"forbid": {"in": ["a", [2]]}}]}', "2"),
        ('{"variables": {"a": [1]}, "rules": [{"forbid": {"not": {"xor": []}}}]}', '{"xor": []}'),
    ):
        (mistake,) = read("x.json", text).diagnostics
        assert text[mistake.span.start : mistake.span.end] == marked, mistake
