"""A hundred mistakes are told, and that there are more; what is beyond a limit is refused before it costs much."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from snippets import reader

from configurator.analysis import csv_space
from configurator.compiler.budget import Budget
from configurator.diagnostics import Diagnostic, codes, suggest
from configurator.diagnostics.enough import MOST_TOLD
from configurator.diagnostics.suggest import nearest
from configurator.engine.validate import validate, validate_clearly
from configurator.pipeline import build, check
from configurator.source import Source
from configurator.syntax.sizes import MOST_OPERATORS
from configurator.syntax.statements import OPTIONS_LIMIT

Line = Callable[[int], str]

MISTAKES: dict[str, Line] = {
    "brackets": lambda _: "}",
    "statements": lambda at: f"rule r{at} require a == x",
    "names": lambda at: f"rule r{at} require b{at} = x",
    "families": lambda at: f"narrow b{at}: x",
    "examples": lambda at: "expect invalid { a: x }",
    "counts": lambda at: "expect count = 7",
}
"""A line with a mistake, of each kind that a phase of its own finds."""


def found(body: str, files: dict[str, str] | None = None) -> tuple[Diagnostic, ...]:
    text = f"catalog demo\nproduct p {{\n  option a: x | y\n{body}\n}}\n"
    return check(Source("catalog.vpc", text), reader(files or {})).diagnostics


@pytest.mark.parametrize("kind", ["statements", "names", "families", "examples", "counts"])
def test_a_hundred_mistakes_are_all_told(kind: str) -> None:
    told = found("\n".join(map(MISTAKES[kind], range(MOST_TOLD))))
    assert len(told) == MOST_TOLD
    assert all(each.code is not codes.TOO_LARGE for each in told)


@pytest.mark.parametrize("kind", MISTAKES)
def test_of_more_mistakes_a_hundred_are_told_and_that_there_are_more(kind: str) -> None:
    told = found("\n".join(map(MISTAKES[kind], range(MOST_TOLD + 50))))
    assert [each.code for each in told[MOST_TOLD:]] == [codes.TOO_LARGE]
    assert all(each.code is not codes.TOO_LARGE for each in told[:MOST_TOLD])


def test_those_that_are_told_are_the_first_ones() -> None:
    lines = [*map(MISTAKES["names"], range(MOST_TOLD)), *map(MISTAKES["families"], range(MOST_TOLD))]
    told = found("\n".join(lines))
    assert [each.span for each in told] == sorted(each.span for each in told)


def test_lines_that_belong_to_nothing_are_told_up_to_a_hundred() -> None:
    told = check(Source("catalog.vpc", "%\n" * (MOST_TOLD + 50)), reader({})).diagnostics
    assert [each.code for each in told] == [codes.NOT_A_STATEMENT] * MOST_TOLD + [codes.TOO_LARGE]


def test_a_long_stretch_of_signs_is_one_mistake() -> None:
    told = check(Source("catalog.vpc", "% " * 100_000), reader({})).diagnostics
    assert [each.code for each in told] == [codes.NOT_A_STATEMENT, codes.TOO_LARGE]


@pytest.mark.parametrize(("parts", "refused"), [(MOST_OPERATORS, False), (MOST_OPERATORS + 1, True)])
def test_a_condition_has_so_many_parts_and_no_more(parts: int, refused: bool) -> None:
    told = found("  rule r require a = x" + " and x" * (parts - 1))
    assert (codes.TOO_LARGE in [each.code for each in told]) is refused


def test_stars_and_signs_of_numbers_are_no_parts_of_conditions() -> None:
    rows = "    *, -1 .. 9.5\n" * (MOST_OPERATORS + 1)
    values = " | ".join(f"v{at} {{ w: -1.5 g }}" for at in range(MOST_OPERATORS + 1))
    told = found(f"  option n: number -9 .. 9.5 step 0.5\n  option b: {values}\n  table t (a, n) allow {{\n{rows}  }}")
    assert not [each.message for each in told if each.code is codes.TOO_LARGE]


def test_a_product_has_so_many_options_and_no_more() -> None:
    told = found("\n".join(f"  option o{at}: x" for at in range(OPTIONS_LIMIT)))
    assert [each.code for each in told] == [codes.TOO_LARGE] * 2
    assert "option" in told[0].message


def test_of_too_many_large_patterns_only_the_first_are_looked_at() -> None:
    told = found("\n".join(f'  option t{at}: text {{ max: 9, pattern: "(a|b)*a(a|b){{2{at}}}" }}' for at in range(9)))
    assert [each.code for each in told] == [codes.BAD_PATTERN] * 5
    assert told[-1].hint is not None
    assert "not been looked at" in told[-1].hint


def test_a_file_with_too_many_faults_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_space, "MOST_FAULTS", 30)
    space = 'option b: s\n}\nspace s from "s.csv" key id { name: label }\nproduct q {\n  option b: s'
    told = found(space, {"s.csv": "id,name\n" + "a b,n\n" * 50})
    assert told[-1].message != told[0].message
    assert any("more than 30 faults" in each.message for each in told)


def test_among_many_names_the_nearest_is_that_of_a_single_slip() -> None:
    names = [f"option_{at:05}" for at in range(suggest.MANY + 1)]
    for word in ("optoin_00123", "opTion-00123", "opton_00123", "optiion_00123"):
        assert nearest(word, names) == ["option_00123"], word
    assert nearest("oppttion_00123", names, most=1) == ["option_00123"]
    assert nearest("elephant", names) == []


def test_after_two_products_that_burst_the_others_get_less_time() -> None:
    seconds = iter(range(10**9))
    budget = Budget(seconds=30.0, clock=lambda: float(next(seconds)))
    options = "".join(f"  option o{at}: integer 1 .. 9\n" for at in range(30))
    sums = " + ".join(f"{at * at + 7} * o{at}" for at in range(30))
    products = "".join(f"product p{at} {{\n{options}  rule r require {sums} = 4711\n}}\n" for at in range(9))
    told = check(Source("catalog.vpc", f"catalog demo\n{products}"), reader({}), budget).diagnostics
    assert [each.code for each in told] == [codes.TOO_ENTANGLED] * 9
    assert [" 30 s" in each.message for each in told] == [True, True] + [False] * 7


def test_of_warnings_of_a_kind_a_hundred_are_told_and_the_last_says_how_many_more() -> None:
    told = found("  table t (a) allow {\n" + "    x\n" * (MOST_TOLD + 51) + "  }")
    alike = [each.message for each in told if each.code is codes.REPEATED_ROW]
    assert len(alike) == MOST_TOLD
    assert alike[-1] == f"{alike[0]}; there are 50 more of `repeated-row` from here on"


def test_rules_without_room_for_their_truth_tables_are_decided_by_their_formulas() -> None:
    rules = [f"  rule r{at} require o{at % 7} * o{at % 5 + 7} != {at}" for at in range(80)]
    options = [f"  option o{at}: integer 0 .. 60" for at in range(12)]
    source = Source("catalog.vpc", "catalog demo\nproduct p {\n" + "\n".join([*options, *rules]) + "\n}\n")
    knowledge = build(source, reader({})).value
    assert knowledge is not None
    checks = knowledge.products["p"].checks
    assert 0 < len(checks.scanned) < len(rules)
    for value in range(0, 61, 4):
        choices = {f"o{at}": (value + at) % 61 for at in range(12)}
        assert validate(knowledge.products["p"], choices) == validate_clearly(knowledge.products["p"].product, choices)
