"""Files about issued codes: the codes themselves, for clusters, and what became of each under a catalog of today."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from configurator.batch.answer_files import writing

TRIED = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("product", pa.string()),
        pa.field("buildable", pa.bool_(), nullable=False),
        pa.field("problem", pa.string()),
        pa.field("sellable", pa.bool_(), nullable=False),
        pa.field("code_kept", pa.bool_()),
    ]
)
"""The columns of what became of codes, in the order of their answers."""

ISSUED = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("digest", pa.binary(32), nullable=False),
        pa.field("document", pa.binary(), nullable=False),
        pa.field("release", pa.string(), nullable=False),
        pa.field("issued_at", pa.string(), nullable=False),
    ]
)
"""The columns of codes as they were issued."""


class Tried(Protocol):
    """What became of a code; see `configurator.revalidation.Tried`."""

    code: str
    product: str | None
    problem: str | None
    sellable: bool
    code_kept: bool | None

    @property
    def buildable(self) -> bool:
        """Whether it can be built today."""


class Issued(Protocol):
    """A code as it was issued; see `configurator.registry.store.Resolved`."""

    code: str
    digest: bytes
    document: bytes
    release: str
    issued_at: str


def tried_batch(found: Sequence[Tried]) -> pa.RecordBatch:
    """What became of some codes, as rows."""
    return _batch(found, TRIED)


def issued_batch(found: Sequence[Issued]) -> pa.RecordBatch:
    """Some codes as they were issued, as rows."""
    return _batch(found, ISSUED)


def _batch(found: Sequence[object], schema: pa.Schema) -> pa.RecordBatch:
    columns = [pa.array([getattr(each, field.name) for each in found], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def write_part(path: Path, batches: Sequence[pa.RecordBatch]) -> None:
    """Write a part of the answers, which is durable when this returns. Raises `UnwritableFileError`."""
    with writing(path, TRIED) as writer:
        for batch in batches:
            writer.write(batch)
    for name, way in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        opened = os.open(name, way)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def is_part(path: Path) -> bool:
    """Whether there is a part of the answers, written to its end."""
    try:
        with pa.OSFile(str(path), "rb") as source:
            return bool(pa.ipc.open_file(source).schema.equals(TRIED))
    except (OSError, pa.ArrowException):
        return False


def write_joined(target: Path, parts: Iterable[Path]) -> None:
    """Write parts, one after the other, into one file. Raises as `writing` does."""
    with writing(target, TRIED) as writer:
        for batch in _batches(parts):
            writer.write(batch)


def _batches(parts: Iterable[Path]) -> Iterator[pa.RecordBatch]:
    for part in parts:
        with pa.OSFile(str(part), "rb") as source:
            file = pa.ipc.open_file(source)
            for number in range(file.num_record_batches):
                yield file.get_batch(number)


def write_issued(target: Path, batches: Iterable[pa.RecordBatch]) -> None:
    """Write codes as they were issued. Raises as `writing` does."""
    with writing(target, ISSUED) as writer:
        for batch in batches:
            writer.write(batch)


def documents_of(batch: pa.RecordBatch) -> tuple[list[str], list[bytes]]:
    """The codes and documents in rows of a cluster."""
    return batch.column("code").to_pylist(), [bytes(each) for each in batch.column("document").to_pylist()]
