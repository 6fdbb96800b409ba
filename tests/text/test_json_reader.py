"""The strict reader of outside JSON: what it lets through, what it refuses, in which words and where."""

from __future__ import annotations

import decimal
import json
import random
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configurator.errors import JsonError
from configurator.text import json_careful, json_reader
from configurator.text.json_reader import DEFAULT, JsonLimits, json_path, read_json

SMALL = JsonLimits(size=60, depth=3, members=4, digits=5, exponent=7)


def refusal(data: bytes | str, limits: JsonLimits = DEFAULT) -> JsonError:
    with pytest.raises(JsonError) as caught:
        read_json(data, limits)
    return caught.value


def careful(text: str, limits: JsonLimits = DEFAULT) -> Any:
    return json_careful.CarefulReader(text, limits, marked=False).read()


def verdict(read: Any, *args: Any) -> Any:
    """What a reader says, so that two can be compared: decimals by their digits, members in their order."""
    try:
        return repr(read(*args))
    except JsonError as error:
        return error.reason, error.index, error.path, error.message


@pytest.mark.parametrize("read", [read_json, careful])
def test_sound_json_becomes_plain_values_and_numbers_keep_their_digits(read: Any) -> None:
    text = '{"a": [1, -0, 1.50, 2e3, -0.0], "b": {"": 0}, "c": [true, null, [], {}], "d\\u00e9": "\\ud83d\\ude00é"}\n'
    value = read(text)
    assert repr(value["a"]) == "[1, 0, Decimal('1.50'), Decimal('2E+3'), Decimal('-0.0')]"
    assert {**value, "a": 0} == {"a": 0, "b": {"": 0}, "c": [True, None, [], {}], "dé": "\U0001f600é"}
    assert list(value) == ["a", "b", "c", "dé"]


def test_a_decimal_is_exact_whatever_the_decimal_context() -> None:
    with decimal.localcontext(
        decimal.Context(prec=2, Emax=3, Emin=-3, traps=[decimal.Inexact, decimal.FloatOperation])
    ):
        assert str(read_json("123456789.987654321e-300")) == "1.23456789987654321E-292"
        assert str(read_json("[0.1]")) == "[Decimal('0.1')]"


