"""The laws of documents over a whole history of releases; each is checked over all products that were ever made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from descriptions import Descriptions
from made import Made
from readings import IDENTITY_KEY, as_read, seen_in
from reorders import of_today, reorders
from things import Hidden, World

from configurator.engine.validate import validate
from configurator.errors import UnknownProductError
from configurator.identity.configured import canonical_document
from configurator.identity.document import Document, read_document
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.rereading import reread
from configurator.revalidation import Revalidation

TODAY = date(2026, 5, 1)


class BrokenLawError(AssertionError):
    """A code has changed, or two products share one."""


class Issued(NamedTuple):
    """A code as a registry has it."""

    code: str
    digest: bytes
    document: bytes


class Laws:
    """All products that were made in one history, and the laws over them."""

    def __init__(self) -> None:
        self.worlds: list[World] = []
        self.made: list[Made] = []
        self.documents: dict[bytes, Document] = {}
        self.ordered_again = 0

    def record(self, made: Made) -> None:
        """One more product with the document that it got."""
        self.made.append(made)
        if made.document not in self.documents:
            self.documents[made.document] = read_document(made.document)

    def check(self, knowledge: KnowledgeBase) -> None:
        """All laws, under the catalog of today, which is that of the last world."""
        descriptions = Descriptions(self.worlds)
        self.codes_are_tried_together_as_they_are_one_by_one(knowledge)
        different = {
            (each.product, each.document, frozenset(each.values.items()), str(each.typed)): each for each in self.made
        }
        things = [(each, descriptions.of(each)) for each in different.values()]
        self.equal_documents_are_equal_things(things)
        for made, thing in things:
            self.it_is_read_as_what_it_is(made, thing, knowledge)
            self.it_gets_the_same_document_again(made, thing, knowledge, descriptions)

    def equal_documents_are_equal_things(self, things: list[tuple[Made, Mapping[int, Hidden]]]) -> None:
        """Two products have one document exactly if nobody could tell them apart."""
        by_document: dict[bytes, tuple[Made, object]] = {}
        by_thing: dict[object, Made] = {}
        for made, thing in things:
            physically = (made.product, frozenset(thing.items()))
            other, theirs = by_document.setdefault(made.document, (made, physically))
            if theirs != physically:
                raise BrokenLawError(f"two products share a document:\n{other}\n{made}\n{theirs}\n{physically}")
            same = by_thing.setdefault(physically, made)
            if same.document != made.document:
                raise BrokenLawError(
                    f"one product has two documents:\n{same.document!r} {same}\n{made.document!r} {made}"
                )

    def codes_are_tried_together_as_they_are_one_by_one(self, knowledge: KnowledgeBase) -> None:
        """What a job says of issued codes, in columns, is what reading their documents one by one says."""
        together = Revalidation(knowledge, TODAY, few=1)
        documents = list(self.documents.values())
        found = together.tried([Issued(each.code, each.digest, each.bytes) for each in documents])
        for document, tried in zip(documents, found, strict=True):
            if tried != together.one(Issued(document.code, document.digest, document.bytes)):
                raise BrokenLawError(f"{document.bytes!r} is tried otherwise in columns: {tried}")

    def it_is_read_as_what_it_is(self, made: Made, thing: Mapping[int, Hidden], knowledge: KnowledgeBase) -> None:
        """A stored document is read under the catalog of today as the thing that it was given to."""
        world, document = self.worlds[-1], self.documents[made.document]
        product = world.product(made.product)
        try:
            found = reread(knowledge, document, TODAY)
        except UnknownProductError as error:
            if product is not None:
                raise BrokenLawError(f"`{product.key}` is there and is not found: {made.document!r}") from error
            return
        if product is None or found.product.key != product.key:
            raise BrokenLawError(f"{made.document!r} is read as `{found.product.key}`, another product: {made}")
        for option in product.options:
            if option.derived is not None:
                continue
            try:
                seen = seen_in(world, option, "", found.reading.completed)
            except LookupError:
                continue
            if seen != as_read(world, product, option, thing.get(option.number)):
                raise BrokenLawError(f"{made.document!r}: `{option.key}` is read as {seen!r}\n{made}\n{thing}")
        if found.buildable and not found.code_kept:
            raise BrokenLawError(f"{made.document!r} can be built, and its code is not kept: {made}")

    def it_gets_the_same_document_again(
        self, made: Made, thing: Mapping[int, Hidden], knowledge: KnowledgeBase, descriptions: Descriptions
    ) -> None:
        """Described in full and ordered again it is refused, or gets the document that it has."""
        world = self.worlds[-1]
        product = world.product(made.product)
        if product is None:
            return
        try:
            here = of_today(world, product, thing)
        except LookupError:
            return
        again = Made(len(self.worlds) - 1, made.product, here, {})
        if descriptions.of(again) != thing:
            return  # it has something that the catalog of today does not know
        for choices in reorders(world, self.worlds[made.release], made, product, here):
            document = ordered(knowledge.products[product.key], choices)
            if document is not None:
                self.ordered_again += 1
                if document != made.document:
                    raise BrokenLawError(f"ordered again as {choices}:\n{made.document!r}\n{document!r}\n{made}")


def ordered(knowledge: ProductKnowledge, choices: dict[str, object]) -> bytes | None:
    """The document of an order; None if it is refused."""
    verdict = validate(knowledge, choices)
    return canonical_document(knowledge, verdict.completed, IDENTITY_KEY) if verdict.valid else None
