"""Values as written, with keys, labels and attributes -> a domain of values with typed attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from configurator.analysis.expression_types import amount_of
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import LINEAGE, check_lineage, former_key
from configurator.analysis.properties import value_properties
from configurator.analysis.scope import Report, unique, unit_of
from configurator.diagnostics import Label, codes
from configurator.errors import TextError
from configurator.model.domain import ValueDomain
from configurator.model.properties import PROPERTIES
from configurator.model.value import AttributeType, AttributeValue, Value
from configurator.syntax import nodes as n
from configurator.text.canonical import canonical_text

VALUES_LIMIT = 1_000_000


def value_domain(report: Report, nodes: Sequence[n.ValueNode]) -> ValueDomain:
    """The domain of values listed in place, in their order; faulty attributes are left out, each with a diagnostic."""
    types: dict[str, tuple[AttributeType, n.Attribute]] = {}
    values = []
    for node in unique(report, "values", nodes, lambda each: each.key):
        check_key(report, node.key, "value")
        attributes: dict[str, AttributeValue] = {}
        lineage: dict[str, n.Literal] = {}
        noted: dict[str, n.Attribute] = {}
        for attribute in unique(report, "attributes", node.attributes, lambda each: each.name):
            if attribute.name.text in LINEAGE:
                lineage[attribute.name.text] = attribute.value
                continue
            if attribute.name.text in PROPERTIES:
                noted[attribute.name.text] = attribute
                continue
            read = _attribute(report, attribute)
            if read is not None and _fits(report, attribute, read[1], types):
                attributes[attribute.name.text] = read[0]
            else:
                report.faulty_attributes.add(attribute.name.text)
        label = node.label.text if node.label else node.key.text
        was, retired = former_key(report, lineage.get("was"), "value"), _retired(report, lineage.get("retired"))
        properties = value_properties(report, noted)
        values.append(Value(node.key.text, label, attributes, node.key.span, was, retired, properties=properties))
    if any(value.was for value in values):
        check_lineage(report, "value", [(n.Name(each.key, each.span), each.was) for each in values])
    return ValueDomain(tuple(values), {name: found for name, (found, _) in types.items()})


def _retired(report: Report, node: n.Literal | None) -> str | None:
    if node is None or isinstance(node, n.Date):
        return node.text if node else None
    message = "`retired` names the day from which the value cannot be sold"
    report.say(codes.BAD_DATE, node.span, message, "write a day, such as `retired: 2026-12-31`")
    return None


def _attribute(report: Report, node: n.Attribute) -> tuple[AttributeValue, AttributeType] | None:
    """The value of an attribute and the type that it shows."""
    match node.value:
        case n.Quantity(amount, unit_name):
            unit = unit_of(report, unit_name)
            if unit is None:
                return (amount, AttributeType("amount")) if unit_name is None else None
            return amount * unit.factor, AttributeType("amount", unit.dimension, unit=unit)
        case n.Name(word):
            return word, AttributeType("symbol", symbols=(word,))
        case n.Text(text):
            try:
                return canonical_text(text), AttributeType("text")
            except TextError as error:
                report.say(codes.UNKNOWN_CHARACTER, node.value.span, error.message, "take the character out")
                return None
        case n.Color(text):
            return text, AttributeType("color")
        case n.Date(text):
            return text, AttributeType("date")
        case n.Flag(truth):
            return truth, AttributeType("flag")
    message = f"`{node.name.text}` needs an amount, a word, text, a color, a day, `yes` or `no`"
    report.say(codes.BAD_PROPERTY, node.value.span, message, "leave the attribute out where a value has none")
    return None


def _fits(
    report: Report, node: n.Attribute, found: AttributeType, types: dict[str, tuple[AttributeType, n.Attribute]]
) -> bool:
    """Whether an attribute has the type that it has on the values before; symbols of all values are collected."""
    name = node.name.text
    if name not in types:
        types[name] = (found, node)
        return True
    known, where = types[name]
    if (known.kind, known.dimension) != (found.kind, found.dimension):
        message = f"`{name}` is {described(found)} here and {described(known)} elsewhere"
        label = Label(where.value.span, f"{described(known)} here")
        report.say(codes.MIXED_ATTRIBUTE, node.value.span, message, "give all values the same kind of attribute", label)
        return False
    types[name] = (replace(known, symbols=tuple(dict.fromkeys(known.symbols + found.symbols))), where)
    return True


def described(found: AttributeType) -> str:
    """What an attribute of a type is, in words."""
    if found.kind == "amount":
        return amount_of(found.dimension)
    return {"symbol": "a word", "flag": "yes or no", "date": "a day", "text": "text", "file": "the path of a file"}.get(
        found.kind, f"a {found.kind}"
    )
