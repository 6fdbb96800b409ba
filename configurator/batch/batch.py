"""One product's batch: chunks of rows in, what was found out; `Batch` is what each process has one of."""

from __future__ import annotations

import pyarrow as pa

from configurator.batch.arrow_columns import ArrowReader
from configurator.batch.chunks import Chunk, Lines
from configurator.batch.columns import RowReader
from configurator.batch.judge import Judge, Judged
from configurator.batch.one_by_one import OneByOne
from configurator.batch.plain_values import refuse_doubles, rows_of
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import ProductKnowledge


class Batch:
    """Judges chunks of one product, in columns where that does; with `coded`, valid rows get digests and codes.

    `identity_key` is needed for codes of configurations with private text; `NeedsIdentityKeyError` comes where it is
    missing.
    """

    def __init__(
        self, knowledge: ProductKnowledge, identity_key: IdentityKey | None = None, *, coded: bool = True
    ) -> None:
        self._coded = coded
        nests = knowledge.product.nests
        self._one_by_one = OneByOne(knowledge, identity_key) if nests else None
        self._judge = Judge(knowledge, identity_key)
        self._arrow = ArrowReader(knowledge.blank)
        self.reasons = self._judge.reasons
        self._rows = RowReader(knowledge.blank)

    def judge(self, chunk: Chunk) -> Judged:
        """What is found of each row. Raises `BatchInputError` for what cannot be read as rows."""
        if isinstance(chunk, Lines):
            chunk = chunk.rows()
        elif isinstance(chunk, pa.RecordBatch):
            refuse_doubles(chunk.schema)
        if self._one_by_one is not None:
            rows = rows_of(chunk) if isinstance(chunk, pa.RecordBatch) else chunk
            return self._one_by_one.judge(rows, coded=self._coded)
        reader = self._arrow if isinstance(chunk, pa.RecordBatch) else self._rows
        return self._judge.judge(reader.read(chunk), coded=self._coded)
