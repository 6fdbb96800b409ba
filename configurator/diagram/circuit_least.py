"""The least that the assignments of a circuit cost, and the least with each label, as options are decided one by one.

A label of an option is a literal; an assignment costs what its labels cost, and some other literals of their own. The
least of a choice is that of its cheapest branch, and of a branch the sum of its parts: a pass up, with least and plus
in the place of plus and times (A. Kimmig, G. Van den Broeck and L. De Raedt, "Algebraic model counting", Journal of
Applied Logic 22, 2017). What a decision changes is only what stands above the branches that name the option, so that is
all that is worked out anew. As `Shortest` for diagrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain

from configurator.diagram.circuit import Branch, Circuit
from configurator.diagram.circuit_shape import CircuitShape
from configurator.diagram.least import Cost, Costs, on_least
from configurator.diagram.versions import Version

_Sum = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]
"""Of a branch: places that are added up, and pairs of places of which the lesser is."""


class PricedCircuit:
    """A circuit with labels as in `CircuitShape`; `priced` are other literals, with what they cost.

    Costs stand in one array, in which literals have places first, and then nodes.
    """

    def __init__(self, circuit: Circuit, literals: Sequence[Sequence[int]], priced: Mapping[int, Cost]) -> None:
        self.circuit, self.priced = circuit, priced
        self.labels = [[_place(literal) for literal in own] for own in literals]
        self.first = 2 * (circuit.variables + 1)
        self._shape = CircuitShape(circuit, literals)
        self._costing = {place for own in self.labels for place in own}.union(map(_place, priced))
        self.naming = [self._shape.naming(level) for level in range(len(literals))]
        self.above = self._shape.above
        self._affected: dict[int, list[tuple[int, list[_Sum]]]] = {}

    @cached_property
    def sums(self) -> list[list[_Sum]]:
        """For each node its branches."""
        return [[self._sum(branch) for branch in choice] for choice in self.circuit.nodes]

    @cached_property
    def root(self) -> _Sum:
        """The branch that everything begins with."""
        return self._sum(self.circuit.root)

    def affected(self, level: int) -> list[tuple[int, list[_Sum]]]:
        """The places of nodes whose least may change with what a level costs, lowest first; with their branches."""
        known = self._affected.get(level)
        if known is None:
            numbers = self._shape.affected(level)
            known = self._affected[level] = [(self.first + number, self.sums[number]) for number in numbers]
        return known

    def array(self, costs: Sequence[Costs], far: Cost) -> list[Cost]:
        """What all literals and nodes cost."""
        found: list[Cost] = [0] * self.first
        for literal, cost in self.priced.items():
            found[_place(literal)] = cost
        for places, own in zip(self.labels, costs, strict=True):
            for place, each in zip(places, own, strict=True):
                found[place] = far if each is None else each
        for branches in self.sums:
            found.append(min([worth(found, branch) for branch in branches]))
        return found

    def _sum(self, branch: Branch) -> _Sum:
        costing = self._costing
        literals = [place for literal in branch.literals if (place := _place(literal)) in costing]
        pairs = ((_place(each), _place(-each)) for each in branch.free)
        free = tuple(pair for pair in pairs if not costing.isdisjoint(pair))
        return (*literals, *(self.first + each for each in branch.nodes)), free


class LeastAssignments:
    """The least costs of the assignments of a circuit under some costs of labels. Immutable.

    `most` is no less than what any assignment costs, each part of it taken as positive, also of those costs that `at`
    puts in. Those that come from one another are for one thread at a time.
    """

    def __init__(self, priced: PricedCircuit, costs: Sequence[Costs], most: Cost) -> None:
        self._priced, self._most = priced, most
        self._far = 4 * most + 4  # more than anything costs, even after some that is cheaper than nothing
        self._version: Version[Cost] = Version(priced.array(costs, self._far) if priced.circuit.holds else ())

    @property
    def least(self) -> Cost | None:
        """What the cheapest assignment costs; None where there is none."""
        if not self._priced.circuit.holds:
            return None
        return self._known(worth(self._version.items(), self._priced.root))

    def through(self, level: int) -> list[Cost | None]:
        """For each label of a level, the least cost of an assignment that has it, its own cost left out."""
        size = len(self._priced.labels[level])
        if not self._priced.circuit.holds:
            return [None] * size
        array = self._version.items()
        before = self._put(array, level, [0] * size)
        found = self._beside(array, level)
        for place, cost in before.items():
            array[place] = cost
        return [self._known(cost) for cost in found]

    def through_least(self, level: int) -> list[Cost | None]:
        """The same for labels that some cheapest assignment has, and None for all others."""
        if not self._priced.circuit.holds:
            return [None] * len(self._priced.labels[level])
        array = self._version.items()
        return on_least(self.through(level), [array[place] for place in self._priced.labels[level]], self.least)

    def at(self, level: int, costs: Costs) -> LeastAssignments:
        """The same where the labels of one level cost otherwise."""
        if not self._priced.circuit.holds:
            return self
        other = object.__new__(LeastAssignments)
        other._priced, other._most, other._far = self._priced, self._most, self._far
        other._version = self._version.left(self._put(self._version.items(), level, costs))
        return other

    def _beside(self, array: Sequence[Cost], level: int) -> list[Cost]:
        """What is least with each label, while none of its level costs anything: a pass down what names the level.

        In any assignment one label of a level is true; so it does not matter in which parts of a branch the others are.
        """
        far, most = self._far, self._most
        labels = {place: label for label, place in enumerate(self._priced.labels[level])}
        affected = self._priced.affected(level)
        found = [far] * len(labels)
        above = {place: far for place, _ in affected}

        def look(branch: _Sum, before: Cost) -> None:
            whole = before + worth(array, branch)
            if whole > most:
                return
            places, pairs = branch
            for place in chain(places, *pairs):
                if place in above:
                    above[place] = min(above[place], whole - array[place])
                elif place in labels:
                    found[labels[place]] = min(found[labels[place]], whole)

        look(self._priced.root, 0)
        for place, branches in reversed(affected):
            if above[place] <= most:
                for branch in branches:
                    look(branch, above[place])
        return found

    def _put(self, array: list[Cost], level: int, costs: Costs) -> dict[int, Cost]:
        """Let a level cost this; what has changed, as it was before."""
        before: dict[int, Cost] = {}
        for place, cost in zip(self._priced.labels[level], costs, strict=True):
            before[place] = array[place]
            array[place] = self._far if cost is None else cost
        priced = self._priced
        waiting = [*priced.naming[level]]  # ascending, and so a heap
        known = set(waiting)
        while waiting:
            number = heappop(waiting)
            place = priced.first + number
            least = min([worth(array, branch) for branch in priced.sums[number]])
            if least == array[place]:
                continue
            before[place] = array[place]
            array[place] = least
            for each in priced.above[number]:
                if each not in known:
                    known.add(each)
                    heappush(waiting, each)
        return before

    def _known(self, cost: Cost) -> Cost | None:
        return cost if cost <= self._most else None


def worth(array: Sequence[Cost], branch: _Sum) -> Cost:
    """What a branch costs at least."""
    places, pairs = branch
    found = sum([array[place] for place in places])
    for one, other in pairs:
        found += min(array[one], array[other])
    return found


def _place(literal: int) -> int:
    return 2 * literal if literal > 0 else -2 * literal + 1
