"""Uniform samples: valid configurations that have some choices, each as likely as any other.

They are drawn along diagrams and circuits, which is much faster than by their numbers (`Ranks.sample`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from random import Random

from configurator.compiler.classes import ClassedOption
from configurator.diagram.drawing import RandomAssignments, RandomPaths
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import ClausalComponent
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.valid_space import NO_CHOICES, Choices, Component, ValidSpace
from configurator.errors import NoDiagramError, UnnumberedError
from configurator.model.domain import ProductDomain

Drawing = Callable[[Random], Sequence[tuple[int, int]]]
"""Draws classes of the closed options of a component: the place of each option, and the number of its class."""


class Samples:
    """Samples of a product's valid configurations; outcomes of its closed options, texts and pictures left out.

    Raises `UnnumberedError` for a product with a list, in which order means nothing, and `NoDiagramError` where a
    component has neither a diagram nor a circuit.
    """

    def __init__(self, space: ValidSpace, choices: Choices = NO_CHOICES) -> None:
        self._space, self._choices = space, choices
        for option in space.product.options:
            if isinstance(option.domain, ProductDomain) and option.domain.many:
                raise UnnumberedError(space.product.key, option.key, "is a list, whose order means nothing")
        counts: list[int] = []
        self._drawings: list[tuple[Component, Drawing]] = []
        for component in space.components:
            count, drawing = self._drawing(component)
            counts.append(count)
            self._drawings.append((component, drawing))
        self.count = prod(counts)
        """How many configurations there are."""
        self._outcomes = {key: _Drawn(space, choices, key) for key in space.product.by_key}

    def draw(self, random: Random) -> dict[str, Outcome]:
        """One of the configurations, by option in declared order. Raises `IndexError` where there is none."""
        if not self.count:
            raise IndexError("there is no valid configuration")
        found: dict[str, Outcome] = {}
        for component, drawing in self._drawings:
            for place, number in drawing(random):
                key = component.options[place].key
                found[key] = self._outcomes[key].of_class(number, random)
        return {key: found[key] for key in self._space.product.by_key if key in found}

    def _drawing(self, component: Component) -> tuple[int, Drawing]:
        weights = [self._weights(option) for option in component.options]
        if isinstance(component, CircuitComponent):
            literals = {
                literal: (place, number)
                for place, own in enumerate(component.parts.clauses.literals)
                for number, literal in enumerate(own)
                if not component.options[place].option.is_open
            }
            assignments = RandomAssignments(component.circuit, component.weights(weights))
            return assignments.count, lambda random: [
                literals[each] for each in assignments.draw(random) if each in literals
            ]
        if isinstance(component, ClausalComponent):
            raise NoDiagramError(self._space.product.key, component.why)
        closed = sum(not option.option.is_open for option in component.options)
        paths = RandomPaths(component.diagram, weights, closed)
        return paths.count, lambda random: list(enumerate(paths.draw(random)))

    def _weights(self, option: ClassedOption) -> list[int]:
        allowed = self._choices.allowed.get(option.key)
        if allowed is None:
            return [each.size for each in option.classes]
        return [int(number in allowed) for number in range(len(option.classes))]


class _Drawn:
    """Draws an outcome of an option that is in a class."""

    def __init__(self, space: ValidSpace, choices: Choices, key: str) -> None:
        self._space, self._key = space, key
        self._chosen = choices.chosen.get(key)
        self._is_chosen = key in choices.chosen
        self._single: dict[int, Outcome] = {}

    def of_class(self, number: int, random: Random) -> Outcome:
        """One outcome of a class, each as likely; of a chosen option the one that is meant."""
        if number in self._single:
            return self._single[number]
        outcomes = self._space.outcomes[self._key]
        if self._is_chosen:
            found = self._meant(outcomes, number)
        elif outcomes.classes[number].size > 1:
            weights = [int(each == number) for each in range(len(outcomes.classes))]
            return outcomes.at(outcomes.find(weights, random.randrange(outcomes.classes[number].size))[0])
        else:
            found = outcomes.classes[number].representative
        self._single[number] = found
        return found

    def _meant(self, outcomes: Outcomes, number: int) -> Outcome:
        meant = (outcomes.at(index) for index in outcomes.meant(self._chosen))
        return next(each for each in meant if outcomes.class_of(each) == number)
