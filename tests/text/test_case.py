"""Text in upper and lower case: the full mappings of Unicode 15.0, and what the canonical form may rely on."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import unicodedata2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configurator.errors import TextError
from configurator.text.canonical import MAX_CODE_POINTS, canonical_text, composed
from configurator.text.case import CASES, in_case
from configurator.text.unicode_tables import PropertyTable, unicode_tables

ZWNJ, ZWJ = "\u200c", "\u200d"
KA, VIRAMA, BEH = "\u0915", "\u094d", "\u0628"
YPOGEGRAMMENI, DOT_ABOVE, DOT_BELOW, CARON = "\u0345", "\u0307", "\u0323", "\u030c"
AWKWARD = "aZß ʰ.'ΣσςİıǅǰJŉΐΑαᾳᾼ\u1fb4\u212a\u2126\ufb03\u1e9e\u00aa\u0301\u0308"
AWKWARD += f"{YPOGEGRAMMENI}{DOT_ABOVE}{DOT_BELOW}{CARON}"
AWKWARD += f"{KA}{VIRAMA}{BEH}{ZWNJ}{ZWJ}\U00010400\U0001e900\u10d0\u1c90\u13a0\uab70\u2160\u24d0"

cases = pytest.mark.parametrize("case", CASES)


@cache
def allowed() -> list[str]:
    """Every character that may stand in text, joiners included."""
    runs = unicode_tables().standing.runs()
    return [
        chr(code_point)
        for first, last, standing in runs
        if standing in ("allowed", "joiner")
        for code_point in range(first, last + 1)
    ]


@cache
def mapped(case: str) -> dict[str, str]:
    """What each of them becomes by itself."""
    return {character: in_case(character, case) for character in allowed()}


def by_interpreter(text: str, case: str) -> str:
    return text.upper() if case == "upper" else text.lower()


def refused(text: str, case: str) -> tuple[str, int | None]:
    with pytest.raises(TextError) as caught:
        canonical_text(text, case)
    return caught.value.reason, caught.value.index


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("", "", ""),
        ("Anna & Ben 2", "ANNA & BEN 2", "anna & ben 2"),
        ("Zoë Ægir", "ZOË ÆGIR", "zoë ægir"),
        ("Straße", "STRASSE", "straße"),
        ("STRA\u1e9eE", "STRA\u1e9eE", "straße"),
        ("\ufb01sch \ufb04", "FISCH FFL", "\ufb01sch \ufb04"),
        ("ŉ ǰ", "\u02bcN J\u030c", "ŉ ǰ"),
        ("ǆ ǅ Ǆ", "Ǆ Ǆ Ǆ", "ǆ ǆ ǆ"),
        ("ΐ", "\u0399\u0308\u0301", "ΐ"),
        ("ᾳ ᾼ α\u0345", "ΑΙ ΑΙ ΑΙ", "ᾳ ᾳ α\u0345"),
        ("և", "\u0535\u0552", "և"),
        ("привет", "ПРИВЕТ", "привет"),
        ("\u10d0\u10d1", "\u1c90\u1c91", "\u10d0\u10d1"),  # Georgian has capitals for titles
        ("\uab70", "\u13a0", "\uab70"),  # the capitals of Cherokee came first
        ("\U00010428\U0001e922", "\U00010400\U0001e900", "\U00010428\U0001e922"),
        ("\u2170 ⓐ", "\u2160 Ⓐ", "\u2170 ⓐ"),
        ("\u2126 \u212a \u212b", "\u2126 \u212a \u212b", "ω k å"),
        ("你好 😀 ᄀ", "你好 😀 ᄀ", "你好 😀 ᄀ"),
    ],
)
def test_a_text_has_these_cases(text: str, upper: str, lower: str) -> None:
    assert in_case(text, "upper") == upper
    assert in_case(text, "lower") == lower


def test_no_language_has_rules_of_its_own() -> None:
    assert in_case("i ı İ I", "upper") == "I I İ I"
    assert in_case("i ı İ I", "lower") == f"i ı i{DOT_ABOVE} i"
    assert in_case("Ì I\u0301 J\u0328", "lower") == "ì i\u0301 j\u0328"  # Lithuanian would keep the dot
    assert in_case("ĳ IJ", "lower") == "ĳ ij"


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("ΟΔΟΣ", "οδος"),
        ("ΣΊΣΥΦΟΣ ΣΑΣ", "σίσυφος σας"),
        ("Σ", "σ"),
        ("Σ Α", "σ α"),
        ("1Σ", "1σ"),
        ("aΣ", "aς"),
        ("ΑΣ.", "ας."),
        ("ΑΣ.Β", "ασ.β"),  # a full stop is case-ignorable
        ("Α.Σ.", "α.ς."),
        ("ΑΣ-Β", "ας-β"),
        ("Α\u0301Σ\u0301", "α\u0301ς\u0301"),
        ("Α\u0301Σ\u0301Β", "α\u0301σ\u0301β"),
        ("ΑΣ'Β", "ασ'β"),
        ("ΣΣΣ", "σσς"),
        ("\u4f60Σ", "\u4f60σ"),
        ("\u00aaΣ", "\u00aaς"),  # cased, though there is no other case of it
        ("ʰΣ", "ʰσ"),  # cased and case-ignorable
        ("aʰΣ", "aʰς"),
        ("ΑΣʰ", "αςʰ"),
        ("ΑΣʰΒ", "ασʰβ"),
    ],
)
def test_a_sigma_is_final_behind_a_cased_letter_with_none_to_follow(text: str, lower: str) -> None:
    assert in_case(text, "lower") == lower == text.lower()


@cases
def test_each_character_is_mapped_as_by_the_interpreter(case: str) -> None:
    """A later Unicode may give a letter another case, but only by a new character."""
    known = set(allowed())
    same_version = unicodedata.unidata_version == "15.0.0"
    differing = []
    for character, found in mapped(case).items():
        expected = by_interpreter(character, case)
        comparable = unicodedata.category(character) != "Cn" and known.issuperset(expected)
        if found != expected and (same_version or comparable):
            differing.append((character, found, expected))
    assert differing == []


@cases
def test_a_character_that_is_allowed_stays_allowed(case: str) -> None:
    known = set(allowed())
    assert [each for each, found in mapped(case).items() if not known.issuperset(found)] == []


@cases
def test_what_a_character_becomes_stays_as_it_is(case: str) -> None:
    """With the next test, this proves that a mapped text, also in NFC, is mapped to itself.

    Each of its characters stays as it is, so all those of its NFD do, so all those of its NFC do. And a sigma, whose
    mapping depends on the text around it, is no longer in it.
    """
    stable = {character for character, found in mapped(case).items() if found == character}
    assert [each for each, found in mapped(case).items() if not stable.issuperset(found)] == []
    assert (case == "upper") == ("Σ" in stable)
    assert {"upper": "Σ", "lower": "ς"}[case] in stable


@cases
def test_a_character_stays_as_it_is_just_if_all_that_it_is_composed_of_do(case: str) -> None:
    stable = {character for character, found in mapped(case).items() if found == character}
    apart = {each: set(unicodedata2.normalize("NFD", each)) for each in allowed()}
    assert [each for each in allowed() if (each in stable) != (apart[each] <= stable)] == []


@cases
def test_joiners_and_white_space_stay_and_none_are_added(case: str) -> None:
    kept = {character for character in allowed() if unicode_tables().white_space.of(ord(character))} | {ZWNJ, ZWJ}
    for character, found in mapped(case).items():
        assert (found == character) if character in kept else kept.isdisjoint(found)


@cases
def test_the_short_cut_for_ascii_agrees_with_the_tables(case: str) -> None:
    for character in map(chr, range(0x80)):
        assert in_case(character, case) == in_case(f"é{character}", case)[1:]


@settings(max_examples=1_000)
@given(st.text(st.sampled_from(AWKWARD), max_size=12), st.sampled_from(CASES))
def test_texts_are_mapped_as_by_the_interpreter(text: str, case: str) -> None:
    assert in_case(text, case) == by_interpreter(text, case)


def canonical_or_reason(text: str, case: str | None) -> str | tuple[str, int | None]:
    try:
        return canonical_text(text, case)
    except TextError as error:
        return error.reason, error.index


TEXTS = st.text(st.sampled_from(AWKWARD), max_size=12) | st.text(max_size=30)


@settings(max_examples=2_000)
@given(TEXTS, st.sampled_from(CASES))
@example(f"{BEH}{YPOGEGRAMMENI}{ZWNJ}{BEH}", "upper")
@example(f"İ{VIRAMA}{ZWJ}", "lower")
def test_a_canonical_form_in_a_case_is_its_own_canonical_form(text: str, case: str) -> None:
    canonical = canonical_or_reason(text, case)
    if isinstance(canonical, str):
        assert canonical_text(canonical, case) == canonical == in_case(canonical, case)
        assert canonical_text(canonical) == canonical
        assert len(canonical) <= MAX_CODE_POINTS


@settings(max_examples=1_000)
@given(TEXTS, st.sampled_from(CASES))
def test_a_case_is_applied_to_the_canonical_form_and_nfc_again(text: str, case: str) -> None:
    plain, found = canonical_or_reason(text, None), canonical_or_reason(text, case)
    if not isinstance(plain, str):
        assert found == plain
        return
    expected = composed(in_case(plain, case))
    if isinstance(found, str):
        assert found == expected
    else:
        assert refused(expected, case)[0] == found[0] == "joiner-out-of-place"


@settings(max_examples=500)
@given(st.text(st.sampled_from("aZßΣσİǰJŉΐΑαᾳᾼ ʰ.\u0345\u0307\u0323\u030c\u0301"), max_size=12), st.sampled_from(CASES))
def test_equivalent_texts_have_one_canonical_form_in_a_case(text: str, case: str) -> None:
    forms = {canonical_text(unicodedata2.normalize(form, text), case) for form in ("NFC", "NFD")}
    assert forms == {canonical_text(text, case)}


@pytest.mark.parametrize(
    ("text", "case", "canonical"),
    [
        ("  anna\t ben ", "upper", "ANNA BEN"),
        ("Zoe\u0308", "upper", "ZOË"),
        ("J\u030c", "lower", "ǰ"),  # NFC has no composed form of the capital, but of the small letter
        ("ΐ", "upper", "Ϊ\u0301"),
        (f"{KA}{VIRAMA}{ZWJ}a", "upper", f"{KA}{VIRAMA}{ZWJ}A"),
        (f"\U0001e922{ZWNJ}\U0001e922", "upper", f"\U0001e900{ZWNJ}\U0001e900"),  # Adlam has cases and joins
        (" \u3000", "upper", ""),
    ],
)
def test_a_text_has_this_canonical_form_in_a_case(text: str, case: str, canonical: str) -> None:
    assert canonical_text(text, case) == canonical


def test_a_joiner_that_loses_its_place_by_the_case_is_refused() -> None:
    joined = f"x {BEH}{YPOGEGRAMMENI}{ZWNJ}{BEH}"  # U+0345 joins nothing, and becomes the letter iota
    assert canonical_text(joined) == joined
    assert refused(joined, "upper") == ("joiner-out-of-place", 4)
    after_virama = f"İ{VIRAMA}{ZWJ}"  # a dot above comes out of İ, and NFC puts it between the two
    assert canonical_text(after_virama) == after_virama
    assert refused(after_virama, "lower") == ("joiner-out-of-place", 2)


def test_a_text_that_grows_beyond_2000_code_points_by_its_case_is_refused() -> None:
    assert canonical_text("ß" * 1_000, "upper") == "S" * 2_000
    assert canonical_text("ß" * 2_000, "lower") == "ß" * 2_000
    assert refused("ß" * 1_001, "upper") == ("text-too-long", 2_000)
    assert refused("İ" * 1_001, "lower") == ("text-too-long", 2_000)


@pytest.mark.parametrize("text", ["Α" + "Σ." * 999, "Σ" + "." * 1_998 + "Σ", "." * 999 + "Σ" * 1_001, "Σ" * 2_000])
def test_each_character_is_looked_at_a_few_times_however_many_sigmas_there_are(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    plain = PropertyTable.of

    def counting(table: PropertyTable, code_point: int) -> str:
        nonlocal looked_at
        looked_at += 1
        return plain(table, code_point)

    monkeypatch.setattr(PropertyTable, "of", counting)
    assert in_case(text, "lower") == text.lower()
    assert looked_at <= 3 * len(text)


def test_there_are_two_cases() -> None:
    for text in ("a", "ä"):
        with pytest.raises(KeyError):
            in_case(text, "title")


def test_ascii_text_in_a_case_loads_neither_tables_nor_library() -> None:
    program = (
        "import sys\n"
        "from configurator.text.canonical import canonical_text\n"
        "from configurator.text.unicode_tables import unicode_tables\n"
        "print(canonical_text(' Anna\\t& Ben ', 'upper'), canonical_text('ANNA', 'lower'))\n"
        "print('unicodedata2' in sys.modules, unicode_tables.cache_info().currsize)\n"
    )
    root = Path(__file__).parents[2]
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert finished.stdout.splitlines() == ["ANNA & BEN anna", "False 0"]
