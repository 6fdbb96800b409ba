"""Counts by the counting solver are those of diagrams, with classes of many values, texts and choices."""

from __future__ import annotations

from math import prod

from hypothesis import HealthCheck, given, settings
from strategies import products
from ways_to_answer import WHY, solved

from configurator.engine.model_count import count_models
from configurator.engine.rank import Ranks
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import NO_CHOICES, ValidSpace
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


def counted(space: ValidSpace) -> int:
    closed = [option.key for option in space.product.options if not option.is_open]
    return prod(
        count_models(each.parts, [[one.size for one in option.classes] for option in each.options], closed, WHY, 60)
        if isinstance(each, SolvedComponent)
        else int(each.holds)
        for each in space.components
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(products())
def test_models_are_counted_as_paths_are(product: Product) -> None:
    assert counted(solved(product)) == Ranks(ValidSpace.of(product), NO_CHOICES).count


def test_a_class_counts_as_often_as_it_has_values() -> None:
    text = """catalog shop
    product sign {
      option width: integer 1 .. 1000003
      option height: integer 1 .. 77
      rule wide require width >= 500 when height > 50
    }"""
    outcome = build(Source("shop.vpc", text), lambda name: name)
    assert outcome.value is not None
    product = outcome.value.products["sign"].product
    assert counted(solved(product)) == 50 * 1_000_003 + 27 * (1_000_003 - 499)
