"""Virtual product codes: the vectors of an independent implementation, the referee, and all that must be refused."""

from __future__ import annotations

import json
import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from configurator.errors import CodeError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.code import Code, read_code, short_of
from configurator.identity.code_text import code_text, grouped, long_code, payload_of, payload_text
from configurator.identity.digest import digest
from configurator.identity.symbols import ALPHABET, REMAINDERS, clear_word, number, remainder, word

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text("utf-8"))
SAMPLES = [vector[length] for vector in VECTORS["codes"][:3] for length in ("code", "long_code")]
SAMPLES += [vector["code"] for vector in VECTORS["payloads"]]
DIGESTS = st.binary(min_size=32, max_size=32)


def refusal(text: str) -> CodeError:
    with pytest.raises(CodeError) as caught:
        read_code(text)
    return caught.value


def is_read(text: str) -> bool:
    try:
        read_code(text)
    except CodeError:
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: vector["code"])
def test_documents_get_the_codes_of_the_independent_implementation(vector: dict[str, Any]) -> None:
    octets = canonical_bytes(vector["document"])
    hashed = digest(octets)
    assert octets.hex() == vector["bytes_hex"]
    assert hashed.hex() == vector["sha256"]
    assert (code_text(hashed), long_code(hashed)) == (vector["code"], vector["long_code"])
    assert short_of(vector["long_code"]) == short_of(vector["code"]) == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["payloads"], ids=lambda vector: vector["code"])
def test_payloads_are_written_and_read_as_by_the_independent_implementation(vector: dict[str, Any]) -> None:
    payload, length, scheme = int(vector["payload"]), vector["length"], vector["scheme"]
    assert payload_text(payload, length, scheme) == vector["code"]
    assert read_code(vector["code"]) == Code(vector["code"], scheme, length, payload)


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["why"])
def test_what_the_independent_implementation_refuses_is_refused(vector: dict[str, Any]) -> None:
    reasons = {
        "one symbol lost": "wrong-length",
        "one symbol doubled": "wrong-length",
        "a vowel": "unknown-symbol",
        "a zero": "unknown-symbol",
        "empty": "empty-code",
    }
    assert refusal(vector["text"]).reason == reasons.get(vector["why"], "wrong-check")


@pytest.mark.parametrize("vector", VECTORS["accepted_spellings"], ids=lambda vector: vector["text"])
def test_spellings_that_must_be_accepted_are(vector: dict[str, Any]) -> None:
    assert str(read_code(vector["text"])) == read_code(vector["text"]).text == vector["code"]


@given(st.sampled_from([20, 28]), st.data())
def test_the_word_from_tables_is_the_word_by_the_definition(length: int, data: st.DataObject) -> None:
    head = data.draw(st.integers(0, 29 ** (length - 4) - 1))
    text = word(head, length)
    assert text == clear_word(head, length)
    assert len(text) == length
    assert number(text) // 29**4 == head
    assert remainder([ALPHABET.index(symbol) for symbol in text]) == REMAINDERS[length]


@pytest.mark.parametrize("length", [20, 28])
def test_the_largest_and_the_smallest_words_do_not_overflow_their_fields(length: int) -> None:
    for head in (0, 29 ** (length - 4) - 1):
        assert word(head, length) == clear_word(head, length)


def test_the_generator_has_the_roots_that_make_the_distance_five() -> None:
    for root in (2, 4, 8, 16):
        assert (root**4 + 28 * root**3 + 19 * root**2 + 26 * root + 9) % 29 == 0
    assert remainder([1, 28, 19, 26, 9]) == (0, 0, 0, 0)


@given(DIGESTS, st.sampled_from("VT"), st.booleans())
@example(b"\xff" * 32, "V", True)
@example(bytes(32), "V", False)
def test_a_code_that_is_written_is_read_back_in_every_spelling(hashed: bytes, scheme: str, lower: bool) -> None:
    for length in (20, 28):
        text = code_text(hashed, length, scheme)
        expected = Code(text, scheme, length, int.from_bytes(hashed, "big") % 29 ** (length - 5))
        shown = grouped(text).lower() if lower else grouped(text)
        assert read_code(text) == read_code(shown) == read_code(f" {shown} ") == expected
        assert (expected.is_test, expected.is_long, expected.is_digest) == (scheme == "T", length == 28, True)
        assert payload_of(hashed, length) == expected.payload
    assert short_of(grouped(long_code(hashed, scheme))) == code_text(hashed, 20, scheme)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_error_and_every_transposition_is_found(code: str) -> None:
    assert is_read(code)
    for place, symbol in enumerate(code):
        for other in ALPHABET.replace(symbol, ""):
            assert refusal(code[:place] + other + code[place + 1 :]).reason == "wrong-check"
    for first, second in combinations(range(len(code)), 2):  # neighbours and all others
        symbols = list(code)
        symbols[first], symbols[second] = symbols[second], symbols[first]
        assert "".join(symbols) == code or not is_read("".join(symbols))


def test_no_error_of_up_to_four_symbols_is_accepted() -> None:
    chance = random.Random(29)
    accepted = tried = 0
    for _ in range(40_000):
        symbols = list(chance.choice(SAMPLES))
        for place in chance.sample(range(len(symbols)), chance.randint(1, 4)):
            symbols[place] = chance.choice(ALPHABET.replace(symbols[place], ""))
        tried += 1
        accepted += is_read("".join(symbols))
    assert (accepted, tried) == (0, 40_000)


