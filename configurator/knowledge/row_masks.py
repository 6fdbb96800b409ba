"""Which rows of a table a value matches, as one integer with a bit a row.

A combination matches a row where all its columns do: the bits that are left when the columns' masks are AND-ed. The
referee is `configurator.model.constraint.cell_matches`. A value that no cell names matches what `*` matches; a range is
cut at the ends of the cells that look at it, never expanded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from configurator.model.constraint import AnyCell, Cell, RangeCell, SetCell, Table, cell_matches
from configurator.model.derived_options import given_by
from configurator.model.domain import CanonicalValue, Domain, IntegerDomain, NumberDomain
from configurator.model.evaluation import Choices

SMALL_RANGE = 4_096
"""Ranges up to this size have a mask for each value at hand; larger ones look where between the cuts a value lies."""


@dataclass(frozen=True, slots=True)
class ColumnMasks:
    """The rows that each value of a column matches.

    `named`: values that cells name, with None and the empty set; `others`: the mask of all other values. For ranges,
    `cuts` are amounts in base units, ascending, and `between` has a mask below the first cut, at it, between it and the
    next, and so on; `named` then has the values of small ranges too.
    """

    domain: Domain
    named: Mapping[CanonicalValue | None, int]
    others: int
    cuts: tuple[Fraction, ...] = ()
    between: tuple[int, ...] = ()

    def of(self, chosen: CanonicalValue | None) -> int:
        """The mask of a canonical value, or of None for no value."""
        mask = self.named.get(chosen)
        if mask is not None:
            return mask
        if not self.cuts:
            return self.others
        amount = _amount(chosen, self.domain)
        place = bisect_left(self.cuts, amount)
        is_cut = place < len(self.cuts) and self.cuts[place] == amount
        return self.between[2 * place + is_cut]

    def all(self) -> frozenset[int]:
        """Every mask that `of` can answer."""
        return frozenset((*self.named.values(), self.others, *self.between))


def column_masks(cells: Sequence[Cell], domain: Domain) -> ColumnMasks:
    """The masks of one column; the first cell is the lowest bit."""
    free = _mask([row for row, cell in enumerate(cells) if isinstance(cell, AnyCell)], len(cells))
    # a cell that has values, and not the empty set, matches neither; such are most cells of a long table
    odd = [(row, cell) for row, cell in enumerate(cells) if not isinstance(cell, SetCell) or () in cell.values]
    nothing = [row for row, cell in odd if cell_matches(cell, None, domain)]
    empty = [row for row, cell in odd if cell_matches(cell, (), domain)]
    masks: dict[CanonicalValue | None, int] = {None: _mask(nothing, len(cells)), (): _mask(empty, len(cells))}
    if isinstance(domain, IntegerDomain | NumberDomain):
        cuts = tuple(sorted({amount for cell in cells for amount in _ends(cell, domain)}))
        by_cuts = ColumnMasks(domain, {}, free, cuts, _between(cells, domain, cuts))
        small = domain.size() <= SMALL_RANGE
        values: list[CanonicalValue] = [domain.at(index) for index in range(domain.size())] if small else []
        return replace(by_cuts, named=masks | {value: by_cuts.of(value) for value in values})
    rows: dict[CanonicalValue, list[int]] = {}
    for row, cell in enumerate(cells):
        for value in cell.values if isinstance(cell, SetCell) else ():
            if value != ():
                rows.setdefault(value, []).append(row)
    for value, named in rows.items():
        masks[value] = _mask(named, len(cells)) | free
    return ColumnMasks(domain, masks, free)


def _mask(rows: Sequence[int], count: int) -> int:
    """An integer with these bits; in time linear in `count`, where shifting bit by bit would be quadratic."""
    octets = bytearray(count // 8 + 1)
    for row in rows:
        octets[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(octets, "little")


def _amount(chosen: CanonicalValue | None, domain: Domain) -> Fraction:
    if isinstance(domain, NumberDomain) and isinstance(chosen, str):
        return domain.amount(chosen)
    return Fraction(chosen) if isinstance(chosen, int) else Fraction(0)


def _ends(cell: Cell, domain: Domain) -> tuple[Fraction, ...]:
    match cell:
        case RangeCell(low, high):
            return (low, high)
        case SetCell(values):
            return tuple(_amount(value, domain) for value in values)
        case _:
            return ()


def _between(cells: Sequence[Cell], domain: Domain, cuts: tuple[Fraction, ...]) -> tuple[int, ...]:
    """The masks below, at, between and above the cuts: what begins and ends there, swept once from low to high."""
    places = {amount: 2 * index + 1 for index, amount in enumerate(cuts)}
    free = _mask([row for row, cell in enumerate(cells) if isinstance(cell, AnyCell)], len(cells))
    flips: dict[int, int] = {}
    for row, cell in enumerate(cells):
        match cell:
            case RangeCell(low, high) if low <= high:
                spans = {(places[low], places[high] + 1)}
            case SetCell(values):
                spans = {(place, place + 1) for value in values for place in (places[_amount(value, domain)],)}
            case _:
                continue
        for first, last in spans:
            flips[first] = flips.get(first, 0) ^ (1 << row)
            flips[last] = flips.get(last, 0) ^ (1 << row)
    masks = [free]
    for place in range(1, 2 * len(cuts) + 1):
        masks.append(masks[-1] ^ flips.get(place, 0))
    return tuple(masks)


@dataclass(frozen=True, slots=True)
class RowMasks:
    """A table as masks: `columns` are pairs of an option and its masks."""

    allows: bool
    columns: tuple[tuple[str, ColumnMasks], ...]
    every: int = field(repr=False)

    def is_broken(self, choices: Choices) -> bool:
        """Whether completed choices break the table."""
        rows = self.every
        for option, masks in self.columns:
            rows &= masks.of(choices.get(option))
            if not rows:
                break
        return bool(rows) is not self.allows

    def breaks(self, classes: Sequence[Hashable]) -> bool:
        """The same for a mask a column."""
        rows = self.every
        for mask in classes:
            rows &= mask if isinstance(mask, int) else 0
        return bool(rows) is not self.allows


def given_by_table(table: Table, domains: Mapping[str, Domain]) -> Callable[[Choices], CanonicalValue | None]:
    """What the first row that fits gives; None where no row does. The referee is `derived_value`."""
    inputs = replace(table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows))
    masks, outputs = row_masks(inputs, domains), [given_by(row[-1]) for row in table.rows]

    def given(choices: Choices) -> CanonicalValue | None:
        rows = masks.every
        for option, column in masks.columns:
            rows &= column.of(choices.get(option))
        return outputs[(rows & -rows).bit_length() - 1] if rows else None

    return given


def row_masks(table: Table, domains: Mapping[str, Domain]) -> RowMasks:
    """All columns of a table."""
    cells = zip(*table.rows, strict=True) if table.rows else iter([()] * len(table.columns))
    columns = tuple(
        (option, column_masks(of_column, domains[option]))
        for option, of_column in zip(table.columns, cells, strict=True)
    )
    return RowMasks(table.allows, columns, (1 << len(table.rows)) - 1)
