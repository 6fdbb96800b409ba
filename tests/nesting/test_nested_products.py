"""Products within products: read, judged, counted and written as if by hand; `OPTIONARY_LONG=1` tries 3,000 sets."""

from __future__ import annotations

import json
import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sets import Sets, Whole, closed, sets, units
from snippets import reader

from configurator.engine.count import count
from configurator.engine.validate import validate, validate_clearly
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.identity.document import read_document
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.nesting import gathered
from configurator.model.stored import read_stored
from configurator.pipeline import build
from configurator.source import Source

LAW = settings(max_examples=3_000 if os.environ.get("OPTIONARY_LONG") == "1" else 40, deadline=None)


def built(text: str) -> KnowledgeBase:
    outcome = build(Source("catalog.vpc", text), reader({}))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    assert outcome.is_sound, [each.message for each in outcome.diagnostics]
    return outcome.value


def given_as(whole: Whole) -> dict[str, Any]:
    """A set as somebody may give it: without what is absent."""

    def choices(found: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in found.items() if value is not None}

    nested = choices(whole)
    if whole["first"] is not None:
        nested["first"] = choices(whole["first"])
    nested["units"] = [choices(unit) for unit in whole["units"]]
    return nested if whole["units"] else {key: value for key, value in nested.items() if key != "units"}


def _sample(wholes: list[Whole], data: st.DataObject) -> list[Whole]:
    return [data.draw(st.sampled_from(wholes)) for _ in range(min(25, len(wholes)))]


@LAW
@given(sets(), st.data())
def test_a_set_is_valid_where_its_rules_say_so_and_written_in_one_way(found: Sets, data: st.DataObject) -> None:
    knowledge = built(found.text).products["set"]
    for whole in _sample(list(found.wholes()), data):
        raw = given_as(whole)
        verdict = validate(knowledge, raw)
        assert verdict == validate_clearly(knowledge.product, raw)
        assert verdict.valid is found.is_valid(whole), (found.text, raw, verdict.problems)
        if not verdict.valid:
            continue
        document = canonical_document(knowledge, verdict.completed)
        assert document == canonical_bytes(document_of(knowledge.product, verdict.completed))
        turned = {**raw, "units": data.draw(st.permutations(raw["units"]))} if "units" in raw else raw
        assert canonical_document(knowledge, validate(knowledge, turned).completed) == document
        again = validate(knowledge, gathered(knowledge.product, verdict.completed))
        assert again.completed == verdict.completed
        stored = read_stored(knowledge.product, read_document(document).choices)
        assert not stored.problems
        assert canonical_document(knowledge, stored.completed) == document


@LAW
@given(sets())
def test_sets_are_counted_as_by_trying_all_of_them(found: Sets) -> None:
    valid = [whole for whole in found.wholes() if found.is_valid(whole)]
    product = built(found.text).products["set"].product
    assert count(product) == len(set(map(closed, valid))), found.text
    kinds = {whole["kind"] for whole in valid}
    assert count(product, ("kind",)) == len(kinds)


def test_the_units_of_these_tests_are_those_of_the_catalog() -> None:
    product = built(Sets("product unit", "2 of", False, ()).text).products["unit"].product
    assert count(product) == len({(each["color"], each["lamp"], each["size"]) for each in units()})


def test_a_nested_document_is_the_document_of_that_product_alone() -> None:
    knowledge = built(Sets("product unit", "0 .. 2 of", False, ()).text)
    unit, whole = knowledge.products["unit"], knowledge.products["set"]
    for each in units():
        raw = {key: value for key, value in each.items() if value is not None}
        alone = canonical_document(unit, validate(unit, raw).completed)
        within = canonical_document(whole, validate(whole, {"kind": "small", "first": raw}).completed)
        assert json.loads(within)["choices"]["first"] == json.loads(alone)
        twice = {"kind": "small", "first": raw, "units": [raw, json.loads(alone)]}
        assert json.loads(canonical_document(whole, validate(whole, twice).completed))["choices"]["units"] == [
            json.loads(alone),
            json.loads(alone),
        ]


def test_what_hangs_on_a_product_that_has_to_be_there_today_is_not_known_of_a_document_without_it() -> None:
    knowledge = built(
        """catalog demo
product card {
  option motif: rose | tulip
  option words: text { max: 9 } optional
}
product box {
  option cards: 1 .. 2 of product card
  option ribbon: red | blue when not (some it in cards (it.words absent)) since "2027" baseline red
  option paper: plain | gold since "2027" baseline plain
}
"""
    )
    reading = read_stored(knowledge.products["box"].product, {})
    assert dict(reading.completed) == {"cards": None, "paper": "plain"} | dict.fromkeys(
        ("cards.1.motif", "cards.1.words", "cards.2.motif", "cards.2.words")
    )
    assert [each.path for each in reading.problems] == ["$.cards"]
