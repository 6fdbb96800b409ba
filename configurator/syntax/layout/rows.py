"""Columns of a table stand below one another where the author has begun to set them so, with blanks before a cell."""

from __future__ import annotations

from configurator.syntax.layout.lines import WIDTH, Line, Page
from configurator.syntax.layout.tokens import ROWS


def padding(page: Page, lines: list[Line]) -> dict[int, int]:
    """How many blanks more stand before a token (by its index) than usual."""
    every = page.tokens.all
    in_rows = [line for line in lines if page.tokens.holds.get(every[line.start].inside) == ROWS]
    rows = [_cells(page, line) for line in in_rows if not page.closes(line.start)]
    if any(every[line.end].inside != every[line.start].inside for line in in_rows if not page.closes(line.start)):
        return {}  # a row that needs several lines
    if not any(every[start].blanks > 1 and not every[start].on_line for row in rows for start, _ in row[1:]):
        return {}
    columns = max(map(len, rows), default=0)
    widest = [max(width for row in rows for _, width in row[at : at + 1]) for at in range(columns)]
    if max(line.indent for line in lines) + sum(widest) + columns > WIDTH:
        return {}
    return {
        start: widest[at] - row[at][1]
        for row in rows
        for at, (start, _) in enumerate(row[1:])
        if widest[at] > row[at][1]
    }


def _cells(page: Page, line: Line) -> list[tuple[int, int]]:
    """The first token of each cell of a row, and how wide the cell is with the comma behind it."""
    every, inside = page.tokens.all, page.tokens.all[line.start].inside
    commas = [at for at in range(line.start, line.end) if every[at].text == "," and every[at].inside == inside]
    starts = [line.start, *(at + 1 for at in commas)]
    ends = [*(at + 1 for at in commas), line.end]
    return [(start, page.width(Line(0, start, end))) for start, end in zip(starts, ends, strict=True)]
