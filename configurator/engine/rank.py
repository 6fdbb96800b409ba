"""Count, rank and unrank: the valid configurations of a product have numbers, from 0, in the order of what they choose.

Options count in declared order, the first most, and of each option its outcomes in their order (`outcomes`). Texts and
pictures do not multiply, so what is numbered are the choices for closed options, where some texts and pictures make
them valid. After choices, those are numbered that have them.

A graph has its options in an order of its own. So for each option in turn the configurations are counted that agree
with the given one so far and come before it there: a pass through its graph, with weights for what its outcomes count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from random import Random

from configurator.diagram.passes import weights_below, weights_of_labels
from configurator.engine.outcomes import Outcome
from configurator.engine.valid_space import NO_CHOICES, Choices, ValidSpace
from configurator.errors import UnnumberedError
from configurator.model.domain import ProductDomain
from configurator.model.option import Option

Completed = Mapping[str, Outcome]
"""An outcome for each closed option, by its key."""


class Ranks:
    """The numbers of the valid configurations of a product that have some choices.

    Raises `UnnumberedError` where an option of it has no order: a list of products, or sets that are too many.
    """

    def __init__(self, space: ValidSpace, choices: Choices = NO_CHOICES) -> None:
        self._space, self._choices = space, choices
        self._options = [option for option in space.product.options if not option.is_open]
        for option in self._options:
            if isinstance(option.domain, ProductDomain) and option.domain.many:
                raise UnnumberedError(space.product.key, option.key, "is a list, whose order means nothing")
            if not space.outcomes[option.key].has_order:
                raise UnnumberedError(space.product.key, option.key, "has too many sets")
        self._multiplying = [sum(not each.option.is_open for each in graph.options) for graph in space.graphs]
        self.count = prod(self._begin().ways)

    def rank(self, completed: Completed) -> int:
        """The number of a valid configuration that has the choices. Raises `ValueError` for any other."""
        walk, number = self._begin(), 0
        for option in self._options:
            try:
                index = self._space.outcomes[option.key].index(completed[option.key])
            except KeyError:
                raise ValueError(f"`{option.key}` cannot be so") from None
            number += walk.weighing(option, self._before(option, index))
            walk.take(option, index)
        if not all(walk.ways):
            raise ValueError("this is no valid configuration with these choices")
        return number

    def unrank(self, number: int) -> dict[str, Outcome]:
        """The configuration with this number, options in declared order. Raises `IndexError` where there is none."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} valid configurations, numbered from 0")
        walk, found = self._begin(), dict[str, Outcome]()
        for option in self._options:
            index, number = self._find(option, walk.weights_of_classes(option), number)
            found[option.key] = self._space.outcomes[option.key].at(index)
            walk.take(option, index)
        return found

    def each(self, first: int = 0) -> Iterator[dict[str, Outcome]]:
        """All configurations in order, from the one with this number on."""
        return map(self.unrank, range(first, self.count))

    def sample(self, random: Random) -> tuple[int, dict[str, Outcome]]:
        """One of the configurations, each as likely as any other, with its number. `IndexError` where there is none."""
        number = random.randrange(self.count) if self.count else 0
        return number, self.unrank(number)

    def _begin(self) -> _Walk:
        return _Walk(self._space, self._choices, self._multiplying)

    def _before(self, option: Option, index: int) -> list[int]:
        """For each class of an option, how many of its outcomes that agree with the choices stand before this one."""
        outcomes, chosen = self._space.outcomes[option.key], self._chosen(option)
        if chosen is None:
            return outcomes.before(index)
        if index not in chosen:
            raise ValueError(f"`{option.key}` was chosen otherwise")
        found = [0] * len(outcomes.classes)
        for each in chosen:
            found[outcomes.class_at(each)] += each < index
        return found

    def _find(self, option: Option, weights: Sequence[int], number: int) -> tuple[int, int]:
        """As `Outcomes.find`, among the outcomes of an option that agree with the choices."""
        outcomes, chosen = self._space.outcomes[option.key], self._chosen(option)
        if chosen is None:
            return outcomes.find(weights, number)
        for index in chosen:
            weight = weights[outcomes.class_at(index)]
            if number < weight:
                return index, number
            number -= weight
        raise IndexError(number)

    def _chosen(self, option: Option) -> Sequence[int] | None:
        """The indexes of the outcomes that are meant by what is chosen for an option; None where nothing is."""
        chosen = self._choices.chosen
        return self._space.outcomes[option.key].meant(chosen[option.key]) if option.key in chosen else None


class _Walk:
    """The configurations that agree with the choices, and with the outcomes that are taken one after the other.

    `ways`: how many there are of each graph.
    """

    def __init__(self, space: ValidSpace, choices: Choices, multiplying: Sequence[int]) -> None:
        self._space, self._multiplying = space, multiplying
        self._weights = [
            [
                _only(choices.allowed[each.key], len(each.classes))
                if each.key in choices.allowed
                else [value_class.size for value_class in each.classes]
                for each in graph.options
            ]
            for graph in space.graphs
        ]
        self.ways = [self._count(graph) for graph in range(len(space.graphs))]

    def take(self, option: Option, index: int) -> None:
        """Go on with those that have the outcome with this index."""
        graph, level = self._space.places[option.key]
        outcomes = self._space.outcomes[option.key]
        self._weights[graph][level] = _only((outcomes.class_at(index),), len(outcomes.classes))
        self.ways[graph] = self._count(graph)

    def weighing(self, option: Option, weights: list[int]) -> int:
        """How many there are where the classes of an option count otherwise."""
        graph, level = self._space.places[option.key]
        before, self._weights[graph][level] = self._weights[graph][level], weights
        count = self._count(graph)
        self._weights[graph][level] = before
        return count * self._others(graph)

    def weights_of_classes(self, option: Option) -> list[int]:
        """How many there are with one outcome of each class of an option."""
        graph, level = self._space.places[option.key]
        diagram = self._space.graphs[graph].diagram
        found = weights_of_labels(diagram, self._weights[graph], self._multiplying[graph], level)
        others = self._others(graph)
        return [each * others for each in found]

    def _others(self, graph: int) -> int:
        return prod(self.ways[:graph]) * prod(self.ways[graph + 1 :])

    def _count(self, graph: int) -> int:
        below = weights_below(self._space.graphs[graph].diagram, self._weights[graph], self._multiplying[graph])
        return sum(below[0])


def _only(classes: frozenset[int] | tuple[int, ...], number: int) -> list[int]:
    """Weights with which of so many classes these alone count, each for one outcome."""
    return [int(each in classes) for each in range(number)]
