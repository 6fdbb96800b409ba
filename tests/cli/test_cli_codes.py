"""`configurator code` and `read`, from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import GOOD, GOOD_JSON, ROOT, run

from configurator.answers import CodeAnswer, DocumentCodeAnswer, ErrorAnswer, ReadAnswer, VerdictAnswer

VECTORS: dict[str, Any] = json.loads((ROOT / "tests/vectors/codes.json").read_text("utf-8"))


def test_code_document_gives_the_answers_of_the_independent_implementation() -> None:
    for vector in VECTORS["codes"]:
        ran = run("code", "--document", "-", "--format", "json", given=json.dumps(vector["document"]))
        assert (ran.code, ran.err) == (0, "")
        assert ran.json == {name: vector[name] for name in ("code", "long_code", "sha256")}
        DocumentCodeAnswer.model_validate_json(ran.out)


def test_a_code_is_shown_in_groups_with_what_it_stands_for(shop: str, tmp_path: Path) -> None:
    ran = run("code", f"{shop}:box", *GOOD, "--canonical")
    answer = CodeAnswer.model_validate_json(run("code", f"{shop}:box", *GOOD, "--format", "json").out)
    assert ran.out.splitlines()[0] == f"code       {answer.grouped}"
    assert ran.out.splitlines()[-1] == f"document   {answer.document}"
    assert json.loads(answer.document) == {"product": "shop/box", "choices": {**GOOD_JSON, "paper": "plain"}}
    path = tmp_path / "document.json"
    path.write_text(answer.document, "utf-8")
    again = DocumentCodeAnswer.model_validate_json(run("code", "--document", str(path), "--format", "json").out)
    assert (again.code, again.long_code, again.sha256) == (answer.code, answer.long_code, answer.sha256)


def test_what_is_not_valid_has_no_code_and_stdout_stays_empty(shop: str) -> None:
    ran = run("code", f"{shop}:bag", "color=green")
    assert (ran.code, ran.out) == (1, "")
    assert "unknown-value: `color`" in ran.err
    answered = run("code", f"{shop}:bag", "color=green", "--format", "json")
    assert (answered.code, answered.err) == (1, "")
    assert not VerdictAnswer.model_validate_json(answered.out).valid


@pytest.mark.parametrize(
    ("document", "ends", "reason"),
    [
        ('{"product": "a/b"}', 1, "missing-member"),
        ('{"product": "a/b", "choices": {"x": ["b", "a"]}}', 1, "unsorted-array"),
        ('{"product": "a/b", "choices": {"x": 1.5}}', 1, "not-an-integer"),
        ('{"product": "a/b", "choices": {}', 2, "not-json"),
    ],
)
def test_a_document_that_is_not_canonical_is_refused_by_name(document: str, ends: int, reason: str) -> None:
    ran = run("code", "--document", "-", "--format", "json", given=document)
    assert (ran.code, ErrorAnswer.model_validate_json(ran.out).error.code) == (ends, reason)
    assert run("code", "--document", "-", given=document).out == ""


def test_code_needs_a_catalog_or_a_document_and_not_both(shop: str) -> None:
    assert run("code").code == 2
    assert run("code", shop, "--document", "-").code == 2
    assert run("code", "--document", "nowhere.json").code == 2


@pytest.mark.parametrize("spelling", VECTORS["accepted_spellings"])
def test_a_code_is_read_in_every_accepted_spelling(spelling: dict[str, str]) -> None:
    ran = run("read", spelling["text"], "--format", "json")
    answer = ReadAnswer.model_validate_json(ran.out)
    assert (ran.code, answer.valid, answer.code) == (0, True, spelling["code"])


@pytest.mark.parametrize("refused", VECTORS["refused"])
def test_a_wrong_code_is_refused_with_what_is_wrong(refused: dict[str, str]) -> None:
    ran = run("read", "--format", "json", "--", refused["text"])
    answer = ReadAnswer.model_validate_json(ran.out)
    assert (ran.code, answer.valid, answer.code) == (1, False, None)
    assert answer.reason
    assert answer.message
    shown = run("read", "--", refused["text"])
    assert (shown.code, shown.out) == (1, f"not a code: {answer.message}\n")


def test_words_of_a_code_are_joined() -> None:
    assert run("read", "vyk5g", "hbc4l", "mb9xr", "nvx7j").out.startswith("code    VYK5G-HBC4L-MB9XR-NVX7J\n")


def test_all_mistakes_of_a_document_are_told() -> None:
    document = '{"product": "a", "choices": {"x": 1.5, "-": 1}}'
    ran = run("code", "--document", "-", given=document)
    assert ran.code == 1
    assert [line.split(":")[1].strip() for line in ran.err.splitlines()] == [
        "$.product",
        "$.choices.x",
        "$.choices['-']",
    ]
    error = ErrorAnswer.model_validate_json(
        run("code", "--document", "-", "--format", "json", given=document).out
    ).error
    assert len(error.details) == 2


def test_white_space_and_the_order_of_members_of_a_document_do_not_matter() -> None:
    one = '{"choices":{"a":"x","b":["y","z"]},"product":"c/p"}'
    other = '{ "product": "c/p",\n "choices": {"b": ["y", "z"], "a": "x"} }\n'
    first, second = (run("code", "--document", "-", given=each) for each in (one, other))
    assert first == second
    assert first.code == 0
    assert "White space and the order of" in run("code", "--help").out
