"""Replay the golden codes: `python tests/golden_replay.py`, under any Python and any hash seed.

Each document, issued under an old release or today's, keeps its digest and its code, whoever works them out: the
document by itself, the release that it was made under, and the catalog of today, which may call everything otherwise.
Prints how many were replayed and, of them, how many can still be built today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from configurator.catalog_files import CatalogFiles
from configurator.engine.validate import validate
from configurator.identity.document import Document, read_document
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build, coded
from configurator.places import shipped
from configurator.rereading import Reread, product_of, reread

GOLDEN = Path(__file__).parent / "vectors" / "golden_codes.jsonl"
FOLDER = shipped("catalogs")
DAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Golden:
    """A product on record: the catalog that it was made under, its document as text, its digest and its code."""

    catalog: str
    document: str
    sha256: str
    code: str

    @property
    def today(self) -> str:
        """The catalog that has taken the place of the one that it was made under."""
        folder = self.catalog.partition("/")[0]
        return f"{folder}/{folder}.vpc"


def golden_codes() -> list[Golden]:
    """All of them, in the order of the file."""
    return [Golden(**json.loads(line)) for line in GOLDEN.read_text("utf-8").splitlines()]


@cache
def catalog(name: str) -> KnowledgeBase:
    """A catalog that ships, by its path below `catalogs/`."""
    files = CatalogFiles(FOLDER / name)
    found = build(files.source(), files.read, files.read_bytes).value
    assert found is not None, name
    return found


def replay(each: Golden) -> bool:
    """Work one code out in every way; whether today's catalog can still build the product."""
    document = read_document(each.document)
    assert (document.bytes.decode(), document.sha256, document.code) == (each.document, each.sha256, each.code)
    then = reread(catalog(each.catalog), document, DAY)
    assert then.buildable, then.problems
    assert_ordered_again(catalog(each.catalog), document, then)
    now = reread(catalog(each.today), document, DAY)
    assert now.code_kept, each
    if now.buildable:
        assert_ordered_again(catalog(each.today), document, now)
    return now.buildable


def assert_ordered_again(knowledge: KnowledgeBase, document: Document, found: Reread) -> None:
    """What has been read, ordered as a customer would, gets the same document and the same code."""
    product = product_of(knowledge, document.product)
    made = coded(product, validate(product, raw(found.reading.completed)))
    assert (made.document, made.code) == (document.bytes, document.code)


def raw(completed: Mapping[str, object]) -> dict[str, object]:
    """Completed choices as JSON would have them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in completed.items()}


def main() -> None:
    """Replay all and say so."""
    buildable = [replay(each) for each in golden_codes()]
    print(f"{len(buildable)} golden codes replayed, {sum(buildable)} of them can be built today")


if __name__ == "__main__":
    main()
