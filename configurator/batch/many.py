"""The entrance: many configurations of one product at once, in memory or from file to file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from configurator.batch.amounts import AmountOf
from configurator.batch.answer_files import check_output, writing
from configurator.batch.answers import Answers, schema_of
from configurator.batch.batch import Batch
from configurator.batch.chunks import Rows, in_chunks
from configurator.batch.files import about_rows, read_chunks
from configurator.batch.following import Following, fields_of, refuse_same_names
from configurator.batch.pool import judged, usual_processes
from configurator.batch.reasons import Reasons
from configurator.batch.workers import PLAIN, each_answered, each_beside, plain_schema
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.text.json_reader import DEFAULT, JsonLimits

__all__ = [
    "PLAIN",
    "AmountOf",
    "Batch",
    "Done",
    "Reasons",
    "about_rows",
    "answered",
    "each_answered",
    "each_beside",
    "fields_of",
    "from_file",
    "one_table",
    "plain_schema",
    "refuse_same_names",
    "usual_processes",
]


def answered(
    knowledge: ProductKnowledge,
    rows: Rows,
    identity_key: IdentityKey | None = None,
    *,
    coded: bool,
    following: Sequence[Following] = (),
) -> pa.Table:
    """The answers to all rows. Raises `BatchInputError`, and `NeedsIdentityKeyError` where a code needs one."""
    batch = Batch(knowledge, identity_key, coded=coded, following=following)
    answers = Answers(batch.reasons.words, batch.beside)
    found = [answers.batch(batch.judge(chunk)) for chunk in in_chunks(rows)]
    return pa.Table.from_batches(found, schema_of(coded=coded, beside=batch.beside)).unify_dictionaries()


def one_table(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """Batches one after the other."""
    return pa.Table.from_batches(list(batches), schema)


@dataclass(slots=True)
class Done:
    """How far a file has been answered: `rows` of `of`, where that is known; how often each reason was given.

    `written`: the rows of a file that has others than answers, a row for a row.
    """

    of: int | None
    rows: int = 0
    valid: int = 0
    written: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def take(self, answers: pa.RecordBatch) -> None:
        """Count the answers to some more rows."""
        self.rows += answers.num_rows
        self.valid += answers.column("reason").null_count
        for count in answers.column("reason").value_counts().to_pylist():
            if count["values"] is not None:
                self.reasons[count["values"]] += count["counts"]

    @property
    def words(self) -> str:
        """The same for people."""
        return f"{self.rows:,} of {self.of:,} rows" if self.of else f"{self.rows:,} rows"


def from_file(  # noqa: PLR0913 - each is said by name
    source: Path,
    target: Path,
    make: Callable[[], Batch],
    reasons: Reasons,
    *,
    coded: bool,
    beside: Sequence[pa.Field] = (),
    processes: int,
    limits: JsonLimits = DEFAULT,
    progress: Callable[[Done], object] = lambda _: None,
) -> Done:
    """Answer the rows of a file in another file, in their order; memory does not depend on how many there are.

    `make` makes the batch in each process, and has to be picklable; `beside` are its columns beside the verdicts.
    Raises `BatchInputError`, `UnreadableFileError`, `UnwritableFileError`, and what `make` raises.
    """
    check_output(target)
    total, chunks = read_chunks(source, limits)
    done, answers = Done(total), Answers(reasons.words, beside)
    schema = schema_of(coded=coded, beside=beside)
    with writing(target, schema) as writer, closing(judged(chunks, make, processes)) as all_found:
        for found in all_found:
            batch = answers.batch(found)
            writer.write(batch)
            done.take(batch)
            progress(done)
    return done
