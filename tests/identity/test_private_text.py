"""Private text enters a code as a keyed digest, computed as CODE.md says, and is found nowhere else."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import traceback
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator import load, open_registry
from configurator.answers import VerdictAnswer
from configurator.errors import IdentityKeyError, NeedsIdentityKeyError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.identity.document import read_document
from configurator.identity.identity_key import IdentityKey, key_from_hex
from configurator.model.private import PrivateText, Sealed, sealed
from configurator.service import LoadedCatalog

CATALOG = """
catalog toys { was workshop }
product bear "Bear" was teddy {
  option fur: brown | white
  option name: text { max: 12, min: 2, script: latin, pattern: "[A-Za-zäëöü ]+", banned: {damn} }
    optional private was child
  option note: text { max: 12, case: upper } private when name present
  rule quiet forbid name present and fur = white because "A white bear has no name."
}
"""
KEY = bytes(range(32))
CANARY = "Zoë Canary"


@pytest.fixture
def toys(tmp_path: Path) -> LoadedCatalog:
    path = tmp_path / "toys.vpc"
    path.write_text(CATALOG, "utf-8")
    return load(path)


def hmac_by_hand(key: bytes, message: bytes) -> str:
    """RFC 2104, from the hash alone."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in block) + message).digest()
    return hashlib.sha256(bytes(each ^ 0x5C for each in block) + inner).hexdigest()


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=100), st.text(st.characters(codec="utf-8"), max_size=20))
def test_the_keyed_digest_is_that_of_the_page(key: bytes, text: str) -> None:
    message = f"toys/bear\0name\0{text}".encode()
    assert IdentityKey(key).seal("toys/bear", "name", text) == f"hmac-sha256:{hmac_by_hand(key, message)}"


def test_the_digest_is_made_of_permanent_keys_and_canonical_text(toys: LoadedCatalog) -> None:
    coded = toys["bear"].code({"fur": "brown", "name": "  Zoe\u0308   Canary ", "note": "straße"}, identity_key=KEY)
    name = hmac_by_hand(KEY, f"workshop/teddy\0child\0{CANARY}".encode())
    note = hmac_by_hand(KEY, b"workshop/teddy\0note\0STRASSE")
    assert json.loads(coded.document) == {
        "product": "workshop/teddy",
        "choices": {"fur": "brown", "child": f"hmac-sha256:{name}", "note": f"hmac-sha256:{note}"},
    }


def test_a_document_with_private_text_has_the_code_of_the_independent_implementation() -> None:
    vectors = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text("utf-8"))["codes"]
    (vector,) = [each for each in vectors if "hmac-sha256:" in json.dumps(each["document"])]
    document = read_document(canonical_bytes(vector["document"]))
    assert (document.code, document.long_code) == (vector["code"], vector["long_code"])


def test_another_text_or_another_key_is_another_code(toys: LoadedCatalog) -> None:
    bear = toys["bear"]
    choices = {"fur": "brown", "name": "Zoe", "note": "x"}
    found = {
        bear.code(choices, identity_key=KEY).code,
        bear.code({**choices, "name": "Mia"}, identity_key=KEY).code,
        bear.code({**choices, "note": "Zoe", "name": "XX"}, identity_key=KEY).code,
        bear.code(choices, identity_key=bytes(32)).code,
    }
    assert len(found) == 4
    assert bear.code({**choices, "name": " Zoe"}, identity_key=KEY).code in found


def test_without_the_key_there_is_no_code_and_it_is_said_what_is_missing(toys: LoadedCatalog) -> None:
    bear = toys["bear"]
    choices = {"fur": "brown", "name": CANARY, "note": "x"}
    assert bear.validate(choices).valid
    with pytest.raises(NeedsIdentityKeyError, match="needs an identity key: `name`, `note` is private") as caught:
        bear.code(choices)
    assert caught.value.options == ("name", "note")
    assert bear.code({"fur": "brown"}).document == b'{"choices":{"fur":"brown"},"product":"workshop/teddy"}'


@pytest.mark.parametrize("key", [b"", bytes(31)])
def test_a_short_key_is_none(toys: LoadedCatalog, key: bytes) -> None:
    with pytest.raises(IdentityKeyError, match="at least 32 bytes"):
        toys["bear"].code({"fur": "brown"}, identity_key=key)


def test_a_key_in_a_file_is_hexadecimal() -> None:
    assert key_from_hex(f" {KEY.hex().upper()}\n").seal("a/b", "c", "d") == IdentityKey(KEY).seal("a/b", "c", "d")
    for text in ("", "ab", KEY.hex()[:-1], "ä" * 64, "canary" * 12):
        with pytest.raises(IdentityKeyError) as caught:
            key_from_hex(text)
        assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_a_stored_document_is_read_with_its_digests_and_keeps_its_code(toys: LoadedCatalog, tmp_path: Path) -> None:
    choices = {"fur": "brown", "name": CANARY, "note": "x"}
    with open_registry(tmp_path / "codes.db", create=True) as registry:
        issued = toys["bear"].issue(registry, choices, identity_key=KEY)
        assert not toys["bear"].issue(registry, choices, identity_key=KEY).new
        resolved = registry.resolve(issued.code)
    found = toys.reread(resolved.document, date(2027, 1, 1))
    assert (found.buildable, found.code_kept, found.reading.lost) == (True, True, {})
    assert isinstance(found.reading.completed["name"], Sealed)
    assert [(each.first, each.now) for each in found.reading.renamed] == [("child", "name")]
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.glob("codes.db*"))


