"""Each diagnostic code has a page in `help/codes/`, whose first example has that mistake and whose second has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from snippets import reader

import configurator
from configurator.diagnostics import Outcome, codes
from configurator.diagnostics.render import report
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import check
from configurator.source import Source

FOLDER = Path(configurator.__file__).parent / "help" / "codes"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """The catalog under one heading of a page, and the files that it may name."""

    catalog: str
    files: dict[str, str]

    def checked(self) -> Outcome[KnowledgeBase]:
        return check(Source("catalog.vpc", self.catalog), reader(self.files))


def examples(page: str) -> tuple[Example, Example]:
    """The wrong one and the mended one, which shares the files of the first unless it has its own."""
    _, wrong, mended = re.split(r"^## (?:For example|Mended)\n", page, flags=re.MULTILINE)
    first = _example(wrong, {})
    return first, _example(mended, first.files)


def _example(part: str, files: dict[str, str]) -> Example:
    found = BLOCK.findall(part)
    (catalog,) = [text for language, _, text in found if language == "vpc"]
    return Example(catalog, files | {name: text for language, name, text in found if language == "csv"})


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(PAGES) == set(codes.BY_NAME)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_says_what_its_code_means_and_why_it_matters(code: str) -> None:
    headings = re.findall(r"^#+ .*$", PAGES[code], re.MULTILINE)
    assert headings == [f"# {code}", "## Why it matters", "## For example", "## Mended"]
    meaning, why = re.split(r"^#.*\n", PAGES[code], flags=re.MULTILINE)[1:3]
    assert meaning.strip().endswith(".")
    assert why.strip()


@pytest.mark.parametrize("code", PAGES)
def test_the_example_of_a_page_has_its_mistake_and_no_other(code: str) -> None:
    wrong, _ = examples(PAGES[code])
    outcome = wrong.checked()
    assert {each.code.name for each in outcome.diagnostics} == {code}, shown(wrong, outcome)


@pytest.mark.parametrize("code", PAGES)
def test_the_mended_example_of_a_page_is_clean(code: str) -> None:
    _, mended = examples(PAGES[code])
    outcome = mended.checked()
    assert not outcome.diagnostics, shown(mended, outcome)


def shown(example: Example, outcome: Outcome[KnowledgeBase]) -> str:
    return "\n" + report(outcome.diagnostics, Source("catalog.vpc", example.catalog))
