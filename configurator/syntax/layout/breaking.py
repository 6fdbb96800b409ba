"""Settles where the lines of a statement end: the first plan that fits, its long lines broken further.

A long line is broken before `when`; else before each outermost `or`, else `and`; else between the parts of its brace;
else its widest braces are spread; else anywhere sensible. Where it has many such places, it is filled: it goes on below
where the next part has no room. A comment that stands where no plan ends a line keeps all the author's lines, so that
it stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.syntax.layout.lines import WIDTH, Line, Page
from configurator.syntax.layout.plans import plans, settled, spread
from configurator.syntax.layout.spacing import is_sign
from configurator.syntax.layout.tokens import PARTS
from configurator.syntax.statements import NEST_LIMIT

_WORDS_TO_BREAK_AT = frozenset(
    "or and when because optional default since was retired private same over up at exactly extends".split()
)
_SIGNS_TO_BREAK_AT = frozenset("| + - * /".split())


def breaks_of(page: Page) -> set[int]:
    """The tokens that begin a line beside the first."""
    tokens = page.tokens
    forced = {at for at in range(1, len(tokens.all)) if tokens.is_forced(at)}
    always = settled(page)
    kept: set[int] | None = None
    for plan in plans(page):
        breaks = {at for at in plan | always if tokens.may_begin_line(at)} | (forced & always)
        if not forced <= breaks:
            continue
        kept = breaks
        if all(page.width(line) <= WIDTH for line in page.lines(breaks)):
            return breaks
    if kept is not None:
        return _broken_further(page, kept)
    return forced | {at for at in always | _authors(page) if tokens.may_begin_line(at)}


def _authors(page: Page) -> set[int]:
    """The line breaks of the author, but for those within a reference or before a separator."""
    every = page.tokens.all
    return {at for at in range(1, len(every)) if every[at].on_line and page.gaps[at]}


def _broken_further(page: Page, breaks: set[int]) -> set[int]:
    for _ in range(NEST_LIMIT):
        opened: dict[int, int] = {}
        more: set[int] = set()
        for line in page.lines(breaks):
            page.note_brackets(*line, opened)
            if page.width(line) > WIDTH:
                more |= _parts_of(page, line, opened)
        if not more:
            break
        breaks = breaks | more
    return breaks


def _parts_of(page: Page, line: Line, opened: dict[int, int]) -> set[int]:
    """Where a line that is too long is broken; nowhere if it cannot be."""
    every = page.tokens.all
    outermost = [at for at in _outermost(page, line) if page.tokens.may_begin_line(at)]
    for word in ("when", "or", "and"):
        found = {at for at in outermost if every[at].text == word}
        if found:
            return found
    parts = {at for at in outermost if every[at].parted}
    if parts:
        return set(_filled(page, line, opened, parts))
    braces = _widest_braces(page, line)
    if braces is not None:
        return {at for at in spread(page.tokens, braces, as_set=True) if page.tokens.may_begin_line(at)}
    return set(_filled(page, line, opened, {at for at in range(line.start + 1, line.end) if _is_chance(page, at)}))


def _outermost(page: Page, line: Line) -> Iterator[int]:
    """The tokens of a line, but its first, that stand in no bracket which is opened on it."""
    every = page.tokens.all
    at = line.start
    while at < line.end:
        if at > line.start:
            yield at
        closer = page.tokens.closed_by.get(at) if every[at].kind == "open" else None
        at = at + 1 if closer is None else max(closer, at + 1)


def _widest_braces(page: Page, line: Line) -> int | None:
    """The opening brace of the widest braces with several parts that begin and end on a line."""
    tokens = page.tokens
    widths = {}
    for at in _outermost(page, line):
        closer = tokens.closed_by.get(at, line.end)
        if tokens.holds.get(at) == PARTS and at + 2 < closer < line.end:
            widths[at] = page.width(Line(0, at, closer))
    return max(widths, key=lambda at: widths[at], default=None)


def _filled(page: Page, line: Line, opened: dict[int, int], chances: set[int]) -> Iterator[int]:
    """The breaks, out of `chances`, that let a line go on below where the next part has no room any more."""
    start, indent, chance = line.start, line.indent, None
    for at in range(line.start + 1, line.end):
        page.note_brackets(indent, at, at + 1, opened)
        if at in chances and (
            chance is None
            or page.depths[at] <= page.depths[chance]
            or page.width(Line(indent, start, chance)) < WIDTH // 2
        ):
            chance = at  # within brackets only where the line would be less than half full without
        if chance is not None and page.width(Line(indent, start, at + 1)) > WIDTH:
            indent = page.indent(chance, opened)
            page.note_brackets(indent, chance, at + 1, opened)
            yield chance
            start, chance = chance, None


def _is_chance(page: Page, at: int) -> bool:
    """Whether a filled line may go on below with this token."""
    token, before = page.tokens.all[at], page.tokens.all[at - 1]
    if not page.tokens.may_begin_line(at):
        return False
    if token.parted or before.text == "," or token.kind == "compare":
        return True
    if token.text in _SIGNS_TO_BREAK_AT:
        return not is_sign(page.tokens, at)
    return token.kind == "word" and token.text in _WORDS_TO_BREAK_AT
