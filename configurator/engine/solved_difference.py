"""What one of two products makes valid and the other does not, found by a solver: some of it, or all if that is little.

A solver is asked for what meets the constraints of the one side and breaks one of the other's (`beside`); where texts
are looked at, others might do, so what it finds is looked up in what both have in common. What was found is excluded,
and the next is to break other constraints as long as there are such, so that examples are unlike one another. Where
nothing is left, all is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, product, zip_longest
from math import prod

from configurator.compiler.breaches import Breaches
from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.solver import IncrementalSolver
from configurator.diagram.passes import weights_below
from configurator.engine.at_least import implied
from configurator.engine.beside import beside
from configurator.engine.clausal import ClausalComponent
from configurator.engine.conjunction import InCommon
from configurator.engine.count import sizes
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.sides import Sides
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.model.common import of_today

Classes = tuple[int, ...]
"""Of each closed option of one side, in declared order, the class that it is in."""


@dataclass(frozen=True)
class Alone:
    """What only one side makes valid: how many these are `at_least`, whether they are no more, and some of them."""

    at_least: int
    is_all: bool
    some: tuple[Mapping[str, Outcome], ...] = ()


def alone(sides: Sides, both: InCommon, most: int, allowance: Allowance) -> Alone:
    """What only one side makes valid, which is the one that `both` is seen from; with so many examples, at most."""
    try:
        breaches = beside(sides, both.view, allowance)
    except TooComplexError:
        return Alone(0, is_all=False)
    if breaches is None:
        return Alone(0, is_all=True)
    search, found, is_all = _Search(breaches, both, allowance), list[Classes](), False
    with suppress(TooComplexError):  # what was found by then was found
        for each in search.each():
            found.append(each)
            if len(found) > most:
                break
        else:
            is_all = breaches.is_whole
    at_least = sum(map(search.size, found))
    if found and not is_all and search.is_settled:
        with suppress(TooComplexError):
            at_least = max(at_least, search.implied())
    examples = islice(_in_turn([search.examples(each, most) for each in found]), most)
    return Alone(at_least, is_all, tuple(examples))


class _Search:
    """Looks for what only one side makes valid."""

    def __init__(self, breaches: Breaches, both: InCommon, allowance: Allowance) -> None:
        self._breaches, self._both, self._allowance = breaches, both, allowance
        places = {option.key: place for place, option in enumerate(self._breaches.parts.options)}
        closed = [option for option in both.view.product.options if not option.is_open]
        self._options = [(option, places[both.view.key(option.key)]) for option in closed]

    @property
    def is_settled(self) -> bool:
        """Whether what breaks a constraint of the other side is not valid there, whatever texts one would take."""
        return not any(option.option.is_open for option in self._breaches.parts.options)

    def each(self) -> Iterator[Classes]:
        """All that there is, by classes. Raises TooComplexError where the time is over."""
        clauses, breaches = self._breaches.parts.clauses, self._breaches.literals
        solver = IncrementalSolver(clauses, clauses.variables)
        used, wanted = clauses.variables, frozenset(breaches)
        while True:
            used += 1
            solver.add((-used, *sorted(wanted)))
            model = solver.model([used], self._allowance) if wanted else None
            if model is None:
                if wanted == frozenset(breaches):
                    return
                wanted = frozenset(breaches)
                continue
            true = frozenset(model)
            found = [next(each for each in clauses.literals[place] if each in true) for _, place in self._options]
            classes = tuple(
                clauses.literals[place].index(each) for each, (_, place) in zip(found, self._options, strict=True)
            )
            if not self._is_kept(classes):
                wanted -= true
                yield classes
            if not found:
                return
            solver.add(tuple(-each for each in found))

    def size(self, classes: Classes) -> int:
        """How many configurations have these classes."""
        return prod(
            self._classed(place).classes[each].size for each, (_, place) in zip(classes, self._options, strict=True)
        )

    def implied(self) -> int:
        """How many there are at least, around one or another."""
        breached = self._breaches.breached
        weights = [sizes(option) for option in breached.options]
        return implied(
            breached, weights, {self._both.view.key(option.key) for option, _ in self._options}, self._allowance
        )

    def examples(self, classes: Classes, most: int) -> Iterator[dict[str, Outcome]]:
        """Some configurations with these classes, by the keys of their side."""
        outcomes = [
            [of_today(option.domain, each) for each in islice(_outcomes(self._classed(place), number), most)]
            for number, (option, place) in zip(classes, self._options, strict=True)
        ]
        for each in product(*outcomes):
            yield {option.key: outcome for (option, _), outcome in zip(self._options, each, strict=True)}

    def _classed(self, place: int) -> ClassedOption:
        return self._breaches.parts.options[place]

    def _is_kept(self, classes: Classes) -> bool:
        """Whether the other side makes valid, too, what has these classes."""
        space, allowed = self._both.space, dict[str, frozenset[int]]()
        for number, (option, place) in zip(classes, self._options, strict=True):
            key, outcome = self._both.view.key(option.key), self._classed(place).classes[number].representative
            if not space.outcomes[key].has(outcome):
                return False
            allowed[key] = space.outcomes[key].classes_of(outcome)
        return _is_possible(space, allowed)


def _is_possible(space: ValidSpace, allowed: Mapping[str, frozenset[int]]) -> bool:
    """Whether something valid has these classes."""
    for component in space.components:
        by_level = space.by_level(component, allowed)
        if isinstance(component, ClausalComponent):
            is_met = component.meets(by_level)
        else:
            pairs = zip(component.options, by_level, strict=True)
            weights = [[int(some is None or each in some) for each in range(len(one.classes))] for one, some in pairs]
            is_met = sum(weights_below(component.diagram, weights, 0)[0]) > 0
        if not is_met:
            return False
    return True


def _outcomes(option: ClassedOption, number: int) -> Iterator[Outcome]:
    """The outcomes of a class; where there are too many sets to be listed, one of them."""
    outcomes = Outcomes(option)
    if not outcomes.is_listed:
        yield option.classes[number].representative
        return
    for start, length, of_class in outcomes.runs():
        if of_class == number:
            yield from map(outcomes.at, range(start, start + length))


def _in_turn(several: Sequence[Iterator[dict[str, Outcome]]]) -> Iterator[dict[str, Outcome]]:
    """The first of each, then the second of each, and so on."""
    return (each for each in chain.from_iterable(zip_longest(*several)) if each is not None)
