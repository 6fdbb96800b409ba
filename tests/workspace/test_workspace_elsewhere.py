"""A workspace has its products examined by whoever it is given; what that took elsewhere is counted once."""

from __future__ import annotations

from dataclasses import replace

from snippets import reader

from configurator.compiler.budget import Budget
from configurator.errors import TooComplexError
from configurator.examination import ExaminedProduct, examine_product
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.workspace.workspace import Workspace

TEXT = """catalog shop
product cup { option ink: blue | red }
product pen { option ink: blue | red }
"""
WHY = TooComplexError("it is a test", (), ())


def test_what_was_lost_elsewhere_leaves_less_to_others_until_it_is_remembered() -> None:
    given: list[tuple[str, float]] = []

    def elsewhere(knowledge: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        key = knowledge.product.key
        given.append((key, budget.seconds))
        found = examine_product(knowledge, budget)
        return replace(found, count=WHY, seconds=25.0) if key == "cup" else found

    workspace = Workspace("shop.vpc", Budget(seconds=10.0), elsewhere)
    workspace.check(TEXT, reader({}))
    assert given == [("cup", 10.0), ("pen", 0.1)]
    outcome = workspace.check(
        TEXT.replace("product pen { option ink: blue", "product pen { option ink: black"), reader({})
    )
    assert given[2:] == [("pen", 10.0)]
    assert outcome.value is not None
    assert outcome.value.counts["cup"] is WHY
