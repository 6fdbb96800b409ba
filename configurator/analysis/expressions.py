"""Conditions and amounts, as written -> resolved, typed expressions.

A bare name means a value where the other side of a comparison has values, and an option elsewhere. A faulty part gives
None and its diagnostic; whatever contains it gives None in silence, so one mistake is reported once.
"""

from __future__ import annotations

from dataclasses import replace

from configurator.analysis.arithmetic import opposite, read_additive, read_conditional, read_multiplicative
from configurator.analysis.comparisons import misjoined, read_comparison, read_membership, read_presence
from configurator.analysis.expression_types import (
    NUMBER,
    TEXT,
    TRUTH,
    Type,
    type_of_attribute,
    type_of_domain,
)
from configurator.analysis.functions import read_call
from configurator.analysis.literals import as_expression
from configurator.analysis.matching import read_matching
from configurator.analysis.members import Several, read_quantified
from configurator.analysis.nesting import Place
from configurator.analysis.scope import Scope, attribute_types, unit_of
from configurator.diagnostics import Code, Label, codes, did_you_mean
from configurator.errors import TextError
from configurator.model import expression as e
from configurator.model.domain import AnyOfDomain, ProductDomain, TextDomain, ValueDomain
from configurator.model.option import Option
from configurator.model.problem import shown
from configurator.model.properties import PROPERTIES
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.text.canonical import canonical_text

Typed = tuple[e.Expression, Type]

# What to do about an unknown name beside something of this kind.
_HINTS = {
    "text": 'text stands in quotes: `"…"`',
    "color": "a color is written like `#1a2b3c`",
    "date": "a day is written like `2026-05-01`",
    "truth": "write `yes` or `no`",
}


