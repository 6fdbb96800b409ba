"""Configurations as columns of choices, which a batch can read again: what stands in them comes to the same.

A value stands as its option takes it: a key in a dictionary, yes or no, an integer, a decimal, a list of keys. "No
value" is null, as not being mentioned comes to that; where it would come to a default, it is the empty text, and a
number stands as text. (Of yes or no with a default and "no value" there is no such column: it has words, which a batch
refuses.) Texts and pictures are left out. A product within the product is a struct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.completed import Completed, Given, Listed, Looked, Table
from configurator.batch.exact import type_of_range
from configurator.engine.outcomes import Outcomes
from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    ValueDomain,
)
from configurator.model.evaluation import evaluate
from configurator.model.expression import options_in
from configurator.model.option import Option
from configurator.model.reading import unmentioned

_MOST_LISTED = 2**16
"""Outcomes of an option that are made into Arrow once for all; of more, those that a chunk has."""
_INTEGERS = 2**63

Indexes = Mapping[str, tuple[NDArray[Any], Outcomes]]
"""Of each closed option the outcomes of rows, by index."""


class ChoiceColumns:
    """The closed options of a product as columns; `schema` has them in declared order."""

    def __init__(self, product: Product) -> None:
        self._product = product
        closed = {option.key: option for option in product.options if not option.is_open}
        self._columns = {key: _ChoiceColumn(option, product) for key, option in closed.items()}
        self.schema = pa.schema(self._fields(product, ""))

    def batch(self, indexes: Indexes, length: int) -> pa.RecordBatch:
        """Some rows."""
        flat = {key: column.of(indexes, length) for key, column in self._columns.items()}
        arrays = self._arrays(self._product, "", indexes, flat, length)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _fields(self, product: Product, prefix: str) -> list[pa.Field]:
        found = []
        for option in product.declared_options:
            key = prefix + option.key
            if isinstance(option.domain, ProductDomain):
                found.append(pa.field(option.key, pa.struct(self._fields(option.domain.nested, f"{key}."))))
            elif key in self._columns:
                found.append(pa.field(option.key, self._columns[key].type))
        return found

    def _arrays(
        self, product: Product, prefix: str, indexes: Indexes, flat: Mapping[str, pa.Array], length: int
    ) -> list[pa.Array]:
        found = []
        for option in product.declared_options:
            key = prefix + option.key
            if isinstance(option.domain, ProductDomain):
                inner = self._arrays(option.domain.nested, f"{key}.", indexes, flat, length)
                number, outcomes = indexes[key]
                is_none = number == 0 if outcomes.no_value is not None else np.zeros(length, np.bool_)
                fields = self._fields(option.domain.nested, f"{key}.")
                found.append(_struct(inner, fields, np.asarray(is_none, np.bool_)))
            elif key in flat:
                found.append(flat[key])
        return found


def _struct(arrays: Sequence[pa.Array], fields: Sequence[pa.Field], is_none: NDArray[np.bool_]) -> pa.Array:
    if arrays:
        return pa.StructArray.from_arrays(arrays, fields=fields, mask=pa.array(is_none))
    return pa.array([None if none else {} for none in is_none.tolist()], pa.struct([]))


class _ChoiceColumn:
    """One option as a column of a type."""

    def __init__(self, option: Option, product: Product) -> None:
        usual, problems = unmentioned(option)
        self._is_told = option.optional and not problems and usual is not None and not isinstance(usual, tuple)
        self.type = _type(option, is_told=self._is_told)
        self._option, self._product = option, product
        self._listed: pa.Array | None = None
        self._asked: Looked[bool] | None = None
        if self._is_told and option.when is not None:
            closed = (key for key in options_in(option.when) if not product.by_key[key].is_open)
            self._asked = Looked(closed, self._is_asked)

    def of(self, indexes: Indexes, length: int) -> pa.Array:
        """The column for some rows."""
        index, outcomes = indexes[self._option.key]
        if outcomes.size <= _MOST_LISTED:
            if self._listed is None:
                self._listed = self._array([outcomes.at(each) for each in range(outcomes.size)])
            found = self._listed.take(pa.array(index.astype(np.int32)))
        else:
            used, places = np.unique(index, return_inverse=True)
            found = self._array([outcomes.at(int(each)) for each in used]).take(pa.array(places))
        if self._asked is None:
            return found
        asked = self._asked.of(Completed(length, lambda key: _settled(*indexes[key])))
        is_asked = np.array(self._asked.found, np.bool_).take(asked)
        rows = pa.array(np.arange(length, dtype=np.int32), mask=~is_asked)
        return found.take(rows)

    def _array(self, outcomes: Sequence[CanonicalValue | None]) -> pa.Array:
        """Outcomes one by one, those of keys as a dictionary that is always the same."""
        cells = [self._cell(each) for each in outcomes]
        if not pa.types.is_dictionary(self.type):
            return pa.array(cells, self.type)
        domain = self._option.domain
        words = [*(domain.by_key if isinstance(domain, ValueDomain) else ("yes", "no")), ""]
        places = {word: place for place, word in enumerate(words)}
        numbers = pa.array([None if cell is None else places[cell] for cell in cells], pa.int32())
        return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))

    def _cell(self, value: CanonicalValue | None) -> Any:
        if value is None:
            return "" if self._is_told else None
        if isinstance(value, bool) and self._is_told:
            return "yes" if value else "no"
        if isinstance(value, tuple):
            return list(value)
        if pa.types.is_decimal(self.type):
            return Decimal(str(value))
        return str(value) if pa.types.is_string(self.type) else value

    def _is_asked(self, given: Given) -> bool:
        assert self._option.when is not None  # noqa: S101 - it is looked at where it is not
        return evaluate(self._option.when, given, self._product.domains) is True


def _type(option: Option, *, is_told: bool) -> pa.DataType:
    """The type of the column; where "no value" is told, one that has the empty text."""
    match option.domain:
        case ValueDomain():
            return pa.dictionary(pa.int32(), pa.string())
        case FlagDomain():
            return pa.dictionary(pa.int32(), pa.string()) if is_told else pa.bool_()
        case AnyOfDomain():
            return pa.list_(pa.string())
        case IntegerDomain(least, greatest):
            return pa.int64() if not is_told and -_INTEGERS <= least <= greatest < _INTEGERS else pa.string()
        case NumberDomain():
            return pa.string() if is_told else type_of_range(option.domain)
    raise TypeError(f"`{option.key}` is open")


def _settled(index: NDArray[Any], outcomes: Outcomes) -> tuple[NDArray[np.intp], Table]:
    """Outcomes of rows as columns of completed configurations."""
    used, places = np.unique(index, return_inverse=True)
    table = Listed()
    for each in used.tolist():
        table.number(outcomes.at(each))
    return places, table
