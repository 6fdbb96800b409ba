"""The parts of many rows, in memory or from file to file: a row for each part that a row needs, or their totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pyarrow as pa

from configurator.batch.answer_files import check_output, writing
from configurator.batch.answers import Answers, joined
from configurator.batch.batch import Batch
from configurator.batch.chunks import Rows, in_chunks
from configurator.batch.files import read_chunks
from configurator.batch.judge import Judged
from configurator.batch.many import Done
from configurator.batch.parts import Parting, PartTable, PartTotals, parting_of, quantity_type
from configurator.batch.pool import judged
from configurator.batch.reasons import Reasons
from configurator.batch.soundness import Soundness
from configurator.batch.workers import kept_of
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.text.json_reader import DEFAULT, JsonLimits


def parts_of(knowledge: ProductKnowledge, rows: Rows) -> pa.Table:
    """The parts of all rows, one after the other. Raises `BatchInputError`."""
    parting, table = Parting(Batch(knowledge, coded=False)), PartTable(knowledge.product)
    found = [table.batch(parting.judge(chunk)) for chunk in in_chunks(rows)]
    return pa.Table.from_batches(found, table.schema).unify_dictionaries()


def totals_of(knowledge: ProductKnowledge, rows: Rows) -> pa.Table:
    """The parts of all rows together. Raises `BatchInputError`."""
    parting, totals = Parting(Batch(knowledge, coded=False)), PartTotals(knowledge.product)
    for chunk in in_chunks(rows):
        totals.add(parting.judge(chunk))
    return totals.table()


def plain_schema(product: Product) -> pa.Schema:
    """The columns of the parts of `each_beside`, behind those to keep."""
    return pa.schema([("part", pa.string()), ("quantity", quantity_type(product)), ("unit", pa.string())])


def each_beside(batch: Batch, batches: Iterable[pa.RecordBatch], keep: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The parts of one batch after another, behind the columns to keep of the row that needs each, in plain types.

    Raises `BatchInputError` also where one to keep is missing, or has the name of a column of parts.
    """
    parting, schema = Parting(batch), plain_schema(batch.product)
    soundness = Soundness()
    for each in batches:
        kept = kept_of(each, keep, schema.names)
        table = PartTable(batch.product)
        choices = each.drop_columns(list(keep))
        found = [table.batch(parting.judge(chunk)) for chunk in in_chunks(choices, soundness=soundness)]
        parts = joined([some for some in found if some.num_rows], table.schema)
        columns = {name: column.take(parts.column("row")) for name, column in kept.items()}
        columns |= {field.name: parts.column(field.name).cast(field.type) for field in schema}
        yield pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def from_file(  # noqa: PLR0913 - each is said by name
    source: Path,
    target: Path,
    make: Callable[[], Batch],
    knowledge: ProductKnowledge,
    *,
    together: bool,
    processes: int,
    limits: JsonLimits = DEFAULT,
    progress: Callable[[Done], object] = lambda _: None,
) -> Done:
    """Write the parts of a file's rows to another file, or with `together` their totals.

    Memory does not depend on how many rows there are; otherwise as `many.from_file`.
    """
    check_output(target)
    total, chunks = read_chunks(source, limits)
    done = Done(total)
    answers = Answers(Reasons(knowledge.product, knowledge.checks.constraints).words)
    table, totals = PartTable(knowledge.product), PartTotals(knowledge.product)
    schema = totals.table().schema if together else table.schema
    making = partial(parting_of, make)
    with writing(target, schema) as writer, closing(judged(chunks, making, processes)) as all_found:
        for found in all_found:
            if together:
                totals.add(found)
            else:
                writer.write(table.batch(found))
                done.written += len(found.rows)
            done.take(answers.batch(Judged(found.reasons)))
            progress(done)
        if together:
            for batch in totals.table().to_batches():
                writer.write(batch)
                done.written += batch.num_rows
    return done
