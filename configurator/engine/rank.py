"""Rank and unrank: the valid configurations of a product have numbers, from 0, in the order of what they choose.

Options count in declared order, the first most, and of each option its outcomes in their order (`outcomes`). Texts and
pictures do not multiply, so what is numbered are the choices for closed options, where some texts and pictures make
them valid. A graph has its options in an order of its own; so for each option in turn the configurations are counted
that agree with the given one so far and come before it there: a pass through its graph, with weights for what its
outcomes count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from random import Random

from configurator.compiler.layers import ComponentGraph
from configurator.diagram.passes import weights_below, weights_of_labels
from configurator.engine.outcomes import Outcome
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.model.catalog import Option
from configurator.model.domain import ProductDomain

Completed = Mapping[str, Outcome]
"""An outcome for each closed option, by its key."""


class Ranks:
    """The numbers of the valid configurations of a product.

    Raises `TooComplexError` where an option of it cannot be put in order: lists of products, whose order means nothing,
    and sets that are too many.
    """

    def __init__(self, space: ValidSpace) -> None:
        self._space = space
        self._options = [option for option in space.product.options if not option.is_open]
        for option in self._options:
            if isinstance(option.domain, ProductDomain) and option.domain.many:
                finding = f"`{option.key}` is a list, and the order of what stands in it means nothing"
                raise TooComplexError(finding, (option.key,), ())
        self.count = prod(map(self._ways, range(len(space.graphs)), [{} for _ in space.graphs]))

    def rank(self, completed: Completed) -> int:
        """The number of a valid configuration. Raises `ValueError` for one that is not valid."""
        number, fixed = 0, [dict[str, int]() for _ in self._space.graphs]
        ways = [self._ways(graph, each) for graph, each in enumerate(fixed)]
        for option in self._options:
            graph, outcomes = self._space.places[option.key][0], self._space.outcomes[option.key]
            try:
                index = outcomes.index(completed[option.key])
            except KeyError:
                raise ValueError(f"`{option.key}` cannot be so") from None
            others = prod(ways[:graph] + ways[graph + 1 :])
            number += self._ways(graph, fixed[graph], option, outcomes.before(index)) * others
            fixed[graph][option.key] = outcomes.class_at(index)
            ways[graph] = self._ways(graph, fixed[graph])
        if not all(ways):
            raise ValueError("this is no valid configuration")
        return number

    def unrank(self, number: int) -> dict[str, Outcome]:
        """The configuration with this number, options in declared order. Raises `IndexError` where there is none."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} valid configurations, numbered from 0")
        found, fixed = dict[str, Outcome](), [dict[str, int]() for _ in self._space.graphs]
        ways = [self._ways(graph, each) for graph, each in enumerate(fixed)]
        for option in self._options:
            graph, level = self._space.places[option.key]
            outcomes = self._space.outcomes[option.key]
            component = self._space.graphs[graph]
            others = prod(ways[:graph] + ways[graph + 1 :])
            weights = self._weights(component, fixed[graph])
            counts = weights_of_labels(component.diagram, weights, level, len(outcomes.classes))
            index, number = outcomes.find([each * others for each in counts], number)
            found[option.key] = outcomes.at(index)
            fixed[graph][option.key] = outcomes.class_at(index)
            ways[graph] = counts[fixed[graph][option.key]]
        return found

    def each(self, first: int = 0) -> Iterator[dict[str, Outcome]]:
        """All configurations in order, from the one with this number on."""
        return map(self.unrank, range(first, self.count))

    def sample(self, random: Random) -> dict[str, Outcome]:
        """One of the valid configurations, each as likely as any other. Raises `IndexError` where there is none."""
        return self.unrank(random.randrange(self.count) if self.count else 0)

    def _ways(
        self, graph: int, fixed: Mapping[str, int], option: Option | None = None, own: list[int] | None = None
    ) -> int:
        """How many ways a graph has with some classes fixed, and where the classes of one option count otherwise."""
        component = self._space.graphs[graph]
        weights = self._weights(component, fixed)
        if option is not None:
            weights[self._space.places[option.key][1]] = own
        return sum(weights_below(component.diagram, weights)[0])

    def _weights(self, component: ComponentGraph, fixed: Mapping[str, int]) -> list[list[int] | None]:
        """What each class counts, level by level: where one is fixed it alone counts, for the outcome that is meant."""
        found: list[list[int] | None] = []
        for option in component.options:
            if option.option.is_open:
                found.append(None)
            elif option.key in fixed:
                found.append([int(number == fixed[option.key]) for number in range(len(option.classes))])
            else:
                found.append([each.size for each in option.classes])
        return found