@pytest.mark.parametrize(
    ("data", "reason", "index", "path", "words"),
    [
        # Members that stand twice
        ('{"team": 1, "team": 1}', "duplicate-key", 12, "$.team", "line 1, column 13 (byte 12): the member `team`"),
        ('[{"a": {"x": 1,\n "\\u0078": 2}}]', "duplicate-key", 17, "$[0].a.x", "line 2, column 2 (byte 17)"),
        ('{"é":"é", "é":0}', "duplicate-key", 12, "$['é']", "column 11 (byte 12)"),
        # Numbers
        ("[1, NaN]", "not-a-number", 4, "$[1]", "`NaN` is not a number"),
        ('{"a": Infinity}', "not-a-number", 6, "$.a", "`Infinity`"),
        ("-Infinity", "not-a-number", 0, "$", "`-Infinity`"),
        ("[" + "9" * 401 + "]", "number-too-long", 1, "$[0]", "more than 400 digits"),
        ("0." + "0" * 400, "number-too-long", 0, "$", "more than 400 digits"),
        ("[1e401]", "number-too-long", 1, "$[0]", "an exponent beyond 400"),
        ("1E-401", "number-too-long", 0, "$", "an exponent beyond 400"),
        ("1e" + "9" * 9999, "number-too-long", 0, "$", "an exponent beyond 400"),
        ("[01]", "not-json", 1, "$[0]", "written like 0, -12, 0.5 or 1e3"),
        ("1.", "not-json", 0, "$", "written like 0, -12, 0.5 or 1e3"),
        ("0x1F", "not-json", 0, "$", "written like 0, -12, 0.5 or 1e3"),
        ("1_000", "not-json", 0, "$", "written like 0, -12, 0.5 or 1e3"),
        ("+1", "not-json", 0, "$", "a number begins with a digit or a minus"),
        ("[.5]", "not-json", 1, "$[0]", "a number begins with a digit or a minus"),
        ("-", "not-json", 0, "$", "a minus is followed by a digit"),
        ("1\u0663", "not-json", 1, "$", "nothing more is expected"),
        # Half characters
        ('["\\ud800"]', "lone-surrogate", 2, "$[0]", "half of a surrogate pair"),
        ('{"x": ["a\\ud83d\\ude02\\udc00b"]}', "lone-surrogate", 21, "$.x[0]", "half of a surrogate pair"),
        ('["\\\\ud800 \\uD83D\\uD83D\\uDE02"]', "lone-surrogate", 10, "$[0]", "half of a surrogate pair"),
        ('{"\udfff": 1}', "lone-surrogate", 2, "$", "half of a surrogate pair"),
        ("\ud800", "not-json", 0, "$", "not the character U+D800"),
        # Encodings
        (b'{"a":\n "\xc3"}', "not-utf-8", 8, None, "line 2, column 3 (byte 8): the byte 0xc3 is not UTF-8"),
        (b'["\xed\xa0\x80"]', "not-utf-8", 2, None, "the byte 0xed is not UTF-8"),
        ("[1]".encode("utf-16"), "not-utf-8", 0, "$", "encoded in UTF-16"),
        ("[1]".encode("utf-16-be"), "not-utf-8", 0, "$", "encoded in UTF-16"),
        ("[1]".encode("utf-32-le"), "not-utf-8", 0, "$", "encoded in UTF-32"),
        (b"\xef\xbb\xbf[NaN]", "not-a-number", 4, "$[0]", "line 1, column 2 (byte 4)"),
        ("\ufeff[NaN]", "not-a-number", 4, "$[0]", "line 1, column 2 (byte 4)"),
        # The common slips
        ("", "not-json", 0, "$", "the text is empty; a JSON value is expected"),
        (b"\xef\xbb\xbf \n", "not-json", 5, "$", "line 2, column 1 (byte 5): the text is empty"),
        ("[1, 2, ]", "not-json", 5, "$", "a comma stands before `]`; JSON allows none there"),
        ('{"a": [],}', "not-json", 8, "$", "a comma stands before `}`; JSON allows none there"),
        ("{'a': 1}", "not-json", 1, "$", "double quotation marks, not in single ones"),
        ('["a", “b”]', "not-json", 6, "$[1]", "not in typographic ones"),
        ('{"a": 1 // one\n}', "not-json", 8, "$", "JSON has no comments"),
        ("/* one */ 1", "not-json", 0, "$", "JSON has no comments"),
        ("[1, # one\n]", "not-json", 4, "$[1]", "JSON has no comments"),
        ('{"a": True}', "not-json", 6, "$.a", "JSON writes true, false and null, in lower case"),
        ("[None]", "not-json", 1, "$[0]", "JSON writes true, false and null, in lower case"),
        # The rest
        ("{a: 1}", "not-json", 1, "$", "the name of a member is expected, in double quotation marks, not a word"),
        ('{"a": 1,,}', "not-json", 8, "$", "the name of a member is expected, in double quotation marks, not `,`"),
        ('{"a" 1}', "not-json", 5, "$.a", "a colon is expected after the name of a member, not a number"),
        ("[1 2]", "not-json", 3, "$", "a comma or `]` is expected, not a number"),
        ('{"a": "b" "c": 1}', "not-json", 10, "$", "a comma or `}` is expected, not a string"),
        ("[[1}]", "not-json", 3, "$[0]", "a comma or `]` is expected, not `}`"),
        ("[1,,2]", "not-json", 3, "$[1]", "a value is expected, not `,`"),
        ("]", "not-json", 0, "$", "a value is expected, not `]`"),
        ("truely", "not-json", 0, "$", "a value is expected, not a word without quotation marks"),
        ("\u00a0[]", "not-json", 0, "$", "a value is expected, not the character U+00A0"),
        ("{} {}", "not-json", 3, "$", "nothing more is expected after the end of the JSON value, not `{`"),
        ('{"a": [1,\n 2', "not-json", 12, "$.a", "the text ends before the `[` of line 1, column 7 is closed"),
        ('{"a":', "not-json", 5, "$.a", "the text ends before the `{` of line 1, column 1 is closed"),
        ("[", "not-json", 1, "$[0]", "the text ends before the `[` of line 1, column 1 is closed"),
        ('["abc', "not-json", 1, "$[0]", "the string that begins here has no closing quotation mark"),
        ('"abc\\', "not-json", 0, "$", "the string that begins here has no closing quotation mark"),
        ('"a\nb"', "not-json", 2, "$", "a line break stands inside a string"),
        ('"a\tb"', "not-json", 2, "$", "a tab stands inside a string"),
        ('"\x1f', "not-json", 1, "$", "the control character U+001F stands inside a string"),
        ('["\\x41"]', "not-json", 2, "$[0]", "after a backslash JSON allows only"),
        ('"\\u12g4"', "not-json", 1, "$", "after a backslash JSON allows only"),
    ],
)
def test_what_is_refused_is_named_and_placed(
    data: bytes | str, reason: str, index: int, path: str | None, words: str
) -> None:
    error = refusal(data)
    assert (error.reason, error.index, error.path) == (reason, index, path)
    assert words in error.message
    assert error.__context__ is None  # it would carry the whole text into a log


