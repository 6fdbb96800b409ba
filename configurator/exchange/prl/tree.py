"""What stands in a PRL text, as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from configurator.source import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name without its backticks, or a text without its quotes, and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Constant:
    """`true` or `false`."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A feature: that it is there."""

    name: Word


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a feature, compared with a number."""

    name: Word
    sign: str
    number: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Features, each with a factor, and a number, added up."""

    terms: tuple[tuple[int, Word], ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sums that are compared."""

    left: Sum
    sign: str
    right: Sum
    span: Span


@dataclass(frozen=True, slots=True)
class IsText:
    """That a feature is one of some texts, or with `!=` none of them."""

    name: Word
    sign: str
    texts: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class InNumbers:
    """That a sum is one of some numbers."""

    sum: Sum
    numbers: Numbers
    span: Span


@dataclass(frozen=True, slots=True)
class Several:
    """That at most one of some features is there; with `exactly`, one."""

    names: tuple[Word, ...]
    exactly: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Formulas with a sign between them, `&`, `/`, `=>` or `<=>`; or one behind `-`."""

    sign: str
    parts: tuple[Formula, ...]


Formula = Constant | Named | Version | Compared | IsText | InNumbers | Several | Joined


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers: a list, or all from the first to the last."""

    listed: tuple[int, ...]
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Days: a list, or all from the first to the last."""

    listed: tuple[date, ...]
    is_range: bool = False


Worth = bool | Numbers | Days | tuple[str, ...]
"""What a property is: true or false, numbers, days, or texts."""


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in braces behind a feature or rule."""

    id: str | None = None
    description: str | None = None
    properties: Mapping[str, tuple[Worth, Span]] | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: `bool`, `versioned`, `enum` with its texts, or `int` with its numbers."""

    name: Word
    kind: str
    texts: tuple[Word, ...] = ()
    numbers: Numbers = Numbers(())
    body: Body = Body()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of features of which at most one is there; if it is mandatory, one. The group is there with it."""

    name: Word
    members: tuple[Word, ...]
    mandatory: bool
    body: Body = Body()


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold wherever `when` does."""

    when: Formula | None
    then: Formula
    body: Body
    span: Span


@dataclass(frozen=True, slots=True)
class Property:
    """A property that slices: `bool`, `int`, `date` or `enum`."""

    name: Word
    kind: str


@dataclass(frozen=True, slots=True)
class RuleFile:
    """All of a text."""

    properties: tuple[Property, ...]
    features: tuple[Feature, ...]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
