"""The two sides of the benchmark answer one question: the hand-written schema says what the laptop catalog says."""

from __future__ import annotations

from functools import cache
from itertools import islice

import batch
import pytest
import run
from jsonschema import Draft202012Validator
from laptop_configurations import laptop, sample
from laptop_schema import LEFT_OUT, RULES, SCHEMA, SHAPE, Choices

from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge


@cache
def product() -> ProductKnowledge:
    return laptop()


@cache
def configurations() -> tuple[Choices, ...]:
    return tuple(islice(sample(product(), 2026), 1_500))


def test_the_schema_has_every_constraint_but_those_that_json_schema_cannot_say() -> None:
    assert {each.key for each in product().product.constraints} == RULES.keys() | LEFT_OUT
    assert not RULES.keys() & LEFT_OUT


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_both_sides_give_the_same_verdict() -> None:
    schema = Draft202012Validator(SCHEMA)
    verdicts = set()
    for choices in configurations():
        problems = validate(product(), choices).problems
        expressible = [each for each in problems if each.constraint not in LEFT_OUT]
        assert schema.is_valid(choices) is (not expressible), (choices, problems)
        verdicts.add(not expressible)
    assert verdicts == {True, False}


def test_the_expression_of_polars_says_what_the_schema_says() -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    import laptop_polars

    columns = batch.columns_of(configurations(), encoded=True)
    found = laptop_polars.frame_of(columns).select(laptop_polars.is_valid()).to_series().to_list()
    schema = Draft202012Validator(SCHEMA)
    rows = [{key: cell for key, cell in row.items() if cell is not None} for row in columns.to_pylist()]
    assert found == [schema.is_valid(row) for row in rows]
    assert set(found) == {True, False}


def test_both_sides_blame_the_same_rules() -> None:
    shape = Draft202012Validator(SHAPE)
    rules = {key: Draft202012Validator(schema) for key, schema in RULES.items()}
    seen: set[str | None] = set()
    for choices in configurations():
        problems = validate(product(), choices).problems
        if any(each.constraint is None for each in problems):
            assert not shape.is_valid(choices), (choices, problems)
            continue
        assert shape.is_valid(choices), choices
        blamed = {each.constraint for each in problems} - LEFT_OUT
        assert {key for key, rule in rules.items() if not rule.is_valid(choices)} == blamed, choices
        seen |= blamed
    assert len(seen) > 40, "a sample that breaks few rules shows little"


def test_the_sample_is_about_half_valid() -> None:
    valid = sum(validate(product(), each).valid for each in configurations())
    assert 0.25 < valid / len(configurations()) < 0.75


def test_the_benchmark_runs_and_tells_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--rounds", "1", "--quick"])
    printed = capsys.readouterr().out
    assert "python" in printed
    for line in ("valid, no logo", "valid, with a logo", "breaks rules: all reasons"):
        assert any(each.startswith(line) and each.rstrip().endswith("x") for each in printed.splitlines()), line
    for line in ("atelier", "laptop", "sneaker", "studio", "issue 1,000", "resolve"):
        assert line in printed
