"""The tutorial can be followed word by word, from an empty folder to a release; `pytest --update` writes what it shows.

Its pages are one lesson: each goes on in the folder in which the one before it has ended.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from help_sessions import FOLDER, Reader

from configurator.help_pages import pages
from configurator.source import Source
from configurator.syntax.formatter import formatted

PAGES = [FOLDER / "tutorial" / f"{page.name}.md" for page in pages() if page.group == "tutorial"]


def test_who_follows_the_tutorial_sees_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path)
    for path in PAGES:
        reader.follow(path)
        if update:
            path.write_text(reader.pages[path], "utf-8")
        assert reader.pages[path] == path.read_text("utf-8")
    text = (tmp_path / "bag.vpc").read_text("utf-8")
    assert formatted(Source("bag.vpc", text)).text == text, "the lesson teaches the usual layout"


def test_each_part_names_the_next_one_and_says_how_many_there_are() -> None:
    for number, path in enumerate(PAGES, start=1):
        text = path.read_text("utf-8")
        assert text.startswith(f"# Tutorial, {number} of {len(PAGES)}: ")
        following = [PAGES[number].stem] if number < len(PAGES) else []
        assert re.findall(r"`configurator help (tutorial\S*)`", text) == following
