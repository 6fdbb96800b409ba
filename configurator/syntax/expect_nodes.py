"""The nodes of what an author expects: `expect count`, `valid`, `code`, `sold`, `parts`, and derived amounts."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Span
from configurator.syntax.expression_nodes import ExpressionNode, Literal, Name, Quantity, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """`cover: black` in an example; for a nested product its choices, for several of them a list."""

    option: Name
    value: Literal | ExampleNode | ListNode
    span: Span


@dataclass(frozen=True, slots=True)
class ExampleNode:
    """`{ model: p14, cover: black }`."""

    choices: tuple[Choice, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """`[12 of { model: slim }, {}]`: choices for several nested products, each with how many have them."""

    items: tuple[tuple[Quantity | None, ExampleNode], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectCountNode:
    """`expect count = N over a, b`."""

    sign: Name
    count: Quantity
    over: tuple[Name, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectVerdictNode:
    """`expect valid {…}` or `expect invalid {…} because a, b`."""

    valid: bool
    example: ExampleNode
    because: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectCodeNode:
    """`expect code {…} = "…"`."""

    example: ExampleNode
    sign: Name
    code: Text
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectSaleNode:
    """`expect sold {…}` or `expect unsold {…} because a, b`."""

    sold: bool
    example: ExampleNode
    because: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectDerivedNode:
    """`expect price {…} = 21.50 EUR`."""

    name: Name
    example: ExampleNode
    sign: Name
    amount: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectPartsNode:
    """`expect parts {…} = { "BLANK-p14": 1 }`."""

    example: ExampleNode
    sign: Name
    parts: tuple[tuple[Text, Quantity], ...]
    span: Span


ExpectNode = ExpectCountNode | ExpectVerdictNode | ExpectCodeNode | ExpectSaleNode | ExpectDerivedNode | ExpectPartsNode
