"""The same row by row, through the single path: for products with others inside, and the referee of everything else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from configurator.batch.codes import codes_of
from configurator.batch.columns import without_nulls
from configurator.batch.judge import Judged
from configurator.batch.reasons import Reasons
from configurator.engine.validate import validate
from configurator.identity.configured import canonical_document
from configurator.identity.digest import digest
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.evaluation import Choices


class OneByOne:
    """Judges chunk after chunk of one product, of rows that are Python objects; as `Judge` does."""

    def __init__(self, knowledge: ProductKnowledge, identity_key: IdentityKey | None = None) -> None:
        self.knowledge = knowledge
        self.reasons = Reasons(knowledge.product, knowledge.checks.constraints)
        self._key = identity_key

    def judge(self, rows: Sequence[object], *, coded: bool, completed: list[Choices] | None = None) -> Judged:
        """The verdicts of some rows, and with `coded` digests and codes; these have a row for each valid row.

        The valid rows are put into the list of the `completed` ones.
        """
        reasons, digests = [], []
        for row in rows:
            verdict = validate(self.knowledge, without_nulls(row))  # type: ignore[arg-type] # anything is answered
            reasons.append(0 if verdict.valid else self.reasons.number(verdict.problems[0]))
            if verdict.valid and completed is not None:
                completed.append(verdict.completed)
            if verdict.valid and coded:
                digests.append(digest(canonical_document(self.knowledge, verdict.completed, self._key)))
        found = np.array(reasons, np.int32)
        if not coded:
            return Judged(found)
        of_valid = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32)
        return Judged(found, of_valid, codes_of(of_valid))
