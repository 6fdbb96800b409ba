"""Paths through the graphs of a product, times the sizes of the classes on them: how many outcomes there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import prod

from configurator.compiler.layers import ComponentGraph
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue


def closed_options(product: Product) -> frozenset[str]:
    """The keys of the options that multiply: all but open ones."""
    return frozenset(option.key for option in product.options if not option.is_open)


def some_outcome(graphs: Iterable[ComponentGraph]) -> dict[str, CanonicalValue | None]:
    """One valid outcome of all options of the graphs, which are satisfiable: a value, or None, by option key."""
    found: dict[str, CanonicalValue | None] = {}
    for graph in graphs:
        node = 0
        for option, level in zip(graph.options, graph.levels, strict=True):
            classes, node = level[node][0]
            found[option.key] = option.classes[classes[0]].representative
    return found


def count_paths(graphs: Iterable[ComponentGraph], over: Collection[str]) -> int:
    """The number of outcomes for the options in `over`, which come first in each graph."""
    return prod(_paths(graph, over) for graph in graphs)


def _paths(graph: ComponentGraph, over: Collection[str]) -> int:
    if not graph.satisfiable:
        return 0
    below = [1]
    for option, level in zip(reversed(graph.options), reversed(graph.levels), strict=True):
        if option.key in over:
            sizes = [each.size for each in option.classes]
            below = [
                sum(sum(sizes[each] for each in classes) * below[node] for classes, node in edges) for edges in level
            ]
        else:
            below = [1] * len(level)  # there are no dead ends, so some outcome of what comes after is valid
    return below[0]
