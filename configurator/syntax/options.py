"""The nodes of options: what each can be, and the modifiers behind it, many of which others have, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from lark import Token

from configurator.syntax import nodes as n
from configurator.syntax.builder import Builder
from configurator.syntax.parts import Part, all_of, first


class OptionBuilder(Builder):
    """Adds options and modifiers to expressions; a method a grammar rule."""

    def option(self, parts: list[Part]) -> n.OptionNode:
        """`option KEY "Label": DOMAIN MODIFIERS`."""
        domain = next(part for part in parts if isinstance(part, n.DomainNode))
        modifiers = tuple(all_of(parts, n.Modifier))
        return n.OptionNode(self._name(parts[1]), first(parts, n.Text), domain, modifiers, self.span(parts))

    def narrow(self, parts: list[Part]) -> n.OptionNode:
        """`narrow KEY: DOMAIN MODIFIERS`."""
        return replace(self.option(parts), narrows=True)

    def part_of_space(self, parts: list[Part]) -> n.PartNode:
        """`only {a, b}`, `without {a}`."""
        return n.PartNode(str(parts[0]) == "only", cast("n.SetLiteral", parts[1]), self.span(parts))

    def more_than_space(self, parts: list[Part]) -> n.MoreNode:
        """`with { house }`."""
        return n.MoreNode(tuple(first(parts, list) or ()), self.span(parts[:1]))

    def values(self, parts: list[Part]) -> n.ValuesNode:
        """`a | b | c`, or a space and a part of it, or more than it."""
        part = _part(parts)
        if part is not None:
            key = self._name(parts[0])
            return n.ValuesNode((n.ValueNode(key, None, (), key.span),), self.span(parts), part)
        return n.ValuesNode(tuple(all_of(parts, n.ValueNode)), self.span(parts))

    def value(self, parts: list[Part]) -> n.ValueNode:
        """`blue "Blue" { price: 2.50 EUR }`."""
        attributes = tuple(first(parts, list) or ())
        return n.ValueNode(self._name(parts[0]), first(parts, n.Text), attributes, self._name(parts[0]).span)

    def attributes(self, parts: list[Part]) -> list[n.Attribute]:
        """`{ price: 2.50 EUR }`."""
        return all_of(parts, n.Attribute)

    def attribute(self, parts: list[Part]) -> n.Attribute:
        """`price: 2.50 EUR`."""
        return n.Attribute(self._name(parts[0]), self._value(parts[2]), self.span(parts))

    def yes_or_no(self, parts: list[Part]) -> n.YesOrNoNode:
        """`yes or no`."""
        return n.YesOrNoNode(self.span(parts))

    def integers(self, parts: list[Part]) -> n.RangeNode:
        """`integer 1 .. 20 step 2`."""
        low, high, *step = all_of(parts, n.Quantity)
        return n.RangeNode(str(parts[0]), low, high, step[0] if step else None, self.span(parts))

    numbers = integers

    def any_of(self, parts: list[Part]) -> n.AnyOfNode:
        """`any of {…} up to 2`."""
        space = self._names(parts)
        values = space[0] if space else tuple(cast("list[n.ValueNode]", first(parts, list) or []))
        bounds = tuple(part for part in parts if isinstance(part, tuple))
        # The bounds carry their own places; the span of the whole ends with the members.
        members = [part for part in parts if not isinstance(part, tuple | list)]
        return n.AnyOfNode(values, bounds, self.span(members), _part(parts))

    def members(self, parts: list[Part]) -> list[n.ValueNode]:
        """`{ strap, stand }`."""
        return all_of(parts, n.ValueNode)

    def at_most(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`up to 2`."""
        return "up to", self.quantity(parts[-1:])

    def at_least(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`at least 1`."""
        return "at least", self.quantity(parts[-1:])

    def exactly(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`exactly 2`."""
        return "exactly", self.quantity(parts[-1:])

    def text(self, parts: list[Part]) -> n.TextNode:
        """`text { max: 20 }`."""
        return n.TextNode(tuple(first(parts, list) or ()), self.span(parts[:1]))

    def image(self, parts: list[Part]) -> n.ImageNode:
        """`image { jpeg, png } at least 1200 x 1800`."""
        media = cast("list[n.Name]", first(parts, list) or [])
        return n.ImageNode(tuple(media), tuple(all_of(parts, n.ImageLimit)), self.span(parts[:1]))

    def media(self, parts: list[Part]) -> list[n.Name]:
        """`{ jpeg, png }`."""
        return list(self._names(parts))

    def least_pixels(self, parts: list[Part]) -> n.ImageLimit:
        """`at least 1200 x 1800`."""
        return n.ImageLimit("at least", (self.quantity(parts[2:3]), self.quantity(parts[4:5])), self.span(parts))

    def most_bytes(self, parts: list[Part]) -> n.ImageLimit:
        """`up to 20 MB`."""
        return n.ImageLimit("up to", tuple(all_of(parts, n.Quantity)), self.span(parts))

    def aspect(self, parts: list[Part]) -> n.ImageLimit:
        """`aspect 2 : 3 .. 3 : 4`."""
        numbers = tuple(number for part in parts if isinstance(part, tuple) for number in part)
        # a ratio is two numbers and has no place of its own; the last of them ends the limit
        return n.ImageLimit("aspect", numbers, self.span([parts[0], numbers[-1]]))

    def ratio(self, parts: list[Part]) -> tuple[n.Quantity, n.Quantity]:
        """`2 : 3`."""
        return self.quantity(parts[:1]), self.quantity(parts[2:])

    def nested(self, parts: list[Part]) -> n.NestedNode:
        """`product foundation`, `0 .. 4 of product card`."""
        numbers = [part for part in parts if isinstance(part, Token) and part.type == "NUMBER"]
        quantities = tuple(self.quantity([each]) for each in numbers)
        return n.NestedNode(self._name(parts[-1]), quantities, self.span(parts))

    def optional(self, parts: list[Part]) -> n.Modifier:
        """`optional`."""
        return n.Modifier("optional", None, None, self.span(parts))

    def derived(self, parts: list[Part]) -> n.Modifier:
        """`derived`, and `derived = EXPRESSION`."""
        formula = cast("n.ExpressionNode", parts[2]) if len(parts) > 1 else None
        return n.Modifier("derived", formula, None, self.span(parts))

    def private(self, parts: list[Part]) -> n.Modifier:
        """`private`."""
        return n.Modifier("private", None, None, self.span(parts))

    def when(self, parts: list[Part]) -> n.Modifier:
        """`when EXPRESSION`."""
        return n.Modifier("when", cast("n.ExpressionNode", parts[1]), None, self.span(parts))

    def default(self, parts: list[Part]) -> n.Modifier:
        """`default LITERAL`."""
        return n.Modifier(str(parts[0]), None, self._value(parts[1]), self.span(parts))

    baseline = default

    def since(self, parts: list[Part]) -> n.Modifier:
        """`since "2026-05"`."""
        token = cast("Token", parts[1])
        release = self._text(token).text if token.type == "STRING" else str(token)
        return n.Modifier("since", None, n.Text(release, self.span([token])), self.span(parts))

    def was(self, parts: list[Part]) -> n.Modifier:
        """`was KEY`."""
        return n.Modifier("was", None, self._name(parts[-1]), self.span(parts))

    def retired(self, parts: list[Part]) -> n.Modifier:
        """`retired DAY`."""
        return n.Modifier("retired", None, self.date_literal(parts[1:]), self.span(parts))

    def because(self, parts: list[Part]) -> n.Modifier:
        """`because "…"`, and `owner "Print team"`."""
        return n.Modifier(str(parts[0]), None, self._text(parts[1]), self.span(parts))

    property = because

    def modifier(self, parts: list[Part]) -> Part:
        """One that is also written elsewhere: itself."""
        return parts[0]


def _part(parts: Sequence[Part]) -> n.PartNode | n.MoreNode | None:
    """What is said of a space that stands for values."""
    return first(parts, n.PartNode) or first(parts, n.MoreNode)
