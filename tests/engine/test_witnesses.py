"""The configurations that graphs show are valid, and each value class that a valid one has stands in one of them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from referee import all_valid
from strategies import products

from configurator.compiler.compile_graphs import compile_graphs
from configurator.engine.reachable import satisfiable
from configurator.engine.witnesses import witnesses
from configurator.model.catalog import Product
from configurator.model.constraint import holds


@settings(
    max_examples=10_000 if os.environ.get("OPTIONARY_LONG") == "1" else 200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@given(products())
def test_witnesses_are_valid_and_have_every_live_class(product: Product) -> None:
    graphs = compile_graphs(product)
    if not satisfiable(graphs):
        return
    found = witnesses(graphs)
    valid = list(all_valid(product))
    for each in found:
        assert all(holds(constraint, each, product.domains) for constraint in product.all_constraints)
        closed = {option.key: each[option.key] for option in product.options if not option.is_open}
        assert any(closed.items() <= other.items() for other in valid)
    for graph in graphs:
        for option in graph.options:
            representatives = {option.classes[number].representative for number in graph.live_classes[option.key]}
            assert representatives == {each[option.key] for each in found}
