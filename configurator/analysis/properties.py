"""Free properties, from what is written: modifiers behind a declaration, or texts among the attributes of a value."""

from __future__ import annotations

from collections.abc import Mapping

from configurator.analysis.scope import Report
from configurator.diagnostics import codes
from configurator.model.properties import PROPERTIES, UNSAID, Properties
from configurator.syntax import nodes as n


def properties_of(modifiers: Mapping[str, n.Modifier]) -> Properties:
    """Those among the modifiers of a declaration, by their words."""
    texts = {word: each.literal.text for word, each in modifiers.items() if isinstance(each.literal, n.Text)}
    return made(texts)


def value_properties(report: Report, attributes: Mapping[str, n.Attribute]) -> Properties:
    """Those of a value, by their names; what is no text is left out, with a diagnostic."""
    texts = {}
    for name, each in attributes.items():
        if isinstance(each.value, n.Text):
            texts[name] = each.value.text
        else:
            message = f"`{name}` is text in quotes: what people note down about a value"
            hint = f'write `{name}: "…"`, or give an attribute with another meaning another name'
            report.say(codes.BAD_PROPERTY, each.value.span, message, hint)
    return made(texts)


def made(texts: Mapping[str, str]) -> Properties:
    """The properties of these texts, by name; other names, and empty texts, are nothing."""
    said = {name: texts[name] for name in PROPERTIES if texts.get(name)}
    return Properties(**said) if said else UNSAID
