"""From lark's tree to ours: one function a grammar rule, called children first, without recursion.

Spans come from the tokens: a node reaches from its first token to its last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import cast

from lark import Token, Tree

from configurator.diagnostics import Diagnostic, codes
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.syntax.depths import DEPTH_LIMIT, Depths
from configurator.syntax.parts import Part, first

LONGEST_KEY = 64
LONGEST_SUM = 1_000
"""Parts of one sum; a longer one is a sum of sums, so that the time for n parts does not grow with n times n."""

MOST_DIGITS = 400
"""Of one number, as in configurations."""

_new_span: Callable[[type[Span], tuple[int, int, str]], Span] = tuple.__new__
"""What a named tuple's own making of it does besides takes as long again, and each node has a place."""


class Builder:
    """Builds the nodes of one statement, which begins at character `offset` of the source called `name`."""

    def __init__(self, offset: int, name: str) -> None:
        self.offset, self.name = offset, name
        self.diagnostics: list[Diagnostic] = []
        self._depths = Depths()

    def build(self, tree: Tree[Token]) -> Part:
        """The node of a whole tree, as lark makes it; `FastParser` makes nodes without one."""
        made: dict[int, Part] = {}
        for each in tree.iter_subtrees():
            parts = [
                made.get(id(child), child)
                for child in each.children
                if not (isinstance(child, Token) and child.type == "_LINE")
            ]
            made[id(each)] = self.make(each.data.rpartition("__")[2], parts)
        return made[id(tree)]

    def make(self, rule: str, parts: list[Part]) -> Part:
        """The node that a rule of the grammar stands for; what goes deeper than later passes may recurse is cut off."""
        built = cast("Callable[[list[Part]], Part]", getattr(self, rule))(parts)
        depth = self._depths.of(built, parts)
        if depth > DEPTH_LIMIT and isinstance(built, n.ExpressionNode):
            if depth == DEPTH_LIMIT + 1:
                message = f"this condition is nested more than {DEPTH_LIMIT} deep"
                self.diagnostics.append(
                    Diagnostic(codes.TOO_DEEP, built.span, message, hint="split it into several rules")
                )
            built = n.Flag(True, built.span)
            self._depths.put(built, parts, depth)
        return built

    # Places.

    def span(self, parts: Sequence[Part]) -> Span:
        """From the first part to the last; empty braces, read as an empty list, have no place of their own."""
        first, last = parts[0], parts[-1]
        if isinstance(first, list) or isinstance(last, list):
            placed = [part for part in parts if part or not isinstance(part, list)]
            first, last = placed[0], placed[-1]
        start, end = self._span_of(first)[0], self._span_of(last)[1]
        return _new_span(Span, (start, end, self.name))

    def _span_of(self, part: Part) -> Span:
        if isinstance(part, Token):
            start, offset = part.start_pos or 0, self.offset
            return _new_span(Span, (start + offset, (part.end_pos or start) + offset, self.name))
        if isinstance(part, list):
            return self.span(part)
        return cast("Span", part.span)  # type: ignore[attr-defined]

    # Words.

    def _name(self, part: Part) -> n.Name:
        if isinstance(part, n.Name):
            return part
        token = cast("Token", part)
        quoted = token.type == "STRING"
        name = n.Name(self._text(token).text if quoted else str(token), self._span_of(token), quoted)
        if len(name.text) <= LONGEST_KEY:
            return name
        message = f"a key has at most {LONGEST_KEY} characters, and this one has {len(name.text):,}"
        hint = "choose a shorter key; the label may say more"
        self.diagnostics.append(Diagnostic(codes.BAD_KEY, name.span, message, hint=hint))
        return n.Name(name.text[:LONGEST_KEY], name.span, quoted)

    def _names(self, parts: Sequence[Part]) -> tuple[n.Name, ...]:
        return tuple(self._name(part) for part in parts if isinstance(part, Token) and part.type == "NAME")

    def _text(self, token: Part) -> n.Text:
        inner = str(token)[1:-1]
        return n.Text(inner.replace('\\"', '"').replace("\\\\", "\\") if "\\" in inner else inner, self._span_of(token))

    def _value(self, part: Part) -> n.Literal:
        """A literal, or text in quotes where one may stand."""
        return self._text(part) if isinstance(part, Token) else cast("n.Literal", part)

    def key(self, parts: list[Part]) -> n.Name:
        """`black`."""
        return self._name(parts[0])

    def unit(self, parts: list[Part]) -> n.Name:
        """`mm`."""
        return self._name(parts[0])

    def label(self, parts: list[Part]) -> n.Text:
        """`"Phone case"`."""
        return self._text(parts[0])

    def quantity(self, parts: list[Part]) -> n.Quantity:
        """`71.5 mm`."""
        digits = str(parts[0]).replace("_", "")
        if len(digits) > MOST_DIGITS + 1:
            message = f"this number has {len(digits):,} digits; at most {MOST_DIGITS} are read"
            span = self._span_of(parts[0])
            self.diagnostics.append(Diagnostic(codes.TOO_LARGE, span, message, hint="write fewer digits"))
            digits = "1"
        return n.Quantity(Fraction(digits), first(parts, n.Name), digits, self.span(parts))

    def signed_quantity(self, parts: list[Part]) -> n.Quantity:
        """`-3 mm`."""
        quantity = cast("n.Quantity", parts[-1])
        if len(parts) == 1:
            return quantity
        return n.Quantity(-quantity.amount, quantity.unit, "-" + quantity.digits, self.span(parts))

    def bound(self, parts: list[Part]) -> n.Quantity:
        """`20 cm` in a range."""
        number = next(index for index, part in enumerate(parts) if isinstance(part, Token) and part.type == "NUMBER")
        quantity = self.quantity(parts[number:])
        return self.signed_quantity([*parts[:number], quantity])

    def key_literal(self, parts: list[Part]) -> Part:
        """`black` where a value is written out."""
        return parts[0]

    def text_literal(self, parts: list[Part]) -> n.Text:
        """`"Zoë"`."""
        return self._text(parts[0])

    def color_literal(self, parts: list[Part]) -> n.Color:
        """`#000000`."""
        return n.Color(str(parts[0]).lower(), self.span(parts))

    def date_literal(self, parts: list[Part]) -> n.Date:
        """`2026-05-01`."""
        day = n.Date(str(parts[0]), self.span(parts))
        try:
            date.fromisoformat(day.text)
        except ValueError:
            message = f"`{day.text}` is not a day of the calendar"
            hint = "a day is written year, month, day: `2026-05-01`"
            self.diagnostics.append(Diagnostic(codes.BAD_DATE, day.span, message, hint=hint))
            return n.Date("2026-05-01", day.span)
        return day

    def yes_literal(self, parts: list[Part]) -> n.Flag:
        """`yes`."""
        return n.Flag(True, self.span(parts))

    def no_literal(self, parts: list[Part]) -> n.Flag:
        """`no`."""
        return n.Flag(False, self.span(parts))

    def none_literal(self, parts: list[Part]) -> n.Nothing:
        """`none`."""
        return n.Nothing(self.span(parts))

    def _separator(self, parts: list[Part]) -> Part:
        return parts[0] if parts else None

    def set_literal(self, parts: list[Part]) -> n.SetLiteral:
        """`{strap, stand}`."""
        strings = (self._text(part) if _is_string(part) else part for part in parts)
        return n.SetLiteral(tuple(part for part in strings if isinstance(part, n.Literal)), self.span(parts))

    # Conditions and amounts.

    def choice_of_amounts(self, parts: list[Part]) -> n.Conditional:
        """`5 EUR when engraving present else 0 EUR`."""
        then, condition, otherwise = (_expression(part) for part in parts[::2])
        return n.Conditional(then, condition, otherwise, self.span(parts))

    def reference(self, parts: list[Part]) -> n.Reference:
        """`team.ink`."""
        if len(parts) == 1:  # most of all
            name = self._name(parts[0])
            return n.Reference((name,), name.span)
        return n.Reference(tuple(self._name(part) for part in parts[::2]), self.span(parts))

    def path(self, parts: list[Part]) -> n.Name:
        """`first.finish`, as one name."""
        return n.Name(".".join(self._name(part).text for part in parts[::2]), self.span(parts))

    def quantified(self, parts: list[Part]) -> n.Quantified:
        """`every phone in phones (…)`."""
        word, member, several, condition = str(parts[0]), self._name(parts[1]), parts[3], _expression(parts[5])
        return n.Quantified(word, member, cast("n.Reference", several), condition, self.span(parts))

    def counted(self, parts: list[Part]) -> n.Counted:
        """`phone in phones when …`."""
        return n.Counted(_expression(parts[0]), _expression(parts[2]), self.span(parts))

    def each_amount(self, parts: list[Part]) -> n.EachAmount:
        """`extra.price for extra in extras when …`."""
        condition = _expression(parts[6]) if len(parts) > 6 else None
        several = cast("n.Reference", parts[4])
        return n.EachAmount(_expression(parts[0]), self._name(parts[2]), several, condition, self.span(parts))

    def call(self, parts: list[Part]) -> n.Call:
        """`count(a, b)`."""
        arguments = tuple(part for part in parts[2:-1] if not isinstance(part, Token))
        return n.Call(self._name(parts[0]), cast("tuple[n.ExpressionNode, ...]", arguments), self.span(parts))

    def or_expression(self, parts: list[Part]) -> n.Logic:
        """`a or b`."""
        return self._logic("or", parts)

    def and_expression(self, parts: list[Part]) -> n.Logic:
        """`a and b`."""
        return self._logic("and", parts)

    def _logic(self, word: str, parts: list[Part]) -> n.Logic:
        return n.Logic(word, cast("tuple[n.ExpressionNode, ...]", tuple(parts[::2])), self.span(parts))

    def not_expression(self, parts: list[Part]) -> n.Negation:
        """`not a`."""
        return n.Negation(_expression(parts[1]), self.span(parts))

    def comparison(self, parts: list[Part]) -> n.Comparison:
        """`a = b`."""
        return n.Comparison(self._name(parts[1]), _expression(parts[0]), _expression(parts[2]), self.span(parts))

    def interval(self, parts: list[Part]) -> n.Interval:
        """`3 .. 8`."""
        return n.Interval(_expression(parts[0]), _expression(parts[2]), self.span(parts))

    def membership(self, parts: list[Part]) -> n.Membership:
        """`a in {b, c}`."""
        collection = cast("n.ExpressionNode | n.Interval", parts[-1])
        return n.Membership(_expression(parts[0]), collection, len(parts) == 4, self.span(parts))

    non_membership = membership

    def presence(self, parts: list[Part]) -> n.Presence:
        """`team present`."""
        return n.Presence(_expression(parts[0]), str(parts[1]) == "present", self.span(parts))

    absence = presence

    def matching(self, parts: list[Part]) -> n.Matching:
        """`engraving matches "[A-Z]{1,3}"`."""
        return n.Matching(_expression(parts[0]), self._text(parts[2]), self.span(parts))

    def addition(self, parts: list[Part]) -> n.Additive:
        """`a + b`, `a - b`; a chain of them is one node."""
        left, right = _expression(parts[0]), _expression(parts[2])
        sign = 1 if str(parts[1]) == "+" else -1
        if (
            isinstance(left, n.Additive) and len(left.parts) < LONGEST_SUM
        ):  # a sum in parentheses on the left adds up to the same
            return n.Additive((*left.parts, right), (*left.signs, sign), self.span(parts))
        return n.Additive((left, right), (1, sign), self.span(parts))

    subtraction = addition

    def multiplication(self, parts: list[Part]) -> n.Multiplicative:
        """`a * b`, `a / b`."""
        return n.Multiplicative(self._name(parts[1]), _expression(parts[0]), _expression(parts[2]), self.span(parts))

    division = multiplication

    def negative(self, parts: list[Part]) -> n.Negative:
        """`-a`."""
        return n.Negative(_expression(parts[1]), self.span(parts))

    def grouped(self, parts: list[Part]) -> Part:
        """`(a)`: a itself."""
        return parts[1]


def _is_string(part: Part) -> bool:
    return isinstance(part, Token) and part.type == "STRING"


def _expression(part: Part) -> n.ExpressionNode:
    return cast("n.ExpressionNode", part)
