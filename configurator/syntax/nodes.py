"""The tree of a catalog file: a frozen dataclass for each construct of `grammars/`, each with its span.

Names are as written, unresolved. Numbers are exact. Nothing here knows whether a name exists or a unit fits.
"""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Source, Span
from configurator.syntax.expression_nodes import (
    Additive,
    Call,
    Color,
    Comparison,
    Date,
    ExpressionNode,
    Flag,
    Interval,
    Literal,
    Logic,
    Membership,
    Multiplicative,
    Name,
    Negation,
    Negative,
    Nothing,
    Presence,
    Quantity,
    Reference,
    SetLiteral,
    Text,
)

__all__ = [
    "Additive",
    "AnyOfNode",
    "Attribute",
    "BrokenNode",
    "Call",
    "CatalogNode",
    "CellNode",
    "Choice",
    "Color",
    "ColumnNode",
    "Comparison",
    "Date",
    "DomainNode",
    "ExampleNode",
    "ExpectCodeNode",
    "ExpectCountNode",
    "ExpectVerdictNode",
    "ExpressionNode",
    "Flag",
    "GtinNode",
    "Interval",
    "ItemNode",
    "Literal",
    "Logic",
    "Membership",
    "Modifier",
    "Multiplicative",
    "Name",
    "Negation",
    "Negative",
    "Nothing",
    "OptionNode",
    "Presence",
    "ProductNode",
    "Quantity",
    "RangeNode",
    "Reference",
    "RowNode",
    "RuleNode",
    "SetLiteral",
    "SpaceNode",
    "TableNode",
    "Text",
    "TextNode",
    "Tree",
    "ValueNode",
    "ValuesNode",
    "YesOrNoNode",
]


@dataclass(frozen=True, slots=True)
class Attribute:
    """`price: 2.50 EUR`, inside braces after a value, or a property of a text option."""

    name: Name
    value: Literal
    span: Span


@dataclass(frozen=True, slots=True)
class ValueNode:
    """A value of an option or a space: key, label, attributes."""

    key: Name
    label: Text | None
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ValuesNode:
    """`a | b | c`, or a single word that may be the name of a space."""

    values: tuple[ValueNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class YesOrNoNode:
    """`yes or no`."""

    span: Span


@dataclass(frozen=True, slots=True)
class RangeNode:
    """`integer a .. b step s` or `number a .. b unit step s`."""

    word: str
    low: Quantity
    high: Quantity
    step: Quantity | None
    span: Span


@dataclass(frozen=True, slots=True)
class AnyOfNode:
    """`any of {…}` or `any of SPACE`, with the least and greatest number of values if said."""

    values: tuple[ValueNode, ...] | Name
    bounds: tuple[tuple[str, Quantity], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TextNode:
    """`text {…}`."""

    properties: tuple[Attribute, ...]
    span: Span


DomainNode = ValuesNode | YesOrNoNode | RangeNode | AnyOfNode | TextNode


@dataclass(frozen=True, slots=True)
class Modifier:
    """What follows a domain, by its word.

    `when` has a condition; `default`, `baseline`, `was` (a key), `retired` (a day) and `since` (a release) have a
    literal, and so have `because` and the free properties (text); `same` has the names of option spaces, `TEAM` or
    `PRODUCT.OPTION`.
    """

    word: str
    condition: ExpressionNode | None
    literal: Literal | None
    span: Span
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionNode:
    """`option KEY "Label": DOMAIN MODIFIERS`."""

    key: Name
    label: Text | None
    domain: DomainNode
    modifiers: tuple[Modifier, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RuleNode:
    """`rule KEY require EXPRESSION when EXPRESSION because "…"`, or `forbid`."""

    key: Name
    forbids: bool
    condition: ExpressionNode
    when: ExpressionNode | None
    because: Text | None
    span: Span
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class CellNode:
    """A cell of a table: `*` (value None), a literal, or `low .. high`."""

    value: Literal | None
    high: Literal | None
    span: Span


@dataclass(frozen=True, slots=True)
class RowNode:
    """A row of a table."""

    cells: tuple[CellNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TableNode:
    """`table KEY (columns) allow {rows} because "…"`, or `forbid`."""

    key: Name
    columns: tuple[Name, ...]
    allows: bool
    rows: tuple[RowNode, ...]
    because: Text | None
    span: Span
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class GtinNode:
    """`gtin "…"`."""

    number: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """`cover: black` in an example."""

    option: Name
    value: Literal
    span: Span


@dataclass(frozen=True, slots=True)
class ExampleNode:
    """`{ model: p14, cover: black }`."""

    choices: tuple[Choice, ...]
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
class BrokenNode:
    """A statement that declares `key` after its `word` and cannot be read; the key is known all the same."""

    word: str
    key: Name
    span: Span


ItemNode = (
    OptionNode | RuleNode | TableNode | GtinNode | ExpectCountNode | ExpectVerdictNode | ExpectCodeNode | BrokenNode
)


@dataclass(frozen=True, slots=True)
class CatalogNode:
    """`catalog KEY "Label" {…}`: the head of the file."""

    key: Name
    label: Text | None
    languages: tuple[Name, ...]
    currencies: tuple[Name, ...]
    span: Span
    was: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column of a CSV space: its name, the words of its type, and a unit for numbers.

    `words` is `("number",)`, `("flag",)`, a single type word such as `money`, or the symbols that it may hold.
    """

    name: Name
    words: tuple[Name, ...]
    unit: Name | None
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class SpaceNode:
    """`space KEY "Label": values`, or `from "file.csv" key COLUMN { columns }`."""

    key: Name
    label: Text | None
    values: tuple[ValueNode, ...]
    file: Text | None
    key_column: Name | None
    columns: tuple[ColumnNode, ...]
    span: Span
    same_keys: tuple[Name, ...] = ()
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductNode:
    """`product KEY "Label" was KEY retired DAY {…}`; the span is that of its head."""

    key: Name
    label: Text | None
    items: tuple[ItemNode, ...]
    span: Span
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole file, as far as it could be read, in the order written."""

    source: Source
    catalogs: tuple[CatalogNode, ...]
    spaces: tuple[SpaceNode, ...]
    products: tuple[ProductNode, ...]
    broken: tuple[BrokenNode, ...] = ()
