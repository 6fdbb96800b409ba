"""What a batch must say of rows, by the single path; and batches made so that every way through them is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
from hypothesis import strategies as st

import configurator
from configurator.batch import combined, documents, fused, lanes
from configurator.batch.answers import Answers, schema_of
from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk
from configurator.batch.reasons import reason_of
from configurator.engine.validate import validate_clearly
from configurator.identity.code_text import code_text
from configurator.identity.configured import canonical_document
from configurator.identity.digest import digest
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.product_line import ProductLine

Said = dict[str, Any]

BOX = """
catalog shop "Shop" {}
product box "Box" {
  option model: slim | pro | none_such
  option gift: yes or no default no
  option extras: any of { strap, stand }
  option size: integer 1 .. 9 when model = pro
  option name: text { max: 4 } optional
  rule no_gift forbid gift = yes and model = slim
}
"""


def mentioned(row: Any) -> Any:
    """What a row mentions: null is not mentioned, also within what is nested."""
    if isinstance(row, dict):
        return {key: mentioned(value) for key, value in row.items() if value is not None}
    if isinstance(row, list):
        return [mentioned(each) if isinstance(each, dict) else each for each in row]
    return row


def said_singly(knowledge: ProductKnowledge, row: Any, key: IdentityKey | None = None) -> Said:
    """What the single path says of a row."""
    verdict = validate_clearly(knowledge.product, mentioned(row))
    if not verdict.valid:
        return {"valid": False, "reason": reason_of(verdict.problems[0]), "digest": None, "code": None}
    found = digest(canonical_document(knowledge, verdict.completed, key))
    return {"valid": True, "reason": None, "digest": found, "code": code_text(found)}


def said_in_columns(knowledge: ProductKnowledge, chunks: Sequence[Chunk], key: IdentityKey | None = None) -> list[Said]:
    """What a batch says of chunk after chunk."""
    batch = Batch(knowledge, key)
    answers = Answers(batch.reasons.words)
    found = [answers.batch(batch.judge(chunk)) for chunk in chunks]
    assert all(each.schema == schema_of(coded=True) for each in found)
    rows: list[Said] = pa.Table.from_batches(found, schema_of(coded=True)).to_pylist()
    verdicts = Batch(knowledge, key, coded=False)
    again = [each for chunk in chunks for each in verdicts.judge(chunk).reasons.tolist()]
    assert [(number and verdicts.reasons.words(number)) or None for number in again] == [row["reason"] for row in rows]
    return rows


def box(folder: Path) -> ProductLine:
    """The product of `BOX`, loaded from a file in a folder."""
    (folder / "shop.vpc").write_text(BOX)
    return configurator.load(folder / "shop.vpc").only


@contextmanager
def made_so(draw: Any) -> Iterator[None]:
    """Narrow lanes, small tables, short blocks: all that large products and many rows bring, in small ones."""
    settings = (
        (lanes, "WIDEST", (64, 64, 17, 3, 1)),
        (fused, "MOST_BYTES", (2**17, 2**10, 1)),
        (fused, "MOST_TAKEN", (16, 3, 0)),
        (fused, "BLOCK", (2**14, 2, 1)),
        (combined, "MOST_CELLS", (2**18, 4, 0)),
        (documents, "MOST_JOINT", (2**15, 10, 1)),
    )
    patches = [patch.object(module, name, draw(st.sampled_from(values))) for module, name, values in settings]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def cut(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Rows in chunks of a size."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]