def test_each_limit_holds_one_below_and_one_above() -> None:
    nested: Any = "end"
    for _ in range(32):
        nested = [nested]
    assert read_json(json.dumps(nested)) == nested
    assert read_json(b'{"a":' * 32 + b"1" + b"}" * 32) is not None
    for deep in (json.dumps([nested]), '{"a":' * 33 + "1" + "}" * 33, "[" * 33):
        assert refusal(deep).reason == "too-deep"
    assert refusal(json.dumps([nested])).path == "$" + "[0]" * 32

    members = [{"a": 0, "b": 1}] * 10_000
    assert read_json(json.dumps(members)) == members
    error = refusal(json.dumps([*members, {"c": 2}]))
    assert (error.reason, error.path) == ("too-many-keys", "$[10000].c")
    assert "more than 20,000 members" in error.message
    assert read_json(json.dumps(["::"] * 10_001)) == ["::"] * 10_001

    full = '"' + "x" * (256 * 1024 - 2) + '"'
    assert read_json(full) == read_json(full.encode()) == full[1:-1]
    for large in (full + " ", (full + " ").encode(), full.replace("xx", "é") + "é"):
        assert refusal(large).reason == "too-large"
    assert "262,144 bytes" in refusal(full + " ").message

    assert read_json("-" + "9" * 400) == -int("9" * 400)
    assert read_json("0." + "1" * 399) == Decimal("0." + "1" * 399)
    assert (read_json("1e400"), read_json("1e-0400")) == (Decimal("1e400"), Decimal("1e-400"))


