"""The pages hang together: links lead to pages, every code and every word of the language has one, each has its parts.

What the language knows is read out of the grammar and the program, so whatever is new fails here until a page tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from help_sessions import FOLDER, SHAPE, blocks, prose

from configurator.analysis import derivations, families, file_columns, text_options, uses
from configurator.analysis.banned_words import LONGEST_WORD, MOST_WORDS
from configurator.analysis.members import MOST_PARTS
from configurator.analysis.number_options import LARGEST_INTEGER
from configurator.analysis.products import MOST_INNER
from configurator.analysis.scope import RESERVED
from configurator.analysis.values import VALUES_LIMIT
from configurator.diagnostics import codes
from configurator.help_pages import FIRST, LINK, Page, found, pages, sections
from configurator.media.pictures import MEDIA, MOST_PIXELS
from configurator.model.nesting import MOST_PRODUCTS
from configurator.model.properties import PROPERTIES
from configurator.model.units import UNITS
from configurator.places import shipped
from configurator.syntax import statements
from configurator.syntax.parser import SIZE_LIMIT
from configurator.text.canonical import MAX_CODE_POINTS
from configurator.text.case import CASES

ROOT = Path(__file__).parents[1]
REFERENCE = {page.name: page for page in pages() if page.group == "reference"}
CONSTRUCTS = [page for page in REFERENCE.values() if page.name != FIRST]
ALWAYS, SOMETIMES = ("Shape", "For example", "What it means", "See also"), ("Limits", "Mistakes")
PARTS = (*ALWAYS[:3], *SOMETIMES, ALWAYS[3])

UNLINKED: dict[str, str] = {
    "foreign-syntax": "the notation of others, which `use-a-feature-model` tells of",
    "foreign-construct": "the notation of others, which `use-a-feature-model` tells of",
    "foreign-reading": "the notation of others, which `use-a-feature-model` tells of",
    **dict.fromkeys(
        ("bad-revision", "deciding-attribute", "revised-sale", "revised-amount", "revised-parts"),
        "revisions of data, no part of the language, which `change-prices-and-other-data` tells of",
    ),
}
"""Codes that no page of the reference links, and why."""

SMALL = {
    "as": "families", "at": "any-of", "language": "languages", "least": "any-of", "of": "any-of", "to": "any-of",
    "up": "any-of", "x": "image",
}  # fmt: skip
"""Words that only show what they are beside others, or find another page by themselves, each with its own page."""


def keywords() -> set[str]:
    """The words in quotes in the grammar, and those of its functions; comments and examples left out."""
    words: set[str] = set()
    for file in sorted(shipped("grammars").glob("*.lark")):
        lines = file.read_text("utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("//"))
        words.update(re.findall(r'"([a-z]+)"', text))
        words.update(word for group in re.findall(r"/\(([a-z|]+)\)", text) for word in group.split("|"))
    return words


def code_of(page: Page) -> str:
    """All that stands in blocks, and in backticks, on a page."""
    return "\n".join([*(block.text for block in blocks(page.text)), *re.findall(r"`([^`\n]+)`", prose(page.text))])


def test_the_grammar_has_the_words_that_we_know() -> None:
    assert {"catalog", "extends", "when", "length", "percent"} - keywords() == {"percent"}
    assert len(keywords()) > 80


@pytest.mark.parametrize("word", sorted(keywords()))
def test_every_word_of_the_grammar_finds_a_page_that_shows_it(word: str) -> None:
    meant = [REFERENCE[SMALL[word]]] if word in SMALL else [page for page in found(word) if page.group == "reference"]
    assert meant, f"write a page of the reference for `{word}`, or name it in the line `Also found as` of one"
    assert any(re.search(rf"\b{word}\b", code_of(page)) for page in meant)


def test_no_word_is_called_small_that_the_grammar_does_not_have() -> None:
    assert set(SMALL) - keywords() == set()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("notation", RESERVED),
        ("columns", file_columns._TYPES),
        ("text", (*text_options._PROPERTIES, *CASES)),
        ("image", MEDIA),
        ("units", UNITS),
        ("properties", PROPERTIES),
        ("values", PROPERTIES),
    ],
)
def test_a_page_has_every_word_that_the_program_takes_there(page: str, words: Iterable[str]) -> None:
    shown = code_of(REFERENCE[page])
    assert [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown)] == []


def test_the_word_list_of_notation_has_no_word_that_is_free() -> None:
    (sentence,) = re.findall(r"^These words are needed.*?\.(?= |$)", REFERENCE["notation"].text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", sentence)) == RESERVED


@pytest.mark.parametrize(
    ("page", "limit"),
    [
        ("notation", SIZE_LIMIT),
        ("space", VALUES_LIMIT),
        ("columns", VALUES_LIMIT),
        ("values", VALUES_LIMIT),
        ("product", statements.OPTIONS_LIMIT),
        ("nested", MOST_INNER),
        ("nested", MOST_PRODUCTS),
        ("several", MOST_PARTS),
        ("families", families.MOST_ITEMS),
        ("families", families.MOST_DEEP),
        ("use", uses.MOST_FILES),
        ("derive", derivations.MOST_PARTS),
        ("derive", derivations.MOST_DEEP),
        ("integer", LARGEST_INTEGER),
        ("text", MAX_CODE_POINTS),
        ("text", MOST_WORDS),
        ("text", LONGEST_WORD),
        ("image", MOST_PIXELS),
    ],
)
def test_a_limit_on_a_page_is_that_of_the_program(page: str, limit: int) -> None:
    limits = REFERENCE[page].text.partition("## Limits\n")[2].partition("\n## ")[0]
    assert re.search(rf"(?<![\d,]){limit:,}(?![\d,])", limits)


@pytest.mark.parametrize("page", pages(), ids=lambda page: f"{page.group}/{page.name}")
def test_every_link_names_the_page_that_it_leads_to(page: Page) -> None:
    here = FOLDER / page.group
    for text, target in LINK.findall(page.text):
        assert (here / f"{target}.md").is_file(), target
        assert text == Path(target).name
    others = re.sub(LINK, "", prose(page.text))
    assert re.findall(r"\]\([^)]*\)", others) == [], "a link that is none to another page"
    for asked in re.findall(r"`configurator help ([^`\n]+)`", page.text):
        assert asked in ("CODE", "codes") or found(asked), asked


def test_every_code_is_linked_from_the_reference_or_has_a_reason_not_to_be() -> None:
    linked = {Path(target).name for page in REFERENCE.values() for _, target in LINK.findall(page.text)}
    assert set(codes.BY_NAME) - linked == set(UNLINKED)


def test_the_first_page_links_every_other_one_once() -> None:
    listed = [page.name for part in sections().values() for page in part]
    assert sorted(listed) == sorted(page.name for page in CONSTRUCTS)
    for page in CONSTRUCTS:
        assert f"\n- [{page.name}]({page.name}.md): {page.summary}\n" in REFERENCE[FIRST].text


@pytest.mark.parametrize("page", CONSTRUCTS, ids=lambda page: page.name)
def test_a_page_of_the_reference_has_its_parts(page: Page) -> None:
    assert page.title == page.name
    headings = re.findall(r"^## (.*)$", page.text, re.MULTILINE)
    assert set(ALWAYS) <= set(headings)
    assert headings == [part for part in PARTS if part in headings]
    assert re.fullmatch(r"[A-Z].*[.]", page.summary)
    assert len(page.summary) <= 95
    shape = page.text.partition("## Shape\n")[2].partition("\n## ")[0]
    assert {block.language for block in blocks(shape)} <= {SHAPE}
    assert blocks(shape) or re.search(r"^\|---", shape, re.MULTILINE), "neither a shape nor a table of shapes"
    example = page.text.partition("## For example\n")[2].partition("\n## ")[0]
    assert "vpc" in [block.language for block in blocks(example)]


def test_a_word_finds_one_page_of_the_reference() -> None:
    owners: dict[str, list[str]] = {}
    for page in REFERENCE.values():
        for word in (page.name, *page.words):
            owners.setdefault(word, []).append(page.name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


def test_every_page_can_be_found_by_its_name() -> None:
    assert [page for page in pages() if page not in found(page.name)] == []


@pytest.mark.parametrize("page", [page for page in pages() if page.group != "codes"], ids=lambda page: page.name)
def test_a_page_is_short_enough_to_be_read(page: Page) -> None:
    assert len(page.text.splitlines()) <= 200
