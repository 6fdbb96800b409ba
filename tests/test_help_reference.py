"""The pages of the language reference are true: what they show runs, each has its parts, and no word is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from help_sessions import FOLDER, Reader, font

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
