"""The nodes of what an option can be: values with their attributes, ranges, sets, texts, pictures."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Span
from configurator.syntax.expression_nodes import Literal, Name, Quantity, SetLiteral, Text


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
class PartNode:
    """`only {a, b}`, or `without {a, b}`."""

    only: bool
    values: SetLiteral
    span: Span


@dataclass(frozen=True, slots=True)
class MoreNode:
    """`with { a, b }`."""

    values: tuple[ValueNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ValuesNode:
    """`a | b | c`, or a single word that may be the name of a space; with `part`, a part of that space, or more."""

    values: tuple[ValueNode, ...]
    span: Span
    part: PartNode | MoreNode | None = None


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
    part: PartNode | MoreNode | None = None


@dataclass(frozen=True, slots=True)
class TextNode:
    """`text {…}`."""

    properties: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ImageLimit:
    """What an image has to keep to, by its word.

    `at least` has two numbers, width and height; `up to` one, with a unit; `aspect` two, or four for a range.
    `when` has a condition; `default`, `baseline`, `was` (a key), `retired` (a day) and `since` (a release) have a
    literal, and so have `because` and the free properties (text); `same` has the names of option spaces, `TEAM` or
    `PRODUCT.OPTION`.
    """

    word: str
    numbers: tuple[Quantity, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ImageNode:
    """`image { jpeg, png } at least 1200 x 1800 up to 20 MB aspect 2 : 3`."""

    media: tuple[Name, ...]
    limits: tuple[ImageLimit, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NestedNode:
    """`product foundation`, or so many of it: `0 .. 4 of product card`, `2 of product card`."""

    product: Name
    numbers: tuple[Quantity, ...]
    span: Span


DomainNode = ValuesNode | YesOrNoNode | RangeNode | AnyOfNode | TextNode | ImageNode | NestedNode
