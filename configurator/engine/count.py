"""How many valid configurations a product has, exactly: paths through its graphs, times the sizes of the classes.

Open options (text, image) do not multiply: a configuration counts once if some texts make it valid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import prod

from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.layers import ComponentGraph
from configurator.model.catalog import Product


def count(product: Product, over: Sequence[str] | None = None, budget: Budget = USUAL) -> int:
    """The number of valid configurations; with `over`, of different outcomes for these closed options only.

    "No value" is an outcome. Raises TooComplexError beyond the budget, and ValueError for a key in `over` that is no
    closed option of the product.
    """
    for key in over or ():
        if key not in product.by_key or product.by_key[key].is_open:
            raise ValueError(f"`{key}` is not a closed option of `{product.key}`")
    return count_paths(compile_graphs(product, over, budget), closed_options(product) if over is None else over)


def closed_options(product: Product) -> frozenset[str]:
    """The keys of the options that multiply: all but open ones."""
    return frozenset(option.key for option in product.options if not option.is_open)


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
