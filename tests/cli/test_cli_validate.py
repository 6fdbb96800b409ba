"""`configurator validate`, from outside: ways to give choices, and verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import GOOD, GOOD_JSON, run

from configurator.answers import ErrorAnswer, VerdictAnswer


def verdict(*arguments: str, given: str = "") -> VerdictAnswer:
    ran = run("validate", *arguments, "--format", "json", given=given)
    assert ran.err == ""
    answer = VerdictAnswer.model_validate_json(ran.out)
    assert ran.code == (0 if answer.valid else 1)
    return answer


def test_words_say_what_json_says(shop: str, tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(GOOD_JSON), "utf-8")
    by_words = verdict(f"{shop}:box", *GOOD)
    assert by_words.valid
    assert by_words == verdict(f"{shop}:box", str(path)) == verdict(f"{shop}:box", "-", given=json.dumps(GOOD_JSON))
    assert by_words.completed == {**GOOD_JSON, "charms": ("cat", "sun"), "paper": "plain"}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("lid=no", False),
        ("lid=TRUE", True),
        ("ribbon=255 mm", "25.5"),
        ("ribbon=25.50", "25.5"),
        ("ribbon=", None),
        ("charms=", ()),
        ("charms=star", ("star",)),
        ("charms=star, cat", ("cat", "star")),
        ("card= a = b ", "a = b"),
        ("card=", None),
        ("layers=3.0", 3),
    ],
)
def test_a_word_is_read_by_the_kind_of_its_option(shop: str, word: str, value: object) -> None:
    key = word.partition("=")[0]
    others = [each for each in GOOD if not each.startswith(f"{key}=")]
    assert verdict(f"{shop}:box", *others, word).completed[key] == value


def test_every_problem_is_told_with_its_place(shop: str) -> None:
    ran = run("validate", f"{shop}:box", "size=small", "lid=yes", "layers=5", "charms=sun,mon", "colour=red")
    assert ran.code == 1
    assert "not valid: 4 problems in this configuration of shop/box" in ran.out
    assert "unknown-option: `box` has no option `colour`" in ran.out
    assert "unknown-value: `charms` has no value `mon`\n  hint: did you mean `moon`?" in ran.out
    assert f"broken-rule: A small box has no lid.\n  `airy` looks at size, lid\n  declared at {shop}:16:8" in ran.out
    assert "broken-table: `fit` does not allow this combination" in ran.out


def test_the_json_verdict_has_code_path_constraint_and_place(shop: str) -> None:
    answer = verdict(f"{shop}:box", "size=small", "lid=yes", "layers=1")
    (problem,) = answer.problems
    assert (problem.code, problem.path, problem.constraint, problem.options) == (
        "broken-rule",
        "$",
        "airy",
        ("size", "lid"),
    )
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == (shop, 16)


def test_complete_shows_defaults_and_units(shop: str) -> None:
    out = run("validate", f"{shop}:box", *GOOD, "--complete").out
    assert "  lid     yes\n" in out
    assert "  ribbon  25.5 cm\n" in out
    assert "  charms  cat, sun\n" in out
    assert "  paper   plain\n" in out


def test_without_choices_one_hears_what_is_missing(shop: str) -> None:
    answer = verdict(f"{shop}:bag")
    assert [(each.code, each.path) for each in answer.problems] == [("missing-option", "$.color")]


def test_a_product_may_be_named_beside_the_choices(shop: str) -> None:
    assert verdict(shop, "-", given='{"product": "bag", "choices": {"color": "red"}}').product == "shop/bag"
    assert verdict(shop, "-", given='{"product": "shop/bag", "choices": {"color": "red"}}').valid
    ran = run("validate", f"{shop}:box", "-", given='{"product": "bag", "choices": {}}')
    assert ran.code == 2
    assert "this is a configuration of `bag`, not of `shop/box`" in ran.err


def test_one_of_several_products_must_be_named(shop: str) -> None:
    ran = run("validate", shop, "color=red")
    assert (ran.code, ran.out) == (2, "")
    assert "has several products; name one of them: `box`, `bag`" in ran.err
    assert run("validate", f"{shop}:bog", "color=red").code == 2
    assert run("validate", f"{shop}:", "color=red").code == 2
    assert run("validate", f"{shop}:shop/bag", "color=red").code == 0


@pytest.mark.parametrize("text", ["[]", '"red"', "1", "null"])
def test_json_that_is_no_object_is_not_valid(shop: str, text: str) -> None:
    answer = verdict(f"{shop}:bag", "-", given=text)
    assert [each.code for each in answer.problems] == ["wrong-type"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not-json"),
        ('{"color": "red", "color": "blue"}', "duplicate-key"),
        ('{"color": NaN}', "not-a-number"),
        ('{"color": "\\ud800"}', "lone-surrogate"),
        ("[" * 50, "too-deep"),
        ('{"color": "' + "x" * 300_000 + '"}', "too-large"),
    ],
)
def test_json_that_cannot_be_read_is_wrong_use(shop: str, text: str, code: str) -> None:
    ran = run("validate", f"{shop}:bag", "-", "--format", "json", given=text)
    error = ErrorAnswer.model_validate_json(ran.out).error
    assert (ran.code, error.code, error.exit_code, ran.err) == (2, code, 2, "")


@pytest.mark.parametrize("words", [["color=red", "color=blue"], ["color=red", "x"], ["x", "y"], ["nowhere.json"]])
def test_words_that_are_no_choices_are_wrong_use(shop: str, words: list[str]) -> None:
    ran = run("validate", f"{shop}:bag", *words)
    assert (ran.code, ran.out) == (2, "")
    assert "hint: " in ran.err


def test_a_catalog_with_mistakes_answers_1_and_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text("catalog c {\n}\nproduct p {\n  option a: x | x\n}\n", "utf-8")
    ran = run("validate", str(path), "a=x")
    assert (ran.code, ran.out) == (1, "")
    assert "error[duplicate-name]" in ran.err
    assert f"error: {path} has 1 mistake" in ran.err
    answered = run("validate", str(path), "a=x", "--format", "json")
    error = ErrorAnswer.model_validate_json(answered.out).error
    assert error.code == "faulty-catalog"
    checked = run("check", str(path), "--format", "json").json["catalogs"][0]["diagnostics"]
    assert answered.json["error"]["details"] == checked
    assert ran.err.endswith("hint: `configurator help duplicate-name` explains a code\n")


@pytest.mark.parametrize("command", ["validate", "code"])
def test_a_wrong_flag_is_told_in_the_words_that_one_types(shop: str, command: str) -> None:
    ran = run(command, f"{shop}:box", "size=large", "lid=maybe", "layers=1")
    assert ran.code == 1
    assert "wrong-type: `lid` takes yes or no\n  hint: write `lid=yes` or `lid=no`" in ran.out + ran.err
    missing = run(command, f"{shop}:box", "size=large", "layers=1")
    assert "`lid` needs a value and is not mentioned\n  hint: write `lid=yes` or `lid=no`" in missing.out + missing.err
    by_json = run(command, f"{shop}:box", "-", given='{"size": "large", "layers": 1}')
    assert "hint: choose `true` or `false`" in by_json.out + by_json.err
