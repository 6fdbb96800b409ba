"""Canonical bytes and their digest: RFC 8785, the published vectors, and an independent library."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from configurator.errors import DocumentError
from configurator.identity.canonical import canonical_bytes, fragment, join_document
from configurator.identity.digest import digest, framing

JCS = Path(__file__).parents[1] / "vectors" / "jcs"
WITHOUT_FLOATS = ("arrays", "french", "unicode", "weird")  # the other two hold floats, which our documents never do

# Letters of which the order by code point and that by UTF-16 code units differ, and all that needs an escape
LETTERS = st.sampled_from(
    'abZ09"\\/\x00\x08\t\n\x0c\r\x1f\x7f\x80\u2028é\u20ac\ud7ff\ue000\ufb33\uffff\U00010000\U0001f602'
)
TEXTS = st.text(LETTERS, max_size=5) | st.text(max_size=5)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=20
)


def refusal(value: object) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        canonical_bytes(value)
    return caught.value


@pytest.mark.parametrize("name", WITHOUT_FLOATS)
def test_the_published_vectors_come_out_to_the_byte(name: str) -> None:
    value = json.loads((JCS / "input" / f"{name}.json").read_text("utf-8"))
    octets = canonical_bytes(value)
    assert octets == (JCS / "output" / f"{name}.json").read_bytes()
    assert octets == bytes.fromhex((JCS / "outhex" / f"{name}.txt").read_text("ascii"))


def test_the_published_vectors_left_out_are_those_with_floats() -> None:
    left_out = {path.stem for path in (JCS / "input").iterdir()} - set(WITHOUT_FLOATS)
    assert left_out == {"structures", "values"}
    for name in left_out:
        assert refusal(json.loads((JCS / "input" / f"{name}.json").read_text("utf-8"))).reason == "not-an-integer"


@given(VALUES)
@example({"\U00010000": 1, "\uffff": 2, "a": 3})
def test_canonical_bytes_equal_those_of_another_library(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)
    assert fragment(value).encode() == rfc8785.dumps(value)


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(value: Any, chance: Any) -> None:
    def shuffled(inner: Any) -> Any:
        if isinstance(inner, list):
            return [shuffled(item) for item in inner]
        if isinstance(inner, dict):
            return {name: shuffled(inner[name]) for name in chance.sample(list(inner), len(inner))}
        return inner

    assert canonical_bytes(shuffled(value)) == canonical_bytes(value)


@given(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=8))
def test_joined_fragments_equal_the_whole_document(product: str, choices: dict[str, Any]) -> None:
    members = [(key, fragment(value)) for key, value in choices.items()]
    whole = canonical_bytes({"product": product, "choices": choices})
    assert join_document(product, members) == whole
    assert join_document(product, iter(reversed(members))) == whole


def test_joining_refuses_a_key_that_stands_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        join_document("a/b", [("x", "1"), ("y", "2"), ("x", "1")])


@pytest.mark.parametrize(
    ("value", "reason", "path"),
    [
        (0.5, "not-an-integer", "$"),
        ({"a": [1, 2.0]}, "not-an-integer", "$.a[1]"),
        ({"a b": Decimal(1)}, "not-an-integer", "$['a b']"),
        ([2**53], "integer-too-large", "$[0]"),
        ({"a": -(2**53)}, "integer-too-large", "$.a"),
        ({"a": (1, 2)}, "not-json", "$.a"),
        ({"a": {1}}, "not-json", "$.a"),
        ([b"x"], "not-json", "$[0]"),
        ({"a": {1: 2}}, "not-json", "$.a"),
        ("\ud800", "lone-surrogate", "$"),
        ({"\udc00": 1}, "lone-surrogate", "$"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: object, reason: str, path: str) -> None:
    error = refusal(value)
    assert (error.reason, error.path) == (reason, path)
    assert error.message.startswith(path + ": ")
    assert error.__context__ is None


def test_integers_are_exact_up_to_the_limit() -> None:
    assert canonical_bytes([2**53 - 1, 1 - 2**53, 0]) == b"[9007199254740991,-9007199254740991,0]"


def test_kinds_of_strings_and_integers_are_written_by_their_value() -> None:
    class Color(StrEnum):
        RED = "red"

    class Size(int):
        def __repr__(self) -> str:
            return "small"

    assert canonical_bytes({Color.RED: [Color.RED, Size(1)]}) == b'{"red":["red",1]}'


def test_nesting_is_refused_beyond_32_even_without_an_end() -> None:
    value: list[Any] = []
    for _ in range(31):
        value = [value]
    assert canonical_bytes(value) == b"[" * 32 + b"]" * 32
    assert refusal([value]).reason == "too-deep"
    value.append(value)
    assert refusal(value).reason == "too-deep"


@pytest.mark.parametrize("octets", [b"", b"{}", b"x" * 9, b"x" * 10, bytes(100_000)], ids=len)
def test_a_digest_is_sha_256_of_purpose_length_and_bytes(octets: bytes) -> None:
    expected = hashlib.sha256(b"vpc/1 config " + str(len(octets)).encode() + b"\x00" + octets).digest()
    assert digest(octets) == expected
    assert hashlib.sha256(framing(len(octets)) + octets).digest() == expected


def test_identity_loads_no_heavy_library() -> None:
    modules = "canonical", "code", "digest", "document", "symbols"
    program = "".join(f"import configurator.identity.{module}\n" for module in modules)
    program += (
        "import sys; print(*sorted({'lark', 'sqlite_utils', 'pydantic', 'typer', 'jsonschema'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == ""
