"""The tables of Unicode 15.0: whole, true to their source, and what normalization may rely on."""

from __future__ import annotations

import json
import runpy
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
import unicodedata2

from configurator.text.unicode_tables import UNICODE_VERSION, PropertyTable, UnicodeTables, unicode_tables

ROOT = Path(__file__).parents[2]
DATABASE = Path("/usr/share/unicode")
SHIPPED = ROOT / "configurator" / "text" / f"unicode-{UNICODE_VERSION}.json"
ALL = range(0x110000)


def is_installed() -> bool:
    scripts = DATABASE / "Scripts.txt"
    return scripts.exists() and f"-{UNICODE_VERSION}.txt" in scripts.read_text(encoding="utf-8")[:80]


def tables() -> dict[str, PropertyTable]:
    return {name: getattr(unicode_tables(), name) for name in UnicodeTables.__dataclass_fields__}


@pytest.mark.skipif(not is_installed(), reason="needs Debian's unicode-data 15.0.0")
def test_the_shipped_tables_are_those_of_the_database() -> None:
    generator = runpy.run_path(str(ROOT / "tests" / "tools" / "make_unicode_tables.py"))
    assert SHIPPED.read_text(encoding="utf-8") == generator["tables_text"](DATABASE)


def test_the_shipped_tables_are_small_and_name_their_licence() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert len(text.encode()) < 46_000
    assert json.loads(text)["unicode"] == "15.0.0"
    assert "© 1991-2022 Unicode, Inc." in json.loads(text)["notice"]
    assert "https://www.unicode.org/license.txt" in json.loads(text)["notice"]


@pytest.mark.parametrize("name", UnicodeTables.__dataclass_fields__)
def test_a_table_covers_every_code_point_once(name: str) -> None:
    runs = list(tables()[name].runs())
    assert runs[0][0] == 0
    assert runs[-1][1] == sys.maxunicode
    assert all(first <= last for first, last, _ in runs)
    assert all(before[1] + 1 == after[0] for before, after in pairwise(runs))
    assert all(before[2] != after[2] for before, after in pairwise(runs))


@pytest.mark.parametrize("name", UnicodeTables.__dataclass_fields__)
def test_looking_up_agrees_with_the_runs_at_both_ends(name: str) -> None:
    table = tables()[name]
    for first, last, value in table.runs():
        assert table.of(first) == table.of(last) == value


def test_fixed_categories_agree_with_the_interpreter() -> None:
    fixed = {"Cc": "control-character", "Co": "private-use-character", "Cs": "surrogate"}
    standing = unicode_tables().standing
    for code_point in ALL:
        expected = fixed.get(unicodedata.category(chr(code_point)))
        assert (standing.of(code_point) if standing.of(code_point) in fixed.values() else None) == expected


def test_what_is_assigned_in_15_0_is_assigned_in_the_library() -> None:
    standing = unicode_tables().standing
    missing = [
        code_point
        for code_point in ALL
        if standing.of(code_point) != "unassigned-character" and unicodedata2.category(chr(code_point)) == "Cn"
    ]
    assert missing == []


def test_viramas_are_the_characters_of_combining_class_nine() -> None:
    virama = unicode_tables().virama
    for code_point in ALL:
        if unicode_tables().standing.of(code_point) != "unassigned-character":
            assert (virama.of(code_point) == "Virama") == (unicodedata2.combining(chr(code_point)) == 9)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_normalization_keeps_allowed_characters_allowed(form: str) -> None:
    standing = unicode_tables().standing
    for code_point in ALL:
        if standing.of(code_point) == "allowed":
            normalized = unicodedata2.normalize(form, chr(code_point))
            assert {standing.of(ord(character)) for character in normalized} == {"allowed"}


def test_later_characters_are_never_composed_of_those_of_15_0() -> None:
    standing = unicode_tables().standing
    for code_point in ALL:
        if standing.of(code_point) == "unassigned-character":
            parts = unicodedata2.normalize("NFD", chr(code_point))
            assert "unassigned-character" in {standing.of(ord(part)) for part in parts}


def test_characters_of_later_versions_are_unassigned() -> None:
    standing = unicode_tables().standing
    assert standing.of(0x1E4D0) == "allowed"  # Nag Mundari, Unicode 15.0
    assert standing.of(0x2FFC) == "unassigned-character"  # Unicode 15.1
    assert standing.of(0x1C89) == "unassigned-character"  # Unicode 16.0
    assert standing.of(0xFFFE) == "unassigned-character"  # a noncharacter


def test_emoji_have_no_grapheme_break_value_of_their_own() -> None:
    breaks = unicode_tables().grapheme_break
    for first, last, value in unicode_tables().pictographic.runs():
        if value:
            assert {breaks.of(code_point) for code_point in range(first, last + 1)} == {"Other"}
