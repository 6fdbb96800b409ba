"""The help pages that ship: a tutorial, how-to pages, the language reference, a page for each code of a mistake.

Pages are Markdown files, `help/GROUP/NAME.md`, that read well on a code host too. What is needed to find them stands in
them: the heading; the line `Also found as …` at the end of a reference page, with the words of the language that it
explains; and the order of the reference, which is that of the links on its first page, `language`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from configurator.diagnostics.codes import BY_NAME
from configurator.places import shipped

GROUPS = ("tutorial", "how-to", "reference", "codes")
"""The folders of pages, in the order of a reader's days."""

FIRST = "language"
"""The page of the reference that links all others."""

LINK = re.compile(r"\[([^\]\n]+)\]\(([\w./-]+)\.md\)")
"""A link to another page: its text, which is the name of that page, and where the page lies."""

_ALSO = re.compile(r"^Also found as (.*)\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the folder that it lies in, its name, and its text."""

    group: str
    name: str
    text: str

    @property
    def title(self) -> str:
        """What its heading says."""
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def summary(self) -> str:
        """A line about it for lists: the heading, or where that is but its name, the sentence below it."""
        if self.group == "codes":
            return BY_NAME[self.name].summary
        return self.text.split("\n", 3)[2] if self.group == "reference" else self.title

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which it is found besides its name."""
        return tuple(re.findall(r"`([^`]+)`", " ".join(_ALSO.findall(self.text))))


@cache
def pages() -> tuple[Page, ...]:
    """All pages: groups in their order, the reference as its first page links it, codes as they are declared."""
    return tuple(page for group in GROUPS for page in _in_order(group))


def found(asked: str) -> tuple[Page, ...]:
    """The pages that are meant by a name, by a code as messages show it, or by a word; mostly one, perhaps none.

    A code may be called like a word of the language: then both are meant.
    """
    name = asked.strip().lower()
    if (code := re.search(r"\[([a-z-]+)\]", name)) is not None:
        return tuple(page for page in pages() if page.group == "codes" and page.name == code[1])
    spellings = (name, name.replace(" ", "-"))
    named = tuple(page for page in pages() if page.name in spellings)
    if all(page.group == "codes" for page in named):
        return tuple(page for page in pages() if name in page.words) + named
    return named


def names() -> list[str]:
    """Every word that finds a page, in the order of the pages."""
    return list(dict.fromkeys(word for page in pages() for word in (page.name, *page.words)))


def sections() -> Mapping[str, tuple[Page, ...]]:
    """The reference by the headings of its first page, in that order."""
    by_name = {page.name: page for page in pages() if page.group == "reference"}
    text = by_name[FIRST].text
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return {
        heading: tuple(by_name[name] for name, _ in LINK.findall(part))
        for heading, part in zip(parts[1::2], parts[2::2], strict=True)
    }


def for_terminals(page: Page) -> str:
    """The text of a page with each link as the name that `configurator help` takes."""
    return LINK.sub(r"`\1`", page.text)


def _in_order(group: str) -> Iterator[Page]:
    files = (shipped("help") / group).glob("*.md")
    read = {
        path.stem: Page(group, path.stem, path.read_text("utf-8")) for path in sorted(files, key=lambda it: it.stem)
    }
    order = list(BY_NAME) if group == "codes" else []
    if group == "reference" and FIRST in read:
        order = [FIRST, *(name for name, _ in LINK.findall(read[FIRST].text))]
    for name in dict.fromkeys((*order, *read)):
        if name in read:
            yield read[name]
