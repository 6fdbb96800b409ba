"""A workspace has its products examined by whoever it is given; what that took elsewhere is counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from snippets import reader

from configurator.compiler.budget import Budget
from configurator.errors import TooComplexError
from configurator.examination import EachProduct, ExaminedProduct, examine_product
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.workspace.workspace import Workspace

TEXT = """catalog shop
product cup { option ink: blue | red }
product pen { option ink: blue | red }
"""
WHY = TooComplexError("it is a test", (), ())


@pytest.fixture
def given() -> list[tuple[str, float]]:
    """Who was given to be examined, and for how many seconds."""
    return []


@pytest.fixture
def elsewhere(given: list[tuple[str, float]]) -> EachProduct:
    """Loses 25 seconds on one of the products."""

    def examined(knowledge: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        key = knowledge.product.key
        given.append((key, budget.seconds))
        found = examine_product(knowledge, budget)
        return replace(found, count=WHY, seconds=25.0) if key == "cup" else found

    return examined


def test_what_was_lost_elsewhere_leaves_less_to_others_until_it_is_remembered(
    given: list[tuple[str, float]], elsewhere: EachProduct
) -> None:
    workspace = Workspace("shop.vpc", Budget(seconds=10.0), elsewhere)
    workspace.check(TEXT, reader({}))
    assert given == [("cup", 10.0), ("pen", 0.1)]
    outcome = workspace.check(TEXT.replace("pen { option ink: blue", "pen { option ink: black"), reader({}))
    assert given[2:] == [("pen", 10.0)]
    assert outcome.value is not None
    assert outcome.value.counts["cup"] is WHY


def test_what_is_checked_as_a_whole_is_examined_there_too(
    given: list[tuple[str, float]], elsewhere: EachProduct, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("configurator.workspace.workspace.SIZE_LIMIT", 10)
    outcome = Workspace("shop.vpc", Budget(seconds=10.0), elsewhere).check(TEXT, reader({}))
    assert given == [("cup", 10.0), ("pen", 0.1)]
    assert outcome.value is not None
    assert outcome.value.counts["cup"] is WHY
