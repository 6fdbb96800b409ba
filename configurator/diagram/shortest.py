"""Least paths: what the cheapest way through a diagram costs, and the cheapest through each of its labels.

Each label of a level costs something, maybe less than nothing, or is not to be taken (None). One pass up and one pass
down give the least cost through every label at once: the passes of `passes`, with least and plus in the place of plus
and times (R. Bellman, "On a routing problem", Quarterly of Applied Mathematics 16, 1958; A. Darwiche, "A differential
approach to inference in Bayesian networks", 2003). Where one level changes, `Shortest.at` goes through the levels
before it and those behind it once, and keeps the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from configurator.diagram.diagram import Labels
from configurator.diagram.least import Cost, Costs, on_least
from configurator.diagram.priced_diagram import PricedDiagram, Step


class Shortest:
    """The least costs of the paths through a diagram, under some costs of labels. Immutable.

    `most` is no less than what labels and steps of any path cost, each taken as positive, also of those costs that `at`
    puts in.
    """

    def __init__(self, diagram: PricedDiagram, costs: Sequence[Costs], most: Cost) -> None:
        self._diagram, self._costs, self._most = diagram, list(costs), most
        self._far = 4 * most + 4  # more than any path costs, even after some that are cheaper than nothing
        self._steps = [self._of_steps(*each) for each in zip(diagram.steps, costs, strict=True)]
        self._end: list[list[Cost]] = [[0 if diagram.holds else self._far]]
        everything: list[list[Cost]] = [[0] * len(level) for level in diagram.levels]
        self._below = self._up(len(costs) - 1, self._end, everything)

    @property
    def least(self) -> Cost | None:
        """What the cheapest path costs; None where there is none."""
        return self._known(self._below[0][0])

    def through(self, level: int) -> list[Cost | None]:
        """For each label of a level, the least cost of a path that takes it, its own cost left out.

        So what the level itself may not take does not narrow it.
        """
        if not self._diagram.holds:
            return [None] * len(self._costs[level])
        below, steps = self._below[level + 1], self._diagram.steps[level]
        by_step = [self._far] * len(steps)
        for before, edges in zip(self._above[level], self._diagram.levels[level], strict=True):
            if before <= self._most:
                for step, target in edges:
                    whole = before + below[target]
                    if whole < by_step[step]:  # noqa: PLR1730 - to call `min` takes four times as long
                        by_step[step] = whole
        found = [self._far] * len(self._costs[level])
        for (labels, cost), whole in zip(steps, by_step, strict=True):
            for label in labels:
                found[label] = min(found[label], whole + cost)
        return [self._known(each) for each in found]

    def through_least(self, level: int) -> list[Cost | None]:
        """The same for labels that some cheapest path takes, and None for all others."""
        return on_least(self.through(level), self._costs[level], self.least)

    def at(self, level: int, costs: Costs) -> Shortest:
        """The same where the labels of one level cost otherwise.

        It forgets nodes that cannot be on a path; so `through` of a level behind this one tells, from then on, only of
        what that level itself may take.
        """
        other = object.__new__(Shortest)
        other._diagram, other._far, other._most, other._end = self._diagram, self._far, self._most, self._end
        other._costs, other._steps = self._costs.copy(), self._steps.copy()
        other._costs[level] = costs
        other._steps[level] = self._of_steps(self._diagram.steps[level], costs)
        other._below = other._up(level, self._below[level + 1 :], self._above)
        other._above = other._down(level, self._above[: level + 1], other._below)
        return other

    @cached_property
    def _above(self) -> list[list[Cost]]:
        everything: list[list[Cost]] = [[0] * len(level) for level in self._diagram.levels]
        return self._down(0, self._end, everything)

    def _of_steps(self, steps: Sequence[Step], costs: Costs) -> list[Cost]:
        """What each step costs with the cheapest of its labels."""
        return [self._of_labels(labels, costs) + cost for labels, cost in steps]

    def _of_labels(self, labels: Labels, costs: Costs) -> Cost:
        if len(labels) == len(costs) == 1:
            return self._far if costs[0] is None else costs[0]
        return min((cost for label in labels if (cost := costs[label]) is not None), default=self._far)

    def _up(self, last: int, below: list[list[Cost]], above: list[list[Cost]]) -> list[list[Cost]]:
        """What is least from each node on, for the levels up to this one, before what is known of those behind.

        Nodes that nothing leads to, as is known from `above`, are left out.
        """
        found, far, most = below[::-1], self._far, self._most
        for number in range(last, -1, -1):
            after, of = found[-1], self._steps[number]
            level = zip(above[number], self._diagram.levels[number], strict=False)
            found.append(
                [
                    min([of[step] + after[target] for step, target in edges]) if before <= most else far
                    for before, edges in level
                ]
                or [far]
            )
        found.reverse()
        return found

    def _down(self, first: int, above: list[list[Cost]], below: list[list[Cost]]) -> list[list[Cost]]:
        """What is least up to each node, for the levels behind this one, after what is known of those before.

        Nodes from which nothing leads on, as is known from `below`, are left out.
        """
        found, far, most = above[:], self._far, self._most
        for number in range(first, len(self._costs)):
            nodes = len(self._diagram.levels[number + 1]) if number + 1 < len(self._costs) else 1
            of, after = self._steps[number], [far] * nodes
            for before, on, edges in zip(found[-1], below[number], self._diagram.levels[number], strict=False):
                if before <= most and on <= most:
                    for step, target in edges:
                        whole = before + of[step]
                        if whole < after[target]:  # noqa: PLR1730 - to call `min` takes four times as long
                            after[target] = whole
            found.append(after)
        return found

    def _known(self, cost: Cost) -> Cost | None:
        return cost if cost <= self._most else None
