"""One product's batch: chunks of rows in, what was found out; `Batch` is what each process has one of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from configurator.batch.arrow_columns import ArrowReader
from configurator.batch.chunks import Chunk, Lines
from configurator.batch.columns import RowReader
from configurator.batch.combined import Numbers
from configurator.batch.completed import Completed, Numbering
from configurator.batch.following import Following, beside
from configurator.batch.judge import Judge, Judged
from configurator.batch.one_by_one import OneByOne
from configurator.batch.plain_values import refuse_doubles, rows_of
from configurator.batch.row_facts import FactTable, RowFacts
from configurator.batch.settled import AllSettled
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.evaluation import Choices


class Batch:
    """Judges chunks of one product, in columns where that does; with `coded`, valid rows get digests and codes.

    `following` makes what else is told of valid rows, beside the verdicts: the columns `beside`. `identity_key` is
    needed for codes of configurations with private text; `NeedsIdentityKeyError` comes where it is missing.
    `row_facts`: columns that are no choices, but facts of a row's sale.
    """

    def __init__(
        self,
        knowledge: ProductKnowledge,
        identity_key: IdentityKey | None = None,
        *,
        coded: bool = True,
        following: Sequence[Following] = (),
    ) -> None:
        self._coded = coded
        self.product = knowledge.product
        nests = knowledge.product.nests
        self._one_by_one = OneByOne(knowledge, identity_key) if nests else None
        self._numbering = Numbering(knowledge.product.by_key)
        self._follows = [make(knowledge.product) for make in following]
        self.beside = tuple(field for each in self._follows for field in each.fields)
        self.row_facts = frozenset(key for each in self._follows for key in each.row_facts)
        self._facts = RowFacts(knowledge.product, self.row_facts) if self.row_facts else None
        self._judge = Judge(knowledge, identity_key)
        self._arrow = ArrowReader(knowledge.blank)
        self.reasons = self._judge.reasons
        self._rows = RowReader(knowledge.blank)

    def judge(self, chunk: Chunk) -> Judged:
        """What is found of each row. Raises `BatchInputError` for what cannot be read as rows."""
        if not self._follows:
            return self._judged(chunk, None)[0]
        judged, completed = self.completed(chunk)
        return replace(judged, beside=beside(self._follows, completed, judged.reasons == 0))

    def completed(self, chunk: Chunk) -> tuple[Judged, Completed]:
        """What is found of each row, and the valid rows as completed configurations. Raises as `judge`."""
        rows: list[Choices] = []
        facts: Mapping[str, tuple[Numbers, FactTable]] = {}
        if self._facts is not None:
            chunk, facts = self._facts.taken(chunk)
        judged, settled = self._judged(chunk, rows)
        valid = np.flatnonzero(judged.reasons == 0)
        if self._one_by_one is not None:
            found = self._numbering.completed(rows)
        else:
            assert settled is not None  # noqa: S101 - nothing is judged one by one
            found = Completed(len(valid), settled.of, valid if len(valid) < len(judged.reasons) else None)
        for key, (numbers, table) in facts.items():
            found.add(key, table.of_valid(numbers, valid), table)
        return judged, found

    def _judged(self, chunk: Chunk, completed: list[Choices] | None) -> tuple[Judged, AllSettled | None]:
        """What is found of each row, and what each option comes to; those judged one by one are `completed`."""
        if isinstance(chunk, Lines):
            chunk = chunk.rows()
        elif isinstance(chunk, pa.RecordBatch):
            refuse_doubles(chunk.schema)
        if self._one_by_one is not None:
            rows = rows_of(chunk) if isinstance(chunk, pa.RecordBatch) else chunk
            return self._one_by_one.judge(rows, coded=self._coded, completed=completed), None
        reader = self._arrow if isinstance(chunk, pa.RecordBatch) else self._rows
        columns = reader.read(chunk)
        settled = self._judge.settled(columns)
        return self._judge.judge_settled(settled, columns, coded=self._coded), settled
