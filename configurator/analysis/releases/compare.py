"""The release check: what a catalog says against all its earlier releases.

`CODE_RULES` are errors: each would change a code that has been issued, or give two products one. `SPACE_NOTES` tell
what changes for those who order, `TEXT_NOTES` what reads otherwise. Everything is found in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from configurator.analysis.releases.conditions import changed_conditions
from configurator.analysis.releases.history import History, Release
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
    catalog: Catalog, releases: Sequence[Release], rules: Sequence[ReleaseRule] = (*CODE_RULES, *SPACE_NOTES)
) -> tuple[Diagnostic, ...]:
    """What the rules find in a catalog beside its earlier releases, oldest first, in the order of the text."""
    history = History(catalog, releases)
    found = [diagnostic for rule in rules for diagnostic in rule(history)]
    # An option space is looked at once for each option that has it; its values are told of once.
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.span, not each.is_error)))
