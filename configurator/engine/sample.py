"""Uniform samples: valid configurations that have some choices, each as likely as any other.

They are drawn along diagrams and circuits, which is much faster than by their numbers (`Ranks.sample`), and many side
by side, which is faster still: a thousand samples cost little more than what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from math import prod
from random import Random
from typing import Protocol

from configurator.compiler.classes import ClassedOption
from configurator.compiler.layers import ComponentGraph
from configurator.diagram.drawing import RandomAssignments, RandomPaths
from configurator.diagram.lanes import Lanes, lanes_in
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import ClausalComponent
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.valid_space import NO_CHOICES, Choices, Component, ValidSpace
from configurator.errors import NoDiagramError, UnnumberedError
from configurator.model.domain import ProductDomain

_MOST_LANES = 1_024
"""So many samples are drawn side by side."""


Drawn = Mapping[int, int]
"""The classes of an option that samples have, with the lanes of those (`diagram.lanes`)."""


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
        self._drawings = [self._drawing(component) for component in space.components]
        self.count = prod(each.count for each in self._drawings)
        """How many configurations there are."""
        self._outcomes = {key: _Drawn(space, choices, key) for key in space.product.by_key}

    def draw(self, random: Random) -> dict[str, Outcome]:
        """One of the configurations, by option in declared order. Raises `IndexError` where there is none."""
        self._look()
        found: dict[str, Outcome] = {}
        for drawing in self._drawings:
            for key, number in drawing.draw(random):
                found[key] = self._outcomes[key].of_class(number, random)
        return {key: found[key] for key in self._space.product.by_key if key in found}

    def many(self, random: Random, number: int) -> Iterator[dict[str, Outcome]]:
        """So many configurations, each drawn as `draw` does. Raises `IndexError`, at once, where there is none."""
        self._look()
        return self._many(random, number)

    def _look(self) -> None:
        if not self.count:
            raise IndexError("there is no valid configuration")

    def _many(self, random: Random, number: int) -> Iterator[dict[str, Outcome]]:
        while number > 0:
            lanes = Lanes(random, min(number, _MOST_LANES))
            columns = {
                key: self._outcomes[key].of_classes(drawn, random, lanes.width)
                for drawing in self._drawings
                for key, drawn in drawing.many(lanes)
            }
            keys = [key for key in self._space.product.by_key if key in columns]
            alike = {key: columns[key][0] for key in keys}
            varied = [key for key in keys if isinstance(columns[key], list)]
            rows = zip(*(columns[key] for key in varied), strict=True) if varied else ((),) * lanes.width
            for row in rows:
                found = alike.copy()  # with room for all, where a new one would grow several times
                found.update(zip(varied, row, strict=True))
                yield found
            number -= lanes.width

    def _drawing(self, component: Component) -> _Drawing:
        weights = [self._weights(option) for option in component.options]
        if isinstance(component, CircuitComponent):
            return _OfCircuit(component, weights)
        if isinstance(component, ClausalComponent):
            raise NoDiagramError(self._space.product.key, component.why)
        return _OfDiagram(component, weights)

    def _weights(self, option: ClassedOption) -> list[int]:
        allowed = self._choices.allowed.get(option.key)
        if allowed is None:
            return [each.size for each in option.classes]
        return [int(number in allowed) for number in range(len(option.classes))]


class _Drawing(Protocol):
    """Draws classes of the closed options of a component."""

    count: int

    def draw(self, random: Random) -> Iterable[tuple[str, int]]:
        """Each option with the number of its class."""

    def many(self, lanes: Lanes) -> Iterable[tuple[str, Drawn]]:
        """Each option with the classes that it has in many samples."""


class _OfDiagram:
    def __init__(self, component: ComponentGraph, weights: Sequence[Sequence[int]]) -> None:
        self._keys = [option.key for option in component.options if not option.option.is_open]  # they come first
        self._paths = RandomPaths(component.diagram, weights, len(self._keys))
        self.count = self._paths.count

    def draw(self, random: Random) -> Iterable[tuple[str, int]]:
        return zip(self._keys, self._paths.draw(random), strict=True)

    def many(self, lanes: Lanes) -> Iterable[tuple[str, Drawn]]:
        return zip(self._keys, self._paths.many(lanes), strict=True)


class _OfCircuit:
    def __init__(self, component: CircuitComponent, weights: Sequence[Sequence[int]]) -> None:
        self._literals = {
            option.key: literals
            for option, literals in zip(component.options, component.parts.clauses.literals, strict=True)
            if not option.option.is_open
        }
        self._classes = {
            literal: (key, number) for key, own in self._literals.items() for number, literal in enumerate(own)
        }
        self._assignments = RandomAssignments(component.circuit, component.weights(weights))
        self.count = self._assignments.count

    def draw(self, random: Random) -> Iterable[tuple[str, int]]:
        return [self._classes[each] for each in self._assignments.draw(random) if each in self._classes]

    def many(self, lanes: Lanes) -> Iterable[tuple[str, Drawn]]:
        true = self._assignments.many(lanes)
        for key, literals in self._literals.items():
            having = (true[each] if each > 0 else lanes.all ^ true[-each] for each in literals)
            yield key, {number: some for number, some in enumerate(having) if some}


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

    def of_classes(self, drawn: Drawn, random: Random, width: int) -> list[Outcome] | tuple[Outcome]:
        """An outcome for each of so many lanes, which are in these classes; one alone where all have the same."""
        first, *others = drawn
        one = self.of_class(first, random)
        if not others and first in self._single:
            return (one,)
        column = [one] * width
        if len(others) == 1:  # as most options of feature models have
            pair = column[0], self.of_class(others[0], random)
            column = list(map(pair.__getitem__, lanes_in(drawn[others[0]], width)))
        for number, lanes in drawn.items():
            if len(others) > 1 or number not in self._single:
                for lane in compress(range(width), lanes_in(lanes, width)):
                    column[lane] = self.of_class(number, random)
        return column

    def _meant(self, outcomes: Outcomes, number: int) -> Outcome:
        meant = (outcomes.at(index) for index in outcomes.meant(self._chosen))
        return next(each for each in meant if outcomes.class_of(each) == number)
