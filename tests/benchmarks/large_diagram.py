"""A large diagram, made up: as many nodes and levels as the Renault Mégane's would have, for whose sake it is measured.

Levels swell to their full width within a quarter of the way and shrink again in the last one. Of its labels a node has
some half, which lead to a few nodes near its own place and to some anywhere, so that information lasts for a few levels
and no longer. The same numbers make the same diagram.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random

from configurator.diagram.diagram import Diagram, reduced

Levels = list[list[list[tuple[tuple[int, ...], int]]]]


def large(levels: int, width: int, labels: int, random: Random) -> Diagram:
    """A diagram without dead ends whose levels swell to so many nodes and shrink again."""
    half = levels / 2
    widths = [max(1, round(width * min(1.0, 2 * min(place, levels - place) / half))) for place in range(levels)] + [1]
    found: Levels = []
    for before, after in pairwise(widths):
        number = random.randint(2, labels)
        level: list[list[tuple[tuple[int, ...], int]]] = []
        for node in range(before):
            ways = [node * after // before, *(random.randrange(after) for _ in range(random.randint(0, 4)))]
            targets: dict[int, list[int]] = {}
            for label in range(number):
                if random.random() < 0.5 or not label:
                    targets.setdefault(ways[label % len(ways)], []).append(label)
            level.append([(tuple(each), target) for target, each in targets.items()])
        found.append(level)
    return reduced(_reachable(found), ends=True, spend=lambda steps: None)


def _reachable(levels: Levels) -> Levels:
    """The same without nodes that nothing leads to, as builders never make them."""
    number, found = {0: 0}, Levels()
    for level in levels:
        after: dict[int, int] = {}
        found.append(
            [[(labels, after.setdefault(target, len(after))) for labels, target in level[node]] for node in number]
        )
        number = after
    return found
