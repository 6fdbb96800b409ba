"""Grapheme clusters of Unicode 15.0, against the file of tests that Unicode publishes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.text.graphemes import grapheme_count

VECTORS = Path(__file__).parents[1] / "vectors" / "unicode" / "GraphemeBreakTest-15.0.0.txt"
LINES = [line for line in VECTORS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
MIXED = (
    "ab\r\n\u0301\u200d\u0600\u0903\u1100\u1161\u11a8\uac00\uac01\U0001f1e6\U0001f1e7\U0001f468\U0001f3fb\u2764\ufe0f"
)


def text_of(line: str) -> str:
    return "".join(chr(int(word, 16)) for word in line.split() if word not in "÷×")


def test_all_tests_of_unicode_are_here() -> None:
    assert len(LINES) == 602


@pytest.mark.parametrize("line", LINES)
def test_unicode_counts_these_clusters(line: str) -> None:
    assert grapheme_count(text_of(line)) == line.count("÷") - 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Anna & Ben", 10),
        ("a\r\nb\n", 4),
        ("Zoe\u0308", 3),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f468\U0001f3fb\u200d\U0001f469", 1),
        ("\U0001f468\u200d\u200d\U0001f469", 2),
        ("\U0001f468\u200d\u0301\U0001f469", 2),
        ("a\u200d\U0001f469", 2),
        ("\u2764\ufe0f", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7\U0001f1ee", 3),
        ("\U0001f1e9\u0301\U0001f1ea", 2),
        ("\u1112\u1161\u11ab\uae00", 2),
        ("\u0915\u094d\u0937", 2),
        ("\u0301", 1),
    ],
)
def test_a_text_has_so_many_clusters(text: str, count: int) -> None:
    assert grapheme_count(text) == count


@given(st.text(st.sampled_from(MIXED), max_size=10), st.text(st.sampled_from(MIXED), max_size=10))
def test_texts_set_apart_by_a_line_feed_count_apart(first: str, second: str) -> None:
    apart = grapheme_count(first) + grapheme_count(second) + (not first.endswith("\r"))
    assert grapheme_count(first + "\n" + second) == apart


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_the_short_cut_for_ascii_agrees_with_the_rules(text: str) -> None:
    assert grapheme_count(text) == grapheme_count(text + "\n\u00e9") - 1 - (not text.endswith("\r"))
