"""Paths through the graphs of a product, times the sizes of the classes on them: how many outcomes there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import prod

from configurator.compiler.layers import ComponentGraph
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue

MOST_STEPS = 100_000
"""For a count over some options; beyond that, a graph in which these options come first is worth its making."""


def closed_options(product: Product) -> frozenset[str]:
    """The keys of the options that multiply: all but open ones."""
    return frozenset(option.key for option in product.options if not option.is_open)


def some_outcome(graphs: Iterable[ComponentGraph]) -> dict[str, CanonicalValue | None]:
    """One valid outcome of all options of the graphs, which are satisfiable: a value, or None, by option key."""
    found: dict[str, CanonicalValue | None] = {}
    for graph in graphs:
        node = 0
        for option, level in zip(graph.options, graph.diagram.levels, strict=True):
            classes, node = level[node][0]
            found[option.key] = option.classes[classes[0]].representative
    return found


def count_paths(graphs: Iterable[ComponentGraph], over: Collection[str]) -> int:
    """The number of outcomes for the options in `over`, which come first in each graph."""
    return prod(_paths(graph, over) for graph in graphs)


def count_projected(graphs: Iterable[ComponentGraph], over: Collection[str]) -> int | None:
    """The same, whatever the order of the options in the graphs; None where that would take too many steps."""
    found = 1
    for graph in graphs:
        count = _projected(graph, over)
        if count is None:
            return None
        found *= count
    return found


def _projected(graph: ComponentGraph, over: Collection[str]) -> int | None:
    """The outcomes of one graph for the options in `over`.

    Outcomes of `over` are told apart by the nodes that they may lead to, those of all other options together: the
    subset construction for automata that may go several ways (M. O. Rabin and D. Scott, IBM Journal of Research and
    Development 3, 1959).
    """
    if not graph.diagram.holds:
        return 0
    most = MOST_STEPS
    ways: dict[frozenset[int], int] = {frozenset((0,)): 1}
    left = sum(option.key in over for option in graph.options)
    for option, level in zip(graph.options, graph.diagram.levels, strict=True):
        if not left:
            break  # there are no dead ends, so some outcome of what comes after is valid
        after: dict[frozenset[int], int] = {}
        sizes = [each.size for each in option.classes]
        for nodes, count in ways.items():
            edges = [edge for node in nodes for edge in level[node]]
            if option.key in over:
                reached: dict[int, list[int]] = {}
                for classes, target in edges:
                    most -= len(classes)
                    for each in classes:
                        reached.setdefault(each, []).append(target)
                found = [(sizes[each], frozenset(targets)) for each, targets in reached.items()]
            else:
                most -= len(edges)
                found = [(1, frozenset(target for _, target in edges))]
            for size, targets in found:
                after[targets] = after.get(targets, 0) + size * count
            if most < 0:
                return None
        ways = after
        left -= option.key in over
    return sum(ways.values())


def _paths(graph: ComponentGraph, over: Collection[str]) -> int:
    if not graph.diagram.holds:
        return 0
    below = [1]
    for option, level in zip(reversed(graph.options), reversed(graph.diagram.levels), strict=True):
        if option.key in over:
            sizes = [each.size for each in option.classes]
            below = [
                sum(sum(sizes[each] for each in classes) * below[node] for classes, node in edges) for edges in level
            ]
        else:
            below = [1] * len(level)  # there are no dead ends, so some outcome of what comes after is valid
    return below[0]
