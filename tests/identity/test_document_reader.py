"""Reading a canonical document from an integrator: what it becomes, and what is wrong with one that is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.errors import DocumentError, JsonError, RefusedTextError
from configurator.identity import document as module
from configurator.identity.canonical import canonical_bytes
from configurator.identity.document import FaultyDocumentError, document_of, read_document
from configurator.text.canonical import is_canonical_text

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text("utf-8"))["codes"]


def doc(**choices: Any) -> dict[str, Any]:
    return {"product": "a/b", "choices": choices}


def mistakes(data: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(FaultyDocumentError) as caught:
        read_document(data)
    error = caught.value
    first = error.mistakes[0]
    assert (error.reason, error.message, error.path) == (first.reason, first.message, first.path)
    assert error.__context__ is None
    return [(mistake.reason, mistake.path) for mistake in error.mistakes]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["code"])
def test_a_document_has_the_identity_of_the_vectors_in_any_spelling(vector: dict[str, Any]) -> None:
    for spelling in (
        json.dumps(vector["document"]),
        json.dumps(vector["document"], ensure_ascii=False, indent=2).encode(),
        json.dumps(vector["document"], sort_keys=True),
        bytes.fromhex(vector["bytes_hex"]),
    ):
        document = read_document(spelling)
        assert (document.code, document.long_code) == (vector["code"], vector["long_code"])
        assert (document.sha256, document.bytes.hex()) == (vector["sha256"], vector["bytes_hex"])
        assert document.digest.hex() == vector["sha256"]
        assert document.product == vector["document"]["product"]
        assert dict(document.choices) == vector["document"]["choices"]
        assert document == read_document(document.bytes)
        assert hash(document) == hash(read_document(document.bytes))


def test_a_document_is_frozen_and_keeps_choices_out_of_its_representation() -> None:
    document = read_document(json.dumps(doc(engraving="Canary")))
    with pytest.raises(TypeError):
        document.choices["engraving"] = "x"  # type: ignore[index]
    assert "Canary" not in repr(document)
    assert document != read_document(json.dumps(doc(engraving="canary")))


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"A-1.b_c": "x", "9": True, "n" * 64: False, "none": None},
        {"low": 1 - 2**53, "high": 2**53 - 1},
        {"number": "25.5", "text": "Zoë sagt: „Hallo“", "image": "sha256:zz", "private": "hmac-sha256:"},
        {"none": [], "one": ["b"], "many": ["A", "a", "a.1", "b"]},
        {"nested": doc(size="m"), "set": [doc(size="m"), doc(), doc()]},
        {"choices": doc(product=doc()), "product": "x"},
    ],
)
def test_a_canonical_document_is_accepted(choices: dict[str, Any]) -> None:
    assert read_document(json.dumps(doc(**choices))).bytes == canonical_bytes(doc(**choices))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", [("not-a-document", "$")]),
        ('"x"', [("not-a-document", "$")]),
        ("1.5", [("not-an-integer", "$")]),
        ("{}", [("missing-member", "$"), ("missing-member", "$")]),
        ('{"product": "a/b", "choices": []}', [("not-a-document", "$.choices")]),
        ('{"product": 1, "choices": {}}', [("wrong-product", "$.product")]),
        ('{"product": "a/b\\n", "choices": {}}', [("wrong-product", "$.product")]),
        ('{"product": "a", "choices": {}}', [("wrong-product", "$.product")]),
        ('{"product": "a/b/c", "choices": {}}', [("wrong-product", "$.product")]),
        ('{"product": "a/b", "choices": {}, "x y": 1}', [("unknown-member", "$['x y']")]),
        (json.dumps(doc(**{"": 1, "-a": 1, "a\n": 1, "n" * 65: 1}))[:-3] + '1, "é": 1}}', [
            ("wrong-key", "$.choices['']"), ("wrong-key", "$.choices['-a']"), ("wrong-key", "$.choices['a\\n']"),
            ("wrong-key", "$.choices." + "n" * 65), ("wrong-key", "$.choices['é']"),
        ]),
        (json.dumps(doc(a=2**53, b=-(2**53), c="")), [
            ("integer-too-large", "$.choices.a"), ("integer-too-large", "$.choices.b"), ("empty-text", "$.choices.c"),
        ]),
        ('{"product": "a/b", "choices": {"x": 1.50, "y": [2.5], "z": {"a": 1e2}}}', [
            ("not-an-integer", "$.choices.x"), ("not-an-integer", "$.choices.y[0]"),
            ("missing-member", "$.choices.z"), ("missing-member", "$.choices.z"), ("unknown-member", "$.choices.z.a"),
        ]),
        (json.dumps(doc(x=["b", "a", "a"], y=["é"])), [("wrong-key", "$.choices.y[0]")]),
        (json.dumps(doc(x=["b", "a", "a"])), [
            ("unsorted-array", "$.choices.x[1]"), ("repeated-key", "$.choices.x[2]"),
        ]),
        (json.dumps(doc(x=["a", doc()], y=[doc(), "a"])), [
            ("mixed-array", "$.choices.x[1]"), ("mixed-array", "$.choices.y[1]"),
        ]),
        (json.dumps(doc(x=[["a"]], y=[1], z=[None])), [
            ("mixed-array", "$.choices.x[0]"), ("mixed-array", "$.choices.y[0]"), ("mixed-array", "$.choices.z[0]"),
        ]),
        (json.dumps(doc(x=[doc(s=2), doc(s=1)])), [("unsorted-array", "$.choices.x[1]")]),
        (json.dumps(doc(x=[doc(y=doc(t="a  b"))])), [("text-white-space", "$.choices.x[0].choices.y.choices.t")]),
        (json.dumps(doc(choices={"product": "a/b", "choices": 1})), [("not-a-document", "$.choices.choices.choices")]),
        (json.dumps(doc(a=" x", b="x ", c="x\u00a0y", d="x\ty", e=" ")), [
            *(("text-white-space", f"$.choices.{key}") for key in "abcd"), ("empty-text", "$.choices.e"),
        ]),
        (json.dumps(doc(a="e\u0301", b="\u212b", c="\u200b", d="\x07")), [
            ("text-not-nfc", "$.choices.a"), ("text-not-nfc", "$.choices.b"),
            ("ignorable-character", "$.choices.c"), ("control-character", "$.choices.d"),
        ]),
        (json.dumps(doc(a="x" * 2001)), [("text-too-long", "$.choices.a")]),
        (json.dumps(doc(**{f"k{n}": "" for n in range(30)})), [("empty-text", f"$.choices.k{n}") for n in range(20)]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert mistakes(text) == expected


def test_a_number_that_is_no_integer_is_told_to_be_written_as_a_string() -> None:
    with pytest.raises(
        DocumentError, match=r"^\$\.choices\.x: a number that is not an integer is written as a string$"
    ):
        read_document('{"product": "a/b", "choices": {"x": 1.0}}')


def test_a_message_never_repeats_a_value() -> None:
    for faulty in (
        doc(x="Canary  1"),
        doc(x=["Canary !"]),
        doc(x=["Canary", 1]),
        doc(x="Canary\u202e"),
        {"product": "Canary"},
    ):
        with pytest.raises(FaultyDocumentError) as caught:
            read_document(json.dumps(faulty))
        assert "Canary" not in str(caught.value) + str([mistake.message for mistake in caught.value.mistakes])


def test_json_that_is_refused_stays_a_json_error() -> None:
    for text, reason in (
        ('{"product": "a/b", "product": "a/b", "choices": {}}', "duplicate-key"),
        ('{"product": "a/b", "choices": {"x": NaN}}', "not-a-number"),
        (json.dumps(doc(x="\ud800")), "lone-surrogate"),
    ):
        with pytest.raises(JsonError) as caught:
            read_document(text)
        assert caught.value.reason == reason


def test_the_deepest_document_that_is_read_has_a_code() -> None:
    document = doc()
    for _ in range(15):
        document = doc(x=document)
    assert len(read_document(json.dumps(document)).code) == 20
    with pytest.raises(JsonError, match="more than 32 deep"):
        read_document(json.dumps(doc(x=document)))


KEYS = st.sampled_from(["a", "b", "B", "a.1", "", "é", "a\n"]) | st.text("ab", min_size=1, max_size=2)
TEXTS = st.sampled_from(["", " ", "x", "x  y", "Zoë", "e\u0301", "\u200b", "a/b", "a/"])
SCALARS = st.none() | st.booleans() | st.sampled_from([0, 2**53 - 1, 2**53, -(2**53), Decimal("1.5")]) | TEXTS


def documents(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    sound = st.builds(lambda choices: {"product": "a/b", "choices": choices}, st.dictionaries(KEYS, inner, max_size=3))
    faulty = st.dictionaries(st.sampled_from(["product", "choices", "x"]), inner, max_size=3)
    return sound | sound | sound | faulty


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner | KEYS, max_size=3) | documents(inner) | st.lists(documents(inner), max_size=2),
)


@settings(max_examples=1_000, deadline=None)
@given(documents(VALUES))
def test_leaving_out_what_is_sound_changes_no_verdict_of_the_schema(value: Any) -> None:
    whole = [
        (mistake.reason, mistake.path) for error in module._validator().iter_errors(value)
        for mistake in module._in_our_words(error)
    ]  # fmt: skip
    told = [(mistake.reason, mistake.path) for mistake in module._schema_mistakes(value)]
    assert set(told) == set(whole)
    assert module._sound_document(value) == (not whole)


@settings(max_examples=500, deadline=None)
@given(VALUES)
def test_a_value_is_a_canonical_document_or_has_mistakes(value: Any) -> None:
    try:
        document = document_of(value)
    except FaultyDocumentError as error:
        count = len(error.mistakes)
    else:
        count = 1
        assert canonical_bytes(value) == document.bytes
        assert all(is_canonical_text(text) for text in document.choices.values() if isinstance(text, str))
    assert 1 <= count <= 20


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_input_causes_an_untyped_error(data: bytes | str) -> None:
    with pytest.raises(RefusedTextError):
        read_document(data)


def test_the_schema_is_sound_and_fetches_nothing() -> None:
    validator = module._validator()
    validator.check_schema(validator.schema)
    references = {part.split('"')[0] for part in json.dumps(validator.schema).split('"$ref": "')[1:]}
    assert references == {"#/$defs/document", "#/$defs/value"}
