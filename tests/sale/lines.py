"""Products from catalog text, for tests of sale and build."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from snippets import reader

from configurator.engine.offer import Offer, offer
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.evaluation import Choices
from configurator.pipeline import build
from configurator.source import Source

DAY = date(2026, 11, 25)


def product(text: str) -> ProductKnowledge:
    """The one product of a sound catalog."""
    outcome = build(Source("catalog.vpc", text), reader({}))
    assert outcome.value is not None
    assert outcome.is_sound, [each.message for each in outcome.diagnostics]
    (found,) = outcome.value.products.values()
    return found


def completed(line: ProductKnowledge, **choices: object) -> Choices:
    """Valid choices, completed."""
    verdict = validate(line, choices)
    assert verdict.valid, [each.message for each in verdict.problems]
    return verdict.completed


def offered(line: ProductKnowledge, facts: Mapping[str, object], **choices: object) -> Offer:
    """The offer of valid choices."""
    return offer(line.product, completed(line, **choices), DAY, facts)
