"""One statement, written in its layout."""

from __future__ import annotations

from configurator.syntax.layout.breaking import breaks_of
from configurator.syntax.layout.lines import STEP, Line, Page
from configurator.syntax.layout.rows import padding
from configurator.syntax.layout.tokens import tokens_of


def written(text: str, base: int) -> list[str]:
    """The lines of a statement that the grammar can read, `base` blanks in; comments in it stay where they are."""
    page = Page(tokens_of(text), base)
    lines = list(page.lines(breaks_of(page)))
    pads = padding(page, lines)
    found: list[str] = []
    for line in lines:
        found += _above(page, line)
        found.append(_text(page, line, pads))
    return found + [f"{' ' * base}{each}".rstrip() for each in page.tokens.below]


def _text(page: Page, line: Line, pads: dict[int, int]) -> str:
    every = page.tokens.all
    parts = [" " * line.indent, every[line.start].text]
    for at in range(line.start + 1, line.end):
        parts += (page.gaps[at], " " * pads.get(at, 0), every[at].text)
    trail = every[line.end - 1].trail
    return "".join(parts) + (f"  {trail}" if trail else "")


def _above(page: Page, line: Line) -> list[str]:
    """The comments above a line, and the empty line before it, if one may stand there: between what braces hold."""
    token = page.tokens.all[line.start]
    indent = line.indent + (STEP if page.closes(line.start) else 0)
    between_parts = line.start > token.inside + 1 and page.tokens.all[token.inside].text == "{" and token.inside >= 0
    above = list(token.above)
    if token.behind_blank and not page.closes(line.start):
        above.append("")
    if not between_parts:
        above = [each for each in above if each]
    return [f"{' ' * indent}{each}".rstrip() for each in above]
