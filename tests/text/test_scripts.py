"""Scripts by name."""

from __future__ import annotations

import pytest

from configurator.text.scripts import SCRIPTS, outside_script
from configurator.text.unicode_tables import unicode_tables


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latin", ""),
        ("latin", "Zoë & Ægir, 12.5 — „für“ e\u0301 x\u00b2"),
        ("latin", "Đặng"),
        ("greek", "Ελένη 1984"),
        ("cyrillic", "Анна и Борис"),
        ("arabic", "محمد، ١٢"),
        ("hebrew", "שָׁלוֹם"),
        ("han", "王小明。"),
        ("japanese", "東京タワーへようこそ。"),
        ("korean", "大韓民國 대한민국"),
        ("hangul", "대한민국!"),
        ("thai", "สวัสดี"),
        ("devanagari", "नमस्ते।"),
        ("bengali", "নমস্কার।"),
    ],
)
def test_a_text_is_in_its_script(name: str, text: str) -> None:
    assert outside_script(text, name) is None


@pytest.mark.parametrize(
    ("name", "text", "index"),
    [
        ("latin", "Pаul", 1),  # a Cyrillic letter that looks Latin
        ("latin", "Anna \U0001f600", 5),
        ("latin", "Anna \u2764", 5),
        ("latin", "a\u00ae", 1),
        ("greek", "Anna", 0),
        ("greek", "12 a", 3),
        ("cyrillic", "Борис Ben", 6),
        ("latin", "ab\u3002", 2),
        ("hangul", "대한민國", 3),
        ("han", "東京タワー", 2),
        ("japanese", "東京 대", 3),
        ("latin", "a\u0378", 1),
        ("latin", "a\u064b", 1),
        ("thai", "नमस्ते", 0),
    ],
)
def test_a_text_leaves_its_script_at_this_index(name: str, text: str, index: int) -> None:
    assert outside_script(text, name) == index


def test_every_script_of_the_tables_has_one_name() -> None:
    in_tables = {code for sets in unicode_tables().scripts.values for code in sets.split()} - {"Zyyy", "Zinh", "Zzzz"}
    single = [codes for codes in SCRIPTS.values() if len(codes) == 1]
    assert sorted(code for codes in single for code in codes) == sorted(in_tables)
    assert {code for codes in SCRIPTS.values() for code in codes} == in_tables


def test_the_names_are_sorted_and_in_lower_case() -> None:
    assert list(SCRIPTS) == sorted(SCRIPTS)
    assert all(name.replace("_", "").isalpha() and name == name.lower() for name in SCRIPTS)
    assert SCRIPTS["canadian_aboriginal"] == {"Cans"}
    assert SCRIPTS["old_south_arabian"] == {"Sarb"}


def test_an_unknown_name_is_wrong_use() -> None:
    with pytest.raises(KeyError):
        outside_script("a", "klingon")


def test_the_short_cut_for_ascii_agrees_with_the_tables() -> None:
    for name in ("latin", "greek", "japanese"):
        for code_point in range(0x80):
            long_way = outside_script(chr(code_point) + "\u00d7", name)  # the multiplication sign is common
            assert outside_script(chr(code_point), name) == long_way