class Typer:
    """Types the expressions of one product; `scope` has its options."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def condition(self, node: n.ExpressionNode) -> e.Expression | None:
        """An expression that is true, false or unknown."""
        typed = self.typed(node)
        if typed is None:
            return None
        if typed[1].kind != "truth":
            hint = "compare it with something, or ask whether it is `present`"
            self.say(codes.NOT_A_CONDITION, node.span, f"this is {typed[1].described}, not a condition", hint)
            return None
        return typed[0]

    def amount(self, node: n.ExpressionNode) -> Typed | None:
        """An expression that is an amount."""
        typed = self.typed(node)
        if typed is not None and typed[1].kind != "amount":
            self.say(
                codes.NOT_AN_AMOUNT, node.span, f"this is {typed[1].described}, not an amount", self._amounts(typed)
            )
            return None
        return typed

    def _amounts(self, typed: Typed) -> str:
        """How one comes from something else to an amount."""
        if typed[1].kind == "truth":
            return "write `count(…)`, which is 1 where it is true and 0 elsewhere"
        if isinstance(typed[0], e.OptionValue):
            types = attribute_types(self.scope.options[typed[0].option].domain)
            amounts = [name for name, each in types.items() if each.kind == "amount"]
            if amounts:
                return f"name an amount that its values have: `{typed[0].option}.{amounts[0]}`"
        return "amounts are numbers, with a unit or without, and attributes and options that have some"

    def naming(self, found: Several) -> Typer:
        """The same with a name for one of several things."""
        return Typer(self.scope.with_options(found.bound()))

    def say(self, code: Code, span: Span, message: str, hint: str | None) -> None:
        """Report a mistake."""
        self.scope.report.say(code, span, message, hint)

    def typed(self, node: n.ExpressionNode, expected: Type | None = None) -> Typed | None:
        """An expression with its type; `expected` tells what bare names are looked up as."""
        match node:
            case n.Reference():
                return self._reference(node, expected)
            case n.Logic():
                if misjoined(self, node):
                    return None
                parts = [self.condition(part) for part in node.parts]
                known = tuple(part for part in parts if part is not None)
                if len(known) < len(parts):
                    return None
                return (e.And(known) if node.word == "and" else e.Or(known)), TRUTH
            case n.Negation():
                negated = self.condition(node.part)
                return None if negated is None else (e.Not(negated), TRUTH)
            case n.Comparison():
                return read_comparison(self, node)
            case n.Membership():
                return read_membership(self, node)
            case n.Presence():
                return read_presence(self, node)
            case n.Matching():
                return read_matching(self, node)
            case n.Additive():
                return read_additive(self, node)
            case n.Multiplicative():
                return read_multiplicative(self, node)
            case n.Negative():
                part = self.amount(node.part)
                return None if part is None else (opposite(part[0]), part[1])
            case n.Call():
                return read_call(self, node)
            case n.Conditional():
                return read_conditional(self, node, expected)
            case n.Quantified():
                return read_quantified(self, node)
            case n.Counted():
                hint = "write it inside `count(…)`"
                self.say(codes.WRONG_ARGUMENTS, node.span, "things with a condition stand inside `count` only", hint)
                return None
            case n.EachAmount():
                hint = "write it inside `sum(…)`, `min(…)` or `max(…)`"
                self.say(codes.WRONG_ARGUMENTS, node.span, "an amount for each of several is not one amount", hint)
                return None
            case n.SetLiteral():
                return self._set(node, expected)
        return self._literal(node, expected)

    # Names.

    def _reference(self, node: n.Reference, expected: Type | None) -> Typed | None:
        node = self.scope.joined(node)
        if node.attribute is not None:
            return self._attribute(node, node.attribute)
        name = node.name
        derived = self.scope.derivations
        if derived is not None and name.text in derived.keys and name.text not in self.scope.declared:
            return derived.inlined(self.scope, name)
        if expected is not None and expected.kind in ("word", "set") and name.text in expected.words:
            return e.Constant(name.text), Type("word", words=expected.words, vocabulary=expected.vocabulary)
        if name.text in self.scope.declared:
            option = self.scope.option(name)
            return None if option is None else (e.OptionValue(option.key), type_of(option))
        if self.scope.is_unusable(name):
            return None
        if name.text == "none":
            self.say(codes.TYPE_MISMATCH, name.span, "`none` cannot be compared with anything", "write `… absent`")
        elif expected is not None and expected.kind in ("word", "set"):
            self._unknown_value(name, expected)
        else:
            hint = _HINTS.get(expected.kind) if expected is not None else None
            if name.text[:1].isdigit():
                hint = "a number and its unit stand apart: `5 mm`"
            hint = hint or self.scope.report.near(name.text, self.scope.declared)
            self.say(codes.UNKNOWN_NAME, name.span, f"there is no option `{name.text}`", hint)
        return None

    def _unknown_value(self, name: n.Name, expected: Type) -> None:
        message = f"{expected.vocabulary} has no value `{name.text}`"
        labels = () if expected.place is None else (Label(expected.place, "its values are declared here"),)
        hint = self.scope.report.near(name.text, expected.words)
        self.scope.report.say(codes.UNKNOWN_VALUE, name.span, message, hint, *labels)

    def _attribute(self, node: n.Reference, attribute: n.Name) -> Typed | None:
        option = self.scope.option(node.name)
        if option is None:
            return None
        if isinstance(option.domain, ProductDomain) and not option.domain.many and len(node.path) == 2:
            amounts = self.scope.nested_amounts(option.domain.nested.key)
            if amounts is not None and attribute.text in amounts.keys:
                return amounts.of_place(self.scope, Place(option), attribute)
        if self.is_no_attribute(option, node):
            return None
        found = self.attribute_type(option, attribute)
        if found is None:
            return None
        if isinstance(option.domain, AnyOfDomain):
            hint = f"write `sum({option.key}.{attribute.text})`, or `max(…)`"
            if found.kind != "amount":
                hint = f"write `some x in {option.key} (x.{attribute.text} …)`, or `every`"
            message = f"`{option.key}` can have several values, so `{attribute.text}` alone is not one of theirs"
            self.say(codes.NEEDS_SET, node.span, message, hint)
            return None
        return e.Attribute(option.key, attribute.text), found

    def is_no_attribute(self, option: Option, node: n.Reference) -> bool:
        """Whether what stands behind an option is no attribute of its values, but of a product, or too much; said."""
        second = node.path[1]
        if not isinstance(option.domain, ProductDomain):
            if len(node.path) == 2:
                return False
            message = f"`{option.key}.{second.text}` has no parts of its own"
            self.say(codes.UNKNOWN_ATTRIBUTE, node.path[2].span, message, "take out what stands behind it")
            return True
        nested = option.domain.nested
        if option.domain.many:
            message = f"`{option.key}` is a list, so `{second.text}` alone is not one of them"
            hint = f"write `every … in {option.key} (…)`, `some`, `count` or `sum({option.key}.{second.text})`"
            self.say(codes.NEEDS_SET, node.span, message, hint)
        else:
            amounts = self.scope.nested_amounts(nested.key)
            known = [*nested.declared_by_key, *(amounts.keys if amounts else ())]
            message = f"`{option.key}` is a `{nested.key}`, which has no option `{second.text}`"
            self.scope.report.unknown(codes.UNKNOWN_OPTION, second, message, known)
        return True

    def attribute_type(self, option: Option, attribute: n.Name) -> Type | None:
        """The type of an attribute of an option's values; None and a diagnostic if they have none of this name."""
        types = attribute_types(option.domain)
        if attribute.text in types:
            return _placed(type_of_attribute(option.key, option.domain, attribute.text, types[attribute.text]), option)
        if attribute.text in self.scope.report.faulty_attributes:
            return None
        message = f"the values of `{option.key}` have no attribute `{attribute.text}`"
        hint = did_you_mean(attribute.text, types) if types else _no_attributes(option)
        if attribute.text in PROPERTIES:
            hint = f"`{attribute.text}` is what people note down about a value; give the attribute another name"
        self.say(codes.UNKNOWN_ATTRIBUTE, attribute.span, message, hint)
        return None

    # Literals.

    def _set(self, node: n.SetLiteral, expected: Type | None) -> Typed | None:
        if expected is None or expected.kind != "set":
            hint = "a set stands after `in`, or is compared with an option of `any of`"
            self.say(codes.NEEDS_SET, node.span, "a set cannot stand here", hint)
            return None
        found = []
        for item in node.items:
            typed = self.typed(as_expression(item), expected)
            if typed is None:
                return None
            if not isinstance(typed[0], e.Constant) or not isinstance(typed[0].value, str) or typed[1].kind != "word":
                self.say(codes.TYPE_MISMATCH, item.span, f"this is {typed[1].described}, not a value", None)
                return None
            found.append(typed[0].value)
        return e.Constant(frozenset(found)), expected

    def _literal(self, node: n.Literal, expected: Type | None) -> Typed | None:
        match node:
            case n.Quantity(amount, unit_name):
                unit = unit_of(self.scope.report, unit_name)
                if unit is None:
                    return None if unit_name else (e.Constant(amount), NUMBER)
                return e.Constant(amount * unit.factor), Type("amount", unit.dimension, unit=unit)
            case n.Flag(truth):
                return e.Constant(truth), TRUTH
            case n.Color(text):
                return e.Constant(text), Type("color")
            case n.Date(text):
                return e.Constant(text), Type("date")
            case n.Text(text):
                return self._text(node, text, expected)
            case n.Nothing():
                self.say(codes.TYPE_MISMATCH, node.span, "`none` is no value", "write `… absent`")
                return None
        name = node if isinstance(node, n.Name) else n.Name("", node.span)
        return self._reference(n.Reference((name,), name.span), expected)

    def _text(self, node: n.Text, text: str, expected: Type | None) -> Typed | None:
        if expected is not None and expected.kind in ("word", "set"):
            if text in expected.words:
                return e.Constant(text), Type("word", words=expected.words, vocabulary=expected.vocabulary)
            self._unknown_value(n.Name(shown(text), node.span, quoted=True), expected)
            return None
        try:
            return e.Constant(canonical_text(text, expected.case if expected else None)), TEXT
        except TextError as error:
            self.say(codes.UNKNOWN_CHARACTER, node.span, error.message, None)
            return None


def _no_attributes(option: Option) -> str:
    if isinstance(option.domain, TextDomain):
        return f"write `length({option.key})` for how long the text is, `{option.key} matches …` for what it is like"
    return "attributes stand in braces behind the values that have them"


def type_of(option: Option) -> Type:
    """The type of an option's value, with the place of its values where the option itself lists them."""
    if option.private:
        return Type("private")
    return _placed(type_of_domain(option.key, option.domain), option)


def _placed(found: Type, option: Option) -> Type:
    """A type of words with the place where these are declared, if the option itself lists them."""
    members = option.domain.members if isinstance(option.domain, AnyOfDomain) else option.domain
    listed = isinstance(members, ValueDomain) and members.space is None
    return replace(found, place=option.span) if listed and found.words else found
