"""Text options: length, script, pattern and case; banned words and lettering have modules of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from configurator.analysis.banned_words import banned_words
from configurator.analysis.files import Files
from configurator.analysis.lettering import read_lettering
from configurator.analysis.scope import Report, unique
from configurator.diagnostics import codes, did_you_mean
from configurator.diagnostics.suggest import nearest
from configurator.errors import PatternError
from configurator.model.domain import TextDomain
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.text.canonical import MAX_CODE_POINTS, composed
from configurator.text.case import CASES
from configurator.text.patterns import Pattern, compile_pattern
from configurator.text.scripts import SCRIPTS

_EXAMPLES = {"upper": "`[A-Z]{1,3}`", "lower": "`[a-z]{1,3}`"}
_ESCAPED = '"\\'
MOST_LARGE = 5
"""Patterns beyond the limits of one, each of which takes a quarter of a second, before no more are looked at."""

_compiled = lru_cache(maxsize=256)(compile_pattern)
_PROPERTIES = ("max", "min", "script", "pattern", "case", "banned", "font", "width", "size")


def text_domain(report: Report, node: n.TextNode, files: Files) -> TextDomain | None:
    """The domain of a text option; None, and a diagnostic, if a property is missing or makes no sense."""
    found: dict[str, n.Attribute] = {}
    for each in unique(report, "properties", node.properties, lambda each: each.name):
        if each.name.text in _PROPERTIES:
            found[each.name.text] = each
        else:
            message = f"a text option has no property `{each.name.text}`"
            report.unknown(codes.UNKNOWN_PROPERTY, each.name, message, _PROPERTIES)
    if "max" not in found and len(found) < len(node.properties):
        return None  # it may be the misspelt one
    if "max" not in found:
        hint = "write `text { max: 20 }`, or how many characters there is room for"
        report.say(codes.BAD_PROPERTY, node.span, "a text option says how long its text may be", hint)
        return None
    most, least = _length(report, found["max"]), _length(report, found["min"]) if "min" in found else 1
    if most is None or least is None:
        return None
    if least > most:
        message = f"at least {least} and at most {most} contradict each other"
        report.say(codes.EMPTY_RANGE, found["min"].value.span, message, "`min` is at most `max`")
        return None
    script = _script(report, found["script"]) if "script" in found else None
    case = _case(report, found["case"]) if "case" in found else None
    pattern = _pattern(report, found["pattern"], case) if "pattern" in found else None
    banned = banned_words(report, found["banned"], files) if "banned" in found else None
    return TextDomain(most, least, script, pattern, case, banned, read_lettering(report, found, script, files))


def _length(report: Report, node: n.Attribute) -> int | None:
    match node.value:
        case n.Quantity(amount, None) if amount.denominator == 1 and 1 <= amount <= MAX_CODE_POINTS:
            return int(amount)
    message = f"`{node.name.text}` is a whole number from 1 to {MAX_CODE_POINTS:,}"
    report.say(codes.BAD_PROPERTY, node.value.span, message, "it counts characters as people see them")
    return None


def _script(report: Report, node: n.Attribute) -> str | None:
    match node.value:
        case n.Name(text) if text in SCRIPTS:
            return text
        case n.Name(text):
            hint = did_you_mean(text, SCRIPTS) or "for example `latin`, `greek` or `cyrillic`"
            report.say(codes.UNKNOWN_SCRIPT, node.value.span, f"there is no script `{text}`", hint)
        case _:
            report.say(codes.BAD_PROPERTY, node.value.span, "`script` is a word", "for example `latin`")
    return None


def _case(report: Report, node: n.Attribute) -> str | None:
    match node.value:
        case n.Name(text) if text in CASES:
            return text
        case n.Text(text) if text in CASES:
            hint = f"write it without quotes: `case: {text}`"
        case n.Name(text):
            near = nearest(text, CASES, most=1)
            hint = f"did you mean `{near[0]}`?" if near else "leave it out if letters stay as customers write them"
        case _:
            hint = "for example `case: upper`"
    report.say(codes.BAD_PROPERTY, node.value.span, "`case` is `upper` or `lower`", hint)
    return None


def _pattern(report: Report, node: n.Attribute, case: str | None) -> Pattern | None:
    if not isinstance(node.value, n.Text):
        report.say(codes.BAD_PROPERTY, node.value.span, "`pattern` is text in quotes", 'for example `"[A-Z]{1,3}"`')
        return None
    if report.large_patterns >= MOST_LARGE:
        return None
    try:
        pattern = _compiled(composed(node.value.text))
    except PatternError as error:
        report.large_patterns += error.reason == "pattern-too-large"
        finding = re.sub(r" \(at index [0-9]+ of the pattern\)$", "", error.message)
        message = f"this pattern cannot be used: {finding}"
        hint = "a pattern has letters, classes `[A-Z]`, `|`, groups and `? * + {2,5}`"
        if report.large_patterns >= MOST_LARGE:
            hint = "make the first ones smaller; the patterns behind this one have not been looked at"
        report.say(codes.BAD_PATTERN, _culprit(node.value, error.index), message, hint)
        return None
    if pattern.example() is None:
        report.say(
            codes.EMPTY_PATTERN,
            node.value.span,
            "no text at all matches this pattern",
            "name characters that may stand, such as `[A-Z]{1,3}`",
        )
    elif case is not None and pattern.example(case) is None:
        report.say(
            codes.EMPTY_PATTERN,
            node.value.span,
            f"no text in {case} case matches this pattern, and `case: {case}` brings all text into it first",
            "write the pattern for what stands in the end, such as " + _EXAMPLES[case],
        )
    return pattern


def _culprit(node: n.Text, index: int | None) -> Span:
    """The place of one character of a text in the catalog, where quotes and backslashes take two; else of all of it."""
    if index is None or index >= len(node.text) or composed(node.text) != node.text:
        return node.span
    start = node.span.start + 1 + sum(2 if char in _ESCAPED else 1 for char in node.text[:index])
    return Span(start, start + (2 if node.text[index] in _ESCAPED else 1), node.span.name)
