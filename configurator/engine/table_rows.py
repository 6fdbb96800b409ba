"""What the rows of a table say to no purpose: exactly, by the classes of values that its cells can tell apart.

A class of a column is worth a bit mask of the rows that match it (`configurator.compiler.terms.ColumnTerm`). A row
covers another one where, in each column, all classes that the other matches match it too: the AND of their masks. Rows
with equal cells share that work, and where even so it is too much, nothing is found: `TooComplexError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption, ValueClass, classify
from configurator.compiler.terms import ColumnTerm
from configurator.model.catalog import Product
from configurator.model.constraint import Cell, Table
from configurator.model.domain import CanonicalValue

MOST_WORK = 20_000_000
"""Words of 64 bits that are looked at in one table."""

Witness = Mapping[str, CanonicalValue | None]
"""One combination of values, by option."""


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A row that matches nothing, because in `column` no value of the option is in its cell."""

    row: int
    column: str


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """A row all of whose combinations match the row `by` too, of the same table or of another; one of them."""

    row: int
    by: int
    witness: Witness


@dataclass(frozen=True, slots=True)
class Gap:
    """What no row matches in a column: some classes of its values, "no value" perhaps; and one such combination."""

    column: str
    classes: tuple[ValueClass, ...]
    witness: Witness


class TableRows:
    """The rows of one table, over the classes of values that it can tell apart.

    Raises `TooComplexError` where there are too many classes, or looking at them takes too long.
    """

    def __init__(self, product: Product, table: Table, allowance: Allowance) -> None:
        self.table = table
        self._allowance = allowance.concerning(table.columns, (table.key,))
        self._cells = list(zip(*table.rows, strict=True))
        self._columns = [
            classify(product.by_key[key], (ColumnTerm(key, cells),), self._allowance)
            for key, cells in zip(table.columns, self._cells, strict=True)
        ]
        self._every = (1 << len(table.rows)) - 1
        self._matched = [reduce(or_, map(_mask, column.classes), 0) for column in self._columns]

    def dead(self) -> Iterator[DeadRow]:
        """The rows that can never match."""
        for column, matched in zip(self._columns, self._matched, strict=True):
            yield from (DeadRow(row, column.key) for row in _bits(self._every & ~matched))

    def covered(self, *, earlier: bool = False) -> Iterator[CoveredRow]:
        """The rows that another one covers whole; of two that say the same in other words, the later one.

        With `earlier`, only those that one before them covers.
        """
        alive = reduce(and_, self._matched, self._every)
        covers = self._covers(self._columns, self._cells, len(self.table.rows))
        for row in _bits(alive):
            others = covers[row] & ~(1 << row)
            for other in _bits(others):
                if other < row or not (earlier or covers[other] >> row & 1):
                    yield CoveredRow(row, other, self.witness(row))
                    break

    def gaps(self) -> Iterator[Gap]:
        """What no row of the table matches, column by column."""
        for column in self._columns:
            unmatched = tuple(each for each in column.classes if not _mask(each))
            if unmatched and len(unmatched) < len(column.classes):
                witness = {each.key: _first(each.classes) for each in self._columns}
                yield Gap(column.key, unmatched, witness | {column.key: _first(unmatched)})

    def forbidden_by(self, product: Product, other: Table) -> Iterator[CoveredRow]:
        """The rows that one row of another table covers whole, whatever its columns have that this table lacks."""
        free = (1 << len(other.rows)) - 1
        columns: list[ClassedOption] = []
        cells: list[Sequence[Cell]] = []
        for key, theirs in zip(other.columns, zip(*other.rows, strict=True), strict=True):
            if key not in self.table.columns:
                alone = classify(product.by_key[key], (ColumnTerm(key, theirs),), self._allowance)
                free = reduce(and_, map(_mask, alone.classes), free)
                continue
            own = self._cells[self.table.columns.index(key)]
            terms = (ColumnTerm(key, theirs), ColumnTerm(key, own))
            columns.append(classify(product.by_key[key], terms, self._allowance))
            cells.append(own)
        if not free or not columns:
            return
        alive = reduce(and_, self._matched, self._every)
        covers = self._covers(columns, cells, len(other.rows))
        for row in _bits(alive):
            found = covers[row] & free
            if found:
                yield CoveredRow(row, next(_bits(found)), self.witness(row))

    def witness(self, row: int) -> Witness:
        """One combination that a row matches."""
        return {
            column.key: _first([each for each in column.classes if _mask(each) >> row & 1]) for column in self._columns
        }

    def _covers(self, columns: Sequence[ClassedOption], cells: Sequence[Sequence[Cell]], width: int) -> list[int]:
        """For each row of this table, the rows (of `width` many) that match all that it matches.

        The first worth of a class is the mask of those rows, the last that of this table's own.
        """
        work = 0
        covers = [(1 << width) - 1] * len(self.table.rows)
        for column, of_column in zip(columns, cells, strict=True):
            first: dict[Cell, int] = {}
            for row, cell in enumerate(of_column):
                first.setdefault(cell, row)
            chosen = sum(1 << row for row in first.values())
            by_row: dict[int, int] = {}
            for each in column.classes:
                mask, own = _mask(each), _mask(each, -1) & chosen
                work += (own.bit_count() + 1) * (len(covers) // 64 + width // 64 + 2)
                if work > MOST_WORK:
                    raise self._allowance.too_complex("its rows are too many to be compared with one another")
                self._allowance.spend(own.bit_count())
                for row in _bits(own):
                    by_row[row] = by_row[row] & mask if row in by_row else mask
            for row, cell in enumerate(of_column):
                covers[row] &= by_row.get(first[cell], 0)
        return covers


def _mask(of_class: ValueClass, term: int = 0) -> int:
    mask = of_class.worths[term]
    assert isinstance(mask, int)  # noqa: S101 - a column is worth a mask
    return mask


def _first(classes: Sequence[ValueClass]) -> CanonicalValue | None:
    """A value, if one of the classes has some."""
    return next((each.representative for each in classes if each.representative is not None), None)


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    text = bin(mask)[:1:-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)
