"""The nodes of what follows from choices, and of what an author expects: derive, build, expect."""

from __future__ import annotations

from typing import cast

from lark import Token

from configurator.diagnostics import Diagnostic, codes
from configurator.syntax import nodes as n
from configurator.syntax.declarations import DeclarationBuilder
from configurator.syntax.parts import Part, all_of, first


class StatementBuilder(DeclarationBuilder):
    """Builds any statement; a method a grammar rule."""

    # Derived amounts.

    def derive(self, parts: list[Part]) -> n.DeriveNode:
        """`derive price "Price": money = AMOUNT`."""
        word, unit = next((part for part in parts if isinstance(part, tuple)), (None, None))
        sign = next(part for part in parts if isinstance(part, Token) and part.type == "COMPARISON")
        amount = cast("n.ExpressionNode", parts[-1])
        label = next((part for part in parts[2:-2] if isinstance(part, n.Text)), None)
        return n.DeriveNode(self._name(parts[1]), label, word, unit, self._name(sign), amount, self.span(parts))

    def derived_kind(self, parts: list[Part]) -> tuple[n.Name, None]:
        """`money`."""
        return self._name(parts[0]), None

    def derived_number(self, parts: list[Part]) -> tuple[n.Name, n.Name | None]:
        """`number kg`."""
        return self._name(parts[0]), first(parts, n.Name)

    # Parts and work steps.

    def build_block(self, parts: list[Part]) -> n.BuildNode:
        """`build {…}`."""
        steps = tuple(part for part in parts if isinstance(part, n.StepNode))
        return n.BuildNode(steps, self.span(parts))

    def pick(self, parts: list[Part]) -> n.PickNode:
        """`pick "STRAP" 2 each when …`."""
        part = parts[1]
        named = self._text(part) if isinstance(part, Token) else cast("n.Reference", part)
        amount = next((each for each in parts[2:] if isinstance(each, n.ExpressionNode)), None)
        return n.PickNode(named, amount, tuple(all_of(parts, n.Modifier)), self.span(parts))

    def check(self, parts: list[Part]) -> n.CheckNode:
        """`check "…" when …`."""
        return n.CheckNode(self._text(parts[1]), tuple(all_of(parts, n.Modifier)), self.span(parts))

    def operation(self, parts: list[Part]) -> n.OperationNode:
        """`engrave laser as name {…} when …`."""
        verb, machine, *key = self._names(parts)
        parameters = tuple(first(parts, list) or ())
        modifiers = tuple(all_of(parts, n.Modifier))
        return n.OperationNode(verb, machine, key[0] if key else None, parameters, modifiers, self.span(parts))

    def parameters(self, parts: list[Part]) -> list[n.ParameterNode]:
        """`{ art: team.art, at: back }`."""
        return all_of(parts, n.ParameterNode)

    def parameter(self, parts: list[Part]) -> n.ParameterNode:
        """`art: team.art`."""
        return n.ParameterNode(self._name(parts[0]), cast("n.ExpressionNode", parts[2]), self.span(parts))

    def after(self, parts: list[Part]) -> n.Modifier:
        """`after logo, name`."""
        return n.Modifier("after", None, None, self.span(parts), self._names(parts))

    # Expectations.

    def expect_count(self, parts: list[Part]) -> n.ExpectCountNode:
        """`expect count = N over a, b`."""
        over = tuple(all_of(parts, n.Name))
        return n.ExpectCountNode(self._name(parts[2]), self.quantity([parts[3]]), over or None, self.span(parts))

    def expect_valid(self, parts: list[Part]) -> n.ExpectVerdictNode:
        """`expect valid {…}`."""
        return n.ExpectVerdictNode(True, cast("n.ExampleNode", parts[2]), (), self.span(parts))

    def expect_invalid(self, parts: list[Part]) -> n.ExpectVerdictNode:
        """`expect invalid {…} because RULE`."""
        because = tuple(all_of(parts, n.Name))
        return n.ExpectVerdictNode(False, cast("n.ExampleNode", parts[2]), because, self.span(parts))

    def expect_code(self, parts: list[Part]) -> n.ExpectCodeNode:
        """`expect code {…} = "…"`."""
        example, sign, code = cast("n.ExampleNode", parts[2]), self._name(parts[3]), self._text(parts[4])
        return n.ExpectCodeNode(example, sign, code, self.span(parts))

    def example(self, parts: list[Part]) -> n.ExampleNode:
        """`{ model: p14, cover: black }`."""
        return n.ExampleNode(tuple(all_of(parts, n.Choice)), self.span(parts))

    choices = example

    def choice(self, parts: list[Part]) -> n.Choice:
        """`cover: black`, `first: { finish: matte }`."""
        value = parts[2]
        if isinstance(value, Token):
            value = self._text(value)
        return n.Choice(self._name(parts[0]), cast("n.Literal | n.ExampleNode | n.ListNode", value), self.span(parts))

    def list_of_choices(self, parts: list[Part]) -> n.ListNode:
        """`[{ model: slim }, 8 of { model: pro }]`."""
        items = tuple(part for part in parts if isinstance(part, tuple))
        return n.ListNode(items, self.span([parts[0], parts[-1]]))

    def listed(self, parts: list[Part]) -> tuple[n.Quantity | None, n.ExampleNode]:
        """`12 of { model: slim }`; empty braces hold no choices."""
        choices = parts[-1]
        if isinstance(choices, n.SetLiteral):
            for item in choices.items:
                message, hint = "these choices name no option", "write `{ OPTION: VALUE }`"
                self.diagnostics.append(Diagnostic(codes.MALFORMED, item.span, message, hint=hint))
            choices = n.ExampleNode((), choices.span)
        return self.quantity(parts[:1]) if len(parts) > 1 else None, cast("n.ExampleNode", choices)

    def expect_sold(self, parts: list[Part]) -> n.ExpectSaleNode:
        """`expect sold {…}`."""
        return n.ExpectSaleNode(True, cast("n.ExampleNode", parts[2]), (), self.span(parts))

    def expect_unsold(self, parts: list[Part]) -> n.ExpectSaleNode:
        """`expect unsold {…} because nfl_in_the_us`."""
        return n.ExpectSaleNode(False, cast("n.ExampleNode", parts[2]), tuple(all_of(parts, n.Name)), self.span(parts))

    def expect_derived(self, parts: list[Part]) -> n.ExpectDerivedNode:
        """`expect price {…} = 21.50 EUR`."""
        _, name, example, sign, amount = parts
        return n.ExpectDerivedNode(
            self._name(name),
            cast("n.ExampleNode", example),
            self._name(sign),
            cast("n.ExpressionNode", amount),
            self.span(parts),
        )

    def expect_parts(self, parts: list[Part]) -> n.ExpectPartsNode:
        """`expect parts {…} = { "BLANK-p14": 1 }`."""
        expected = [part for part in parts if isinstance(part, tuple)]
        example, sign = cast("n.ExampleNode", parts[2]), self._name(parts[3])
        span = self.span([part for part in parts if not isinstance(part, tuple)])
        return n.ExpectPartsNode(example, sign, tuple(expected), span)

    def expected_part(self, parts: list[Part]) -> tuple[n.Text, n.Quantity]:
        """`"SCREW": 4`."""
        return self._text(parts[0]), cast("n.Quantity", parts[2])