def test_no_part_of_a_long_code_and_no_turned_code_is_a_code() -> None:
    for code in SAMPLES:
        if len(code) == 28:
            assert not any(is_read(code[start : start + 20]) for start in range(9))
            assert not any(is_read(code[turn:] + code[:turn]) for turn in range(1, 28))
        else:
            assert not is_read("2" * 8 + code)


@pytest.mark.parametrize(
    ("text", "reason", "index", "words"),
    [
        ("", "empty-code", None, "the code is empty; it has 20 or 28 symbols"),
        (" - -", "empty-code", None, "the code is empty"),
        ("V", "wrong-length", None, "the code has 1 symbol; 20 or 28 are expected"),
        ("VYK5G-HBC4L-MB9XR-NVX7", "wrong-length", None, "the code has 19 symbols; 20 or 28 are expected"),
        ("V" * 100_000, "wrong-length", None, "the code has 100000 symbols"),
        ("VYK5G-HBC4O", "unknown-symbol", 10, "`O` at position 11 is no symbol of a code: codes have no vowels"),
        ("vyku", "unknown-symbol", 3, "`u` at position 4 is no symbol of a code: codes have no vowels"),
        ("VYK0", "unknown-symbol", 3, "`0` at position 4 is no symbol of a code: codes have no 0 and no 1"),
        (" 1", "unknown-symbol", 1, "`1` at position 2 is no symbol of a code: codes have no 0 and no 1"),
        ("VY_K", "unknown-symbol", 2, "`_` at position 3 is no symbol of a code: a code has digits, consonants"),
        ("VYK\n", "unknown-symbol", 3, "the character U+000A at position 4"),
        (
            "VYК5",
            "unknown-symbol",
            2,
            "the character U+041A at position 3 is no symbol of a code: it only looks like `K`",
        ),
        (
            "VYΚ5",
            "unknown-symbol",
            2,
            "the character U+039A at position 3 is no symbol of a code: it only looks like `K`",
        ),
        ("VＹ", "unknown-symbol", 1, "it only looks like `Y`; type the plain one"),
        (
            "VYK5G–HBC4L",
            "unknown-symbol",
            5,
            "the character U+2013 at position 6 is no symbol of a code: it only looks like `-`",
        ),
        ("VYK5G\u00a0HBC4L", "unknown-symbol", 5, "it only looks like ` `"),
        (
            "VYſ",
            "unknown-symbol",
            2,
            "the character U+017F at position 3 is no symbol of a code: a code has plain digits",
        ),
        ("VY٣", "unknown-symbol", 2, "a code has plain digits and Latin consonants"),
        ("ß", "unknown-symbol", 0, "the character U+00DF at position 1"),
        ("V\ud800", "unknown-symbol", 1, "the character U+D800"),
        ("VYK5GHBC4LMB9XRNVXJ7", "wrong-check", None, "wrong, missing or swapped; nothing was corrected"),
        (word(0, 20), "unknown-scheme", None, "the code begins with `2`, which is no scheme of this version"),
        (word(29**24 - 1, 28).lower(), "unknown-scheme", None, "the code begins with `Z`"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str, index: int | None, words: str) -> None:
    error = refusal(text)
    assert (error.reason, error.index) == (reason, index)
    assert words in error.message


@given(
    st.sampled_from(SAMPLES)
    | st.text(st.sampled_from(ALPHABET + ALPHABET.lower() + "- -01AOſКı\n"), max_size=40)
    | st.text(max_size=40)
)
def test_any_text_is_a_code_or_refused_by_name(text: str) -> None:
    assert is_read(text) == (text.replace("-", "").replace(" ", "").upper() in SAMPLES)


def test_a_long_code_without_a_digest_has_no_short_one() -> None:
    with pytest.raises(CodeError) as caught:
        short_of("R22222222222222222222229LBYK")
    assert caught.value.reason == "no-short-code"
    assert short_of("r2g2x-zmcl3-7cwld-p6638") == "R2G2XZMCL37CWLDP6638"


def test_codes_are_shown_in_groups_of_five() -> None:
    assert grouped("VCBSDP4WXC3H3YSGPB89") == "VCBSD-P4WXC-3H3YS-GPB89"
    assert grouped("VQPJZBM7TYK5GHBC4LMB9XRNLDVJ") == "VQPJZ-BM7TY-K5GHB-C4LMB-9XRNL-DVJ"


@pytest.mark.parametrize(
    ("digest_size", "length", "scheme", "words"),
    [(31, 20, "V", "32 bytes"), (32, 24, "V", "20 or 28"), (32, 20, "R", "V or T"), (32, 20, "", "V or T")],
)
def test_a_digest_that_cannot_be_written_is_refused(digest_size: int, length: int, scheme: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        code_text(bytes(digest_size), length, scheme)


@pytest.mark.parametrize(
    ("payload", "length", "scheme", "words"),
    [
        (29**15, 20, "V", "from 0 to"),
        (-1, 20, "V", "from 0 to"),
        (29**23, 28, "V", "from 0 to"),
        (0, 21, "V", "20 or 28"),
        (0, 20, "X", "not a scheme"),
        (0, 20, "VT", "not a scheme"),
    ],
)
def test_a_payload_that_cannot_be_written_is_refused(payload: int, length: int, scheme: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        payload_text(payload, length, scheme)
    assert payload_text(29**23 - 1, 28) == clear_word(ALPHABET.index("V") * 29**23 + 29**23 - 1, 28)
