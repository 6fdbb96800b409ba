"""The Python interface: load a catalog, validate, get a code, issue, resolve. Written once, for all surfaces.

import configurator

phone = configurator.load("catalogs/studio/studio.vpc")["phone_case"]
verdict = phone.validate({"model": "p14", "cover": "black"})
registry = configurator.open_registry("codes.db", create=True)
issued = phone.issue(registry, {"model": "p14", "cover": "black"})
document = registry.resolve(issued.code).document
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from configurator import pipeline
from configurator.catalog_files import CatalogFiles, find_catalog
from configurator.compiler.budget import USUAL, Budget
from configurator.diagnostics import Diagnostic
from configurator.engine.valid_space import ValidSpace
from configurator.errors import UnknownLanguageError, UnknownProductError
from configurator.identity.document import Document, document_of, read_document
from configurator.kept_spaces import kept_space
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Catalog, Product
from configurator.model.language import language_of, told, translated
from configurator.model.revised import Change, state_name
from configurator.product_line import ProductLine
from configurator.registry.stored import StoredRegistry
from configurator.release.compiled import space_in
from configurator.release.files import files_of
from configurator.release_check import compared, read_releases
from configurator.rereading import Reread, reread
from configurator.revalidation import Revalidation
from configurator.search import Declaration, Kind, search
from configurator.source import Source, Sources
from configurator.text.json_reader import JsonValue


class LoadedCatalog:
    """A sound catalog; its products by key. `release` names its content: `KEY@sha256:…`, by its permanent key.

    `files`: the files that it is made of. `changes`: those of the revisions that `at` has found in force.
    """

    def __init__(self, loaded: pipeline.Loaded, files: CatalogFiles, changes: tuple[Change, ...] = ()) -> None:
        self._released = loaded
        self.changes = changes
        loaded = pipeline.revised(loaded, changes)
        self.files = files
        self._main = files.product
        self.sources: Sources = loaded.sources
        self.source: Source = loaded.sources.main
        self.key = loaded.knowledge.catalog.key
        self.label = loaded.knowledge.catalog.label
        self.release = loaded.release
        self._knowledge = loaded.knowledge
        self._products = loaded.knowledge.products
        self._translated: dict[str, Catalog] = {}
        self._spaces: dict[str, ValidSpace] = {}

    def __getitem__(self, product: str) -> ProductLine:
        """The product of this key, with or without the catalog's key before it, or of this permanent key.

        Raises `UnknownProductError`.
        """
        found = self._products.get(product.removeprefix(f"{self.key}/"))
        if found is None:
            found = next((each for each in self._products.values() if each.permanent_key == product), None)
        if found is None:
            raise UnknownProductError(self.key, product, tuple(self._products))
        return ProductLine(found, self.release, self)

    def space(self, knowledge: ProductKnowledge) -> ValidSpace:
        """The valid configurations of one of its products; see `ProductLine.space`."""
        found = self._spaces.get(knowledge.product.key)
        if found is None:
            found = self._spaces[knowledge.product.key] = self.space_within(knowledge.product)
        return found

    def space_within(self, product: Product, budget: Budget = USUAL) -> ValidSpace:
        """The same within another budget, as it is in the release, as it was kept, or compiled now."""
        state = state_name(self.release, self.changes)
        return kept_space(product, state, budget, None if self.changes else space_in(self.files, product.key))

    @property
    def catalog(self) -> Catalog:
        """What the catalog declares."""
        return self._knowledge.catalog

    def at(self, moment: datetime, registry: StoredRegistry) -> LoadedCatalog:
        """The same release with the data that is in force at a moment, by the revisions that a registry keeps of it.

        Verdicts, counts and codes are those of the release, which is proved when a revision is kept; prices, labels and
        parts are those of the moment. Raises `RevisionError` for a moment without a time zone, and `RegistryError`.
        """
        from configurator.revising.registered import in_force

        found = in_force(self._released.knowledge.catalog, self.release, registry, moment)
        same = found.changes == self.changes
        return self if same else LoadedCatalog(self._released, self.files, found.changes)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the catalog declares; it is written in the first."""
        return self._knowledge.catalog.languages

    def language(self, asked: str) -> str:
        """The language that is meant: `fr` by `fr`, `FR` and `fr-CH`. Raises `UnknownLanguageError`."""
        found = language_of(self._knowledge.catalog, asked)
        if found is None:
            raise UnknownLanguageError(self.key, asked, self.languages)
        return found

    def translated(self, language: str) -> Catalog:
        """What the catalog declares, with labels and messages in this language, as far as they are translated.

        It is made once, and for showing only: what is asked of it is answered alike. Raises `UnknownLanguageError`.
        """
        found = self.language(language)
        if found not in self._translated:
            self._translated[found] = translated(self._knowledge.catalog, found)
        return self._translated[found]

    def search(
        self, *words: str, owner: str | None = None, ticket: str | None = None, kind: str | None = None
    ) -> tuple[Declaration, ...]:
        """The declarations in which all words stand, be it in a key, a label, a reason or a free property.

        `owner` may be a part of one, `ticket` is a whole one; `kind` is `product`, `option`, `value`, `space`, `rule`
        (tables, too) or `table`. Raises `ValueError` for another kind.
        """
        only = None if kind is None else Kind(kind)
        return search(self._knowledge.catalog, words, owner=owner, ticket=ticket, kind=only)

    def against(self, *earlier: str, texts: bool = False) -> tuple[Diagnostic, ...]:
        """What this catalog would break of its earlier releases (errors), and what it changes (warnings and notes).

        `earlier` are files, folders or git refs, oldest first; spans are stretches of `sources`. Raises
        `UnreadableFileError` where there is none, and `CatalogError` for one that has mistakes.
        """
        releases = read_releases(earlier, self.files.path)
        return compared(self._knowledge.catalog, releases, texts=texts)

    def reread(self, document: bytes | str | Document | JsonValue, day: date, language: str | None = None) -> Reread:
        """What a stored document says under this catalog, and whether it could be built and sold on a day.

        The document is one that a registry gave back, JSON text, or the value of it. Every document that was ever
        canonical is read; `DocumentError` is for what never was one, `JsonError` for what is no JSON, and
        `UnknownProductError` for a product that the catalog has not. The `language` is as in `validate`.
        """
        products = None if language is None else self.translated(language).by_key
        if isinstance(document, bytes | str):
            document = read_document(document)
        found = reread(self._knowledge, document if isinstance(document, Document) else document_of(document), day)
        return replace(found, problems=told(found.problems, products[found.product.key])) if products else found

    @property
    def knowledge(self) -> KnowledgeBase:
        """The catalog as it was compiled."""
        return self._knowledge

    def revalidation(self, day: date) -> Revalidation:
        """What tries issued codes of this catalog again, as of a day."""
        return Revalidation(self._knowledge, day, self.changes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._products)

    def __len__(self) -> int:
        return len(self._products)

    @property
    def only(self) -> ProductLine:
        """The product, of a catalog that has just one, or is all about one. Raises `UnknownProductError`."""
        if self._main is not None:
            return self[self._main]
        if len(self._products) != 1:
            raise UnknownProductError(self.key, None, tuple(self._products))
        return self[next(iter(self._products))]


def load(path: str | Path | CatalogFiles) -> LoadedCatalog:
    """Load a catalog from its `.vpc` file, from a folder with just one, or by the name of an example that ships.

    A release (`.vpcr`) is loaded from what is compiled in it; `open_release` answers before it has loaded that.

    A model in another notation is given as its files: `configurator.exchange.foreign_files.opened("fm.uvl")`.

    Raises `UnreadableFileError` (`UnusableReleaseError` for a damaged release), and `CatalogError` with every mistake
    at its place where the catalog has some.
    """
    files = path if isinstance(path, CatalogFiles) else files_of(find_catalog(path))
    return LoadedCatalog(pipeline.load(files), files)
