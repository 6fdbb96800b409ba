"""Constraints: what every valid configuration meets, each under the author's own key, with the author's reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from configurator.model.domain import CanonicalValue, Domain
from configurator.model.evaluation import Choices, evaluate, worth_of
from configurator.model.expression import TRUE, Expression, HasValue, options_in
from configurator.model.properties import UNSAID, Properties
from configurator.source import Span


@dataclass(frozen=True)
class Rule:
    """`require` (`forbids` false): broken where `when` is true and `condition` false.

    `forbid` (`forbids` true): broken where both are true. Unknown never breaks a rule. `written`: where what it says
    stands, behind its key; None for a rule that nobody has written.
    """

    key: str
    condition: Expression
    forbids: bool = False
    when: Expression = TRUE
    because: str | None = None
    span: Span = Span(0, 0)
    properties: Properties = UNSAID
    written: Span | None = None

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The options that it looks at, in order of appearance."""
        return tuple(dict.fromkeys(options_in(self.condition) + options_in(self.when)))


@dataclass(frozen=True, slots=True)
class AnyCell:
    """`*`: matches everything, absence too."""


@dataclass(frozen=True, slots=True)
class NoneCell:
    """`none`: matches absence and the empty set."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """Matches one of these canonical values; in an `any of` column, the only member is the set that it must be."""

    values: frozenset[CanonicalValue]


@dataclass(frozen=True, slots=True)
class RangeCell:
    """Matches numbers from `low` to `high`, both included, as amounts in base units."""

    low: Fraction
    high: Fraction


Cell = AnyCell | NoneCell | SetCell | RangeCell


def cell_matches(cell: Cell, chosen: CanonicalValue | None, domain: Domain) -> bool:
    """Whether a cell matches what is chosen in its column (a canonical value, None for no value)."""
    match cell:
        case AnyCell():
            return True
        case NoneCell():
            return chosen is None or chosen == ()
        case SetCell(values):
            return chosen is not None and chosen in values
        case RangeCell(low, high):
            amount = None if chosen is None else worth_of(chosen, domain)
            return isinstance(amount, Fraction) and low <= amount <= high


@dataclass(frozen=True)
class Table:
    """Combinations of options: with `allows` one row must match; without, none may. Cells stand in column order.

    With `gives`, the first row whose other cells match gives the option of the last column what its last cell says.
    `written` as in rules.
    """

    key: str
    columns: tuple[str, ...]
    allows: bool
    rows: tuple[tuple[Cell, ...], ...]
    row_spans: tuple[Span, ...] = ()
    because: str | None = None
    span: Span = Span(0, 0)
    properties: Properties = UNSAID
    gives: bool = False
    written: Span | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Its columns: the options that it looks at."""
        return self.columns


@dataclass(frozen=True)
class Activity:
    """What `when` on an option means: met, the option has a value unless it is optional; not met, it has none."""

    option: str
    when: Expression
    optional: bool
    span: Span = Span(0, 0)

    @property
    def key(self) -> str:
        """The option's own key."""
        return self.option

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The options that the condition looks at, and then the option itself."""
        return (*options_in(self.when), self.option)


Constraint = Rule | Table | Activity


def row_matches(row: Sequence[Cell], columns: Sequence[str], choices: Choices, domains: Mapping[str, Domain]) -> bool:
    """Whether all cells of a row match what is chosen in their columns."""
    cells = zip(row, columns, strict=True)
    return all(cell_matches(cell, choices.get(column), domains[column]) for cell, column in cells)


def first_row(table: Table, choices: Choices, domains: Mapping[str, Domain]) -> tuple[Cell, ...] | None:
    """The row of a table that gives a value: the first that matches but for its last cell; None if none does."""
    columns = table.columns[:-1]
    return next((row for row in table.rows if row_matches(row[:-1], columns, choices, domains)), None)


def holds(constraint: Constraint, choices: Choices, domains: Mapping[str, Domain]) -> bool:
    """Whether completed choices meet a constraint: the meaning that every faster check is held against."""
    match constraint:
        case Rule(_, condition, forbids, when):
            met = evaluate(when, choices, domains) is True
            return not (met and evaluate(condition, choices, domains) is forbids)
        case Table(_, columns) if constraint.gives:
            row = first_row(constraint, choices, domains)
            return cell_matches(row[-1] if row else NoneCell(), choices.get(columns[-1]), domains[columns[-1]])
        case Table(_, columns, allows, rows):
            return any(row_matches(row, columns, choices, domains) for row in rows) is allows
        case Activity(option, when, optional):
            valued = evaluate(HasValue(option), choices, domains) is True
            return (optional or valued) if evaluate(when, choices, domains) is True else not valued
