"""The nodes of conditions, amounts and values written out, and of modifiers, each with its span."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from configurator.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A key or name as written, without quotes; `quoted` tells whether it had some."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Text in quotes, read."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written (`digits`), its exact amount in its unit, and the unit if there is one."""

    amount: Fraction
    unit: Name | None
    digits: str
    span: Span


@dataclass(frozen=True, slots=True)
class Color:
    """`#rrggbb`, in lower case."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Date:
    """A day as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Flag:
    """`yes` or `no`."""

    truth: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Nothing:
    """`none`."""

    span: Span


@dataclass(frozen=True, slots=True)
class SetLiteral:
    """`{a, b}`."""

    items: tuple[Literal, ...]
    span: Span


Literal = Name | Text | Quantity | Color | Date | Flag | Nothing | SetLiteral


@dataclass(frozen=True, slots=True)
class Reference:
    """`team`, `team.ink`, `first.team.ink`: an option, a value, an attribute of what is chosen; `path` is its words."""

    path: tuple[Name, ...]
    span: Span

    @property
    def name(self) -> Name:
        """The first word."""
        return self.path[0]

    @property
    def attribute(self) -> Name | None:
        """The second word, if there is one."""
        return self.path[1] if len(self.path) > 1 else None

    @property
    def text(self) -> str:
        """As it is written."""
        return ".".join(each.text for each in self.path)


@dataclass(frozen=True, slots=True)
class Call:
    """`count(a, b)`."""

    function: Name
    arguments: tuple[ExpressionNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """Parts joined by `and` or by `or`."""

    word: str
    parts: tuple[ExpressionNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Negation:
    """`not …`."""

    part: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides under one of `= != < <= > >=`."""

    sign: Name
    left: ExpressionNode
    right: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    """`item in collection`, or `not in`."""

    item: ExpressionNode
    collection: ExpressionNode | Interval
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Interval:
    """`low .. high`, both included."""

    low: ExpressionNode
    high: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Presence:
    """`… present` or `… absent`."""

    item: ExpressionNode
    wanted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Matching:
    """`… matches "[A-Z]{1,3}"`."""

    item: ExpressionNode
    pattern: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Additive:
    """Amounts under `+` and `-`: each part with its sign, 1 or -1."""

    parts: tuple[ExpressionNode, ...]
    signs: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Multiplicative:
    """Two amounts under `*` or `/`."""

    sign: Name
    left: ExpressionNode
    right: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """`-…`."""

    part: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then when condition else otherwise`."""

    then: ExpressionNode
    condition: ExpressionNode
    otherwise: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Quantified:
    """`every phone in phones (…)`, or `some …`: what holds of each, or of one, of several."""

    word: str
    member: Name
    several: Reference
    condition: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class Counted:
    """`phone in phones when …`, inside `count`."""

    member: ExpressionNode
    condition: ExpressionNode
    span: Span


@dataclass(frozen=True, slots=True)
class EachAmount:
    """`extra.price for extra in extras when …`, inside `sum`, `min` and `max`."""

    amount: ExpressionNode
    member: Name
    several: Reference
    condition: ExpressionNode | None
    span: Span


ExpressionNode = (
    Reference | Call | Logic | Negation | Comparison | Membership | Presence | Matching | Additive | Multiplicative
    | Negative | Conditional | Quantified | Counted | EachAmount | Literal
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Modifier:
    """What follows a domain, by its word.

    `when` has a condition, `derived` a formula or nothing. `default`, `baseline`, `was` (a key), `retired` (a day) and
    `since` (a release) have a literal; `same` has the names of option spaces, `TEAM` or `PRODUCT.OPTION`, and `after`
    those of work steps.
    """

    word: str
    condition: ExpressionNode | None
    literal: Literal | None
    span: Span
    names: tuple[Name, ...] = ()
