"""The facts of a sale under two releases at once, cut into cells that neither of them can cut further.

A fact is the same in both by its permanent key, and so are its values; the first that is a day is the day of the sale,
on which things are retired, whatever it is called. What only one of the two asks for is tried with all that it can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from configurator.engine.sale_cells import Stretch, cells_of, day_stretches, looked_at
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.domain import (
    CanonicalValue,
    DateDomain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    ValueDomain,
    members_of,
)
from configurator.model.option import Option

MOST_PAIRS = 100_000
DAY = "day"
"""What the day of the sale is called where neither release asks for it."""


@dataclass(frozen=True, slots=True)
class CommonCell:
    """Sales that neither release can tell apart: the facts of one, as each has them; `days` of all of them.

    `others`: in words, the facts of all of them but the day; `day_name`: what that is called.
    """

    old: Mapping[str, CanonicalValue]
    new: Mapping[str, CanonicalValue]
    days: Stretch
    others: tuple[tuple[str, str], ...]
    day_name: str

    def follows(self, days: Stretch) -> bool:
        """Whether its days begin just behind others."""
        if days.last is None or self.days.first is None:
            return False
        return date.fromisoformat(days.last) + timedelta(days=1) == date.fromisoformat(self.days.first)


def values_gone(old: Product, new: Product) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Facts that both have, with the values that only the old one has: nobody can sell there any more."""
    before = {fact.permanent_key: members_of(fact.domain) for fact in old.facts}
    for fact in new.facts:
        had, has = before.get(fact.permanent_key), members_of(fact.domain)
        if had is not None and has is not None:
            gone = tuple(each.key for each in had.values if each.permanent_key not in has.by_permanent_key)
            if gone:
                yield fact.key, gone


def common_cells(old: Product, new: Product, since: date) -> Iterator[CommonCell]:
    """All cells of sales from a day on. Raises `TooComplexError` where they are too many."""
    cuts = {*_days(old), *_days(new)}
    one, other = _Side.of(old, cuts), _Side.of(new, cuts)
    if len(one.cells) * len(other.cells) > MOST_PAIRS:
        finding = f"the facts of a sale can be more than {MOST_PAIRS:,} different things together under both releases"
        raise TooComplexError(finding, tuple(other.facts), (), "tell fewer sales apart")
    first = since.isoformat()
    for cell in one.cells:
        for beside in other.cells:
            met = _met(one, cell, other, beside)
            if met is None:
                continue
            day = met[_DAY]
            if day.last is not None and day.last < first:
                continue
            days = Stretch(day.value, max(first, day.first or first), day.last)
            named = {**{dim: one.name(dim) for dim in cell}, **{dim: other.name(dim) for dim in beside}}
            others = tuple((named[dim], str(stretch)) for dim, stretch in met.items() if dim != _DAY)
            yield CommonCell(one.facts_in(cell, met), other.facts_in(beside, met), days, others, named[_DAY])


_DAY = "#day"
"""The dimension of the day of a sale; no key looks so."""

_Cell = dict[str, Stretch]
"""A stretch for each dimension."""


@dataclass(frozen=True)
class _Side:
    """The cells of one release; `facts` by their dimensions."""

    facts: Mapping[str, Option]
    cells: list[_Cell]

    @classmethod
    def of(cls, product: Product, days: set[str]) -> _Side:
        """All of them. Raises `TooComplexError`."""
        day = next((fact for fact in product.facts if isinstance(fact.domain, DateDomain)), None)
        asked = {*looked_at(product, product.sales), *([day.key] if day else [])}
        facts = {_DAY if fact is day else _dimension(fact): fact for fact in product.facts if fact.key in asked}
        cells = []
        for cell in cells_of(product, [fact.key for fact in facts.values()], product.sales, days):
            found = {dim: cell.stretches[fact.key] for dim, fact in facts.items()}
            cells += [found] if day else [{**found, _DAY: each} for each in day_stretches(days)]
        return cls(facts, cells)

    def name(self, dim: str) -> str:
        """What a dimension is called in words."""
        return self.facts[dim].key if dim in self.facts else DAY

    def facts_in(self, cell: _Cell, met: _Cell) -> dict[str, CanonicalValue]:
        """The facts of one sale, as this release has them: words as it calls them, amounts as both have them."""
        listed = (ValueDomain, FlagDomain)
        return {
            fact.key: (cell if isinstance(fact.domain, listed) else met)[dim].value for dim, fact in self.facts.items()
        }


def _dimension(fact: Option) -> str:
    """The dimension of a fact: the same for one of the same kind, and for numbers of the same unit, in both."""
    unit = fact.domain.unit if isinstance(fact.domain, NumberDomain) else None
    return f"{fact.permanent_key} {type(fact.domain).__name__} {unit.symbol if unit else ''}"


def _met(one: _Side, cell: _Cell, other: _Side, beside: _Cell) -> _Cell | None:
    """What is in a cell of each release; None where nothing is."""
    found = {**cell, **beside}
    for dim in cell.keys() & beside.keys():
        domain = one.facts[dim].domain if dim in one.facts else None
        now = other.facts[dim].domain if dim in other.facts else None
        if isinstance(domain, ValueDomain) and isinstance(now, ValueDomain):
            is_one = (
                domain.by_key[str(cell[dim].value)].permanent_key == now.by_key[str(beside[dim].value)].permanent_key
            )
            meeting = beside[dim] if is_one else None
        elif dim == _DAY or (isinstance(domain, DateDomain) and isinstance(now, DateDomain)):
            meeting = _days_met(cell[dim], beside[dim])
        elif isinstance(domain, IntegerDomain | NumberDomain):
            meeting = _numbers_met(cell[dim], beside[dim])
        else:
            meeting = beside[dim] if cell[dim].value == beside[dim].value else None
        if meeting is None:
            return None
        found[dim] = meeting
    return found


def _days_met(one: Stretch, other: Stretch) -> Stretch | None:
    first = max(one.first or "", other.first or "") or None
    last = min((each.last for each in (one, other) if each.last is not None), default=None)
    if first is not None and last is not None and first > last:
        return None
    return Stretch(first or one.value, first, last)


def _numbers_met(one: Stretch, other: Stretch) -> Stretch | None:
    starts = max((one, other), key=lambda each: Fraction(str(each.first)))
    ends = min((one, other), key=lambda each: Fraction(str(each.last)))
    if Fraction(str(starts.first)) > Fraction(str(ends.last)):
        return None
    return Stretch(starts.value, starts.first, ends.last)


def _days(product: Product) -> Iterator[str]:
    """The days that matter for a product: from which something is retired, and those that its rules name."""
    if product.retired is not None:
        yield product.retired
    for option in product.options:
        if option.retired is not None:
            yield option.retired
        if isinstance(option.domain, ProductDomain) and option.domain.nested.retired is not None:
            yield option.domain.nested.retired
        members = members_of(option.domain)
        yield from members.retired.values() if members else ()
