"""What stands in a COOM text, as it is written there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from configurator.source import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name as it is written, without its quotes, and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a feature can be, both ends included, and their unit; no ends where none are said."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a structure, `least` to `most` of its type: numbers of a range, or a structure or enumeration."""

    name: Word
    type: Word | Range
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure; the product is the one without a name."""

    name: Word | None
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an enumeration, with the worth of each of its attributes: a number or a name."""

    name: Word
    worths: tuple[Decimal | Word, ...]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enumeration: its attributes, each by its name and whether it is a number, and its choices in order."""

    name: Word
    attributes: tuple[tuple[Word, bool], ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path; `first` and `last` are the numbers of the parts that are meant, None for all of them."""

    name: Word
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A path from a structure to what is below it; one name alone may be the choice of an enumeration as well."""

    steps: tuple[Step, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    worth: Decimal
    span: Span


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    holds: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`count`, `sum`, `min` or `max` of some formulas."""

    function: str
    arguments: tuple[Formula, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """A formula behind a minus sign."""

    of: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Calculated:
    """Two formulas with `+`, `-`, `*` or `/` between them."""

    left: Formula
    sign: str
    right: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """Two formulas that are compared: `=`, `!=`, `<`, `<=`, `>` or `>=`."""

    left: Formula
    sign: str
    right: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions with `&&` or `||` between them."""

    word: str
    parts: tuple[Formula, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Contrary:
    """A condition behind `!`."""

    of: Formula
    span: Span


Formula = Path | Number | Truth | Call | Negative | Calculated | Compared | Joined | Contrary


@dataclass(frozen=True, slots=True)
class Require:
    """What must hold."""

    condition: Formula


@dataclass(frozen=True, slots=True)
class Imply:
    """What a feature follows from."""

    path: Path
    formula: Formula


@dataclass(frozen=True, slots=True)
class Default:
    """What a feature is where nobody chooses."""

    path: Path
    formula: Formula


@dataclass(frozen=True, slots=True)
class AllDifferent:
    """That no two of what a path leads to are equal."""

    path: Path


@dataclass(frozen=True, slots=True)
class Row:
    """A row of combinations, allowed or forbidden: for each column what it may be, None for anything."""

    allows: bool
    cells: tuple[tuple[Formula, ...] | None, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Combinations:
    """A table."""

    columns: tuple[Formula, ...]
    rows: tuple[Row, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Aside:
    """What is not about what can be configured: what is preferred, or shown. `text` is how it is written."""

    text: str


Said = Require | Imply | Default | AllDifferent | Combinations | Aside


@dataclass(frozen=True, slots=True)
class Behavior:
    """Something that is said of a structure (the product, if None), where conditions hold, and why."""

    structure: Word | None
    conditions: tuple[Formula, ...]
    said: Said
    because: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Model:
    """All of a text."""

    structures: tuple[Structure, ...]
    enumerations: tuple[Enumeration, ...]
    behaviors: tuple[Behavior, ...]
