"""Columns of choices: of each row the number of a distinct raw value of one option, where 0 is "not mentioned".

A column that is missing and a cell that is null say the same: that nobody mentions the option. So a raw None, which
in the single path says "no value", never comes in a column; "no value" is the empty string there, as everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.batch.raw_cells import RawCells

Ids = NDArray[Any]
"""Unsigned numbers of 8, 16 or 32 bits, as few as do."""


MOST_REMEMBERED = 2**15
"""Raw values of one option that are carried from chunk to chunk."""


class Values:
    """Distinct raw values; number 1 is the first of them. They grow from chunk to chunk, and are never changed."""

    __slots__ = ("raws",)

    def __init__(self, raws: Sequence[object]) -> None:
        self.raws = raws

    def __len__(self) -> int:
        return len(self.raws)


NO_VALUES = Values(())


class Column:
    """What each row chooses for one option: numbers, or cells that they are made of when somebody asks for them."""

    __slots__ = ("_ids", "raw", "values")

    def __init__(self, ids: Ids | RawCells, values: Values) -> None:
        self.raw = ids if isinstance(ids, RawCells) else None
        self._ids = ids
        self.values = values

    @property
    def ids(self) -> Ids:
        """The number of each row."""
        if isinstance(self._ids, RawCells):
            self._ids = self._ids.numbers()
        return self._ids


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A chunk of rows: its columns by option key.

    `strangers`: of columns that are no option of the product, which rows mention one; None where no row does.
    `shapeless`: which rows are no objects at all, as JSON may have them; None where all are.
    """

    length: int
    by_key: Mapping[str, Column]
    strangers: NDArray[np.bool_] | None = None
    shapeless: NDArray[np.bool_] | None = None


def width_for(count: int) -> type[Any]:
    """The type of numbers up to `count`."""
    if count < 2**8:
        return np.uint8
    return np.uint16 if count < 2**16 else np.uint32


class Encoder:
    """Numbers the raw values of one option as they come; equal ones of one type are one.

    `True` is not 1 here, 1.0 is not 1.00, and lists are equal where their strings are. What cannot be compared gets a
    number each time.
    """

    def __init__(self) -> None:
        self._raws: list[object] = []
        self.values = Values(self._raws)
        self._known: dict[tuple[type, object], int] = {}

    def number(self, raw: object) -> int:
        """The number of a raw value; 0 for None."""
        kind = type(raw)
        if kind in _COMPARABLE:
            key: object = raw
        elif raw is None:
            return 0
        elif isinstance(raw, Decimal):
            key = str(raw)
        elif isinstance(raw, list) and all(type(each) is str for each in raw):
            key = tuple(raw)
        else:
            self._raws.append(raw)
            return len(self._raws)
        found = self._known.get((kind, key))
        if found is None:
            self._raws.append(raw)
            found = self._known[kind, key] = len(self._raws)
        return found


_COMPARABLE = frozenset({str, bool, int, date})


class Encoders:
    """An encoder for each option; one that knows too much is forgotten, so that memory is bounded."""

    def __init__(self) -> None:
        self._by_key: dict[str, Encoder] = {}

    def of(self, key: str) -> Encoder:
        """The encoder for a chunk of a column; to be asked for once a chunk."""
        found = self._by_key.get(key)
        if found is None or len(found.values) > MOST_REMEMBERED:
            found = self._by_key[key] = Encoder()
        return found


class RowReader:
    """Columns from rows that are Python objects, as JSON has them; `known` are the keys of the product's options."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._encoders = Encoders()

    def read(self, rows: Sequence[object]) -> Columns:
        """The columns of some rows; nulls in them are left out, also inside of what is nested."""
        encoders: dict[str, Encoder] = {}
        ids: dict[str, list[int]] = {}
        strangers, shapeless = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
        for place, row in enumerate(rows):
            if not isinstance(row, Mapping):
                shapeless[place] = True
                continue
            for key, raw in row.items():
                if raw is None:
                    continue
                if key not in self._known:
                    strangers[place] = True
                    continue
                if key not in encoders:
                    encoders[key], ids[key] = self._encoders.of(key), [0] * len(rows)
                ids[key][place] = encoders[key].number(raw)
        by_key = {
            key: Column(np.array(ids[key], width_for(len(each.values))), each.values) for key, each in encoders.items()
        }
        return Columns(
            len(rows), by_key, strangers if strangers.any() else None, shapeless if shapeless.any() else None
        )


def without_nulls(raw: object) -> object:
    """A row as a configuration: members that are null are not mentioned, also inside of what is nested."""
    if isinstance(raw, Mapping):
        return {key: without_nulls(value) for key, value in raw.items() if value is not None}
    if isinstance(raw, list):
        return [without_nulls(each) if isinstance(each, Mapping) else each for each in raw]
    return raw
