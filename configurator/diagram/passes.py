"""Questions that one pass down and one pass up a diagram answer: which labels are open, and how many paths there are.

What is asked is given level by level. `Allowed` has the labels that may be taken there, None for any. `Weights` says
how much each label counts: a path counts the product of its labels' weights, and a set of paths the sum. The last
levels may be such as do not multiply: of their labels it only matters whether some with a weight leads on.

The two passes are those of A. Darwiche, "A differential approach to inference in Bayesian networks" (Journal of the ACM
50, 2003), for sums of products over a diagram.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from configurator.diagram.diagram import Diagram, Labels

Allowed = Sequence[Collection[int] | None]
Weights = Sequence[Sequence[int]]


def open_labels(diagram: Diagram, allowed: Allowed) -> tuple[frozenset[int], ...]:
    """For each level the labels with which there is a path that takes allowed labels at all *other* levels.

    So what a level allows does not narrow itself: of a level that takes one label, these are those it could change to.
    """
    fitting = [_Fitting(each) for each in allowed]
    reached, looked_at = _reached(diagram, fitting)
    alive: set[int] = {0} if diagram.holds else set()
    found: list[frozenset[int]] = []
    for level in range(len(diagram.levels) - 1, -1, -1):
        nodes, fits, after = diagram.levels[level], fitting[level], alive
        taken = {labels for number in reached[level] for labels, target in nodes[number] if target in after}
        found.append(frozenset(label for labels in taken for label in labels))
        alive = {
            number
            for number in looked_at[level]
            if any(target in after and fits[labels] for labels, target in nodes[number])
        }
    return tuple(reversed(found))


def _reached(diagram: Diagram, fitting: Sequence[_Fitting]) -> tuple[list[set[int]], list[set[int]]]:
    """For each level the nodes that allowed labels lead to, and those that others lead to as well, taken once."""
    nodes: set[int] = {0} if diagram.holds else set()
    around = nodes
    found: list[set[int]] = []
    once: list[set[int]] = []
    for level, fits in zip(diagram.levels, fitting, strict=True):
        found.append(nodes)
        once.append(around)
        by_others = {target for number in nodes for _, target in level[number]}
        around = by_others.union(target for number in around for labels, target in level[number] if fits[labels])
        nodes = {target for number in nodes for labels, target in level[number] if fits[labels]}
    return found, once


class _Fitting(dict[Labels, bool]):
    """Whether some of the labels are allowed: looked up once for all edges that have the same."""

    def __init__(self, allowed: Collection[int] | None) -> None:
        super().__init__()
        self._allowed = allowed

    def __missing__(self, labels: Labels) -> bool:
        allowed = self._allowed
        fits = allowed is None or any(label in allowed for label in labels)
        self[labels] = fits
        return fits


def weights_below(diagram: Diagram, weights: Weights, multiplying: int) -> list[list[int]]:
    """For each level, and behind the last, what all ways from each of its nodes to the end count together.

    `multiplying`: how many levels multiply, from the first on.
    """
    below = [[1] if diagram.holds else []]
    for number in range(len(diagram.levels) - 1, -1, -1):
        after, worth = below[-1], _Worth(weights[number])
        found = [sum([worth[labels] * after[target] for labels, target in edges]) for edges in diagram.levels[number]]
        below.append(found if number < multiplying else [min(count, 1) for count in found])
    below.reverse()
    return below


def weights_above(diagram: Diagram, weights: Weights, end: int) -> list[list[int]]:
    """For each level before `end`, and for that one, what all ways from the root to each of its nodes count together.

    All levels before `end` multiply.
    """
    above = [[1] if diagram.holds else []]
    for number, level in enumerate(diagram.levels[:end]):
        worth = _Worth(weights[number])
        after = [0] * len(diagram.levels[number + 1] if number + 1 < len(diagram.levels) else (None,))
        for count, edges in zip(above[-1], level, strict=True):
            if count:
                for labels, target in edges:
                    after[target] += worth[labels] * count
        above.append(after)
    return above


def weights_of_labels(diagram: Diagram, weights: Weights, multiplying: int, level: int) -> list[int]:
    """For each label of a level that multiplies, what the paths through it count, its own weight left out."""
    above = weights_above(diagram, weights, level)[level]
    below = weights_below(diagram, weights, multiplying)[level + 1]
    by_labels: dict[Labels, int] = {}
    for count, edges in zip(above, diagram.levels[level], strict=True):
        if count:
            for labels, target in edges:
                by_labels[labels] = by_labels.get(labels, 0) + count * below[target]
    found = [0] * len(weights[level])
    for labels, count in by_labels.items():
        for label in labels:
            found[label] += count
    return found


class _Worth(dict[Labels, int]):
    """What labels count together: added up once for all edges that have the same."""

    def __init__(self, weights: Sequence[int]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, labels: Labels) -> int:
        worth = sum([self._weights[label] for label in labels])
        self[labels] = worth
        return worth
