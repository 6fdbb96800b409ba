"""Answers in types that all readers of Arrow know, with columns that are no choices beside them: for clusters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyarrow as pa

from configurator.batch.answers import Answers, joined, schema_of
from configurator.batch.batch import Batch
from configurator.batch.chunks import in_chunks
from configurator.batch.following import Following, fields_of
from configurator.batch.soundness import Soundness
from configurator.errors import BatchInputError
from configurator.model.catalog import Product

PLAIN: dict[str, pa.DataType] = {
    "valid": pa.bool_(),
    "reason": pa.string(),
    "digest": pa.binary(),
    "code": pa.string(),
}
"""The columns of an answer; the last two only where there are codes."""


def _plain(field: pa.Field) -> pa.DataType:
    """The type of a column that all readers know."""
    return PLAIN.get(field.name) or (field.type.value_type if pa.types.is_dictionary(field.type) else field.type)


def plain_schema(product: Product, following: Sequence[Following], *, coded: bool) -> pa.Schema:
    """The columns of the answers of `each_beside`, behind those to keep."""
    schema = schema_of(coded=coded, beside=fields_of(product, following))
    return pa.schema([pa.field(field.name, _plain(field)) for field in schema])


def kept_of(batch: pa.RecordBatch, keep: Sequence[str], taken: Collection[str]) -> dict[str, pa.Array]:
    """The columns to keep. Raises `BatchInputError` where one is missing, or has the name of an answer."""
    lacking = next((name for name in keep if name not in batch.schema.names or name in taken), None)
    if lacking is not None:
        reason = "is the name of an answer" if lacking in taken else "is not there"
        raise BatchInputError(f"the column `{lacking}`, which is to be kept, {reason}")
    return {name: batch.column(name) for name in keep}


def each_answered(batch: Batch, batches: Iterable[pa.RecordBatch], *, coded: bool) -> Iterator[pa.RecordBatch]:
    """The answers to one batch after another, each when it is asked for. Raises `BatchInputError`."""
    answers, soundness = Answers(batch.reasons.words, batch.beside), Soundness()
    schema = schema_of(coded=coded, beside=batch.beside)
    for each in batches:
        found = [answers.batch(batch.judge(chunk)) for chunk in in_chunks(each, soundness=soundness)]
        yield joined(found, schema)


def each_beside(
    batch: Batch, batches: Iterable[pa.RecordBatch], keep: Sequence[str], *, coded: bool
) -> Iterator[pa.RecordBatch]:
    """The same as plain columns, behind those to keep, which are no choices.

    Raises `BatchInputError` also where one to keep is missing, or has the name of an answer.
    """
    for each in batches:
        columns = kept_of(each, keep, {*PLAIN, *(field.name for field in batch.beside)})
        choices = each.drop_columns([name for name in keep if name not in batch.row_facts])
        (answer,) = each_answered(batch, [choices], coded=coded)
        columns |= {field.name: answer.column(field.name).cast(_plain(field)) for field in answer.schema}
        yield pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
