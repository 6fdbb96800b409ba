"""What a release makes of the codes that a registry has issued: which become unbuildable, unsellable, or others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.registry.store import Registry
from configurator.revalidation import MOST_REASONS, Revalidation, Tried, pages

MOST_NAMED = 20
"""Codes of each kind that are named."""


KINDS = ("unbuildable", "unsellable", "endangered")


@dataclass(frozen=True, slots=True)
class IssuedChanges:
    """The issued codes of a catalog, under its last release and under a new one.

    - `asked`: how many there are; `day`: the one that sale was asked for;
    - `unbuildable`: how many could be built, and can be no longer; `unsellable`: how many could be sold, and can be
      built, but not sold; `endangered`: how many would get another code;
    - `some_unbuildable`, `some_unsellable`, `some_endangered` name some of each, by code, with what they are and why;
    - `reasons`: why codes became unbuildable, the most frequent first, of the first thousand that there were.
    """

    day: date
    asked: int
    unbuildable: int
    unsellable: int
    endangered: int
    some_unbuildable: tuple[Tried, ...]
    some_unsellable: tuple[Tried, ...]
    some_endangered: tuple[Tried, ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def are_any(self) -> bool:
        """Whether something became of a code."""
        return bool(self.unbuildable or self.unsellable or self.endangered)


def issued_changes(
    old: KnowledgeBase, new: KnowledgeBase, registry: Registry, day: date, product: str | None = None
) -> IssuedChanges:
    """Try all issued codes under both releases, as they are: revisions of either are left out.

    `product`: the permanent key of the one whose codes are meant, where these are not all. Raises what the registry
    says (`RegistryError`).
    """
    before, after = Revalidation(old, day), Revalidation(new, day)
    asked, numbers, reasons = 0, Counter[str](), Counter[str]()
    some: dict[str, list[Tried]] = {kind: [] for kind in KINDS}
    for page in pages(registry):
        was = {each.code: each for each in before.tried(page)}
        for each in after.tried(page):
            if product not in (None, each.product):
                continue
            asked += 1
            had = was.get(each.code)
            what = []
            if not each.buildable and (had is None or had.buildable):
                what.append("unbuildable")
                if each.problem is not None and (each.problem in reasons or len(reasons) < MOST_REASONS):
                    reasons[each.problem] += 1
            if each.buildable and not each.sellable and (had is None or had.sellable):
                what.append("unsellable")
            if each.code_kept is False:
                what.append("endangered")
            for kind in what:
                numbers[kind] += 1
                if len(some[kind]) < MOST_NAMED:
                    some[kind].append(each)
    named, counts = ([tuple(some[kind]) for kind in KINDS], [numbers[kind] for kind in KINDS])
    frequent = tuple(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])))
    return IssuedChanges(day, asked, counts[0], counts[1], counts[2], named[0], named[1], named[2], frequent)
