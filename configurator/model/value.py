"""A value of an option or a space: its key, what people call it, and its attributes with their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.model.properties import UNSAID, Properties
from configurator.model.units import Dimension, Unit
from configurator.source import Span

AttributeValue = str | bool | Fraction


@dataclass(frozen=True, slots=True)
class AttributeType:
    """What an attribute column holds.

    `kind` is one of `amount`, `symbol`, `text`, `color`, `flag`, `date`; an amount has a dimension, a symbol its words.
    """

    kind: str
    dimension: Dimension = ()
    symbols: tuple[str, ...] = ()
    unit: Unit | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that an option can be: its key, a label for people, and its attributes.

    Amounts are `Fraction` in base units; symbols, text, colors (`#rrggbb`, lower case) and dates (ISO 8601) are `str`.
    `was` is the key that it had first, where the catalog says so; `retired` the day (ISO 8601) from which it cannot be
    sold.
    """

    key: str
    label: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    span: Span = Span(0, 0)
    was: str | None = None
    retired: str | None = None
    properties: Properties = UNSAID

    @property
    def permanent_key(self) -> str:
        """The first key that it ever had, which documents and codes name it by."""
        return self.was or self.key
