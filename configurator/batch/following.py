"""What else is told of valid rows, beside their verdicts: amounts, numbers; null where a row is not valid.

Each kind is made for a product, in each process anew, and then answers chunk after chunk of completed rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.answers import schema_of
from configurator.batch.completed import Completed
from configurator.errors import BatchQuestionError
from configurator.model.catalog import Product


class Follows(Protocol):
    """Something that follows from a valid configuration; `fields` are its columns.

    `row_facts`: the facts of a sale that it wants of each row, by their keys.
    """

    fields: tuple[pa.Field, ...]
    row_facts: tuple[str, ...]

    def of(self, completed: Completed) -> Sequence[pa.Array]:
        """Its columns for valid rows."""


Following: TypeAlias = Callable[[Product], Follows]
"""Makes it for a product; it can be pickled, so that other processes make the same."""


def fields_of(product: Product, following: Sequence[Following]) -> tuple[pa.Field, ...]:
    """The columns of all of them. Raises `BatchQuestionError` where one cannot be made."""
    return tuple(field for make in following for field in make(product).fields)


def refuse_same_names(fields: Sequence[pa.Field]) -> None:
    """Raise `BatchQuestionError` where two columns of the answers would have one name."""
    taken = set(schema_of(coded=True).names)
    for field in fields:
        if field.name in taken:
            raise BatchQuestionError("same-column", f"two columns of the answers would be called `{field.name}`")
        taken.add(field.name)


def beside(follows: Sequence[Follows], completed: Completed, is_valid: NDArray[np.bool_]) -> tuple[pa.Array, ...]:
    """The columns for all rows, of which the valid ones are completed."""
    found = [column for each in follows for column in each.of(completed)]
    if completed.length == len(is_valid):
        return tuple(found)
    places = (np.cumsum(is_valid) - 1).astype(np.int32)
    rows = pa.array(places, mask=~is_valid)
    return tuple(column.take(rows) for column in found)
