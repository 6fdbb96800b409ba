"""Pictures of the benchmark: sound XML, the same bytes for the same history, words that can be read on their ground."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import plots
import pytest
from races import OURS, history
from svg import DARK, LIGHT, Picture, number

SVG = "{http://www.w3.org/2000/svg}"
HERE = {"at": 1_795_000_000, "python": "CPython 3.11.7", "processor": "A <fast> & quiet one"}


def race(**ratios: float) -> dict[str, Any]:
    return {"us": {OURS: 1.0}, "ratios": {**ratios, "a limit": 0.1, f"{OURS}, plain": 2.0}, "limits": ["a limit"]}


def grown(*slopes: float) -> dict[str, Any]:
    names = [OURS, "jsonschema-rs", "a dict pass"][: len(slopes)]
    us = {who: [2.0 * size**each for size in (1, 10, 1_000)] for who, each in zip(names, slopes, strict=True)}
    return {"sizes": [1, 10, 1_000], "us": us, "slopes": dict(zip(names, slopes, strict=True))}


ROW: dict[str, Any] = {
    **HERE,
    "parts": {
        "single": {
            "laptop, valid: verdict and code": race(slow=345.6, fast=0.0456),
            "bike, valid: verdict and code": race(slow=34.0),
        },
        "growth": {"options": grown(1.04, 1.2, 0.9), "values": grown(0.01), "products": grown(0.0)},
    },
}


def words(text: str) -> list[str]:
    return [str(each.text) for each in ET.fromstring(text).iter(f"{SVG}text")]


def test_the_same_history_gives_the_same_bytes() -> None:
    assert [*plots.pictures([ROW])] == [*plots.pictures([ROW])]
    assert [name for name, _ in plots.pictures([ROW])] == ["ratios.svg", "growth.svg"]


def test_pictures_say_in_words_what_they_show() -> None:
    ratios, growth = (text for _, text in plots.pictures([ROW]))
    assert {"slow", "346x", "fast", "0.046x", "34x", "Laptop, valid: verdict and code"} <= set(words(ratios))
    assert {"slope 1.04", "slope 0.01", "Optionary", "jsonschema-rs"} <= set(words(growth))
    for text in (ratios, growth):
        root = ET.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title") is not None
        assert root.find(f"{SVG}desc") is not None
        assert "A <fast> & quiet one" in " ".join(words(text))
    assert "a limit" not in words(ratios)
    assert f"{OURS}, plain" not in words(ratios)


def test_the_newest_line_that_has_a_part_is_drawn() -> None:
    older = {**ROW, "parts": {"single": {"bike, valid: verdict and code": race(slow=99.0)}}}
    newer = {**HERE, "parts": {"registry": {}}}
    assert [*plots.pictures([older, ROW, newer])] == [*plots.pictures([ROW])]
    assert [*plots.pictures([newer])] == []


def test_nothing_is_drawn_beyond_the_picture() -> None:
    for _, text in plots.pictures([ROW]):
        root = ET.fromstring(text)
        wide, tall = float(root.attrib["width"]), float(root.attrib["height"])
        for each in root.iter(f"{SVG}rect"):
            x, y = float(each.get("x", 0)), float(each.get("y", 0))
            assert 0 <= x <= x + float(each.attrib["width"]) <= wide
            assert 0 <= y <= y + float(each.attrib["height"]) <= tall
        for each in root.iter(f"{SVG}polyline"):
            for point in each.attrib["points"].split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= wide
                assert 0 <= y <= tall


def test_the_pictures_that_are_shown_are_those_of_the_history_beside_them() -> None:
    for name, text in plots.pictures(history(plots.FOLDER / "history.jsonl")):
        assert (plots.FOLDER / name).read_text("utf-8") == text


def _light(color: str) -> float:
    """The relative luminance of a color, as WCAG 2.2 has it."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_color_stands_out_from_its_ground(colors: dict[str, str]) -> None:
    ground = _light(colors["ground"])
    for name, color in colors.items():
        if name not in ("ground", "rule"):
            brighter, darker = sorted((_light(color), ground), reverse=True)
            assert (brighter + 0.05) / (darker + 0.05) >= 4.5, name
    assert LIGHT.keys() == DARK.keys()


def test_a_number_has_two_digits_at_most_after_its_point() -> None:
    assert [number(each) for each in (0, 0.5, 1 / 3, 20, 100.0, -1.255)] == ["0", "0.5", "0.33", "20", "100", "-1.25"]


def test_words_are_escaped() -> None:
    picture = Picture(10, 10, "a < b", "c & d")
    picture.words(1, 2, "<e>", 'x"y')
    assert words(str(picture)) == ["<e>"]
