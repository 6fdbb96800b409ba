"""Our own builder and OxiDD make the same graphs: of random products, and of a car with 112,680 rows of tables."""

from __future__ import annotations

import flat_products
import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from megane import megane

from configurator.compiler import layers
from configurator.compiler.budget import Budget
from configurator.compiler.builders import Builder
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.layers import ComponentGraph
from configurator.compiler.oxidd_builder import build as build_by_oxidd
from configurator.engine.paths import closed_options, count_paths
from configurator.errors import TooComplexError
from configurator.model.catalog import Product

pytest.importorskip("oxidd")

BUILDERS: tuple[Builder, ...] = (layers.build, build_by_oxidd)
LAW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def by_both(product: Product, budget: Budget) -> tuple[tuple[ComponentGraph, ...], tuple[ComponentGraph, ...]]:
    ours, theirs = (compile_graphs(product, budget=budget, builder=each) for each in BUILDERS)
    return ours, theirs


def same(ours: tuple[ComponentGraph, ...], theirs: tuple[ComponentGraph, ...], product: Product) -> None:
    """A reduced diagram in one order is the only one, but for the numbers of its nodes."""
    over = closed_options(product)
    assert count_paths(ours, over) == count_paths(theirs, over)
    for own, other in zip(ours, theirs, strict=True):
        assert [option.key for option in own.options] == [option.key for option in other.options]
        assert own.live_classes == other.live_classes
        assert [len(level) for level in own.diagram.levels] == [len(level) for level in other.diagram.levels]
        assert own.diagram.holds is other.diagram.holds


@LAW
@given(strategies.products())
def test_small_products_have_the_same_graphs(product: Product) -> None:
    same(*by_both(product, Budget()), product)


@LAW
@given(flat_products.products())
def test_products_with_an_option_of_each_kind_have_the_same_graphs(product: Product) -> None:
    try:
        ours, theirs = by_both(product, Budget(nodes=5_000, values=2_000))
    except TooComplexError:
        return
    same(ours, theirs, product)


def test_the_car_has_the_same_graph_and_the_published_count() -> None:
    car, number = megane()
    budget = Budget(seconds=120)
    ours, theirs = by_both(car, budget)
    same(ours, theirs, car)
    assert count_paths(ours, closed_options(car)) == number


def test_the_car_takes_fewer_nodes_than_its_rows() -> None:
    car, _ = megane()
    (graph,) = compile_graphs(car, budget=Budget(nodes=60_000, seconds=120))
    assert graph.diagram.nodes < 25_000
