"""The pages of the language reference are true: what they show runs, each has its parts, and no word is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from help_sessions import FOLDER, Reader, blocks, font

from configurator.source import Source
from configurator.syntax.formatter import formatted

PAGES = sorted((FOLDER / "reference").glob("*.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_page_shows_is_so(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "EngraveSans.ttf").write_bytes(font())
    reader = Reader(tmp_path)
    reader.follow(path)
    if update:
        path.write_text(reader.pages[path], "utf-8")
    assert reader.pages[path] == path.read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_catalogs_of_a_page_have_the_usual_layout(path: Path) -> None:
    for block in blocks(path.read_text("utf-8")):
        if block.language == "vpc":
            assert formatted(Source("catalog.vpc", block.text)).text == block.text
