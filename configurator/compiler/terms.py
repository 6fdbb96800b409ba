"""Terms: what a constraint sees of one option, worth something for each of its values and for none.

A rule is cut into its largest parts that look at one option only (`translate`); a table into its columns. Two values
on which all terms have equal worth are in one class. `Looks` says what terms look at, so that a space of 22,000
values is sorted by the few facts that matter before any expression is evaluated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.knowledge.formula import formula
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, SetCell
from configurator.model.domain import CanonicalValue, Domain
from configurator.model.evaluation import Worth, worth_of
from configurator.model.expression import (
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    InSet,
    Length,
    Matches,
    OptionValue,
    Present,
    Sum,
    children,
)
from configurator.text.patterns import Pattern

TermWorth = Worth | int  # an int is the bit mask of a column, or a whole amount in a residual
WorthOfTerm = Callable[[CanonicalValue | None], TermWorth]


@dataclass(frozen=True, slots=True)
class ExpressionTerm:
    """A part of a rule that looks at `option` only. With `truth` only whether it is true counts, not what it is."""

    option: str
    expression: Expression
    truth: bool
    _hash: int = field(init=False, repr=False, compare=False)  # worked out once: terms are looked up again and again

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.option, self.expression, self.truth)))

    def __hash__(self) -> int:
        return self._hash

    def worth_in(self, domain: Domain) -> WorthOfTerm:
        """The function that tells what the part is worth when the option has a value of this domain, or None."""
        option, truth, worth = self.option, self.truth, formula(self.expression, {self.option: domain})
        return lambda chosen: worth({option: chosen}) is True if truth else worth({option: chosen})


class ColumnTerm:
    """A table's column: worth the bit mask of the rows whose cell matches, row 0 being the lowest bit.

    `cells`: of each row, the number of its cell, equal cells having one. `first_rows`: the mask of the rows that are
    the first with their cell.
    """

    def __init__(self, option: str, cells: Iterable[Cell]) -> None:
        self.option = option
        self.literals: dict[CanonicalValue, int] = {}
        self._always = self._for_none = 0
        toggles: dict[tuple[Fraction, bool], int] = {}
        self.cells, numbered = _numbered(cells)
        masks = _masks(self.cells, len(numbered))
        self.first_rows = 0
        for cell, bits in zip(numbered, masks, strict=True):
            self.first_rows |= bits & -bits
            match cell:
                case AnyCell():
                    self._always |= bits
                case NoneCell():
                    self._for_none |= bits
                case SetCell(values):
                    for value in values:
                        self.literals[value] = self.literals.get(value, 0) | bits
                case RangeCell(low, high) if low <= high:
                    for toggle in ((low, False), (high, True)):  # a row is on from `low`, and off after `high`
                        toggles[toggle] = toggles.get(toggle, 0) ^ bits
        self._keys = sorted(toggles)
        self._masks = [0]
        for key in self._keys:
            self._masks.append(self._masks[-1] ^ toggles[key])

    def worth_in(self, domain: Domain) -> WorthOfTerm:
        """The function that tells which rows match when the option has a value of this domain, or None."""
        return lambda chosen: self._matching(chosen, domain)

    def _matching(self, chosen: CanonicalValue | None, domain: Domain) -> int:
        """The mask of the rows that match `chosen`; no row is looked at by itself, so long tables are cheap."""
        mask = self._always
        if chosen is None or chosen == ():
            mask |= self._for_none
        if chosen is None:
            return mask
        mask |= self.literals.get(chosen, 0)
        if self._keys:
            amount = worth_of(chosen, domain)
            if isinstance(amount, Fraction):
                mask |= self._masks[bisect_right(self._keys, (amount, False))]
        return mask

    def listed(self) -> tuple[dict[CanonicalValue | None, int], int]:
        """Which rows match each value that a cell names, no value and the empty set; and which any other, if no number.

        Sets and texts alone have such columns; ranges are not looked at.
        """
        empty = self._always | self._for_none
        named: dict[CanonicalValue | None, int] = {each: self._always | bits for each, bits in self.literals.items()}
        return {**named, None: empty, (): empty | self.literals.get((), 0)}, self._always

    def cuts(self, domain: Domain) -> frozenset[Fraction]:
        """The amounts at which the worth may change, on a range."""
        singles = (worth_of(value, domain) for value in self.literals)
        return frozenset(amount for amount, _ in self._keys) | {each for each in singles if isinstance(each, Fraction)}


def _numbered(cells: Iterable[Cell]) -> tuple[list[int], list[Cell]]:
    """The number of each cell, from 0 in order of appearance, and the cells that there are."""
    kept = tuple(cells)
    identities = list(map(id, kept))  # first, since to hash a cell takes far longer, and most rows share them
    distinct = dict(zip(identities, kept, strict=True))
    numbers = {cell: number for number, cell in enumerate(dict.fromkeys(distinct.values()))}
    known = {identity: numbers[cell] for identity, cell in distinct.items()}
    return [known[identity] for identity in identities], list(numbers)


def _masks(numbers: Sequence[int], many: int) -> list[int]:
    """For each number, the mask of the places where it stands."""
    octets = [bytearray(len(numbers) // 8 + 1) for _ in range(many)]
    for place, number in enumerate(numbers):
        octets[number][place >> 3] |= 1 << (place & 7)
    return [int.from_bytes(each, "little") for each in octets]


Term = ExpressionTerm | ColumnTerm


@dataclass(slots=True)
class Looks:
    """What terms look at: of a value, a set or a text; whether an option has a value is always looked at.

    `literals`: what the whole value is compared with, sets as tuples. `raw`: the value itself matters. `attributes`: of
    a single value. `members`: keys looked for in a set. `amounts`: attributes of a set's members, under `sum`, `min` or
    `max`. `number`: how many a set has. `length`: of a text. `patterns`: which ones
    a text matches.
    """

    literals: dict[CanonicalValue, None] = field(default_factory=dict)
    raw: bool = False
    attributes: dict[str, None] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)
    amounts: dict[tuple[str, str], None] = field(default_factory=dict)
    number: bool = False
    length: bool = False
    patterns: dict[Pattern, None] = field(default_factory=dict)


def looks_of(terms: Iterable[Term]) -> Looks:
    """What all these terms of one option look at together, each once, in order of appearance."""
    looks = Looks()
    for term in terms:
        if isinstance(term, ColumnTerm):
            looks.literals |= dict.fromkeys(term.literals)
        else:
            _look(term.expression, looks)
    return looks


def _look(expression: Expression, looks: Looks) -> None:
    match expression:
        case Compare("=" | "!=", OptionValue(), Constant(value)) | Compare("=" | "!=", Constant(value), OptionValue()):
            _add_literal(value, looks)
        case InSet(OptionValue(), values):
            for each in sorted(values, key=str):
                _add_literal(each, looks)
        case Count(parts):
            for part in parts:
                if isinstance(part, OptionValue):
                    looks.number = True
                else:
                    _look(part, looks)
        case Sum(parts) | Extreme(_, parts):
            which = expression.which if isinstance(expression, Extreme) else "sum"
            for part in parts:
                if isinstance(part, ChosenAmounts):
                    looks.amounts[which, part.name] = None
                else:
                    _look(part, looks)
        case OptionValue():
            looks.raw = True
        case Attribute(_, name) | Present(_, str() as name):
            looks.attributes[name] = None
        case Contains(_, key):
            looks.members[key] = None
        case Matches(OptionValue(), pattern):
            looks.patterns[pattern] = None
        case Length():
            looks.length = True
        case _:
            for child in children(expression):
                _look(child, looks)


def _add_literal(value: Worth, looks: Looks) -> None:
    if isinstance(value, frozenset):
        looks.literals[tuple(sorted(value))] = None
    elif isinstance(value, str | bool):  # an amount is compared with a range, which is cut and not looked at
        looks.literals[value] = None


def by_option(terms: Iterable[Term]) -> Mapping[str, tuple[Term, ...]]:
    """Terms under the option that they look at, each once, in order of appearance."""
    found: dict[str, dict[Term, None]] = {}
    for term in terms:
        found.setdefault(term.option, {})[term] = None
    return {option: tuple(each) for option, each in found.items()}
