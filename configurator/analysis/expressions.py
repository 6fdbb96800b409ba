"""Conditions and amounts, as written -> resolved, typed expressions.

A bare name means a value where the other side of a comparison has values, and an option elsewhere. A faulty part gives
None and its diagnostic; whatever contains it gives None in silence, so one mistake is reported once.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from configurator.analysis.expression_types import (
    NUMBER,
    TEXT,
    TRUTH,
    Type,
    amount_of,
    type_of_attribute,
    type_of_domain,
)
from configurator.analysis.functions import read_call
from configurator.analysis.scope import Scope, attribute_types, unit_of
from configurator.diagnostics import Code, Label, codes, did_you_mean
from configurator.diagnostics.suggest import nearest
from configurator.errors import TextError
from configurator.model import expression as e
from configurator.model.catalog import Option
from configurator.model.domain import AnyOfDomain, TextDomain, ValueDomain
from configurator.model.problem import shown
from configurator.model.units import times
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.text.canonical import canonical_text

Typed = tuple[e.Expression, Type]

_ZERO = Fraction(0)

# What to do about an unknown name beside something of this kind, and about two things that cannot be compared.
_HINTS = {
    "text": 'text stands in quotes: `"…"`',
    "color": "a color is written like `#1a2b3c`",
    "date": "a day is written like `2026-05-01`",
    "truth": "write `yes` or `no`",
}
_ADVICE = {
    "set": "write `VALUE in OPTION`, or compare with a set in braces: `{a, b}`",
    "truth": "compare it with `yes` or `no`",
    "text": "text is compared with text in quotes",
    "color": "a color is compared with a color such as `#1a2b3c`",
    "date": "a day is compared with a day such as `2026-05-01`",
    "amount": "compare an amount with an amount, such as an attribute of the option",
    "word": "only options and attributes of one space share their values",
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

    def say(self, code: Code, span: Span, message: str, hint: str | None) -> None:
        """Report a mistake."""
        self.scope.report.say(code, span, message, hint)

    def typed(self, node: n.ExpressionNode, expected: Type | None = None) -> Typed | None:
        """An expression with its type; `expected` tells what bare names are looked up as."""
        match node:
            case n.Reference():
                return self._reference(node, expected)
            case n.Logic():
                parts = [self.condition(part) for part in node.parts]
                known = tuple(part for part in parts if part is not None)
                if len(known) < len(parts):
                    return None
                return (e.And(known) if node.word == "and" else e.Or(known)), TRUTH
            case n.Negation():
                negated = self.condition(node.part)
                return None if negated is None else (e.Not(negated), TRUTH)
            case n.Comparison():
                return self._comparison(node)
            case n.Membership():
                return self._membership(node)
            case n.Presence():
                return self._presence(node)
            case n.Additive():
                return self._additive(node)
            case n.Multiplicative():
                return self._multiplicative(node)
            case n.Negative():
                part = self.amount(node.part)
                return None if part is None else (_negated(part[0]), part[1])
            case n.Call():
                return read_call(self, node)
            case n.SetLiteral():
                return self._set(node, expected)
        return self._literal(node, expected)

    # Names.

    def _reference(self, node: n.Reference, expected: Type | None) -> Typed | None:
        if node.attribute is not None:
            return self._attribute(node, node.attribute)
        name = node.name
        if expected is not None and expected.kind in ("word", "set") and name.text in expected.words:
            return e.Constant(name.text), Type("word", words=expected.words, vocabulary=expected.vocabulary)
        if name.text in self.scope.declared:
            option = self.scope.option(name)
            return None if option is None else (e.OptionValue(option.key), _type_of(option))
        if name.text == "none":
            self.say(codes.TYPE_MISMATCH, name.span, "`none` cannot be compared with anything", "write `… absent`")
        elif expected is not None and expected.kind in ("word", "set"):
            self._unknown_value(name, expected)
        else:
            hint = _HINTS.get(expected.kind) if expected is not None else None
            if name.text[:1].isdigit():
                hint = "a number and its unit stand apart: `5 mm`"
            hint = hint or did_you_mean(name.text, self.scope.declared)
            self.say(codes.UNKNOWN_NAME, name.span, f"there is no option `{name.text}`", hint)
        return None

    def _unknown_value(self, name: n.Name, expected: Type) -> None:
        message = f"{expected.vocabulary} has no value `{name.text}`"
        labels = () if expected.place is None else (Label(expected.place, "its values are declared here"),)
        hint = did_you_mean(name.text, expected.words)
        self.scope.report.say(codes.UNKNOWN_VALUE, name.span, message, hint, *labels)

    def _attribute(self, node: n.Reference, attribute: n.Name) -> Typed | None:
        option = self.scope.option(node.name)
        found = None if option is None else self.attribute_type(option, attribute)
        if option is None or found is None:
            return None
        if isinstance(option.domain, AnyOfDomain):
            hint = f"write `sum({option.key}.{attribute.text})`, or `max(…)`"
            message = f"`{option.key}` can have several values, so `{attribute.text}` alone is not one amount"
            self.say(codes.NEEDS_SET, node.span, message, hint)
            return None
        return e.Attribute(option.key, attribute.text), found

    def attribute_type(self, option: Option, attribute: n.Name) -> Type | None:
        """The type of an attribute of an option's values; None and a diagnostic if they have none of this name."""
        types = attribute_types(option.domain)
        if attribute.text in types:
            return type_of_attribute(option.key, option.domain, attribute.text, types[attribute.text])
        if attribute.text in self.scope.report.faulty_attributes:
            return None
        message = f"the values of `{option.key}` have no attribute `{attribute.text}`"
        hint = did_you_mean(attribute.text, types) if types else _no_attributes(option)
        self.say(codes.UNKNOWN_ATTRIBUTE, attribute.span, message, hint)
        return None

    # Comparisons.

    def _is_bare_value(self, node: n.ExpressionNode) -> bool:
        return isinstance(node, n.Reference) and node.attribute is None and node.name.text not in self.scope.declared

    def _looks_like_option(self, node: n.ExpressionNode) -> bool:
        return isinstance(node, n.Reference) and bool(nearest(node.name.text, self.scope.declared, most=1))

    def _pair(self, left: n.ExpressionNode, right: n.ExpressionNode) -> tuple[Typed | None, Typed | None]:
        """Both sides of a comparison, each in the light of the other."""
        if self._is_bare_value(left) and self._is_bare_value(right):
            # One of them is a misspelt option: the one that looks like an option, else the left one.
            culprit = max((left, right), key=self._looks_like_option)
            return self.typed(culprit), None
        if self._is_bare_value(left) or isinstance(left, n.SetLiteral | n.Text):
            second = self.typed(right)
            return (self.typed(left, second[1]) if second else None), second
        first = self.typed(left)
        return first, self.typed(right, first[1]) if first else None

    def _comparison(self, node: n.Comparison) -> Typed | None:
        left, right = self._pair(node.left, node.right)
        if left is None or right is None:
            return None
        if not left[1].agrees(right[1]):
            self._disagree(node, left[1], right[1])
            return None
        if node.sign.text not in ("=", "!=") and left[1].kind not in ("amount", "date"):
            message = f"`{node.sign.text}` compares amounts, and this is {left[1].described}"
            self.say(codes.TYPE_MISMATCH, node.span, message, "use `=`, `!=` or `in`")
            return None
        return e.Compare(node.sign.text, left[0], right[0]), TRUTH

    def _disagree(self, node: n.Comparison, left: Type, right: Type) -> None:
        if left.kind == right.kind == "amount":
            message = f"{amount_of(left.dimension)} cannot be compared with {amount_of(right.dimension)}"
            plain = not left.dimension or not right.dimension
            advice = "write the unit after the number" if plain else "both sides need one kind of unit"
            self.say(codes.UNIT_MISMATCH, node.span, message, advice)
            return
        kinds = (left.kind, right.kind)
        hint = next((hint for kind, hint in _ADVICE.items() if kind in kinds), None)
        self.say(codes.TYPE_MISMATCH, node.span, f"{left.described} cannot be compared with {right.described}", hint)

    def _membership(self, node: n.Membership) -> Typed | None:
        found = self._interval(node) if isinstance(node.collection, n.Interval) else self._in_collection(node)
        if found is None:
            return None
        return (e.Not(found) if node.negated else found), TRUTH

    def _interval(self, node: n.Membership) -> e.Expression | None:
        assert isinstance(node.collection, n.Interval)  # noqa: S101
        item, low, high = (self.amount(part) for part in (node.item, node.collection.low, node.collection.high))
        if item is None or low is None or high is None:
            return None
        for part, bound in ((low, node.collection.low), (high, node.collection.high)):
            if part[1].dimension != item[1].dimension:
                message = f"{amount_of(item[1].dimension)} cannot be compared with {amount_of(part[1].dimension)}"
                self.say(codes.UNIT_MISMATCH, bound.span, message, "write both bounds with the unit of the option")
                return None
        return e.InRange(item[0], low[0], high[0])

    def _in_collection(self, node: n.Membership) -> e.Expression | None:
        assert not isinstance(node.collection, n.Interval)  # noqa: S101
        if isinstance(node.collection, n.SetLiteral):
            item = self.typed(node.item)
            if item is None:
                return None
            if item[1].kind == "set":
                hint = "write `VALUE in OPTION`, or `OPTION = {…}` for exactly this set"
                self.say(codes.NEEDS_SET, node.item.span, f"this is {item[1].described}, not one value", hint)
                return None
            return self._one_of(item, node.collection)
        collection = self.typed(node.collection)
        if collection is None:
            return None
        if collection[1].kind != "set" or not isinstance(collection[0], e.OptionValue):
            hint = "write a set `{a, b}`, a range `3 .. 8`, or an option of `any of`"
            self.say(codes.NEEDS_SET, node.collection.span, f"this is {collection[1].described}, not a set", hint)
            return None
        item = self.typed(node.item, collection[1])
        if item is None:
            return None
        if not isinstance(item[0], e.Constant) or not isinstance(item[0].value, str):
            hint = "name the value itself: `strap in extras`"
            self.say(codes.TYPE_MISMATCH, node.item.span, "only a value can be looked for in a set", hint)
            return None
        return e.Contains(collection[0].option, item[0].value)

    def _one_of(self, item: Typed, node: n.SetLiteral) -> e.Expression | None:
        values = []
        for each in node.items:
            typed = self.typed(_as_expression(each), item[1])
            if typed is None:
                return None
            constant = typed[0].value if isinstance(typed[0], e.Constant) else None
            if constant is None or isinstance(constant, frozenset) or not typed[1].agrees(item[1]):
                message = f"{item[1].described} cannot be one of these: this is {typed[1].described}"
                self.say(codes.TYPE_MISMATCH, each.span, message, "a set lists values of one kind")
                return None
            values.append(constant)
        return e.InSet(item[0], frozenset(values))

    def _presence(self, node: n.Presence) -> Typed | None:
        if not isinstance(node.item, n.Reference):
            hint = "write `OPTION present` or `OPTION.ATTRIBUTE present`"
            self.say(codes.WRONG_ARGUMENTS, node.item.span, "only an option or an attribute can be present", hint)
            return None
        option = self.scope.option(node.item.name)
        if option is None:
            return None
        attribute = node.item.attribute
        if attribute is not None and self.attribute_type(option, attribute) is None:
            return None
        if attribute is not None and isinstance(option.domain, AnyOfDomain):
            message = f"`{option.key}` can have several values, so none has `{attribute.text}` alone"
            self.say(codes.NEEDS_SET, node.item.span, message, f"ask for `{option.key} present`")
            return None
        present = e.Present(option.key, attribute.text if attribute else None)
        return (present if node.wanted else e.Not(present)), TRUTH

    # Amounts.

    def _additive(self, node: n.Additive) -> Typed | None:
        parts = [self.amount(part) for part in node.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        for part, each in zip(known, node.parts, strict=True):
            if part[1].dimension != known[0][1].dimension:
                message = f"{amount_of(part[1].dimension)} cannot be added to {amount_of(known[0][1].dimension)}"
                self.say(codes.UNIT_MISMATCH, each.span, message, "all parts of a sum need one kind of unit")
                return None
        return e.Sum(tuple(part[0] for part in known), node.signs), known[0][1]

    def _multiplicative(self, node: n.Multiplicative) -> Typed | None:
        left, right = self.amount(node.left), self.amount(node.right)
        if left is None or right is None:
            return None
        sign = 1 if node.sign.text == "*" else -1
        kind = Type("amount", times(left[1].dimension, right[1].dimension, sign))
        if sign == 1:
            return e.Product(left[0], right[0]), kind
        if right[0] == e.Constant(_ZERO):
            self.say(codes.WRONG_ARGUMENTS, node.right.span, "nothing can be divided by zero", "write another number")
            return None
        return e.Quotient(left[0], right[0]), kind

    # Literals.

    def _set(self, node: n.SetLiteral, expected: Type | None) -> Typed | None:
        if expected is None or expected.kind != "set":
            hint = "a set stands after `in`, or is compared with an option of `any of`"
            self.say(codes.NEEDS_SET, node.span, "a set cannot stand here", hint)
            return None
        found = []
        for item in node.items:
            typed = self.typed(_as_expression(item), expected)
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
                return e.Constant(amount * unit.factor), Type("amount", unit.dimension)
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
        return self._reference(n.Reference(name, None, name.span), expected)

    def _text(self, node: n.Text, text: str, expected: Type | None) -> Typed | None:
        if expected is not None and expected.kind in ("word", "set"):
            if text in expected.words:
                return e.Constant(text), Type("word", words=expected.words, vocabulary=expected.vocabulary)
            self._unknown_value(n.Name(shown(text), node.span, quoted=True), expected)
            return None
        try:
            return e.Constant(canonical_text(text)), TEXT
        except TextError as error:
            self.say(codes.UNKNOWN_CHARACTER, node.span, error.message, None)
            return None


def _no_attributes(option: Option) -> str:
    if isinstance(option.domain, TextDomain):
        return f"write `length({option.key})` for how long the text is"
    return "attributes stand in braces behind the values that have them"


def _type_of(option: Option) -> Type:
    """The type of an option's value, with the place of its values where the option itself lists them."""
    found = type_of_domain(option.key, option.domain)
    members = option.domain.members if isinstance(option.domain, AnyOfDomain) else option.domain
    listed = isinstance(members, ValueDomain) and members.space is None
    return replace(found, place=option.span) if listed else found


def _negated(amount: e.Expression) -> e.Expression:
    if isinstance(amount, e.Constant) and isinstance(amount.value, Fraction):
        return e.Constant(-amount.value)
    return e.Product(e.Constant(Fraction(-1)), amount)


def _as_expression(node: n.Literal) -> n.ExpressionNode:
    """A member of a set, as the expression it would be elsewhere."""
    return n.Reference(node, None, node.span) if isinstance(node, n.Name) else node