def test_a_document_that_has_private_text_itself_is_lost_and_not_shown(toys: LoadedCatalog) -> None:
    document = {"product": "workshop/teddy", "choices": {"fur": "brown", "child": CANARY}}
    found = toys.reread(canonical_bytes(document), date(2027, 1, 1))
    assert not found.buildable
    assert CANARY not in repr((found.reading, found.problems))


@pytest.mark.parametrize(
    "text", ["hmac-sha256:" + "0" * 63, "hmac-sha256:" + "A" * 64, "sha256:" + "0" * 64, "", 5, None]
)
def test_what_is_no_keyed_digest_is_told_from_one(text: object) -> None:
    assert sealed(text) is None
    assert sealed("hmac-sha256:" + "0" * 64) == "hmac-sha256:" + "0" * 64


def test_a_text_that_looks_like_a_digest_is_a_text_and_gets_one(toys: LoadedCatalog) -> None:
    fake = Sealed("hmac-sha256:" + "0" * 64)
    verdict = toys["bear"].validate({"fur": "brown", "name": "Zoe", "note": fake})
    assert [each.code.value for each in verdict.problems] == ["too-long"]


def test_the_referee_of_documents_needs_the_key_too(toys: LoadedCatalog) -> None:
    bear = toys["bear"]
    verdict = bear.validate({"fur": "brown", "name": CANARY, "note": "x"})
    with pytest.raises(NeedsIdentityKeyError):
        document_of(bear.product, verdict.completed)
    document = document_of(bear.product, verdict.completed, IdentityKey(KEY))
    coded = bear.code({"fur": "brown", "name": CANARY, "note": "x"}, identity_key=KEY)
    assert canonical_bytes(document) == coded.document


CANARIES = [
    "Canary-Zoë",
    "Canary",
    "Canary damn",
    "Canary\u202e",
    "Canary\ud800",
    "Canary Ж",
    "Canary" * 400,
    "C",
    "Canary7",
]


@pytest.mark.parametrize("text", CANARIES, ids=ascii)
@pytest.mark.parametrize("fur", ["brown", "white", "pink"])
def test_nothing_that_is_said_of_private_text_tells_of_it(toys: LoadedCatalog, fur: str, text: str) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    bear = toys["bear"]
    said: list[object] = []
    try:
        for choices in (
            {"fur": fur, "name": text, "note": text},
            {"fur": fur, "note": text},
            {"fur": fur, "name": [text]},
        ):
            verdict = bear.validate(choices)
            answer = VerdictAnswer.of(bear.product, verdict, toys.source)
            said += [verdict, repr(verdict.completed), verdict.problems, answer.to_json().decode()]
            for key in (None, KEY):
                try:
                    coded = bear.code(choices, identity_key=key)
                    said += [coded, coded.document]
                except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
                    said += [error, *traceback.format_exception(error)]
    finally:
        logging.getLogger().removeHandler(handler)
    whole = "\n".join(map(str, said)) + log.getvalue()
    for part in ("Canary", "Zoë", "Ж", "U+0416", "202e", "202E", "d800", "D800"):
        assert part not in whole


def test_who_knows_all_but_the_key_finds_no_name_by_trying(toys: LoadedCatalog) -> None:
    bear = toys["bear"]
    names = [f"{first}{second}{third}" for first in "ABCDEFGHIJ" for second in "aeiouäyëüö" for third in "bdfglmnrst"]
    names = [name for name in names if bear.validate({"fur": "brown", "name": name, "note": "x"}).valid]
    assert len(names) == 1_000
    codes = {bear.code({"fur": "brown", "name": name, "note": "x"}, identity_key=KEY).long_code for name in names}
    assert len(codes) == len(names)
    guesses = {
        bear.code({"fur": "brown", "name": name, "note": "x"}, identity_key=key).long_code
        for name in names
        for key in (bytes(32), b"workshop".ljust(32, b"\0"))
    }
    assert not codes & guesses


def test_private_text_is_its_text_and_does_not_show_it(toys: LoadedCatalog) -> None:
    verdict = toys["bear"].validate({"fur": "brown", "name": CANARY, "note": "x"})
    assert verdict.completed["name"] == CANARY
    assert "'name': PrivateText(…)" in repr(verdict)
    text = PrivateText(CANARY)
    assert text == CANARY
    assert repr(text) == repr([text])[1:-1] == "PrivateText(…)"
    assert repr(IdentityKey(KEY)) == "IdentityKey(…)"
