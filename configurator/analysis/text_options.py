"""Text options: length, script, pattern and case; banned words and lettering have modules of their own."""

from __future__ import annotations

from configurator.analysis.banned_words import banned_words
from configurator.analysis.files import Files
from configurator.analysis.lettering import read_lettering
from configurator.analysis.scope import Report, unique
from configurator.analysis.text_patterns import read_pattern
from configurator.diagnostics import codes, did_you_mean
from configurator.diagnostics.suggest import nearest
from configurator.model.domain import TextDomain
from configurator.syntax import nodes as n
from configurator.text.canonical import MAX_CODE_POINTS
from configurator.text.case import CASES
from configurator.text.patterns import Pattern
from configurator.text.scripts import SCRIPTS

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
    return read_pattern(report, node.value, case)
