"""Each diagnostic code has a page in `help/codes/`, whose first example has that mistake and whose second has none.

An example may be in the notation of others: it is read through its bridge, and the catalog that comes out is checked. A
file `revision.csv` of an example is a revision of its catalog.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from snippets import checked_against, reader

import configurator
from configurator.diagnostics import Diagnostic, Severity, codes
from configurator.diagnostics.render import report
from configurator.exchange.bridge import BRIDGES, imported
from configurator.pipeline import check
from configurator.revising.revise import revised
from configurator.revising.rows import read_rows
from configurator.source import Source

FOLDER = Path(configurator.__file__).parent / "help" / "codes"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
REVISION = "revision.csv"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """The catalog under one heading of a page, the files that it may name, and its earlier releases.

    `suffix` is that of the catalog's file, which tells its notation.
    """

    catalog: str
    files: dict[str, str]
    earlier: tuple[tuple[str, str], ...]
    suffix: str = ".vpc"

    def checked(self) -> tuple[Diagnostic, ...]:
        read = reader(self.files)
        if self.suffix in BRIDGES:
            foreign = imported(BRIDGES[self.suffix], Source(f"model{self.suffix}", self.catalog), read)
            if foreign.value is None:
                return foreign.diagnostics
            made = check(Source("catalog.vpc", foreign.value.text), foreign.value)
            return (*foreign.diagnostics, *made.diagnostics)
        outcome = check(Source("catalog.vpc", self.catalog), read)
        if outcome.value is not None and REVISION in self.files:
            catalog, rows = outcome.value.catalog, read_rows(REVISION, self.files[REVISION].encode())
            return (*outcome.diagnostics, *rows.then(lambda found: revised(catalog, found.rows)).diagnostics)
        return checked_against(outcome, self.earlier, read)


def examples(page: str) -> tuple[Example, Example]:
    """The wrong one and the mended one, which shares files and earlier releases of the first unless it has its own."""
    _, wrong, mended = re.split(r"^## (?:For example|Mended)\n", page, flags=re.MULTILINE)
    first = _example(wrong, {}, ())
    return first, _example(mended, first.files, first.earlier)


def _example(part: str, files: dict[str, str], shared: tuple[tuple[str, str], ...]) -> Example:
    found = BLOCK.findall(part)
    notations = {"vpc", *(suffix.removeprefix(".") for suffix in BRIDGES)}
    ((notation, catalog),) = [(language, text) for language, name, text in found if language in notations and not name]
    earlier = tuple((name, text) for language, name, text in found if language == "vpc" and name)
    return Example(
        catalog,
        files | {name: text for language, name, text in found if language in ("csv", "xlsx", "text", "po")},
        earlier or shared,
        f".{notation}",
    )


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
    found = wrong.checked()
    assert {each.code.name for each in found if counts(each, code)} == {code}, shown(wrong, found)


@pytest.mark.parametrize("code", PAGES)
def test_the_mended_example_of_a_page_is_clean(code: str) -> None:
    _, mended = examples(PAGES[code])
    found = mended.checked()
    assert not any(counts(each, code) for each in found), shown(mended, found)


def counts(found: Diagnostic, code: str) -> bool:
    """Whether a page has to account for it: notes on what is new need no page but their own."""
    return found.code.severity is not Severity.NOTE or codes.BY_NAME[code].severity is Severity.NOTE


def shown(example: Example, found: tuple[Diagnostic, ...]) -> str:
    return "\n" + report(found, Source("catalog.vpc", example.catalog))
