"""The catalogs that ship, and those in help pages, are laid out; `pytest --update` lays out the pages."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest
from shell_sessions import ROOT

from configurator.places import shipped
from configurator.source import Source
from configurator.syntax.formatter import formatted

CATALOGS = sorted(shipped("catalogs").rglob("*.vpc"))
PAGES = sorted((ROOT / "configurator" / "help").rglob("*.md"))
BLOCK = re.compile(r"(?<=^```vpc)([^\n]*\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def laid_out(text: str) -> str:
    return formatted(Source("catalog.vpc", text)).text


def difference(before: str, after: str) -> str:
    return "\n" + "\n".join(unified_diff(before.splitlines(), after.splitlines(), "as it is", "laid out", lineterm=""))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.relative_to(shipped("catalogs")).as_posix())
def test_catalogs_that_ship_are_laid_out(path: Path) -> None:
    text = path.read_text("utf-8")
    made = formatted(Source(path.name, text))
    assert made.left == ()
    assert made.text == text, f"{difference(text, made.text)}\n(`configurator fmt catalogs` does it)"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_catalogs_in_pages_are_laid_out(path: Path, update: bool) -> None:
    text = path.read_text("utf-8")
    made = BLOCK.sub(lambda block: block[1] + laid_out(block[2]), text)
    if update:
        path.write_text(made, "utf-8")
        return
    assert made == text, f"{difference(text, made)}\n(pytest --update does it)"


def test_blocks_in_pages_are_found() -> None:
    pages = [path for path in PAGES if BLOCK.search(path.read_text("utf-8"))]
    assert len(pages) > 50
    assert laid_out("catalog  demo\n") == "catalog demo\n"
