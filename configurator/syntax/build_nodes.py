"""The nodes of what follows from a configuration: derived amounts, parts to pick, work steps, checks."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Span
from configurator.syntax.expression_nodes import ExpressionNode, Modifier, Name, Reference, Text


@dataclass(frozen=True, slots=True)
class DeriveNode:
    """`derive KEY "Label": TYPE = AMOUNT`; `word` is the word of the type, `number` with a unit or without."""

    key: Name
    label: Text | None
    word: Name | None
    unit: Name | None
    sign: Name
    amount: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class PickNode:
    """`pick PART AMOUNT when … after …`; the part is a text with places for values, or an attribute."""

    part: Text | Reference
    amount: ExpressionNode | None
    modifiers: tuple[Modifier, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CheckNode:
    """`check "…" when … after …`."""

    text: Text
    modifiers: tuple[Modifier, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterNode:
    """`ink: team.ink`."""

    name: Name
    value: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class OperationNode:
    """`VERB MACHINE as KEY { parameters } when … after …`."""

    verb: Name
    machine: Name
    key: Name | None
    parameters: tuple[ParameterNode, ...]
    modifiers: tuple[Modifier, ...]
    span: Span


StepNode = PickNode | CheckNode | OperationNode


@dataclass(frozen=True, slots=True)
class BuildNode:
    """`build {…}`: its steps in the order written."""

    steps: tuple[StepNode, ...]
    span: Span
