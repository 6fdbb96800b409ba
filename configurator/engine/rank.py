"""Count, rank and unrank: the valid configurations of a product have numbers, from 0, in the order of what they choose.

Options count in declared order, the first most, and of each option its outcomes in their order (`outcomes`). Texts and
pictures do not multiply, so what is numbered are the choices for closed options, where some texts and pictures make
them valid. After choices, those are numbered that have them.

A component has its options in an order of its own. So for each option in turn the configurations are counted that agree
with the given one so far, for each class that it may go on with. These counts are steps of a walk that many numbers
share, neighbors nearly all of it; so the last steps are remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from operator import mul
from random import Random

from configurator.compiler.classes import ClassedOption
from configurator.diagram.circuit_counts import CountedAssignments
from configurator.diagram.counting import CountedPaths
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import ClausalComponent
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.valid_space import NO_CHOICES, Choices, Component, ValidSpace
from configurator.errors import NoDiagramError, UnnumberedError
from configurator.model.domain import ProductDomain
from configurator.model.option import Option

Completed = Mapping[str, Outcome]
"""An outcome for each closed option, by its key."""

Counting = CountedPaths | CountedAssignments
"""What a component counts label by label, while its options are decided one after another."""

MOST_STEPS = 2_000
"""Steps of walks that are remembered."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The configurations whose first options are in these classes, one configuration for each of their outcomes.

    `paths`: through each graph; `ways`: how many these are; `raw`: through the graph of the next option, with one
    outcome of each of its classes; `others`: through all other graphs together.
    """

    taken: tuple[int, ...]
    paths: Sequence[Counting]
    ways: Sequence[int]
    raw: Sequence[int]
    others: int

    @property
    def count(self) -> int:
        """How many they are."""
        return prod(self.ways)

    @property
    def weights(self) -> Sequence[int]:
        """How many of them have one outcome of each class of the next option."""
        return self.raw if self.others == 1 else [each * self.others for each in self.raw]


def ordered_options(space: ValidSpace) -> list[Option]:
    """The options by which configurations are put in order, the first counting most: those that are closed.

    Raises `UnnumberedError` where one of them has no order: a list of products, or sets that are too many.
    """
    found = [option for option in space.product.options if not option.is_open]
    for option in found:
        if isinstance(option.domain, ProductDomain) and option.domain.many:
            raise UnnumberedError(space.product.key, option.key, "is a list, whose order means nothing")
        if not space.outcomes[option.key].has_order:
            raise UnnumberedError(space.product.key, option.key, "has too many sets")
    return found


class Ranks:
    """The numbers of the valid configurations of a product that have some choices.

    Raises `UnnumberedError` where an option of it has no order: a list of products, or sets that are too many; and
    `NoDiagramError` where a component has neither a diagram nor a circuit.
    """

    def __init__(self, space: ValidSpace, choices: Choices = NO_CHOICES) -> None:
        self._space, self._choices = space, choices
        self._options = ordered_options(space)
        paths = tuple(self._counted(component) for component in space.components)
        self._steps: dict[tuple[int, ...], _Step] = {}
        self._first = self._step((), paths, [each.count for each in paths])
        self.count = self._first.count

    @property
    def outcomes(self) -> Mapping[str, Outcomes]:
        """Of each option by which configurations are put in order, the first counting most, all that it can be."""
        return {option.key: self._space.outcomes[option.key] for option in self._options}

    @property
    def method(self) -> str:
        """What the numbers come from, as in `ValidSpace`."""
        return self._space.method

    def rank(self, completed: Completed) -> int:
        """The number of a valid configuration that has the choices. Raises `ValueError` for any other."""
        step, number = self._first, 0
        for option in self._options:
            try:
                index = self._space.outcomes[option.key].index(completed[option.key])
            except KeyError:
                raise ValueError(f"`{option.key}` cannot be so") from None
            number += sum(map(mul, self._before(option, index), step.weights))
            step = self._after(step, option, index)
        if not step.count:
            raise ValueError("this is no valid configuration with these choices")
        return number

    def unrank(self, number: int) -> dict[str, Outcome]:
        """The configuration with this number, options in declared order. Raises `IndexError` where there is none."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} valid configurations, numbered from 0")
        step, found = self._first, dict[str, Outcome]()
        for option in self._options:
            index, number = self._find(option, step.weights, number)
            found[option.key] = self._space.outcomes[option.key].at(index)
            step = self._after(step, option, index)
        return found

    def each(self, first: int = 0) -> Iterator[dict[str, Outcome]]:
        """All configurations in order, from the one with this number on."""
        return map(self.unrank, range(first, self.count))

    def sample(self, random: Random) -> tuple[int, dict[str, Outcome]]:
        """One of the configurations, each as likely as any other, with its number. `IndexError` where there is none."""
        number = random.randrange(self.count) if self.count else 0
        return number, self.unrank(number)

    def _counted(self, component: Component) -> Counting:
        """What of a component agrees with the choices, to be counted label by label."""
        sizes = [self._sizes(each) for each in component.options]
        if isinstance(component, CircuitComponent):
            return CountedAssignments(component.circuit, component.parts.clauses.literals, sizes)
        if isinstance(component, ClausalComponent):
            raise NoDiagramError(self._space.product.key, component.why)
        multiplying = sum(not each.option.is_open for each in component.options)
        return CountedPaths(component.diagram.frozen, sizes, multiplying)

    def _sizes(self, option: ClassedOption) -> list[int]:
        """How many outcomes each class of an option has that agree with the choices."""
        allowed = self._choices.allowed.get(option.key)
        if allowed is None:
            return [each.size for each in option.classes]
        return [int(number in allowed) for number in range(len(option.classes))]

    def _after(self, step: _Step, option: Option, index: int) -> _Step:
        """Go on with those that have the outcome with this index of the next option."""
        number = self._space.outcomes[option.key].class_at(index)
        taken = (*step.taken, number)
        known = self._steps.pop(taken, None)
        if known is not None:
            self._steps[taken] = known  # now it is the last that will be forgotten
            return known
        graph, level = self._space.places[option.key]
        paths, ways = [*step.paths], [*step.ways]
        paths[graph], ways[graph] = paths[graph].deciding(level, number), step.raw[number]
        return self._step(taken, paths, ways)

    def _step(self, taken: tuple[int, ...], paths: Sequence[Counting], ways: Sequence[int]) -> _Step:
        raw: Sequence[int] = ()
        others = 1
        if len(taken) < len(self._options):
            graph, level = self._space.places[self._options[len(taken)].key]
            raw = paths[graph].of_labels(level)
            others = prod(ways[:graph]) * prod(ways[graph + 1 :])
        found = self._steps[taken] = _Step(taken, paths, ways, raw, others)
        if len(self._steps) > MOST_STEPS:
            self._steps.pop(next(iter(self._steps)), None)
        return found

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
