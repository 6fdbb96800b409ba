"""All contenders of the benchmark of single configurations answer one question: they give our verdicts."""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path

import bike
import pytest
import single
from cel_text import CelText
from contenders import ByHand, contenders
from laptop_configurations import sample
from laptop_schema import LEFT_OUT, Choices
from races import history
from subjects import Subject, subjects

from configurator.engine.validate import validate

NAMES = ("laptop", "bike")


@cache
def subject(name: str) -> Subject:
    return next(each for each in subjects() if each.name == name)


@cache
def configurations(name: str) -> tuple[Choices, ...]:
    return tuple(islice(sample(subject(name).product, 2027), 200))


@pytest.mark.parametrize("name", NAMES)
def test_all_contenders_give_our_verdict(name: str) -> None:
    here = subject(name)
    for contender in contenders(here.schema, here.by_hand):
        for choices in configurations(name):
            verdict = validate(here.product, choices)
            if {each.constraint for each in verdict.problems} & LEFT_OUT:
                continue  # a schema cannot say it, Python can
            assert contender.is_valid(choices) is verdict.valid, (contender.name, choices, verdict.problems)


@pytest.mark.parametrize("name", NAMES)
def test_python_by_hand_blames_the_rules_that_we_blame(name: str) -> None:
    here, seen = subject(name), set[str]()
    for choices in configurations(name):
        blamed = [each.constraint for each in validate(here.product, choices).problems]
        if None in blamed:
            assert here.by_hand.reasons(choices) == ["values"], choices
        else:
            assert sorted(here.by_hand.reasons(choices)) == sorted(map(str, blamed)), choices
            seen |= set(map(str, blamed))
    assert len(seen) > 40, "a sample that breaks few rules shows little"


def test_the_bike_has_40_options_and_200_rules_and_is_the_same_each_time() -> None:
    product = subject("bike").product.product
    assert (len(product.options), len(product.constraints)) == (40, 200)
    text = bike.catalog()
    bike.rules.cache_clear()
    bike.valid_ones.cache_clear()
    assert bike.catalog() == text


def test_the_rules_of_the_bike_mean_in_python_what_they_mean() -> None:
    by_hand = ByHand(bike.completed, bike.broken(), bike.DEFAULTS)
    for choices in configurations("bike"):
        if by_hand.completed(choices) is not None:
            assert by_hand.reasons(choices) == [each.key for each in bike.rules() if each.is_broken(choices)]


def test_a_schema_becomes_an_expression() -> None:
    schema = {
        "type": "object",
        "properties": {"color": {"enum": ["red", "blue"]}, "name": {"type": "string", "maxLength": 3}},
        "required": ["color"],
        "allOf": [{"if": {"required": ["name"]}, "then": {"properties": {"color": {"const": "red"}}}}],
    }
    assert CelText(schema).text == (
        '(c.color in ["red", "blue"]) && (!("name" in c) || (type(c.name) == string && size(c.name) <= 3))'
        ' && "color" in c && ((!("name" in c) || ((!("color" in c) || (c.color == "red")))))'
    )


def test_the_benchmark_runs_tells_ratios_and_remembers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "subjects", lambda: iter([subject("bike")]))
    kept = tmp_path / "history.jsonl"
    single.main(["--rounds", "1", "--size", "4", "--history", str(kept)])
    printed = capsys.readouterr().out.splitlines()
    for who in ("configurator", "jsonschema", "pydantic", "Python by hand", "an empty call", "a dict pass"):
        assert sum(each.startswith(who) for each in printed) >= 7, who
    (row,) = history(kept)
    races = row["parts"]["single"]
    assert len(races) == 8
    for race in races.values():
        assert race["us"].keys() == race["ratios"].keys() | {"configurator"}
        assert set(race["limits"]) < race["us"].keys()
