"""Random histories: unless the release check refuses an edit, no code changes, and no two products share a document.

`OPTIONARY_LONG=1 pytest -s tests/releases/test_histories.py` runs thousands of histories and prints what was in them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from histories import EDITS, WORDS, Edited, tally
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from laws import BrokenLawError

from configurator.analysis.releases.compare import CODE_RULES

LONG = bool(os.environ.get("OPTIONARY_LONG"))
HISTORIES = 6_000 if LONG else 250
MOST_FOR_ONE_RULE = 3_000

AT_THE_RULE: Sequence[tuple[str, tuple[str, ...]]] = (
    ("other_catalogs", ("rename_catalog", "rename_option", "drop_was")),
    ("reused_keys", ("remove_value", "remove_value", "add_value", "bring_back_value")),
    ("changed_keys", ("rename_value", "rename_option", "rename_product", "drop_was")),
    ("wrong_was", ("rename_value", "rename_option", "rename_product")),
    ("removed_things", ("rename_value", "rename_option", "rename_product")),
    ("missing_baselines", ("add_option", "change_optional")),
    ("changed_baselines", ("change_baseline", "add_option")),
    ("changed_conditions", ("change_condition", "change_attribute", "add_option")),
    ("changed_conditions", ("change_derivation", "add_option")),
    ("changed_kinds", ("change_kind",)),
    ("changed_kinds", ("change_many", "change_bounds")),
    ("changed_kinds", ("change_derived", "change_derivation")),
    ("changed_kinds", ("change_private",)),
    ("changed_units", ("change_unit",)),
    ("changed_cases", ("change_case",)),
    ("changed_spaces", ("add_space", "use_other_space", "use_copied_space", "use_own_list", "forget_statements")),
)
"""The edits that each rule is about: with them alone, a check without it breaks a law soon. Some have several."""


def usual(histories: int, *, derandomize: bool) -> settings:
    return settings(
        max_examples=histories,
        stateful_step_count=10,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=[Phase.generate] if derandomize else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


def test_no_code_changes_and_no_two_products_share_a_document() -> None:
    tally.clear()
    run_state_machine_as_test(Edited, settings=usual(HISTORIES, derandomize=settings().derandomize))
    assert tally["histories"] >= HISTORIES
    assert tally["refused"] > 0
    assert tally["ordered again"] > tally["documents"] > tally["releases"] > tally["histories"]
    assert all(tally[f"releases with `{words}`"] for words in (": product ", "derived =", " private", " extends "))
    if LONG:
        assert all(tally[f"{name} released"] or tally[f"{name} refused"] for name in EDITS)
        assert all(tally[f"releases with `{words}`"] for words in WORDS)
        print("\n" + "\n".join(f"{number:>9,}  {what}" for what, number in tally.most_common()))


@pytest.mark.parametrize(("name", "edits"), AT_THE_RULE, ids=lambda part: part if isinstance(part, str) else part[0])
def test_the_property_finds_a_check_without_the_rule(name: str, edits: tuple[str, ...]) -> None:
    """A law is broken once the rule is switched off, so the rule is needed, and the property can fail."""
    others = tuple(rule for rule in CODE_RULES if rule.__name__ != name)

    class Unruly(Edited):
        def __init__(self) -> None:
            super().__init__(others, edits)

    with pytest.raises(BrokenLawError):
        run_state_machine_as_test(Unruly, settings=usual(MOST_FOR_ONE_RULE, derandomize=True))


def test_every_rule_has_its_edits_and_every_edit_is_known() -> None:
    assert {name for name, _ in AT_THE_RULE} == {rule.__name__ for rule in CODE_RULES}
    assert {edit for _, edits in AT_THE_RULE for edit in edits} <= set(EDITS)
