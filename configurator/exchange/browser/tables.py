"""Tables as the browser runtime reads them: the cells of each column once, and rows that name them by their places."""

from __future__ import annotations

from typing import Any

from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, SetCell, Table


def table_written(table: Table) -> dict[str, Any]:
    """Columns, each with its option, its cells, and the place of the cell of each row."""
    columns = []
    for place, option in enumerate(table.columns):
        cells: dict[Cell, int] = {}
        rows = [cells.setdefault(row[place], len(cells)) for row in table.rows]
        columns.append({"option": option, "cells": [_cell(each) for each in cells], "rows": rows})
    found = {"key": table.key, "columns": columns, "allows": table.allows}
    return found | ({"gives": True} if table.gives else {}) | ({"because": table.because} if table.because else {})


def _cell(cell: Cell) -> object:
    """`*`, `none`, some values, or a range from the least to the greatest amount."""
    match cell:
        case AnyCell():
            return "*"
        case NoneCell():
            return "none"
        case SetCell(values):
            return [list(each) if isinstance(each, tuple) else each for each in sorted(values, key=str)]
        case RangeCell(low, high):
            return {"low": str(low), "high": str(high)}
