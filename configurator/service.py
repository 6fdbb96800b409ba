"""The Python interface: load a catalog, validate, get a code, issue, resolve. Written once, for all surfaces.

import configurator

phone = configurator.load("catalogs/studio/studio.vpc")["phone_case"]
verdict = phone.validate({"model": "p14", "cover": "black"})
registry = configurator.open_registry("codes.db", create=True)
issued = phone.issue(registry, {"model": "p14", "cover": "black"})
document = registry.resolve(issued.code).document
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from configurator import pipeline
from configurator.catalog_files import CatalogFiles, find_catalog
from configurator.compiler.budget import USUAL, Budget
from configurator.diagnostics import Diagnostic
from configurator.engine.count import count
from configurator.engine.explode import Exploded, explode
from configurator.engine.looked_up import is_valid
from configurator.engine.narrow import Narrowed, narrow
from configurator.engine.offer import Offer, offer
from configurator.engine.sale import Bar, bars
from configurator.engine.valid_space import ValidSpace
from configurator.engine.validate import validate
from configurator.engine.verdict import Verdict
from configurator.errors import UnknownLanguageError, UnknownProductError
from configurator.given_choices import GivenChoices, raw_choices
from configurator.here_or_aside import answered
from configurator.identity.coded import Coded
from configurator.identity.document import Document, document_of, read_document
from configurator.identity.identity_key import IdentityKey
from configurator.identity.private_places import private_texts
from configurator.in_values import InValues
from configurator.kept_spaces import kept_space
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import CanonicalValue
from configurator.model.language import language_of, told, translated
from configurator.model.nesting import gathered
from configurator.model.revised import Change, state_name
from configurator.picture_files import looked_at, picture_for
from configurator.registry.key_ring import KeyRing
from configurator.registry.store import Issued, Registry
from configurator.registry.stored import StoredRegistry
from configurator.release.compiled import space_in
from configurator.release.files import files_of
from configurator.release_check import compared, read_releases
from configurator.rereading import Reread, reread
from configurator.revalidation import Revalidation
from configurator.search import Declaration, Kind, search
from configurator.source import Source, Sources
from configurator.text.json_reader import JsonValue


class ProductLine(InValues):
    """One base product of a loaded catalog; for many rows at once, see `configurator.in_batches` and `in_values`."""

    def __init__(self, knowledge: ProductKnowledge, release: str, catalog: LoadedCatalog) -> None:
        super().__init__(knowledge, catalog.files, release, catalog.changes)
        self.catalog = catalog

    @property
    def product(self) -> Product:
        """What the catalog declares: options, constraints, expectations."""
        return self.knowledge.product

    @property
    def key(self) -> str:
        """The product's permanent key, `CATALOG/PRODUCT`."""
        return self.knowledge.permanent_key

    def translated(self, language: str) -> Product:
        """The same with the labels and messages of one of the catalog's languages; see `LoadedCatalog.translated`."""
        return self.catalog.translated(language).by_key[self.product.key]

    def validate(self, choices: GivenChoices, language: str | None = None) -> Verdict:
        """Whether a configuration is valid, and all that is wrong with it.

        `choices` has a raw value for each mentioned option, as it comes from JSON: `str`, `bool`, `int`, `Decimal`,
        a list, or None for no value. Numbers may be strings with a unit (`"25.5 cm"`); floats are refused. A picture
        is the digest of its file, as `image` gives it, or what `configurator.media.pictures.look_at` gives. Whatever
        they are, it never raises. They may also be the bytes of a JSON object, which is read strictly: `JsonError`
        where that does not do.

        With a `language` the reasons of broken constraints are given in it; the verdict is the same. Raises
        `UnknownLanguageError` for one that the catalog does not declare.
        """
        told_in = None if language is None else self.catalog.language(language)
        verdict = validate(self.knowledge, raw_choices(choices))
        if told_in is None or verdict.valid:
            return verdict
        return verdict.with_problems(told(verdict.problems, self.translated(told_in)))

    def is_valid(self, choices: GivenChoices) -> bool:
        """Whether a configuration is valid, and no more: faster than `validate`, which takes the same choices."""
        return is_valid(self.knowledge, raw_choices(choices))

    def image(self, option: str, picture: bytes | str | Path) -> str:
        """The digest of a picture that an option takes: `sha256:` and 64 hex digits, to be chosen for that option.

        `picture` is the bytes of a file, or its path. It is decoded once, and held to all that the catalog asks of it;
        raises `RefusedPictureError` with every problem, `UnreadableFileError` for a path where there is none, and
        `KeyError` for what is no image option of the product. The picture is not kept.
        """
        return picture_for(self.product, option, looked_at(picture))

    def code(self, choices: GivenChoices, language: str | None = None, *, identity_key: bytes | None = None) -> Coded:
        """The virtual product code of a valid configuration, with its canonical document.

        `identity_key`: the catalog's, of at least 32 bytes; only configurations with private text need it. Raises
        `InvalidConfigurationError` with a sentence for each problem, `NeedsIdentityKeyError` where the key is missing,
        `IdentityKeyError` for one that is too short, and as `validate` for the `language`.
        """
        key, choices = None if identity_key is None else IdentityKey(identity_key), raw_choices(choices)
        if language is None:
            return pipeline.code(self.knowledge, choices, key)
        verdict = self.validate(choices, language)
        pipeline.refuse_invalid(self.knowledge, verdict)
        return pipeline.coded(self.knowledge, verdict, key)

    def issue(
        self,
        registry: Registry,
        choices: GivenChoices,
        language: str | None = None,
        *,
        identity_key: bytes | None = None,
        key_ring: KeyRing | None = None,
        keep_again: bool = False,
    ) -> Issued:
        """Give a valid configuration its code and remember it; durable when this returns, and safe to repeat.

        Where the registry holds releases of the catalog, this has to be one of them (`UnreleasedError`). With the
        owner's `key_ring` (`configurator.registry.key_ring`) private texts are kept, encrypted, in the same
        transaction; without it, only their keyed digests. A text that was erased is kept anew only with `keep_again`.
        Raises what `code` does, and what the registry says (`RegistryError`).
        """
        coded = self.code(choices, language, identity_key=identity_key)
        texts: Mapping[str, str] = {}
        if key_ring is not None and self.product.private_options:
            key = None if identity_key is None else IdentityKey(identity_key)
            texts = private_texts(self.product, coded.verdict.completed, key, coded.document)
        registry.refuse_unreleased(self.release)
        if key_ring is None or not texts:
            return registry.issue(coded.document, release=self.release)
        keeping = registry.private.keeping(key_ring, texts, again=keep_again)
        return registry.issue(coded.document, release=self.release, also=keeping)

    def nested(self, completed: Mapping[str, CanonicalValue | None]) -> dict[str, object]:
        """Completed choices as they can be given again: those for a product within the product in an object of its own.

        In a verdict they stand side by side, under keys that say where: `first.finish`, `phones.2.model`.
        """
        return gathered(self.product, completed)

    def bars(self, completed: Mapping[str, CanonicalValue | None], day: date) -> tuple[Bar, ...]:
        """What bars a configuration from being sold on a day, though it can be built; `completed` is a verdict's."""
        return bars(self.product, completed, day)

    def offer(
        self,
        completed: Mapping[str, CanonicalValue | None],
        day: date,
        facts: Mapping[str, object] | None = None,
        language: str | None = None,
    ) -> Offer:
        """A valid configuration as an offer: may it be sold on a day, for these facts, and what does it come to?

        `completed` is a verdict's; `facts` has raw facts of the sale, such as `{"market": "eu"}`; the `language` is as
        in `validate`, for the reasons of `sell` rules.
        """
        product = self.product if language is None else self.translated(self.catalog.language(language))
        return offer(product, completed, day, facts)

    def explode(self, completed: Mapping[str, CanonicalValue | None]) -> Exploded:
        """The parts and work steps of a valid configuration; `completed` is a verdict's."""
        return explode(self.product, completed)

    def count(self, over: Sequence[str] | None = None) -> int:
        """How many valid configurations there are, exactly; with `over`, told apart by these options only.

        What is large is counted in another process, as `space` compiles it. Raises `TooComplexError` where the
        constraints tie too much together, and `ValueError` for a key in `over` that is no closed option.
        """
        return answered((self.product,), partial(count, self.product, over))

    @property
    def space(self) -> ValidSpace:
        """All its valid configurations, compiled once and asked many times, as by `engine.narrow` and `engine.rank`.

        What compiling gives is kept in the user's cache folder. What is large is compiled in another process, within
        2 GiB of memory, which ends with this one (`configurator.compiling`). Raises `TooComplexError` where the values
        of an option are too many to be sorted, no diagram is within the budget and no solver is installed, or that
        process is killed.
        """
        return self.catalog.space(self.knowledge)

    def narrow(self, choices: Mapping[str, object]) -> Narrowed:
        """What each option can still be after some raw choices, as `validate` takes them; raises as `space` does."""
        return narrow(self.space, choices)


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
        return Revalidation(self._knowledge, day)

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
