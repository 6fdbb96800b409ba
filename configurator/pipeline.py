"""READ FIRST: catalog text in, knowledge base out; a configuration in, a verdict and a virtual product code out.

The whole system in one page; each line of `build` is a phase, and each phase a package to step into:

    text -> parse -> syntax tree -> gather the files that it uses, expand its families -> analyze -> catalog
    catalog -> compile -> knowledge base -> its examples tried
    knowledge base -> examine -> what can never happen in it, how many products there are
    choices -> validate -> verdict, completed configuration -> canonical document -> digest -> virtual product code
    document -> registry -> code;  code -> registry -> document

A phase is a function and what it makes is immutable. `Outcome` carries the diagnostics along: `then` goes on while
there is something to go on with, so that an editor hears of everything; `without_errors` lets through only what is
sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from configurator.analysis.analyze import analyze
from configurator.analysis.families import expand
from configurator.analysis.scope import ReadFile
from configurator.analysis.translations import with_translations
from configurator.analysis.uses import gather
from configurator.catalog_files import CatalogFiles
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_flat import compile_catalog
from configurator.diagnostics import Outcome
from configurator.diagnostics.render import report
from configurator.engine.looked_up import looked_up_document
from configurator.engine.validate import validate
from configurator.engine.verdict import Verdict
from configurator.errors import CatalogError, InvalidConfigurationError
from configurator.examination import Examined, examine
from configurator.expectations import try_examples
from configurator.identity.coded import Coded
from configurator.identity.configured import canonical_document
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Catalog
from configurator.model.revised import Change, with_changes
from configurator.release.compiled import compiled_in
from configurator.release.files import ReleasedFiles
from configurator.source import Source, Sources
from configurator.syntax.parser import parse


def build(source: Source, read_file: ReadFile, *, listing: bool = True) -> Outcome[KnowledgeBase]:
    """Catalog text in, knowledge base out: the whole journey, phase by phase; `declared` is the first half of it.

    `read_file` gives the files that the catalog names: their text, and where it can the bytes, as `CatalogFiles` does.
    Without `listing` the journey is shorter and each verdict takes longer (`compile_product`).
    """
    return in_all_languages(source, read_file).then(partial(_compile, listing=listing)).then(try_examples)


def check(source: Source, read_file: ReadFile, budget: Budget = USUAL) -> Outcome[KnowledgeBase]:
    """Build a catalog and examine what it says as a whole: its dead values, its idle rules, its expected counts.

    The budget is that of one product, with all the questions about it. For many verdicts use what `build` gives.
    """
    outcome = examined(source, read_file, budget)
    return Outcome(outcome.value.knowledge if outcome.value else None, outcome.diagnostics, outcome.sources)


def examined(
    source: Source,
    read_file: ReadFile,
    budget: Budget = USUAL,
    examining: Callable[[KnowledgeBase, Budget], Outcome[Examined]] = examine,
) -> Outcome[Examined]:
    """As `check`, with how many configurations the products have, which the examination finds out anyway.

    Of what it builds only the examples are asked, so that is built without listing. `examining` is the last phase, in
    this process or, as `examined_side_by_side`, in others, whose memory is limited, too.
    """
    knowledge = build(source, read_file, listing=False)
    return knowledge.then(lambda knowledge: examining(knowledge, budget)).in_order()


def declared(source: Source, read_file: ReadFile) -> Outcome[Catalog]:
    """What a catalog declares, and no more: all that the release check looks at."""
    tree = parse(source).then(lambda tree: gather(tree, read_file)).then(expand)
    return tree.then(lambda tree: analyze(tree, read_file)).without_errors()


def declared_in(files: CatalogFiles) -> tuple[Sources, Catalog]:
    """What the catalog in a file declares, with its texts; its translations are not looked at.

    Raises `UnreadableFileError` where it cannot be read, and `CatalogError`, with all mistakes, where it has some.
    """
    outcome = files.read_source().then(lambda source: declared(source, files))
    if outcome.value is None:
        raise faulty(outcome)
    return outcome.sources, outcome.value


def in_all_languages(source: Source, read_file: ReadFile) -> Outcome[Catalog]:
    """What a catalog declares, with the texts that its translators have for it."""
    return declared(source, read_file).then(lambda catalog: with_translations(catalog, read_file)).without_errors()


def _compile(catalog: Catalog, *, listing: bool) -> Outcome[KnowledgeBase]:
    return Outcome(compile_catalog(catalog, listing=listing))


def faulty(outcome: Outcome[Any]) -> CatalogError:
    """The exception for a catalog with mistakes; warnings and notes are left out of it."""
    mistakes, sources = [each for each in outcome.diagnostics if each.is_error], outcome.sources
    return CatalogError(sources.main.name, len(mistakes), report(mistakes, sources), mistakes, sources)


@dataclass(frozen=True)
class Loaded:
    """A sound catalog from a file: its texts for places in messages, and its release, named by content."""

    sources: Sources
    knowledge: KnowledgeBase
    release: str


def load(catalog: str | Path | CatalogFiles) -> Loaded:
    """Build the catalog in a file, given by its path or as its files; of a release, what is compiled in it.

    Raises `UnreadableFileError` where it cannot be read, and `CatalogError`, with all mistakes, where it has some.
    """
    files = catalog if isinstance(catalog, CatalogFiles) else CatalogFiles(Path(catalog))
    outcome = _built(files)
    if outcome.value is None or not outcome.is_sound:
        raise faulty(outcome)
    built = replace(outcome.value.catalog, digest=files.digest())
    return Loaded(outcome.sources, replace(outcome.value, catalog=built), f"{built.permanent_key}@{built.digest}")


def _built(files: CatalogFiles) -> Outcome[KnowledgeBase]:
    if isinstance(files, ReleasedFiles):
        kept = compiled_in(files, lambda: in_all_languages(files.source(), files).sources)
        if kept is not None:
            return kept
    return files.read_source().then(lambda source: build(source, files))


def revised(loaded: Loaded, changes: Sequence[Change]) -> Loaded:
    """The same release with the changes of revisions, which have been proved to move no rule and no code."""
    if not changes:
        return loaded
    return replace(loaded, knowledge=compile_catalog(with_changes(loaded.knowledge.catalog, changes)))


def code(product: ProductKnowledge, choices: Mapping[str, object], identity_key: IdentityKey | None = None) -> Coded:
    """Validate a configuration and give it its code, which depends on nothing but what the thing is.

    Raises `InvalidConfigurationError`, with a sentence for each problem, where it is not valid; and
    `NeedsIdentityKeyError` where it has private text and no `identity_key` is given.
    """
    document = looked_up_document(product, choices)
    if document is None:
        verdict = validate(product, choices)
        refuse_invalid(product, verdict)
        return coded(product, verdict, identity_key)
    later = partial(validate, product, dict(choices))
    if not document:
        raise InvalidConfigurationError(product.permanent_key, lambda: later().problems)
    return Coded(document, later)


def refuse_invalid(product: ProductKnowledge, verdict: Verdict) -> None:
    """Raise `InvalidConfigurationError`, with a sentence for each problem, for what is not valid."""
    if not verdict.valid:
        raise InvalidConfigurationError(product.permanent_key, verdict.problems)


def coded(product: ProductKnowledge, verdict: Verdict, identity_key: IdentityKey | None = None) -> Coded:
    """The identity of a configuration that has been found valid. Raises `NeedsIdentityKeyError`, as `code` does."""
    return Coded(canonical_document(product, verdict.completed, identity_key), lambda: verdict)
