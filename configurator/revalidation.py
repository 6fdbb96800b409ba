"""Every code that a registry has issued, tried again under a catalog of today: can it be built, may it be sold?

    registry -> pages of issued documents -> by product -> in columns, as far as that is sure -> the rest one by one

The referee is `rereading.reread`, document by document. Where there is NumPy, documents of one product are read and
judged together (`batch.stored`), which says nothing but what `reread` would; what it leaves open is reread. Measured:
`tests/benchmarks/revalidating.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from configurator.errors import DocumentError, JsonError, MissingExtraError, UnknownProductError
from configurator.identity.document import read_document
from configurator.in_numbers import library
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.problem import broken
from configurator.model.revised import Change, state_name
from configurator.registry.store import Registry, Resolved
from configurator.rereading import reread

if TYPE_CHECKING:
    from configurator.batch.stored import StoredBatch

MOST_REASONS = 1_000
"""Different ones that are counted over a registry: what they say may have a value of each code in it."""
PAGE = 2_048
"""Codes that are read, and held, at once."""
FEW = 64
"""Documents of one product, below which making columns takes longer than reading one by one."""

_NAMED = re.compile(rb'"product":"([A-Za-z0-9][A-Za-z0-9._-]{0,63}/[A-Za-z0-9][A-Za-z0-9._-]{0,63})"\}')
"""How a canonical document ends: the product that it is one of."""


class StoredCode(Protocol):
    """An issued code, as a registry gives it back: its label, and the document with its digest."""

    @property
    def code(self) -> str:
        """The label."""

    @property
    def digest(self) -> bytes:
        """The digest of the document, 32 bytes."""

    @property
    def document(self) -> bytes:
        """The bytes that were issued."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An issued code under the catalog of today.

    - `product`: what it is one of, by its permanent key; None where the document cannot be read;
    - `problem`: the first reason why it cannot be built, None where it can;
    - `sellable`: whether it can be built and nothing bars it from sale on the day that was asked for;
    - `code_kept`: as `reread` tells it; None where nobody can tell, because the product is there no more.
    """

    code: str
    product: str | None
    problem: str | None
    sellable: bool
    code_kept: bool | None

    @property
    def buildable(self) -> bool:
        """Whether it is a valid configuration today."""
        return self.problem is None


class Revalidation:
    """Tries issued codes of one catalog as of a day, page after page.

    `changes`: those of the revisions that the catalog has been given. `few`: documents of one product on a page below
    which they are read one by one.
    """

    def __init__(self, knowledge: KnowledgeBase, day: date, changes: Sequence[Change] = (), *, few: int = FEW) -> None:
        self.knowledge, self.day, self.changes = knowledge, day, tuple(changes)
        self._in_columns, self._few = True, few
        self._own = f"{knowledge.catalog.permanent_key}/"
        self._products = {each.permanent_key: each for each in knowledge.products.values()}
        self._batches: dict[str, StoredBatch] = {}

    @property
    def state(self) -> str:
        """The name of what codes are tried under: the release, and the changes of revisions."""
        catalog = self.knowledge.catalog
        return state_name(f"{catalog.permanent_key}@{catalog.digest}", self.changes)

    def tried(self, page: Sequence[StoredCode]) -> list[Tried]:
        """What became of those codes of a page that are of this catalog, in their order."""
        found: dict[int, Tried] = {}
        by_product: dict[str, list[int]] = {}
        for place, each in enumerate(page):
            product = _product(each.document)
            if product is None or product.startswith(self._own):
                by_product.setdefault(product or "", []).append(place)
        for product, places in by_product.items():
            found |= self._sure(product, page, places)
            for place in places:
                if place not in found:
                    tried = self.one(page[place])
                    if tried is not None:
                        found[place] = tried
        return [found[place] for place in sorted(found)]

    def one(self, issued: StoredCode) -> Tried | None:
        """What became of one code, by the referee; None where it is another catalog's."""
        try:
            document = read_document(issued.document)
        except (JsonError, DocumentError) as error:
            return Tried(
                issued.code, None, f"the stored document cannot be read: {error}", sellable=False, code_kept=None
            )
        if not document.product.startswith(self._own):
            return None
        try:
            found = reread(self.knowledge, document, self.day)
        except UnknownProductError:
            why = (
                f"`{self.knowledge.catalog.key}` no longer has the product `{document.product.removeprefix(self._own)}`"
            )
            return Tried(issued.code, document.product, why, sellable=False, code_kept=None)
        problem = found.problems[0].message if found.problems else None
        return Tried(issued.code, document.product, problem, found.sellable, found.code_kept)

    def _sure(self, product: str, page: Sequence[StoredCode], places: Sequence[int]) -> dict[int, Tried]:
        """What columns are sure of, by the place in the page."""
        batch = self._batch(product) if len(places) >= self._few else None
        if batch is None:
            return {}
        judged = batch.judge([page[place].document for place in places], [page[place].digest for place in places])
        why = [*(broken(each).message for each in batch.constraints), None]  # -1 is the last
        rows = zip(places, judged.sure.tolist(), judged.broken.tolist(), judged.sellable.tolist(), strict=True)
        return {
            place: Tried(page[place].code, product, why[number], sellable, code_kept=True)
            for place, is_sure, number, sellable in rows
            if is_sure
        }

    def _batch(self, product: str) -> StoredBatch | None:
        """What judges a product's documents in columns; None where that cannot be done."""
        knowledge = self._products.get(product)
        if not self._in_columns or knowledge is None or knowledge.product.nests:
            return None
        if product not in self._batches:
            try:
                self._batches[product] = library("stored").StoredBatch(knowledge, self.day)
            except MissingExtraError:
                self._in_columns = False
                return None
        return self._batches[product]


def _product(document: bytes) -> str | None:
    """The product of a document that ends as canonical ones do; None where it has to be read."""
    found = _NAMED.fullmatch(document, document.rfind(b'"product":"'))
    return found[1].decode() if found else None


def pages(registry: Registry, after: str | None = None, size: int = PAGE) -> Iterator[list[Resolved]]:
    """All issued codes, a page at a time, behind the long code `after`. Raises what the registry says."""
    page = registry.codes(after=after, limit=size)
    while page:
        yield page
        page = registry.codes(after=page[-1].long_code, limit=size)


def each_tried(revalidation: Revalidation, found: Iterable[Sequence[StoredCode]]) -> Iterator[Tried]:
    """What became of the codes of some pages."""
    return (tried for page in found for tried in revalidation.tried(page))
