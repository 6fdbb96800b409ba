"""A catalog becomes a release file: its files as they are, and what they are compiled to, once and for ever.

The bytes are the same for the same catalog and the same version of Optionary, whoever makes them and wherever the
catalog lies. (What compiles only within limits of time, as products beyond any diagram do, may come out otherwise on
another machine; the name of the release is made of its sources alone.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from configurator import pipeline
from configurator.catalog_files import CatalogFiles
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.lookups import lookup_data
from configurator.engine.kept_space import as_kept
from configurator.errors import CatalogError, TooComplexError, UnreadableFileError
from configurator.kept_spaces import kept_space
from configurator.knowledge.model_data import model_data
from configurator.release.artifact import LOOKUP, MODEL, SOURCE, SOURCES, SPACE, made_by
from configurator.release.compiled import sources_data
from configurator.release.container import packed
from configurator.release.files import NamedFiles
from configurator.release.listing import listed

if TYPE_CHECKING:
    from configurator.knowledge.knowledge_base import KnowledgeBase
    from configurator.pipeline import Loaded


def release_of(files: CatalogFiles, budget: Budget = USUAL) -> bytes:
    """The bytes of the release of a sound catalog; of a release, its sources compiled anew.

    `budget`: of compiling each product's diagrams; only its progress may be another than the usual one, so that all
    make the same. Raises `CatalogError` with all mistakes, and `UnreadableFileError`, also for a model in another
    notation, which has to be imported first.
    """
    named = _named(files)
    try:
        loaded = pipeline.load(named)
    except CatalogError:
        pipeline.load(files)  # tells the same, with the places as the user calls them
        raise
    return release_bytes(loaded, named, budget)


def release_bytes(loaded: Loaded, files: NamedFiles, budget: Budget | None = USUAL) -> bytes:
    """The bytes of the release of a catalog that has been loaded from these files.

    `budget` as in `release_of`; without one no diagrams are made, and who opens the release makes them.
    """
    catalog = loaded.knowledge.catalog
    told = {
        "catalog": {
            "key": catalog.key,
            "label": catalog.label,
            "languages": list(catalog.languages),
            "permanent_key": catalog.permanent_key,
            "products": [[each.key, each.permanent_key] for each in catalog.products],
        },
        "compiled": made_by(),
        "main": loaded.sources.main.name,
        "release": loaded.release,
    }
    return packed(told, _members(loaded, files, budget))


def _members(loaded: Loaded, files: CatalogFiles, budget: Budget | None) -> Iterator[tuple[str, bytes]]:
    """What stands in the file, what is asked first at the beginning."""
    knowledge = loaded.knowledge
    for key, product in knowledge.products.items():
        data = lookup_data(product.product, product.flat)
        if data is not None:
            for each in data["options"]:
                each["which"] = listed(each["which"])
            yield LOOKUP + key, json.dumps(data, separators=(",", ":")).encode("ascii")
    yield MODEL, model_data(knowledge.catalog)
    yield SOURCES, sources_data(loaded.sources)
    if budget is not None:
        yield from _spaces(knowledge, budget)
    for name in files.names_read:
        yield SOURCE + name, files.octets(name)


def _spaces(knowledge: KnowledgeBase, budget: Budget) -> Iterator[tuple[str, bytes]]:
    for key, product in knowledge.products.items():
        with suppress(TooComplexError):
            yield SPACE + key, as_kept(kept_space(product.product, knowledge.catalog.digest, budget))


def _named(files: CatalogFiles) -> NamedFiles:
    """The same files, called by their names below the folder, to be read anew from where they are."""
    if type(files) is CatalogFiles:
        return NamedFiles(files.path)
    if isinstance(files, NamedFiles):
        return _Sources(files)
    hint = f"`configurator import {files.path} -o FILE.vpc` makes a catalog of it"
    raise UnreadableFileError("not-a-catalog", f"`{files.path}` is in another notation, and has no releases", hint)


class _Sources(NamedFiles):
    """The files of a release, without what they were compiled to."""

    def __init__(self, released: NamedFiles) -> None:
        super().__init__(released.path)
        self._main = released.source().name
        self._read = {name: released.octets(name) for name in released.names_read}
        self._is_packed = True

    @property
    def _own_name(self) -> str:
        return self._main
