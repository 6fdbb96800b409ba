"""The release check: what a catalog says against all its earlier releases.

`CODE_RULES` are errors: each would change a code that has been issued, or give two products one. `SPACE_NOTES` tell
what changes for those who order, `TEXT_NOTES` what reads otherwise. Everything is found in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from configurator.analysis.releases.conditions import changed_conditions
from configurator.analysis.releases.history import History, Release, permanent
from configurator.analysis.releases.keys import changed_keys, other_catalogs, removed_things, reused_keys, wrong_was
from configurator.analysis.releases.meaning import (
    changed_baselines,
    changed_cases,
    changed_kinds,
    changed_spaces,
    changed_units,
    missing_baselines,
)
from configurator.analysis.releases.offer import (
    added,
    changed_options,
    changed_ranges,
    changed_rules,
    changed_texts,
    renamed,
    retired,
)
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.codes import REMOVED
from configurator.model.catalog import Catalog

ReleaseRule = Callable[[History], Iterator[Diagnostic]]

CODE_RULES: tuple[ReleaseRule, ...] = (
    other_catalogs,
    reused_keys,
    changed_keys,
    wrong_was,
    removed_things,
    missing_baselines,
    changed_baselines,
    changed_conditions,
    changed_kinds,
    changed_units,
    changed_cases,
    changed_spaces,
)
SPACE_NOTES: tuple[ReleaseRule, ...] = (
    added,
    renamed,
    retired,
    changed_ranges,
    changed_options,
    changed_rules,
)
TEXT_NOTES: tuple[ReleaseRule, ...] = (changed_texts,)


def compare(
    catalog: Catalog,
    releases: Sequence[Release],
    rules: Sequence[ReleaseRule] = (*CODE_RULES, *SPACE_NOTES),
    only: frozenset[str] | None = None,
) -> tuple[Diagnostic, ...]:
    """What the rules find in a catalog beside its earlier releases, oldest first, in the order of the text.

    `only`: the permanent keys of the products that are meant, where these are not all.
    """
    history = History(catalog, releases, only)
    found = [diagnostic for rule in rules for diagnostic in rule(history) if _is_meant(diagnostic, history)]
    # An option space is looked at once for each option that has it; its values are told of once.
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.span, not each.is_error)))


def _is_meant(found: Diagnostic, history: History) -> bool:
    """Whether something is said of what is looked into, and not only of how another product is called, or is gone."""
    if history.only is None:
        return True
    catalog = history.catalog
    if found.span == catalog.span:
        return found.code is not REMOVED
    return all(found.span != each.span for each in catalog.products if not history.has(permanent(each)))
