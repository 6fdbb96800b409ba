"""What grows with what, in counts that are the same on every machine: instructions, and bits; and what grows."""

from __future__ import annotations

from math import isclose
from pathlib import Path
from random import Random

import growth
import pytest
from growing import with_options, with_products, with_rules, with_values
from jsonschema import Draft202012Validator
from races import OURS, history

from configurator.engine.looked_up import is_valid
from configurator.model.domain import ValueDomain

SIZES = (10, 30, 100, 300)


def test_a_slope_is_the_power_that_something_grows_with() -> None:
    for power in (0.0, 0.5, 1.0, 2.0):
        assert isclose(growth.slope(SIZES, [3 * size**power for size in SIZES]), power, abs_tol=1e-9)


def test_instructions_and_bits_grow_linearly_with_options_and_rules() -> None:
    counts = [growth.counted(with_options(size)) for size in SIZES]
    assert growth.slope(SIZES, [instructions for instructions, _ in counts]) <= 1.1
    assert growth.slope(SIZES, [bits for _, bits in counts]) <= 1.1


def test_instructions_and_bits_grow_linearly_with_rules_at_most() -> None:
    for counts in zip(*(growth.counted(with_rules(size)) for size in SIZES), strict=True):
        assert growth.slope(SIZES, counts) <= 1.1


@pytest.mark.parametrize(("grow", "sizes"), [(with_values, (10, 100, 10_000)), (with_products, (1, 10, 100))])
def test_instructions_do_not_grow_with_values_and_products(grow: growth.Grow, sizes: tuple[int, ...]) -> None:
    assert len({growth.counted(grow(size))[0] for size in sizes}) == 1


def test_a_product_grows_in_what_it_says() -> None:
    assert len(with_options(30).product.product.options) == 30
    assert len(with_options(30).product.product.constraints) == 60
    assert len(with_rules(70).product.product.constraints) == 70
    wide = with_values(500).product.product.by_key["wide"].domain
    assert isinstance(wide, ValueDomain)
    assert wide.size() == 500
    assert len(with_products(20).knowledge.products) == 20


@pytest.mark.parametrize(
    ("grow", "size"), [(with_options, 12), (with_rules, 30), (with_values, 40), (with_products, 3)]
)
def test_both_sides_of_what_grows_say_the_same(grow: growth.Grow, size: int) -> None:
    grown = grow(size)
    schema, random = Draft202012Validator(grown.schema), Random(1)
    assert all(is_valid(grown.product, each) and schema.is_valid(each) for each in grown.valid)
    verdicts = set()
    for _ in range(60):
        first, second = random.sample(grown.valid, 2)
        mixed = {key: random.choice((first, second))[key] for key in first}
        assert schema.is_valid(mixed) is is_valid(grown.product, mixed)
        verdicts.add(schema.is_valid(mixed))
    assert verdicts == {True, False}


def test_the_benchmark_runs_and_tells_slopes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    axes = tuple(growth.Axis(each.name, each.grow, each.few[:2], each.few[:2]) for each in growth.AXES)
    monkeypatch.setattr(growth, "AXES", axes)
    monkeypatch.setattr(growth, "AT_LEAST", 1)
    kept = tmp_path / "history.jsonl"
    growth.main(["--rounds", "1", "--history", str(kept)])
    printed = capsys.readouterr().out
    assert printed.count("slope of the last step") == len(axes)
    assert printed.count("goal for ours") == len(axes)
    (row,) = history(kept)
    for axis in axes:
        found = row["parts"]["growth"][axis.name]
        assert found["sizes"] == list(axis.few)
        assert found["slopes"].keys() == found["us"].keys() >= {OURS}
        assert all(len(each) == len(axis.few) for each in (*found["us"].values(), found["instructions"], found["bits"]))
