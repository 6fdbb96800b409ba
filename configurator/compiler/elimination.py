"""In which order variables of a constraint graph are decided so that what is left falls apart soon.

Variables are eliminated one by one, each time one whose neighbors lack fewest edges among them, which are then added
(min-fill; U. Kjærulff, "Triangulation of graphs", 1990). Deciding them the other way round, the last eliminated first,
follows the tree decomposition that the elimination makes from its root. Where that takes too many steps, it goes on
with whatever has fewest neighbors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush

_STEPS = 20_000_000
"""Pairs of neighbors that are looked at before it goes on with the simpler rule: about a second."""


def elimination_order(
    number: int, scopes: Iterable[Sequence[int]], spend: Callable[[int], object] = lambda _: None
) -> list[int]:
    """Variables 0 … number - 1 in the order of their elimination from the graph in which each scope is a clique.

    `spend` hears of the steps that are taken, as they are, and may raise.
    """
    around: list[set[int]] = [set() for _ in range(number)]
    for scope in scopes:
        for variable in scope:
            around[variable].update(scope)
    for variable, neighbors in enumerate(around):
        neighbors.discard(variable)
    return _Elimination(around, spend).order()


class _Elimination:
    def __init__(self, around: list[set[int]], spend: Callable[[int], object]) -> None:
        self._around = around
        self._spend = spend
        self._steps = 0

    def order(self) -> list[int]:
        costs = [self._cost(variable) for variable in range(len(self._around))]
        heap = [(cost, variable) for variable, cost in enumerate(costs)]
        heapify(heap)
        found: list[int] = []
        left = [True] * len(costs)
        while heap:
            cost, variable = heappop(heap)
            if not left[variable] or cost != costs[variable]:
                continue  # its cost has changed since: it stands elsewhere in the heap
            left[variable] = False
            found.append(variable)
            neighbors = self._around[variable]
            for each in neighbors:
                others = self._around[each]
                others |= neighbors
                others.discard(each)
                others.discard(variable)
            for each in neighbors:
                costs[each] = self._cost(each)
                heappush(heap, (costs[each], each))
        return found

    def _cost(self, variable: int) -> tuple[int, int]:
        """How many edges its neighbors lack, and how many neighbors there are; only these, once steps have run out."""
        neighbors = self._around[variable]
        degree = len(neighbors)
        self._steps += degree * degree
        self._spend(degree + 1)
        if self._steps > _STEPS:
            return degree * degree, degree
        edges = sum(len(neighbors & self._around[each]) for each in neighbors)
        return degree * (degree - 1) - edges, degree
