"""A feature model: features in groups, attributes, constraints; what every notation of feature models comes down to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.source import Span

if TYPE_CHECKING:
    from configurator.exchange.feature_tree.expression import Expression

Worth = Fraction | bool | str | None
"""What an attribute is: a number, true or false, or text; None for a list or a record, which nobody computes with."""


class Type(Enum):
    """What a feature is beside being there or not."""

    BOOLEAN = "Boolean"
    INTEGER = "Integer"
    REAL = "Real"
    STRING = "String"


class GroupKind(Enum):
    """How many features of a group there are, if their parent is there; `CARDINALITY` says it in numbers."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    OR = "or"
    ALTERNATIVE = "alternative"
    CARDINALITY = "cardinality"


@dataclass(slots=True, eq=False)
class Attribute:
    """What is known of a feature. `shown` is its text for people."""

    worth: Worth
    shown: str


@dataclass(slots=True, eq=False, repr=False)
class Feature:
    """A feature; `instances` says how often it may be there, where its notation says that, the highest None for any.

    `name` is what constraints call it, one feature of a model each.
    """

    name: str
    span: Span
    type: Type = Type.BOOLEAN
    attributes: dict[str, Attribute] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    instances: tuple[int, int | None] | None = None

    def __repr__(self) -> str:
        return f"Feature({self.name!r})"

    def __iter__(self) -> Iterator[Feature]:
        """This feature and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            feature = waiting.pop()
            yield feature
            for group in reversed(feature.groups):
                waiting += reversed(group.children)


@dataclass(slots=True, eq=False)
class Group:
    """Children of a feature; `low` and `high` are meant only for `CARDINALITY`, the highest None for all of them."""

    kind: GroupKind
    span: Span
    children: list[Feature] = field(default_factory=list)
    low: int = 0
    high: int | None = None

    def settled(self) -> tuple[GroupKind, int, int]:
        """The simplest kind that says the same, with how many children there may be."""
        size = len(self.children)
        low, high = {
            GroupKind.MANDATORY: (size, size),
            GroupKind.OPTIONAL: (0, size),
            GroupKind.OR: (1, size),
            GroupKind.ALTERNATIVE: (1, 1),
        }.get(self.kind, (self.low, size if self.high is None else min(self.high, size)))
        if low == high == size:
            kind = GroupKind.MANDATORY
        elif (low, high) == (1, 1):
            kind = GroupKind.ALTERNATIVE
        elif (low, high) == (0, size):
            kind = GroupKind.OPTIONAL
        elif (low, high) == (1, size):
            kind = GroupKind.OR
        else:
            kind = GroupKind.CARDINALITY
        return kind, low, high


@dataclass(slots=True)
class FeatureModel:
    """A whole model; `constraints` hold in every product."""

    root: Feature
    name: str
    constraints: list[Constraint] = field(default_factory=list)


@dataclass(slots=True)
class Constraint:
    """A condition that every product meets, and where it stands."""

    condition: Expression
    span: Span
