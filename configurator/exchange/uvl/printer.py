"""A feature model as the text of UVL, which `configurator.exchange.uvl` reads back to the same model.

Names that UVL could take for something else stand in quotes. Parentheses stand wherever two signs meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from configurator.exchange.catalog_text import number
from configurator.exchange.feature_tree.expression import (
    Always,
    Amount,
    And,
    Applied,
    Arithmetic,
    Compare,
    Expression,
    Iff,
    Implies,
    Known,
    Literal,
    Not,
    Or,
    Selected,
    Total,
    Value,
    Written,
)
from configurator.exchange.feature_tree.tree import Attribute, Feature, FeatureModel, Group, GroupKind, Type

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_WORDS = frozenset(
    "namespace imports as include features constraints constraint or alternative optional mandatory cardinality true "
    "false Boolean Integer Real String Arithmetic Type sum avg len floor ceil not".split()
)
_NO_TEXT = re.compile(r"['\r\n]")
_STRANGE = re.compile(r"[\"'\r\n.\x00-\x1f]")


def uvl_of(model: FeatureModel) -> str:
    """The text of a model."""
    lines = [f"namespace {_name(model.name)}", "", "features", *_tree(model.root)]
    if model.constraints:
        lines += ["", "constraints", *(f"\t{condition(each.condition)}" for each in model.constraints)]
    return "\n".join([*lines, ""])


def safe_name(name: str) -> str:
    """A name without what cannot stand in one, even in quotes."""
    return _STRANGE.sub("_", name).strip() or "_"


def _name(name: str) -> str:
    name = safe_name(name)
    return name if _PLAIN.match(name) and name not in _WORDS else f'"{name}"'


def _text(text: str) -> str:
    """A text in single quotes; what cannot stand in them is left out."""
    return "'" + _NO_TEXT.sub("", text) + "'"


def _tree(root: Feature) -> Iterator[str]:
    waiting: list[tuple[int, Feature | Group]] = [(1, root)]
    while waiting:
        depth, each = waiting.pop()
        if isinstance(each, Feature):
            yield "\t" * depth + _feature(each)
            waiting += ((depth + 1, group) for group in reversed(each.groups))
        else:
            yield "\t" * depth + _group(each)
            waiting += ((depth + 1, child) for child in reversed(each.children))


def _feature(feature: Feature) -> str:
    kind = "" if feature.type is Type.BOOLEAN else f"{feature.type.value} "
    times = ""
    if feature.instances is not None:
        low, high = feature.instances
        times = f" cardinality [{low}..{'*' if high is None else high}]"
    known = [_attribute(name, each) for name, each in feature.attributes.items() if each.worth is not None]
    braces = f" {{{', '.join(known)}}}" if known else ""
    return f"{kind}{_name(feature.name)}{times}{braces}"


def _attribute(name: str, attribute: Attribute) -> str:
    match attribute.worth:
        case bool(truth):
            shown = "true" if truth else "false"
        case Fraction() as exact:
            shown = number(exact)
        case _:
            shown = _text(str(attribute.worth))
    return f"{_name(name)} {shown}"


def _group(group: Group) -> str:
    if group.kind is not GroupKind.CARDINALITY:
        return str(group.kind.value)
    return f"[{group.low}..{'*' if group.high is None else group.high}]"


def condition(expression: Expression, *, inner: bool = False) -> str:
    """A condition as UVL writes it; `inner`, where a sign stands beside it."""
    match expression:
        case Selected(feature):
            return _name(feature.name)
        case Not(part):
            return f"!{condition(part, inner=True)}"
        case And(parts):
            text = " & ".join(condition(each, inner=True) for each in parts)
        case Or(parts):
            text = " | ".join(condition(each, inner=True) for each in parts)
        case Implies(when, then):
            text = f"{condition(when, inner=True)} => {condition(then, inner=True)}"
        case Iff(left, right):
            text = f"{condition(left, inner=True)} <=> {condition(right, inner=True)}"
        case Compare(sign, left, right):
            text = f"{_amount(left)} {'==' if sign == '=' else sign} {_amount(right)}"
        case Always(truth):
            text = "1 == 1" if truth else "1 == 0"
        case Written():
            raise AssertionError(expression)
    return f"({text})" if inner else text


def _amount(amount: Amount) -> str:
    match amount:
        case Literal(worth):
            if isinstance(worth, str):
                return _text(worth)
            return number(worth) if worth >= 0 else f"(0 - {number(-worth)})"
        case Value(feature):
            return _name(feature.name)
        case Known(feature, name):
            return f"{_name(feature.name)}.{_name(name)}"
        case Arithmetic(sign, left, right):
            return f"({_amount(left)} {sign} {_amount(right)})"
        case Applied(function, argument):
            return f"{function}({_amount(argument)})"
        case Total(function, name, root):
            return f"{function}({_name(name)}, {_name(root.name)})"
