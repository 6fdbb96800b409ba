"""The new value of a row, read by the type that the attribute has in the catalog, and written in one spelling."""

from __future__ import annotations

import re
from fractions import Fraction

from configurator.analysis import csv_cells
from configurator.analysis.csv_cells import BadCellError
from configurator.analysis.values import described
from configurator.diagnostics import did_you_mean
from configurator.model.derivation import Amount
from configurator.model.units import PLAIN, UNITS, is_money, kind_of
from configurator.model.value import AttributeType, AttributeValue

_WITH_UNIT = re.compile(r"([-+0-9.,'’]+)\s*([A-Za-z]{1,12}[0-9]?)")


def read_value(cell: str, kind: AttributeType, *, in_file: bool) -> tuple[AttributeValue, str]:
    """What a cell says, and how it is written. Raises `BadCellError`.

    An amount has its unit, as in the catalog; money, and numbers of a file whose column has a unit, may go without.
    """
    match kind.kind:
        case "amount":
            return _amount(cell, kind, in_file=in_file)
        case "symbol":
            word = csv_cells.symbol(kind.symbols)(cell)
            return word, str(word)
        case "flag":
            return csv_cells.flag(cell), cell
        case "color":
            return csv_cells.color(cell), csv_cells.color(cell)
        case "date":
            return csv_cells.date(cell), cell
        case "file":
            return csv_cells.file(cell), csv_cells.file(cell)
    return csv_cells.text(cell), csv_cells.text(cell)


def _amount(cell: str, kind: AttributeType, *, in_file: bool) -> tuple[Fraction, str]:
    found = _WITH_UNIT.fullmatch(cell)
    if found is None:
        if kind.dimension != PLAIN and not (kind.unit and (in_file or is_money(kind.dimension))):
            example = f"`12.5 {kind.unit.symbol}`" if kind.unit else "`12.5` and its unit"
            raise BadCellError(f"{described(kind)} with its unit, written like {example}")
        unit = kind.unit
        number = csv_cells.number_of(None)(cell)
    else:
        written, symbol = found[1], found[2]
        unit = UNITS.get(symbol)
        if unit is None:
            known = [each.symbol for each in UNITS.values() if each.dimension == kind.dimension]
            raise BadCellError(f"{described(kind)} in a unit that there is", did_you_mean(symbol, known))
        if unit.dimension != kind.dimension:
            raise BadCellError(f"{described(kind)}: `{symbol}` is a unit of {kind_of(unit.dimension)}")
        number = csv_cells.number_of(None)(written)
    assert isinstance(number, Fraction)  # noqa: S101 - that is what numbers are read as
    amount = Amount(number * (unit.factor if unit else 1), unit)
    return amount.base, str(amount)


def shown_value(value: AttributeValue | None, kind: AttributeType | None) -> str | None:
    """An attribute as a cell would have it; None where there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, Fraction):
        return value
    return str(Amount(value, kind.unit if kind else None))
