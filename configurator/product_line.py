"""One base product of a loaded catalog, and what can be asked of it: is it valid, which code, what does it cost?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from configurator import pipeline
from configurator.engine.count import count
from configurator.engine.explode import Exploded, explode
from configurator.engine.looked_up import is_valid
from configurator.engine.narrow import Narrowed, narrow
from configurator.engine.offer import Offer, offer
from configurator.engine.sale import Bar, bars
from configurator.engine.valid_space import ValidSpace
from configurator.engine.validate import validate
from configurator.engine.verdict import Verdict
from configurator.given_choices import GivenChoices, raw_choices
from configurator.here_or_aside import answered
from configurator.identity.coded import Coded
from configurator.identity.identity_key import IdentityKey
from configurator.identity.private_places import private_texts
from configurator.in_values import InValues
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue
from configurator.model.language import told
from configurator.model.nesting import gathered
from configurator.picture_files import looked_at, picture_for
from configurator.registry.key_ring import KeyRing
from configurator.registry.store import Issued, Registry

if TYPE_CHECKING:
    from configurator.service import LoadedCatalog


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
