"""The tree of a catalog file: a frozen dataclass for each construct of `grammars/`, each with its span.

Names are as written, unresolved. Numbers are exact. Nothing here knows whether a name exists or a unit fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from configurator.source import Source, Span
from configurator.syntax.build_nodes import (
    BuildNode,
    CheckNode,
    DeriveNode,
    OperationNode,
    ParameterNode,
    PickNode,
    StepNode,
)
from configurator.syntax.constraint_nodes import CellNode, RowNode, RuleNode, TableNode
from configurator.syntax.domain_nodes import (
    AnyOfNode,
    Attribute,
    DomainNode,
    ImageLimit,
    ImageNode,
    MoreNode,
    NestedNode,
    PartNode,
    RangeNode,
    TextNode,
    ValueNode,
    ValuesNode,
    YesOrNoNode,
)
from configurator.syntax.expect_nodes import (
    Choice,
    ExampleNode,
    ExpectCodeNode,
    ExpectCountNode,
    ExpectDerivedNode,
    ExpectNode,
    ExpectPartsNode,
    ExpectSaleNode,
    ExpectVerdictNode,
    ListNode,
)
from configurator.syntax.expression_nodes import (
    Additive,
    Call,
    Color,
    Comparison,
    Conditional,
    Counted,
    Date,
    EachAmount,
    ExpressionNode,
    Flag,
    Interval,
    Literal,
    Logic,
    Matching,
    Membership,
    Modifier,
    Multiplicative,
    Name,
    Negation,
    Negative,
    Nothing,
    Presence,
    Quantified,
    Quantity,
    Reference,
    SetLiteral,
    Text,
)
from configurator.syntax.space_nodes import ColumnNode, SpaceNode

__all__ = [
    "Additive",
    "AnyOfNode",
    "ApplyNode",
    "Attribute",
    "BrokenNode",
    "BuildNode",
    "Call",
    "CatalogNode",
    "CellNode",
    "CheckNode",
    "Choice",
    "Color",
    "ColumnNode",
    "Comparison",
    "Conditional",
    "ContextNode",
    "Counted",
    "Date",
    "DeriveNode",
    "DomainNode",
    "EachAmount",
    "ExampleNode",
    "ExpectCodeNode",
    "ExpectCountNode",
    "ExpectDerivedNode",
    "ExpectNode",
    "ExpectPartsNode",
    "ExpectSaleNode",
    "ExpectVerdictNode",
    "ExpressionNode",
    "Flag",
    "GtinNode",
    "ImageLimit",
    "ImageNode",
    "Interval",
    "ItemNode",
    "ListNode",
    "Literal",
    "Logic",
    "Matching",
    "Membership",
    "Modifier",
    "MoreNode",
    "Multiplicative",
    "Name",
    "Negation",
    "Negative",
    "NestedNode",
    "Nothing",
    "OperationNode",
    "OptionNode",
    "ParameterNode",
    "PartNode",
    "PickNode",
    "Presence",
    "ProductNode",
    "Quantified",
    "Quantity",
    "RangeNode",
    "Reference",
    "RowNode",
    "RuleNode",
    "SetLiteral",
    "SpaceNode",
    "StepNode",
    "TableNode",
    "Text",
    "TextNode",
    "Tree",
    "UseNode",
    "ValueNode",
    "ValuesNode",
    "YesOrNoNode",
]


@dataclass(frozen=True, slots=True)
class OptionNode:
    """`option KEY "Label": DOMAIN MODIFIERS`; or `narrow` in the place of `option`.

    `narrowed` is the option of the family that is narrowed, as soon as the two have been brought together.
    """

    key: Name
    label: Text | None
    domain: DomainNode
    modifiers: tuple[Modifier, ...]
    span: Span
    narrows: bool = False
    narrowed: OptionNode | None = None

    @property
    def as_declared(self) -> OptionNode:
        """The option as the family has it that declares it: one that is narrowed keeps its `when` and its formula."""
        return self if self.narrowed is None else self.narrowed.as_declared


@dataclass(frozen=True, slots=True)
class GtinNode:
    """`gtin "…"`."""

    number: Text
    span: Span


@dataclass(frozen=True, slots=True)
class BrokenNode:
    """A statement that declares `key` after its `word` and cannot be read; the key is known all the same."""

    word: str
    key: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ApplyNode:
    """`apply RULES(OPTIONS) as KEY`."""

    rules: Name
    arguments: tuple[Name, ...]
    key: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class UseNode:
    """`use "other.vpc"`."""

    file: Text
    span: Span


ItemNode = OptionNode | ApplyNode | RuleNode | TableNode | GtinNode | DeriveNode | BuildNode | ExpectNode | BrokenNode


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
class ContextNode:
    """`context KEY "Label": DOMAIN`; a single value called `date` means any day."""

    key: Name
    label: Text | None
    domain: DomainNode
    span: Span


@dataclass(frozen=True, slots=True)
class ProductNode:
    """`product KEY "Label" was KEY retired DAY extends A, B {…}`; the span is that of its head.

    `parameters` are those of `rules KEY (PARAMETERS) {…}`, which is no product; None for one. `catalog` is the
    permanent key of the catalog that declares it, where that is another than the one that uses it.
    """

    key: Name
    label: Text | None
    items: tuple[ItemNode, ...]
    span: Span
    modifiers: tuple[Modifier, ...] = ()
    parameters: tuple[Name, ...] | None = None
    catalog: str | None = None

    @property
    def is_abstract(self) -> bool:
        """Whether it is there for others to extend, and not sold by itself."""
        return any(each.word == "abstract" for each in self.modifiers)

    @property
    def extends(self) -> tuple[Name, ...]:
        """The products that it extends."""
        return tuple(name for each in self.modifiers if each.word == "extends" for name in each.names)


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole file, as far as it could be read, in the order written.

    `folders` has, for the files that it uses, where each lies below its own folder, by the name of its source.
    """

    source: Source
    catalogs: tuple[CatalogNode, ...]
    spaces: tuple[SpaceNode, ...]
    products: tuple[ProductNode, ...]
    broken: tuple[BrokenNode, ...] = ()
    contexts: tuple[ContextNode, ...] = ()
    uses: tuple[UseNode, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