def test_no_nesting_of_any_kind_exhausts_the_stack() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)  # the C scanner must not even be asked, or the process dies
    try:
        for piece in (b"[", b'{"a":', b'[{"a":', b'"\\"[', b"[]["):
            data = piece * (200_000 // len(piece))
            assert refusal(data).reason in ("too-deep", "not-json")
    finally:
        sys.setrecursionlimit(limit)


def test_a_message_never_repeats_a_value() -> None:
    for text in (
        '{"name": "Zoë Canary}',
        '{"name": Canary}',
        '{"name": "Canary" "x"}',
        '["Canary\n"]',
        '["Canary\\q"]',
    ):
        error = refusal(text)
        assert "Canary" not in error.message
        assert "Canary" not in repr(error)


def test_a_long_name_is_shortened_in_the_message_and_whole_in_the_path() -> None:
    name = "n" * 5_000
    error = refusal(json.dumps([{name: 1}])[:-2] + f', "{name}": 2}}]')
    assert error.path == f"$[0].{name}"
    assert len(error.message) < 200


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([], "$"),
        (["team"], "$.team"),
        (["_a", 0, "B9"], "$._a[0].B9"),
        (["odd key", "9", "a-b", ""], "$['odd key']['9']['a-b']['']"),
        (
            ["it's", 'a "b"', "back\\slash", "line\n", "\x01", "é"],
            "$['it\\'s']['a \"b\"']['back\\\\slash']['line\\n']['\\u0001']['é']",
        ),
    ],
)
def test_a_path_is_written_as_in_rfc_9535(parts: list[str | int], path: str) -> None:
    assert json_path(parts) == path


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_json_writes_is_read_back(value: Any, ascii_only: bool, indent: int | None) -> None:
    def written(number: Decimal) -> float:
        return float(number)

    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, default=written)
    expected = json.loads(text, parse_float=Decimal)
    for read in (read_json, careful):
        assert read(text) == expected
    assert read_json(text.encode()) == expected


TOKENS = [
    *'[]{},:"\\ \n',
    "[[[",
    "]]]",
    '"a":',
    '"b":',
    '"a"',
    '"\\u0061":',
    "1",
    "-1.5",
    "12345",
    "123456",
    "1e7",
    "1e8",
]
TOKENS += [
    "NaN",
    "-Infinity",
    "true",
    "null",
    "tru",
    "'",
    "//",
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '"é"',
    "\x01",
    "\ufeff",
]


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=24).map("".join))
@example('{"a":1,"a":2}')
@example("[[[[]]]]")
def test_the_fast_reader_and_the_careful_one_agree(text: str) -> None:
    if len(text.encode(errors="surrogatepass")) <= SMALL.size and not text.startswith("\ufeff"):
        assert verdict(read_json, text, SMALL) == verdict(careful, text, SMALL)
    else:
        verdict(read_json, text, SMALL)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=16).map("".join))
def test_what_is_not_json_for_us_is_not_json_for_python_either(text: str) -> None:
    try:
        json.loads(text)
        sound = True
    except ValueError:
        sound = False
    outcome = verdict(read_json, text)
    if isinstance(outcome, tuple) and outcome[0] == "not-json":
        assert not sound or text.startswith("\ufeff")
    elif isinstance(outcome, str):
        assert sound or text.startswith("\ufeff")


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_cause_an_untyped_error(data: bytes) -> None:
    verdict(read_json, data)


def test_no_damage_to_a_document_causes_an_untyped_error() -> None:
    chance = random.Random(20_240_517)
    whole = '{"product": "a/b", "choices": {"é\\ud83d\\ude00": [1, -2.5e3, true, null, {"x": "\\u00e9"}], "z": "Zoë"}}'
    refused = 0
    for _ in range(5_000):
        data = bytearray(whole.encode())
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 2)] = bytes(
                chance.choices(b'{}[]",:\\u0d8\x00\xff\xed -e', k=chance.randint(0, 2))
            )
        outcome = verdict(read_json, bytes(data))
        refused += isinstance(outcome, tuple)
    assert 2_500 < refused < 5_000


def test_the_careful_reader_looks_at_each_value_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    scalar = json_careful.CarefulReader._scalar

    def counted(self: Any, position: int) -> Any:
        looks.append(position)
        return scalar(self, position)

    monkeypatch.setattr(json_careful.CarefulReader, "_scalar", counted)
    assert refusal("[" + '{"a": [1, 2]},' * 1_000 + "NaN]").reason == "not-a-number"
    assert len(looks) == len(set(looks)) == 2_001


def test_the_fast_reader_reads_what_is_sound_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "CarefulReader", None)
    assert len(read_json(json.dumps([{"a": [1, "[[é\u00e9"]}] * 100))) == 100  # type: ignore[arg-type]
