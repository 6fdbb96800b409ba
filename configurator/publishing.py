"""Publish a catalog: its release is held against all that a registry holds of it, and remembered there for ever.

files -> release -> compared with those before it -> registry
registry -> the earlier releases of a catalog, each with what it declared
"""

from __future__ import annotations

from dataclasses import dataclass

from configurator import pipeline
from configurator.analysis.releases.history import Release
from configurator.catalog_files import CatalogFiles
from configurator.compiler.budget import USUAL, Budget
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.render import report
from configurator.errors import BreakingReleaseError
from configurator.model.catalog import Catalog
from configurator.registry.releases import Published, Releases
from configurator.release.artifact import is_ours
from configurator.release.container import Container
from configurator.release.files import ReleasedFiles
from configurator.release.making import release_of
from configurator.release.verifying import verify
from configurator.release_check import compared
from configurator.source import Sources


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that is published, whether this very call did it (`new`), and what it changes: warnings and notes.

    The spans of `changes` are stretches of `sources`.
    """

    published: Published
    new: bool
    changes: tuple[Diagnostic, ...]
    sources: Sources


def publish(releases: Releases, files: CatalogFiles, budget: Budget = USUAL, by_whom: str | None = None) -> Publication:
    """Publish the catalog of these files; of a release file, that file as it is.

    What would change an issued code, or give two products one, is refused: `BreakingReleaseError`. Publishing the same
    again changes nothing. Raises as `release_of` does, `UnusableReleaseError` for a release that is damaged, or is not
    what its sources give, and what the registry says.
    """
    data = _verified(files.container, budget) if isinstance(files, ReleasedFiles) else release_of(files, budget)
    loaded = pipeline.load(ReleasedFiles(Container(data, files.name)))
    name = loaded.release  # what its sources give it; `_verified` holds what the file says against that
    while True:
        held = releases.listed(loaded.knowledge.catalog.permanent_key)
        known = next((each for each in held if each.name == name), None)
        if known is not None:
            return Publication(known, False, (), loaded.sources)
        before = [_declared(releases, each) for each in held]
        changes = _checked(loaded, before)
        published = releases.publish(name, data, place=len(held) + 1, by_whom=by_whom)
        if published is not None:
            return Publication(published, True, changes, loaded.sources)


def _verified(container: Container, budget: Budget) -> bytes:
    """The bytes of a release that is what it says it is. Raises `UnusableReleaseError`."""
    findings = verify(container.data, container.file, budget).findings
    if findings:
        raise container.damaged(findings[0])
    return container.data


def published_releases(releases: Releases, catalog: str) -> list[Release]:
    """What each release of a catalog that a registry holds declared, oldest first; `catalog` is its permanent key.

    Raises what the registry says, and `UnusableReleaseError`.
    """
    return [_declared(releases, each) for each in releases.listed(catalog)]


def _declared(releases: Releases, one: Published) -> Release:
    files = ReleasedFiles(Container(releases.fetch(one.name), one.name))
    if is_ours(files.container):
        return Release(in_short(one.name), pipeline.load(files).knowledge.catalog)
    return Release(in_short(one.name), pipeline.declared_in(files)[1])


def in_short(name: str) -> str:
    """A release as messages call it: its key, and the first twelve digits, which no two of a catalog share."""
    catalog, _, digest = name.partition("@sha256:")
    return f"{catalog}@sha256:{digest[:12]}"


def _checked(loaded: pipeline.Loaded, before: list[Release]) -> tuple[Diagnostic, ...]:
    """What a release changes of those before it. Raises `BreakingReleaseError` for what it may not."""
    catalog = loaded.knowledge.catalog
    found = compared(catalog, before)
    breaks = [each for each in found if each.is_error]
    if breaks:
        reason = "breaking-release" if _continues(catalog, before) else "other-lineage"
        raise BreakingReleaseError(
            reason, catalog.permanent_key, breaks, loaded.sources, report(breaks, loaded.sources)
        )
    return found


def _continues(catalog: Catalog, before: list[Release]) -> bool:
    """Whether a catalog has anything of what was published under its key."""
    products = {each.permanent_key for each in catalog.products}
    return any(each.permanent_key in products for release in before for each in release.catalog.products)
