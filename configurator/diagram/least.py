"""What can be asked of the least that something costs, whatever finds it: a diagram, a circuit, or a solver.

There are levels, at each of which one label is taken; each label costs something, maybe less than nothing, or is not to
be taken (None). What may be taken together, and what it costs beside the labels, is known to whoever answers.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

Cost = int | Fraction
"""Exact; whole numbers are added up several times as fast."""

Costs = Sequence[Cost | None]
"""What each label of one level costs; None where it is not to be taken."""


class LazyRests(Sequence["Cost | None"]):
    """What is least beside each label, found when somebody looks at that label, or as nearly as somebody asks."""

    @abstractmethod
    def bound(self, label: int) -> Cost | None:
        """No more than what is least beside a label, as far as that is known already; None where there is nothing."""

    @abstractmethod
    def nearer(self, label: int) -> tuple[Cost | None, bool]:
        """A greater bound, after a further question or a few; and whether that is now what is least itself."""


class LeastCosts(Protocol):
    """The least that a path costs: labels, one of each level, that may be taken together. Immutable."""

    @property
    def least(self) -> Cost | None:
        """What the cheapest path costs; None where there is none."""

    def through(self, level: int) -> Sequence[Cost | None]:
        """For each label of a level, the least cost of a path that takes it, its own cost left out; maybe `LazyRests`.

        So what the level itself may not take does not narrow it.
        """

    def through_least(self, level: int) -> Sequence[Cost | None]:
        """The same for labels that stand on a path which costs the least of all, and None for all others."""

    def at(self, level: int, costs: Costs) -> LeastCosts:
        """The same where the labels of one level cost otherwise.

        After that, `through` of another level may tell only of what that level itself may take.
        """


def on_least(rests: Sequence[Cost | None], costs: Costs, least: Cost | None) -> list[Cost | None]:
    """Of what is least beside each label, what is least of all together with the label's own cost."""
    return [
        rest if rest is not None and cost is not None and rest + cost == least else None
        for rest, cost in zip(rests, costs, strict=True)
    ]
