"""A product that was made under an earlier release, as the catalog of today sees it.

    document -> read without defaults -> today's names, what is gone, can it be built, may it be sold

Every document that was ever canonical is read: its code is what it is, whatever has happened to the catalog since. What
would surprise: the answer also says whether this catalog would write what was read into the same document. If not, an
edit got past the release check, and codes are in danger. This is a last safeguard and not the check: with only one
catalog at hand, nobody can see that a baseline or a unit is another one than it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from configurator.engine.sale import Bar, bars
from configurator.errors import UnknownProductError
from configurator.identity.configured import canonical_document
from configurator.identity.document import Document
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.constraint import holds
from configurator.model.problem import Problem, broken
from configurator.model.stored import StoredReading, read_stored


@dataclass(frozen=True, slots=True)
class Reread:
    """The answer.

    - `document`: what was read, with its code; `product`: what it is one of today;
    - `reading`: the choices with today's names, what has been renamed, what is gone;
    - `problems`: why it cannot be built today, first what single options tell, then the broken constraints;
    - `bars`: what keeps it from being sold on the day that was asked for;
    - `code_kept`: whether this catalog would give what was read the same document, where it can be built.
    """

    document: Document
    product: Product
    reading: StoredReading
    problems: tuple[Problem, ...]
    bars: tuple[Bar, ...]
    code_kept: bool

    @property
    def buildable(self) -> bool:
        """Whether it is a valid configuration today."""
        return not self.problems

    @property
    def sellable(self) -> bool:
        """Whether it can be built, and nothing bars it from sale."""
        return self.buildable and not self.bars


def reread(knowledge: KnowledgeBase, document: Document, day: date) -> Reread:
    """Read a stored document under a catalog, as of a day. Raises `UnknownProductError` for another's product."""
    found = product_of(knowledge, document.product)
    product = found.product
    reading = read_stored(product, document.choices)
    completed = reading.completed
    asked = (each for each in product.checked_constraints if all(option in completed for option in each.options))
    refused = tuple(broken(each) for each in asked if not holds(each, completed, product.domains))
    problems = (*reading.problems, *refused)
    whole = len(completed) == len(product.options) and not reading.lost
    kept = not whole or bool(reading.problems) or canonical_document(found, completed) == document.bytes
    return Reread(document, product, reading, problems, bars(product, completed, day), kept)


def product_of(knowledge: KnowledgeBase, permanent_key: str) -> ProductKnowledge:
    """The product that documents call `CATALOG/PRODUCT`. Raises `UnknownProductError`."""
    for each in knowledge.products.values():
        if each.permanent_key == permanent_key:
            return each
    known = [each.permanent_key for each in knowledge.products.values()]
    raise UnknownProductError(knowledge.catalog.key, permanent_key, known)
