"""Banned words are found as words, whatever their case, and never inside other words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configurator.text.banned import BannedWords, caseless

BANNED = BannedWords.of(["damn", "bloody hell", "Straße", "ΟΔΟΣ", "блин", "馬鹿", "ส้นตีน", "c3po", "p-word"])


@pytest.mark.parametrize(
    "text",
    [
        "damn",
        "DAMN!",
        "well, Damn it",
        "«damn»",
        "damn2",
        "2damn",
        "so damn/hot",
        "damn😀",
        "dɑmn damn",
        "bloody hell",
        "Oh Bloody Hell!",
        "STRASSE",
        "strasse 5",
        "οδος",
        "Οδός οδοσ",
        "БЛИН",
        "真馬鹿だ",
        "馬鹿",
        "เส้นตีนส้นตีนมา",
        "C3PO here",
        "the p-word",
    ],
)
def test_a_banned_word_is_found(text: str) -> None:
    assert BANNED.stands_in(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "damned",
        "goddamn",
        "damné",
        "da mn",
        "damñ",
        "bloody",
        "bloody shell",
        "bloody hello",
        "abloody hell",
        "straßen",
        "блины",
        "馬",
        "xc3po",
        "c3pos",
        "the p-words",
        "dаmn",
    ],
)
def test_another_word_is_not(text: str) -> None:
    assert not BANNED.stands_in(unicodedata.normalize("NFC", text))


WORDS = st.text(st.sampled_from("aAbBßSsé"), min_size=1, max_size=4)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=6))
@example(["ß"], ["SS"])
def test_single_words_are_compared_one_by_one(banned: list[str], said: list[str]) -> None:
    wanted = {caseless(word) for word in banned}
    assert BannedWords.of(banned).stands_in(" ".join(said)) is any(caseless(word) in wanted for word in said)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=5), st.text(max_size=30))
def test_case_does_not_matter_and_more_words_find_no_less(banned: list[str], text: str) -> None:
    found = BannedWords.of(banned).stands_in(text)
    assert BannedWords.of([word.upper() for word in banned]).stands_in(text) is found
    assert BannedWords.of([*banned, "zzz"]).stands_in(text) >= found


def test_lists_of_the_same_words_are_equal() -> None:
    assert BannedWords.of(["Damn", "hell", ""]) == BannedWords.of(["HELL", "damn", "Hell"])
    assert BannedWords.of(["damn"]) != BannedWords.of(["hell"])
    assert not BannedWords.of([]).stands_in("anything")
