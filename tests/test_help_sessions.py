"""Whoever follows the pages notices what is not so."""

from __future__ import annotations

from pathlib import Path

import pytest
from help_sessions import Reader, agrees, blocks, edited, lengthened


@pytest.mark.parametrize(
    ("shown", "is_so"),
    [
        ("one\ntwo\nthree", True),
        ("one\n…", True),
        ("…\nthree", True),
        ("one\n…\nthree", True),
        ("one\ntwo\n…\nthree", True),
        ("one\ntwo", False),
        ("one\n…\ntwo", False),
        ("two\n…", False),
        ("one\n…\nthr", False),
        ("", False),
    ],
)
def test_what_is_left_out_is_whole_lines(shown: str, is_so: bool) -> None:
    assert agrees("one\ntwo\nthree", shown) is is_so


def test_an_edit_replaces_lines_that_stand_there_once() -> None:
    assert edited("a\nb\n", "-a\n+c\n") == "c\nb\n"
    with pytest.raises(AssertionError, match=r"^-a"):
        edited("a\na\n", "-a\n+c\n")


def test_new_lines_come_behind_those_that_are_known() -> None:
    assert lengthened("a\nb\nc\n", "b\nnew\n") == "a\nb\nnew\nc\n"
    assert lengthened("a\n\nb\n", "a\n\nnew\n") == "a\n\nnew\n\nb\n"
    assert lengthened("x\nb\ny\nb\n", "y\nb\nnew\n") == "x\nb\ny\nb\nnew\n"
    with pytest.raises(AssertionError, match="in several places"):
        lengthened("b\nb\n", "b\nnew\n")
    with pytest.raises(AssertionError, match="stands nowhere yet"):
        lengthened("a\n", "b\nnew\n")


def test_blocks_of_every_fence_are_seen() -> None:
    assert [block.words for block in blocks("```\na\n```\n\n````md x\n```\n````\n")] == [(), ("md", "x")]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```\nsomething\n```\n", "nobody runs this block"),
        ("```python\nprint()\n```\n", "nobody runs this block"),
        ("```console\n$ rm -rf .\n```\n", "no reader has a command"),
        ("```vpc\ncatalog shop\nproduct mug {\n  option size: integer 5 .. 1\n}\n```\n", "empty-range"),
    ],
)
def test_who_follows_a_page_stumbles_over_what_is_not_so(block: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(block, "utf-8")
    with pytest.raises(AssertionError, match=said):
        Reader(tmp_path).follow(page)


def test_a_session_that_prints_something_else_is_written_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```vpc\ncatalog shop\n```\n\n```console\n$ configurator check catalog.vpc\nfine\n```\n", "utf-8")
    reader = Reader(tmp_path)
    reader.follow(page)
    assert "\nfine\n" not in reader.pages[page]
    assert "$ configurator check catalog.vpc\ncatalog.vpc: ok" in reader.pages[page]
