"""Valid configurations that a product's graphs show without a search: each live class stands in at least one.

Most questions of the kind "does anything valid meet this?" are answered by one of them; the others need a graph of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from configurator.compiler.layers import ComponentGraph
from configurator.model.evaluation import Choices

MOST = 200
"""Configurations of one component; beyond that, a question is better asked by itself."""


def witnesses(graphs: Sequence[ComponentGraph]) -> tuple[Choices, ...]:
    """A few valid configurations by the graphs of all components, which must be satisfiable.

    Components do not look at one another, so that their configurations stand side by side.
    """
    found = [list(islice(_through_classes(graph), MOST)) for graph in graphs]
    return tuple(
        {key: value for each in found for key, value in each[min(number, len(each) - 1)].items()}
        for number in range(max(map(len, found), default=0))
    )


def _through_classes(graph: ComponentGraph) -> Iterator[Choices]:
    """Paths from the root to the end, each through a class that none before it has."""
    before = _first_ways(graph)
    passed: list[set[int]] = [set() for _ in graph.options]
    for level, nodes in enumerate(graph.diagram.levels):
        for number, node in enumerate(nodes):
            for classes, target in node:
                for each in classes:
                    if each not in passed[level]:
                        path = (*before[level][number], each, *_way_on(graph, level + 1, target))
                        for place, passing in enumerate(path):
                            passed[place].add(passing)
                        yield _chosen(graph, path)


def _first_ways(graph: ComponentGraph) -> list[dict[int, tuple[int, ...]]]:
    """For each node, level by level, the classes of one path that leads to it."""
    ways: list[dict[int, tuple[int, ...]]] = [{0: ()}]
    for level, nodes in enumerate(graph.diagram.levels):
        after: dict[int, tuple[int, ...]] = {}
        for number, node in enumerate(nodes):
            for classes, target in node:
                if target not in after:
                    after[target] = (*ways[level][number], classes[0])
        ways.append(after)
    return ways


def _way_on(graph: ComponentGraph, level: int, number: int) -> Iterator[int]:
    """The classes of one path from a node to the end; there are no dead ends."""
    for nodes in graph.diagram.levels[level:]:
        classes, number = nodes[number][0]
        yield classes[0]


def _chosen(graph: ComponentGraph, path: Sequence[int]) -> Choices:
    return {
        option.key: option.classes[number].representative for option, number in zip(graph.options, path, strict=True)
    }
