"""How many ways lead through a diagram, and through each of its labels, where labels count more than once, or not.

The passes of `passes` over steps that are numbered, kept where one level changes, so that a walk which decides level
after level takes each pass over what is left of the diagram only.
"""

from __future__ import annotations

from collections.abc import Sequence

from configurator.diagram.priced_diagram import PricedDiagram

Weights = Sequence[int]
"""How much each label of one level counts."""


class Ways:
    """The paths through a diagram, each counting the product of its labels' weights. Immutable.

    `multiplying`: how many levels multiply, from the first on; of the labels of others it only matters whether some
    with a weight leads on.
    """

    def __init__(self, diagram: PricedDiagram, weights: Sequence[Weights], multiplying: int) -> None:
        self._diagram, self._multiplying = diagram, multiplying
        self._steps = [_of_steps(*each) for each in zip(diagram.steps, weights, strict=True)]
        self._sizes = [len(each) for each in weights]
        end = [[int(diagram.holds)]]
        self._below = self._up(len(self._sizes) - 1, end, [[1] * len(level) for level in diagram.levels])
        self._above = self._down(0, end, self._below)

    @property
    def count(self) -> int:
        """How much all of them count together."""
        return sum(self._below[0])

    def through(self, level: int) -> list[int]:
        """For each label of a level that multiplies, what the paths through it count, its own weight left out."""
        below, steps = self._below[level + 1], self._diagram.steps[level]
        by_step = [0] * len(steps)
        for before, edges in zip(self._above[level], self._diagram.levels[level], strict=False):
            if before:
                for step, target in edges:
                    by_step[step] += before * below[target]
        found = [0] * self._sizes[level]
        for (labels, _), count in zip(steps, by_step, strict=True):
            for label in labels:
                found[label] += count
        return found

    def at(self, level: int, weights: Weights) -> Ways:
        """The same where the labels of one level count otherwise, none that did not count before among them."""
        other = object.__new__(Ways)
        other._diagram, other._multiplying, other._sizes = self._diagram, self._multiplying, self._sizes
        other._steps = self._steps.copy()
        other._steps[level] = _of_steps(self._diagram.steps[level], weights)
        other._below = other._up(level, self._below[level + 1 :], self._above)
        other._above = other._down(level, self._above[: level + 1], other._below)
        return other

    def _up(self, last: int, below: list[list[int]], above: list[list[int]]) -> list[list[int]]:
        found = below[::-1]
        for number in range(last, -1, -1):
            after, of = found[-1], self._steps[number]
            level = zip(above[number], self._diagram.levels[number], strict=False)
            sums = [
                sum([of[step] * after[target] for step, target in edges]) if before else 0 for before, edges in level
            ]
            found.append(sums if number < self._multiplying else [min(each, 1) for each in sums])
        found.reverse()
        return found

    def _down(self, first: int, above: list[list[int]], below: list[list[int]]) -> list[list[int]]:
        found = above[:]
        for number in range(first, len(self._sizes)):
            is_last = number + 1 == len(self._sizes)
            of, after = self._steps[number], [0] * (1 if is_last else len(self._diagram.levels[number + 1]))
            for before, on, edges in zip(found[-1], below[number], self._diagram.levels[number], strict=False):
                if before and on:
                    for step, target in edges:
                        after[target] += before * of[step]
            found.append(after)
        return found


def _of_steps(steps: Sequence[tuple[tuple[int, ...], object]], weights: Weights) -> list[int]:
    return [sum([weights[label] for label in labels]) for labels, _ in steps]
