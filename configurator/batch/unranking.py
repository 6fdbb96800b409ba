"""Configurations from their numbers, as columns of choices: the way back from `numbers`, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.answer_files import writing
from configurator.batch.choice_columns import ChoiceColumns
from configurator.batch.chunks import CHUNK
from configurator.batch.rank_tables import RankTables
from configurator.diagnostics.suggest import digits
from configurator.engine.outcomes import Outcomes
from configurator.engine.rank import Ranks
from configurator.errors import BatchInputError
from configurator.model.catalog import Product


class Unranking:
    """Gives the configurations that have some numbers, from tables or from walks; options are columns."""

    def __init__(self, product: Product, ranks: RankTables | Ranks) -> None:
        self._ranks, self._columns = ranks, ChoiceColumns(product)
        self.schema = self._columns.schema
        self._outcomes: Mapping[str, Outcomes]
        if isinstance(ranks, RankTables):
            self._outcomes = {step.option.key: Outcomes(step.option) for step in ranks.steps}
        else:
            self._outcomes = ranks.outcomes

    def batch(self, numbers: Sequence[int]) -> pa.RecordBatch:
        """The configurations with these numbers. Raises `BatchInputError` for a number that none has."""
        count = self._ranks.count
        beyond = max(numbers, default=-1)
        if beyond >= count or min(numbers, default=0) < 0:
            beyond = beyond if beyond >= count else min(numbers)
            last = f"the last one is {digits(count - 1, ',')}" if count else "there are no valid configurations"
            raise BatchInputError(f"no configuration has number {digits(beyond, ',')}", last)
        if isinstance(self._ranks, RankTables):
            indexes = self._ranks.unranked(numbers)
        else:
            indexes = self._singly(self._ranks, numbers)
        found = zip(self._outcomes.items(), indexes, strict=True)
        return self._columns.batch({key: (index, outcomes) for (key, outcomes), index in found}, len(numbers))

    def _singly(self, ranks: Ranks, numbers: Sequence[int]) -> list[NDArray[np.object_]]:
        """The indexes of outcomes, configuration by configuration; in order, as neighbors share most of a walk."""
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        found = [np.zeros(len(numbers), object) for _ in self._outcomes]
        for place in order:
            each = ranks.unrank(numbers[place])
            for (key, outcomes), column in zip(self._outcomes.items(), found, strict=True):
                column[place] = outcomes.index(each[key])
        return found


def configurations(unranking: Unranking, numbers: Iterable[int]) -> Iterator[pa.RecordBatch]:
    """The configurations with these numbers, chunk by chunk. Raises as `Unranking.batch`."""
    each = iter(numbers)
    while some := list(islice(each, CHUNK)):
        yield unranking.batch(some)


def to_file(
    unranking: Unranking, numbers: Iterable[int], target: Path, progress: Callable[[int], object] = lambda _: None
) -> int:
    """Write them to a file, which is there when all is written; how many they are. `progress` hears of that, too.

    Raises as `Unranking.batch`, `BatchInputError` for a name that says nothing, and `UnwritableFileError`.
    """
    rows = 0
    with writing(target, unranking.schema) as writer:
        for batch in configurations(unranking, numbers):
            writer.write(batch)
            rows += batch.num_rows
            progress(rows)
    return rows
