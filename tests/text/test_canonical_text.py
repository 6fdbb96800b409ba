"""The canonical form of text, against CODE.md section 1."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import unicodedata2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configurator.errors import TextError
from configurator.text.canonical import MAX_CODE_POINTS, canonical_text, is_canonical_text
from configurator.text.unicode_tables import unicode_tables

KA, VIRAMA, NUKTA, UDATTA = "\u0915", "\u094d", "\u093c", "\u0951"
ZWNJ, ZWJ = "\u200c", "\u200d"
BEH, ALEF, FATHA = "\u0628", "\u0627", "\u064e"  # joining types D, R, T
AWKWARD = f"aeZ \t\n\u0301\u0308\u0323\u00e9\u1e69\u212b\u00a0\u2028\u3000{KA}{VIRAMA}{NUKTA}{UDATTA}\u0958\u09be\u09c7"
AWKWARD += f"{ZWNJ}{ZWJ}{BEH}{ALEF}{FATHA}\u0653\u0654\u1100\u1161\u11a8\uac00\ufb2c\U0001d15e\u0344\u202e\u00ad\ue000"


def refused(text: str) -> tuple[str, int | None]:
    with pytest.raises(TextError) as caught:
        canonical_text(text)
    return caught.value.reason, caught.value.index


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("Anna & Ben", "Anna & Ben"),
        ("  Zoë   May ", "Zoë May"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("a\tb\r\nc\n", "a b c"),
        (" \t\r\n ", ""),
        ("a\u00a0b\u3000c\u2028d\u2029e\u1680f\u202fg\u205fh\u2003i", "a b c d e f g h i"),
        ("\u3000", ""),
        ("\u212b", "\u00c5"),
        ("\u0958", "\u0915\u093c"),
        ("\u1100\u1161\u11a8", "\uac01"),
        ("a\u0301\u0323", "\u1ea1\u0301"),
        ("\uff21\ufb01\u2163", "\uff21\ufb01\u2163"),
        (" \u0301", "\u0301"),
        ("\U0001f600 \u4f60\u597d", "\U0001f600 \u4f60\u597d"),
    ],
)
def test_a_text_has_this_canonical_form(text: str, canonical: str) -> None:
    assert canonical_text(text) == canonical


@pytest.mark.parametrize(
    ("text", "reason", "index"),
    [
        ("ab\x00", "control-character", 2),
        ("a\x0bb", "control-character", 1),
        ("a\x1fb", "control-character", 1),
        ("a\x7f", "control-character", 1),
        ("\u00e9\x0c", "control-character", 1),
        ("a\u0085b", "control-character", 1),
        ("\u0378", "unassigned-character", 0),
        ("a\ufffe", "unassigned-character", 1),
        ("a\u1c89", "unassigned-character", 1),
        ("a\u2065", "unassigned-character", 1),
        ("\ue000", "private-use-character", 0),
        ("a\U0010fffd", "private-use-character", 1),
        ("a\ud83d", "surrogate", 1),
        ("abc\u202edef", "bidi-control", 3),
        ("a\u2066b\u2069", "bidi-control", 1),
        ("a\u200eb", "bidi-control", 1),
        ("a\u061c", "bidi-control", 1),
        ("a\u00adb", "ignorable-character", 1),
        ("a\u200bb", "ignorable-character", 1),
        ("\ufeffa", "ignorable-character", 0),
        ("\u2764\ufe0f", "ignorable-character", 1),
        ("a\u034f", "ignorable-character", 1),
        ("a\u115f", "ignorable-character", 1),
        ("a\u3164", "ignorable-character", 1),
        ("a\u180e", "ignorable-character", 1),
        ("a\U000e0041", "ignorable-character", 1),
        ("\u00e9\u202e\ue000", "bidi-control", 1),
        (f"a{ZWJ}\ue000", "private-use-character", 2),
    ],
)
def test_a_text_is_refused_for_its_first_code_point_that_may_not_stand(text: str, reason: str, index: int) -> None:
    assert refused(text) == (reason, index)


def test_the_message_names_the_code_point_and_where_it_is() -> None:
    with pytest.raises(TextError, match=r"`U\+202E` at index 3 is an invisible control that changes the direction"):
        canonical_text("abc\u202edef")


@pytest.mark.parametrize(
    "text",
    [
        KA + VIRAMA + ZWJ,
        KA + VIRAMA + ZWNJ,
        KA + VIRAMA + ZWJ + " a",
        BEH + ZWNJ + BEH,
        BEH + ZWNJ + ALEF,
        BEH + FATHA + FATHA + ZWNJ + FATHA + BEH,
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
        "\ua872" + ZWNJ + BEH,  # joining type L
    ],
)
def test_a_joiner_is_allowed_where_the_script_needs_it(text: str) -> None:
    assert canonical_text(text) == text


@pytest.mark.parametrize(
    ("text", "index"),
    [
        (ZWJ, 0),
        (ZWNJ, 0),
        ("a" + ZWNJ + "b", 1),
        (BEH + ZWJ + BEH, 1),
        (ALEF + ZWNJ + BEH, 1),
        (BEH + ZWNJ, 1),
        (BEH + ZWNJ + FATHA, 1),
        (ZWNJ + BEH, 0),
        (ZWJ + KA + VIRAMA, 0),
        (BEH + ZWNJ + "\ua872", 1),  # joining type L, which joins to what follows only
        (FATHA + ZWNJ + BEH, 1),
        (BEH + " " + ZWNJ + BEH, 2),
        (BEH + ZWNJ + ZWNJ + BEH, 1),
        (BEH + ZWNJ + BEH + ZWJ, 3),
        (KA + VIRAMA + ZWJ + ZWJ, 3),
        (KA + VIRAMA + " " + ZWJ, 3),
        ("\U0001f468\u200d\U0001f469", 1),
    ],
)
def test_a_joiner_is_refused_elsewhere(text: str, index: int) -> None:
    assert refused(text) == ("joiner-out-of-place", index)


def test_a_joiner_is_judged_in_the_text_as_given() -> None:
    assert canonical_text(KA + NUKTA + VIRAMA + ZWJ) == KA + NUKTA + VIRAMA + ZWJ
    assert refused(KA + VIRAMA + NUKTA + ZWJ) == ("joiner-out-of-place", 3)


def test_a_joiner_is_judged_in_the_canonical_form_too() -> None:
    assert unicodedata2.normalize("NFC", KA + UDATTA + VIRAMA + ZWJ) == KA + VIRAMA + UDATTA + ZWJ
    assert refused("  a  " + KA + UDATTA + VIRAMA + ZWJ) == ("joiner-out-of-place", 8)


@pytest.mark.parametrize("character", ["a", "\u00e9"])
def test_a_text_of_2000_code_points_is_accepted_and_one_more_is_not(character: str) -> None:
    assert canonical_text(character * MAX_CODE_POINTS) == character * MAX_CODE_POINTS == character * 2_000
    assert refused(character * 2_001) == ("text-too-long", 2_000)


def test_a_text_that_grows_beyond_2000_code_points_is_refused() -> None:
    assert len(canonical_text("\u0958" * 1_000)) == 2_000
    assert refused("\u0958" * 1_001) == ("text-too-long", 2_000)


@settings(max_examples=1_000)
@given(st.text(st.sampled_from(AWKWARD), max_size=12) | st.text(max_size=30))
@example(KA + UDATTA + VIRAMA + ZWJ)
@example(BEH + "\u0654" + ZWNJ + BEH)
def test_a_canonical_form_is_its_own_canonical_form(text: str) -> None:
    try:
        canonical = canonical_text(text)
    except TextError:
        return
    assert canonical_text(canonical) == canonical
    assert is_canonical_text(canonical) == (canonical != "")
    assert is_canonical_text(text) == (text == canonical != "")


SENSIBLE = st.text(
    st.sampled_from(f"ae \t\u0301\u0323\u00e9\u1e69\u3000{KA}{NUKTA}\u0958\u1100\u1161\ufb2c"), max_size=12
)


@settings(max_examples=500)
@given(SENSIBLE)
def test_equivalent_texts_have_one_canonical_form(text: str) -> None:
    forms = {canonical_text(unicodedata2.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {canonical_text(text)}


@settings(max_examples=500)
@given(SENSIBLE)
def test_a_canonical_form_has_single_spaces_inside_and_none_outside(text: str) -> None:
    canonical = canonical_text(text)
    assert canonical == " ".join(canonical.split()) == unicodedata2.normalize("NFC", canonical)


@given(st.text(st.characters(max_codepoint=0x7F), max_size=8))
def test_the_short_cut_for_ascii_agrees_with_the_long_way(text: str) -> None:
    def outcome(text: str) -> tuple[str, int | None] | str:
        try:
            return canonical_text(text)
        except TextError as error:
            return error.reason, error.index

    long_way = outcome(text + " \u00e9")  # not ASCII, so the tables decide
    if isinstance(long_way, str):
        long_way = long_way.removesuffix("\u00e9").removesuffix(" ")
    assert outcome(text) == long_way


def test_code_points_are_allowed_or_refused_by_their_standing() -> None:
    for first, last, standing in unicode_tables().standing.runs():
        for code_point in {max(first, 0x80), last} if last >= 0x80 else ():
            if standing == "allowed":
                assert canonical_text(f"a{chr(code_point)}") != "a" or unicode_tables().white_space.of(code_point)
            else:
                reason = "joiner-out-of-place" if standing == "joiner" else standing
                assert refused(f"a{chr(code_point)}") == (reason, 1)


def test_the_empty_text_stands_in_no_document() -> None:
    assert not is_canonical_text("")
    assert not is_canonical_text("a ")
    assert not is_canonical_text("a\u202e")
    assert is_canonical_text("a")


def test_ascii_text_loads_neither_tables_nor_library() -> None:
    program = (
        "import sys\n"
        "from configurator.text.canonical import canonical_text\n"
        "from configurator.text.graphemes import grapheme_count\n"
        "from configurator.text.scripts import outside_script\n"
        "from configurator.text.unicode_tables import unicode_tables\n"
        "canonical_text(' Anna\\t& Ben '), grapheme_count('Anna'), outside_script('Anna', 'greek')\n"
        "print('unicodedata2' in sys.modules, unicode_tables.cache_info().currsize)\n"
        "canonical_text('Zo\\xeb')\n"
        "print('unicodedata2' in sys.modules, unicode_tables.cache_info().currsize)\n"
    )
    root = Path(__file__).parents[2]
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert finished.stdout.splitlines() == ["False 0", "True 1"]
