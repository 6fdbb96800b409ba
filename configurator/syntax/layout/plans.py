"""Where the lines of a statement may end, by its first word: plans, the one with the fewest lines first.

A plan is the set of tokens that begin a line. What every plan of a statement has is in `settled`: the rows of a table,
the steps of a build, and several settings of a catalog or columns of a space stand on lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.syntax.layout.lines import Page
from configurator.syntax.layout.tokens import ENTRIES, ROWS, Tokens

_LINES_OF_ONE = ("table", "build")
"""Statements of which a single part stands on a line of its own, too."""

_MODIFIERS = frozenset("optional when default since was retired private same".split())


def settled(page: Page) -> set[int]:
    """The line breaks that a statement has in any case."""
    tokens = page.tokens
    columns = _columns(tokens)
    breaks: set[int] = set()
    for opener, holds in tokens.holds.items():
        if holds not in (ROWS, ENTRIES) and opener != columns:
            continue
        is_one = tokens.word in _LINES_OF_ONE and tokens.closed_by[opener] > opener + 1
        if is_one or _is_several(tokens, opener):
            breaks |= spread(tokens, opener)
    return breaks


def plans(page: Page) -> Iterator[set[int]]:
    """The ways to lay out a statement, the most wanted first; the last one is taken where none fits."""
    match page.tokens.word:
        case "rule" | "sell":
            yield from _plans_of_rule(page.tokens)
        case "expect":
            yield from _plans_of_expectation(page.tokens)
        case "option":
            yield from _plans_of_values(page)
        case "space" if _columns(page.tokens) is None:
            yield from _plans_of_values(page)
        case "table":
            yield set()
            yield {at for at in (page.tokens.outside("because", 2),) if at is not None}
        case _:
            yield set()
            opener = page.tokens.outside("{")
            if opener is not None:
                yield spread(page.tokens, opener)


def spread(tokens: Tokens, opener: int, *, as_set: bool = False) -> set[int]:
    """The contents of a brace on lines of their own: a line a part, or the lines that the author has set."""
    closer = tokens.closed_by[opener]
    parts = (at for at in range(opener + 1, closer) if tokens.all[at].inside == opener and tokens.all[at].parted)
    return {opener + 1, closer, *(at for at in parts if tokens.all[at].on_line or not as_set)}


def _columns(tokens: Tokens) -> int | None:
    """The brace with the columns of a space that comes from a file."""
    from_file = tokens.word == "space" and tokens.outside(":") is None
    return tokens.outside("{") if from_file else None


def _is_several(tokens: Tokens, opener: int) -> bool:
    """Whether a brace has more than one part."""
    inside = range(opener + 1, tokens.closed_by[opener])
    return any(tokens.all[at].parted and tokens.all[at].inside == opener for at in inside)


def _plans_of_rule(tokens: Tokens) -> Iterator[set[int]]:
    """A rule with a message has a line for its key, its condition and its message."""
    because, when = tokens.outside("because", 3), tokens.outside("when", 3)
    condition = {at for at in (2, because) if at is not None and at < len(tokens.all)}
    if because is None:
        yield set()
    yield condition
    if when is not None:
        yield condition | {when}


def _plans_of_expectation(tokens: Tokens) -> Iterator[set[int]]:
    yield set()
    opener = tokens.outside("{")
    if opener is None:
        return
    behind = tokens.closed_by[opener] + 1
    if behind < len(tokens.all):
        yield {behind}
    yield spread(tokens, opener, as_set=True)


def _plans_of_values(page: Page) -> Iterator[set[int]]:
    """On one line; the modifiers below; all values below; a line a value, or a line a member."""
    tokens = page.tokens
    yield set()
    if page.colon is None:
        return
    values, modifiers = page.colon + 1, _modifiers(page)
    below = {modifiers} if modifiers is not None else set()
    if below:
        yield below
    end = len(tokens.all) if modifiers is None else modifiers
    domain = range(values, end)
    braces = [at for at in domain if tokens.all[at].text == "{" and tokens.all[at].inside < 0]
    if page.bar is not None and page.bar < end:
        if not braces:
            yield {values} | below
        bars = {at for at in domain if tokens.all[at].text == "|" and tokens.all[at].inside < 0}
        yield {values} | bars | below
    elif tokens.all[values].text in ("text", "image"):
        yield {values}
        yield {values} | below
        if braces:
            yield {values} | spread(tokens, braces[0]) | below
    elif braces and (tokens.all[values].text == "any" or tokens.all[braces[0] - 1].text == "with"):
        members = {values} | spread(tokens, braces[0])
        yield members
        if below:
            yield members | below


def _modifiers(page: Page) -> int | None:
    """Where the modifiers of an option begin. A value may be called like one."""
    tokens = page.tokens.all
    for at in range((page.colon or 0) + 2, len(tokens)):
        if tokens[at].inside < 0 and tokens[at].text in _MODIFIERS and tokens[at - 1].text != "|":
            return at
    return None
