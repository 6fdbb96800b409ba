"""The release check on files and registries: earlier releases are found and read, issued codes are tried.

    OLD… -> earlier releases -> what each declared -> compare with the catalog of today
    registry -> issued documents -> read under the catalog of today -> which can no longer be built or sold

An earlier release is only analyzed: whether its rules could be met, and its expectations, is no question any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from configurator.analysis.releases.compare import CODE_RULES, SPACE_NOTES, TEXT_NOTES, compare
from configurator.analysis.releases.history import Release
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.render import report
from configurator.earlier_releases import earlier_releases
from configurator.errors import CatalogError
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.catalog import Catalog
from configurator.pipeline import declared
from configurator.registry.store import Registry
from configurator.revalidation import Revalidation, each_tried, pages

MOST_NAMED = 20
"""Issued codes that are named one by one."""


def read_releases(arguments: Iterable[str], catalog: Path) -> list[Release]:
    """The earlier releases that are meant by files, folders and git refs, in the order given.

    Raises `UnreadableFileError` where there is none, and `CatalogError` for one that has mistakes.
    """
    found = []
    for argument in arguments:
        for files in earlier_releases(argument, catalog):
            source = files.source()
            outcome = declared(source, files)
            if outcome.value is None:
                mistakes = [each for each in outcome.diagnostics if each.is_error]
                raise CatalogError(
                    files.name, len(mistakes), report(mistakes, outcome.sources), mistakes, outcome.sources
                )
            found.append(Release(files.name, outcome.value))
    return found


def compared(catalog: Catalog, releases: Sequence[Release], *, texts: bool = False) -> tuple[Diagnostic, ...]:
    """What a catalog would break (errors) and change (warnings, notes); with `texts`, labels and messages, too."""
    return compare(catalog, releases, (*CODE_RULES, *SPACE_NOTES, *(TEXT_NOTES if texts else ())))


@dataclass(frozen=True, slots=True)
class Unbuildable:
    """An issued code that can no longer be ordered, and the first reason."""

    code: str
    product: str
    why: str


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """The issued codes of one catalog, as that catalog sees them today.

    - `day`: the one that sale was asked for; `asked`: how many codes there are;
    - `unbuildable`: how many can no longer be built; `examples` names some of them, and `reasons` says why, with how
      many each, the most frequent first;
    - `unsellable`: how many can be built, and not be sold on that day;
    - `endangered`: how many would get another code, which no catalog does that passes the release check.
    """

    day: date
    asked: int
    unbuildable: int
    unsellable: int
    endangered: int
    examples: tuple[Unbuildable, ...]
    reasons: tuple[tuple[str, int], ...]


def issued_codes(knowledge: KnowledgeBase, registry: Registry, day: date) -> IssuedCodes:
    """Read every issued document of a catalog's products under it, as it is: revisions of it are left out.

    Raises what the registry says (`RegistryError`).
    """
    asked = unsellable = endangered = 0
    reasons: Counter[str] = Counter()
    examples: list[Unbuildable] = []
    for each in each_tried(Revalidation(knowledge, day), pages(registry)):
        asked += 1
        unsellable += each.buildable and not each.sellable
        endangered += each.code_kept is False
        if each.problem is None:
            continue
        reasons[each.problem] += 1
        if len(examples) < MOST_NAMED:
            examples.append(Unbuildable(each.code, each.product or "", each.problem))
    frequent = tuple(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])))
    return IssuedCodes(day, asked, reasons.total(), unsellable, endangered, tuple(examples), frequent)
