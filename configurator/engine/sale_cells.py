"""Where and when: the facts of a sale, cut into cells within which no `sell` rule can tell two sales apart.

A fact with values has a cell for each, a day or a number one for each stretch between the constants that it is compared
with. So «ever», «always» and «when» are a few looks at each rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product as combinations

from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import (
    CanonicalValue,
    DateDomain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    ValueDomain,
    members_of,
)
from configurator.model.expression import (
    And,
    Attribute,
    Compare,
    Constant,
    Count,
    Expression,
    InRange,
    InSet,
    Not,
    OptionValue,
    Or,
    children,
    options_in,
    walk,
)
from configurator.model.option import Option

MOST_CELLS = 10_000
MOST_LISTED = 1_000
"""Numbers of a fact that is calculated with, or compared with choices: each of them is a cell."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """Sales that no rule can tell apart: `values` are the facts of one of them, `stretches` those of all."""

    values: Mapping[str, CanonicalValue]
    stretches: Mapping[str, Stretch]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of one fact, from `first` to `last`, both included; None where it goes on for ever."""

    value: CanonicalValue
    first: str | None = None
    last: str | None = None

    def __str__(self) -> str:
        """`eu`, or `2026-01-01 .. 2026-03-31`."""
        if self.first is None and self.last is None:
            return str(self.value)
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or '…'} .. {self.last or '…'}"


def looked_at(product: Product, rules: Iterable[Rule]) -> tuple[str, ...]:
    """The facts that rules look at, in declared order."""
    asked = {key for rule in rules for key in rule.options}
    return tuple(fact.key for fact in product.facts if fact.key in asked)


def cells_of(product: Product, keys: Sequence[str], rules: Sequence[Rule], days: Iterable[str] = ()) -> Iterator[Cell]:
    """All cells of these facts, those of the last one next to each other; `days` are further days that matter.

    Raises `TooComplexError` where there are more than `MOST_CELLS`.
    """
    facts = {fact.key: fact for fact in product.facts}
    stretches = [tuple(_stretches(product, facts[key], rules, days)) for key in keys]
    size = 1
    for each in stretches:
        size *= len(each)
    if size > MOST_CELLS:
        finding = f"the facts of a sale can be more than {MOST_CELLS:,} different things together"
        raise TooComplexError(finding, tuple(keys), tuple(rule.key for rule in rules), "give more of them")
    for chosen in combinations(*stretches):
        yield Cell(
            {key: each.value for key, each in zip(keys, chosen, strict=True)}, dict(zip(keys, chosen, strict=True))
        )


def _stretches(product: Product, fact: Option, rules: Sequence[Rule], days: Iterable[str]) -> Iterator[Stretch]:
    constants = list(_constants(product, fact.key, rules))
    match fact.domain:
        case ValueDomain() as domain:
            yield from (Stretch(key) for key in domain.by_key)
        case FlagDomain():
            yield from (Stretch(True), Stretch(False))
        case DateDomain():
            yield from day_stretches(
                {*(each for each in constants if isinstance(each, str) and _DAY.fullmatch(each)), *days}
            )
        case IntegerDomain() | NumberDomain() as domain if not _is_plain(fact.key, rules):
            if domain.size() > MOST_LISTED:
                finding = f"`{fact.key}` can be {domain.size():,} numbers, and is compared with more than numbers"
                raise TooComplexError(finding, (fact.key,), tuple(rule.key for rule in rules), "give it")
            each = (domain.at(index) for index in range(domain.size()))
            yield from (Stretch(value, str(value), str(value)) for value in each)
        case IntegerDomain() | NumberDomain() as domain:
            amounts = sorted({each for each in constants if isinstance(each, Fraction)})
            starts = {0}
            for amount in amounts:
                index = (amount - domain.amount_at(0)) / (domain.amount_at(1) - domain.amount_at(0))
                starts |= {at for at in (-(-index // 1), index // 1 + 1) if 0 < at < domain.size()}
            ordered = [int(each) for each in sorted(starts)]
            for first, after in zip(ordered, [*ordered[1:], domain.size()], strict=True):
                yield Stretch(domain.at(first), str(domain.at(first)), str(domain.at(after - 1)))


def day_stretches(days: Iterable[str]) -> Iterator[Stretch]:
    """Stretches between days, and each of these days by itself."""
    starts = {date.min}
    for day in days:
        start = date.fromisoformat(day)
        starts.add(start)
        if start < date.max:
            starts.add(start + timedelta(days=1))
    ordered = sorted(starts)
    for first, after in zip(ordered, [*ordered[1:], None], strict=True):
        last = None if after is None else (after - timedelta(days=1)).isoformat()
        start_text = first.isoformat()
        yield Stretch(start_text, None if first == date.min else start_text, last)


def _constants(product: Product, key: str, rules: Sequence[Rule]) -> Iterator[object]:
    """All constants in the parts of rules that look at a fact, attributes among them; too many do no harm."""
    for rule in rules:
        for whole in (rule.condition, rule.when):
            if key in options_in(whole):
                yield from _in(product, whole)


def _in(product: Product, expression: Expression) -> Iterator[object]:
    for part in walk(expression):
        if isinstance(part, Constant):
            yield part.value
        elif isinstance(part, InSet):
            yield from part.values
        elif isinstance(part, Attribute):
            members = members_of(product.sale_domains[part.option])
            found = (each.attributes.get(part.name) for each in members.values) if members else ()
            yield from (each for each in found if each is not None)


def _is_plain(key: str, rules: Sequence[Rule]) -> bool:
    """Whether a number is only asked for, and compared with constants: then it changes nothing but at these."""
    fact = OptionValue(key)
    for rule in rules:
        for part in (*walk(rule.condition), *walk(rule.when)):
            compared = isinstance(part, Compare | InRange) and all(
                isinstance(each, Constant) or each == fact for each in children(part)
            )
            is_asked = compared or isinstance(part, InSet | And | Or | Not | Count) or fact not in children(part)
            if not is_asked:
                return False
    return True
