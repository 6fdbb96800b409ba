"""Patterns as written, in `text { pattern: … }` and behind `matches`: compiled, or refused at the culprit's place."""

from __future__ import annotations

import re
from functools import lru_cache

from configurator.analysis.scope import Report
from configurator.diagnostics import codes
from configurator.errors import PatternError
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.text.canonical import composed
from configurator.text.patterns import Pattern, compile_pattern

_EXAMPLES = {"upper": "`[A-Z]{1,3}`", "lower": "`[a-z]{1,3}`"}
_ESCAPED = '"\\'
MOST_LARGE = 5
"""Patterns beyond the limits of one, each of which takes a quarter of a second, before no more are looked at."""

_compiled = lru_cache(maxsize=256)(compile_pattern)


def read_pattern(report: Report, node: n.Text, case: str | None) -> Pattern | None:
    """The pattern in a text; None, and a diagnostic, if it cannot be used; a diagnostic, too, if no text matches it.

    `case` is the one that all text is brought into before it is looked at.
    """
    if report.large_patterns >= MOST_LARGE:
        return None
    try:
        pattern = _compiled(composed(node.text))
    except PatternError as error:
        report.large_patterns += error.reason == "pattern-too-large"
        finding = re.sub(r" \(at index [0-9]+ of the pattern\)$", "", error.message)
        message = f"this pattern cannot be used: {finding}"
        hint = "a pattern has letters, classes `[A-Z]`, `|`, groups and `? * + {2,5}`"
        if report.large_patterns >= MOST_LARGE:
            hint = "make the first ones smaller; the patterns behind this one have not been looked at"
        report.say(codes.BAD_PATTERN, _culprit(node, error.index), message, hint)
        return None
    if pattern.example() is None:
        hint = "name characters that may stand, such as `[A-Z]{1,3}`"
        report.say(codes.EMPTY_PATTERN, node.span, "no text at all matches this pattern", hint)
    elif case is not None and pattern.example(case) is None:
        message = f"no text in {case} case matches this pattern, and `case: {case}` brings all text into it first"
        hint = f"write the pattern for what stands in the end, such as {_EXAMPLES[case]}"
        report.say(codes.EMPTY_PATTERN, node.span, message, hint)
    return pattern


def _culprit(node: n.Text, index: int | None) -> Span:
    """The place of one character of a text in the catalog, where quotes and backslashes take two; else of all of it."""
    if index is None or index >= len(node.text) or composed(node.text) != node.text:
        return node.span
    start = node.span.start + 1 + sum(2 if char in _ESCAPED else 1 for char in node.text[:index])
    return Span(start, start + (2 if node.text[index] in _ESCAPED else 1), node.span.name)
