"""The difference of two products: how many configurations are gained, lost and kept, exactly, and some of each.

What is kept is what both make valid (`conjunction`). What is lost is what the old one makes valid and is not kept: how
many that are is a difference of two counts; and so it is after any choices, which finds the lost configuration with any
number, option by option, as ranks are found (`rank`): no list of all is ever made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.diagram.circuit_counts import CountedAssignments
from configurator.diagram.counting import CountedPaths
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import ClausalComponent
from configurator.engine.conjunction import Conjunction, InCommon, conjunction
from configurator.engine.outcomes import Outcome
from configurator.engine.paths import closed_options
from configurator.engine.rank import Counting
from configurator.engine.sides import Sides
from configurator.engine.valid_space import Component, ValidSpace
from configurator.errors import NoDiagramError, UnorderedSetsError
from configurator.model.common import by_permanent
from configurator.model.option import Option
from configurator.model.views import View

MOST_OUTCOMES = 100_000
"""Of one option, each of which is looked at for an example."""

Configuration = Mapping[str, Outcome]
"""Outcomes of closed options by the keys that one of the products has."""


class Difference:
    """What became of the valid configurations of a product from an old release to a new one.

    Two are the same if their canonical documents are equal, texts and pictures left out. Raises `IncomparableError`
    where documents of the one cannot be held against those of the other, `TooComplexError` beyond the budget, and
    `NoDiagramError` where a component has neither a diagram nor a circuit.
    """

    def __init__(
        self, old: ValidSpace, new: ValidSpace, budget: Budget | Allowance = USUAL, both: Conjunction | None = None
    ) -> None:
        """`both`: what they have in common, where somebody has compiled it."""
        if both is None:
            both = conjunction(Sides.of(old.product, new.product), begun(budget))
        self.method = both.method(old, new)
        self._old, self._new = _Side.of(old, both.old), _Side.of(new, both.new)

    @property
    def kept(self) -> int:
        """How many of the new one the old one makes valid, too."""
        return self._new.both.count

    @property
    def lost(self) -> int:
        """How many only the old one makes valid."""
        return self._old.alone.count - self._old.both.count

    @property
    def gained(self) -> int:
        """How many only the new one makes valid."""
        return self._new.alone.count - self._new.both.count

    def some_lost(self, most: int) -> Iterator[Configuration]:
        """So many of those that are lost, by their old keys, spread over all of them."""
        return _spread(self._old, self.lost, most, kept=False)

    def some_gained(self, most: int) -> Iterator[Configuration]:
        """So many of those that are gained, spread over all of them."""
        return _spread(self._new, self.gained, most, kept=False)

    def some_kept(self, most: int) -> Iterator[Configuration]:
        """So many of those that are kept, by their new keys, spread over all of them."""
        return _spread(self._new, self.kept, most, kept=True)


def _spread(side: _Side, count: int, most: int, *, kept: bool) -> Iterator[Configuration]:
    shown = min(count, most)
    for number in range(shown):
        try:
            yield side.at(number * count // shown, kept=kept)
        except UnorderedSetsError:  # then none of them has a number
            return


@dataclass(frozen=True)
class _Counted:
    """The valid configurations of a space that are left, counted; None where it is known that there are none."""

    space: ValidSpace
    parts: Sequence[Counting] | None

    @classmethod
    def of(cls, space: ValidSpace, over: frozenset[str]) -> _Counted:
        """All of them, told apart by the options in `over`. Raises `NoDiagramError`."""
        return cls(space, [_counting(space, each, over) for each in space.components])

    @property
    def count(self) -> int:
        """How many."""
        return 0 if self.parts is None else prod(each.count for each in self.parts)

    def through(self, key: str) -> list[int]:
        """For each class of an option, how many have one outcome of it."""
        if self.parts is None:
            return [0] * len(self.space.outcomes[key].classes)
        graph, level = self.space.places[key]
        others = prod(each.count for number, each in enumerate(self.parts) if number != graph)
        return [each * others for each in self.parts[graph].of_labels(level)]

    def classes(self, key: str, outcome: Outcome) -> frozenset[int]:
        """The class of an outcome; nothing where the option cannot be so by its domain."""
        outcomes = self.space.outcomes[key]
        return outcomes.classes_of(outcome) if outcomes.has(outcome) else frozenset()

    def at(self, key: str, outcome: Outcome) -> _Counted:
        """Those that have an outcome."""
        meant = self.classes(key, outcome)
        if self.parts is None or not meant:
            return replace(self, parts=None)
        graph, level = self.space.places[key]
        parts = [*self.parts]
        parts[graph] = parts[graph].deciding(level, next(iter(meant)))
        return replace(self, parts=parts)


def counted_in_common(common: InCommon) -> int:
    """How many configurations two products have in common. Raises `NoDiagramError`."""
    return _Counted.of(common.space, common.over).count


def _counting(space: ValidSpace, component: Component, over: frozenset[str]) -> Counting:
    """What of a component counts over some options, which come first in it, label by label."""
    multiplying = [each.key in over for each in component.options]
    sizes = [
        [each.size if multiplies else 1 for each in option.classes]
        for option, multiplies in zip(component.options, multiplying, strict=True)
    ]
    if isinstance(component, CircuitComponent):
        return CountedAssignments(component.circuit, component.parts.clauses.literals, sizes)
    if isinstance(component, ClausalComponent):
        raise NoDiagramError(space.product.key, component.why)
    return CountedPaths(component.diagram.frozen, sizes, sum(multiplying))


@dataclass(frozen=True)
class _Side:
    """The configurations of one side, alone and as far as they are kept; its options in declared order number them."""

    alone: _Counted
    both: _Counted
    view: View

    @classmethod
    def of(cls, space: ValidSpace, both: InCommon) -> _Side:
        """All of them. Raises `NoDiagramError`."""
        alone = _Counted.of(space, closed_options(space.product))
        return cls(alone, _Counted.of(both.space, both.over), both.view)

    def at(self, number: int, *, kept: bool) -> dict[str, Outcome]:
        """The configuration with this number, from 0, among those that are kept, or those that are not."""
        found: dict[str, Outcome] = {}
        side = self
        for option in self.alone.space.product.options:
            if not option.is_open:
                found[option.key], number = side._find(option, number, kept=kept)
                side = side._with(option, found[option.key])
        return found

    def _find(self, option: Option, number: int, *, kept: bool) -> tuple[Outcome, int]:
        """The outcome that takes a number, and what is left of that."""
        outcomes, key = self.alone.space.outcomes[option.key], self.view.key(option.key)
        if outcomes.size > MOST_OUTCOMES:
            raise UnorderedSetsError(option.key)
        in_side, in_both = self.alone.through(option.key), self.both.through(key)
        for start, length, of_class in outcomes.runs():
            for index in range(start, start + length):
                outcome = outcomes.at(index)
                in_kept = sum(in_both[each] for each in self.both.classes(key, self._there(option, outcome)))
                weight = in_kept if kept else in_side[of_class] - in_kept
                if number < weight:
                    return outcome, number
                number -= weight
        raise IndexError(number)

    def _with(self, option: Option, outcome: Outcome) -> _Side:
        """Those that have an outcome."""
        both = self.both.at(self.view.key(option.key), self._there(option, outcome))
        return replace(self, alone=self.alone.at(option.key, outcome), both=both)

    def _there(self, option: Option, outcome: Outcome) -> Outcome:
        return by_permanent(option.domain, outcome)
