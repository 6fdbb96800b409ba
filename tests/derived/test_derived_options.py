"""Derived options: what follows from choices is worked out, agreed to, counted once, and never written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from quizzes import FORMULAS, Quiz, quizzes
from snippets import reader

from configurator.engine.count import count
from configurator.engine.validate import validate, validate_clearly
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.identity.document import read_document
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.stored import read_stored
from configurator.pipeline import build
from configurator.source import Source


def blend(text: str) -> ProductKnowledge:
    outcome = build(Source("catalog.vpc", text), reader({}))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    assert outcome.is_sound, [each.message for each in outcome.diagnostics]
    return outcome.value.products["blend"]


def _as_given(whole: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if key in ("skin", "tan", "sun") and value is not None}


@settings(max_examples=80, deadline=None)
@given(quizzes())
def test_what_follows_is_worked_out_and_counted_once(quiz: Quiz) -> None:
    knowledge = blend(quiz.text)
    valid = 0
    for whole, is_valid in quiz.wholes():
        raw = _as_given(whole)
        verdict = validate(knowledge, raw)
        assert verdict == validate_clearly(knowledge.product, raw)
        assert verdict.valid is is_valid, (quiz.text, raw, verdict.problems)
        if not is_valid:
            continue
        valid += 1
        follows = verdict.completed["follows"]
        assert (float(follows) if isinstance(follows, str) and "mm" in quiz.formula[0] else follows) == whole["follows"]
        assert verdict.completed["base"] == whole["base"]
        document = canonical_document(knowledge, verdict.completed)
        assert json.loads(document)["choices"].keys() == raw.keys()
        assert document == canonical_bytes(document_of(knowledge.product, verdict.completed))
        again = {key: value for key, value in verdict.completed.items() if value is not None}
        assert validate(knowledge, again).completed == verdict.completed
        stored = read_stored(knowledge.product, read_document(document).choices)
        assert (stored.completed, stored.problems) == (verdict.completed, ())
    assert count(knowledge.product) == valid, quiz.text
    assert count(knowledge.product, ("skin", "tan")) <= valid


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda each: each[1])
def test_whoever_mentions_what_follows_means_the_same(formula: tuple[str, str, Any]) -> None:
    quiz = Quiz(formula, True, ((None, None, "sand"),), False, ())
    knowledge = blend(quiz.text)
    raw = {"skin": "fair", "tan": 1}
    follows = validate(knowledge, raw).completed["follows"]
    others: tuple[Any, ...] = (True, False, "sand", "rosy", "oak", 0, 1, 2, "1", "0.5 mm", ["oak"])
    otherwise = [{"follows": each} for each in others if each != follows or type(each) is not type(follows)]
    for given_otherwise in ({"base": "oak"}, {"base": "none"}, *otherwise):
        if given_otherwise.get("follows") == "0.5 mm" and follows == "0.5":
            continue
        verdict = validate(knowledge, {**raw, **given_otherwise})
        assert verdict == validate_clearly(knowledge.product, {**raw, **given_otherwise})
        assert not verdict.valid
    assert validate(knowledge, {**raw, "base": "sand", "follows": None}).valid
