"""The valid domain of an option: what it can still be, by classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from configurator.compiler.samples import joined
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.model.domain import AnyOfDomain, RangeDomain
from configurator.model.option import Option


@dataclass(frozen=True)
class ValidDomain:
    """What one option can still be: outcomes by their index, as spans (first, last) in declared order.

    Of texts and pictures there are no outcomes; `classes` tells whether there may be one at all, or none.
    """

    outcomes: Outcomes
    classes: frozenset[int]

    @property
    def option(self) -> Option:
        """The option."""
        return self.outcomes.option

    @property
    def may_lack_value(self) -> bool:
        """Whether it may have no value."""
        return self.outcomes.no_value in self.classes

    @property
    def may_have_value(self) -> bool:
        """Whether it may have some value."""
        return bool(self.classes - {self.outcomes.no_value})

    @property
    def is_decided(self) -> bool:
        """Whether one outcome is left. Of texts that is known of "no value" only."""
        if self.option.is_open:
            return not self.may_have_value and self.may_lack_value
        return self.size == 1

    @property
    def size(self) -> int:
        """How many outcomes are left of a closed option, "no value" being one."""
        return self.outcomes.size_of(self.classes)

    def __contains__(self, outcome: Outcome) -> bool:
        """Whether the option can still be this; texts and pictures are judged by what the rules ask of them."""
        return not self.outcomes.classes_of(outcome).isdisjoint(self.classes)

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the outcomes of a closed option stand that are left."""
        runs = self.outcomes.runs()
        return joined((start, start + length - 1) for start, length, number in runs if number in self.classes)

    def values(self) -> Iterator[Outcome]:
        """The outcomes of a closed option that are left, in declared order."""
        for first, last in self.spans():
            yield from map(self.outcomes.at, range(first, last + 1))

    def ranges(self) -> Iterator[tuple[int | str, int | str]]:
        """Of a number, the stretches of values that are left, ascending: the first and the last of each, canonical."""
        domain, shift = self.option.domain, 0 if self.outcomes.no_value is None else 1
        assert isinstance(domain, RangeDomain), "only numbers have ranges"  # noqa: S101 - a promise of the caller
        for first, last in self.spans():
            if last >= shift:
                yield domain.at(max(first - shift, 0)), domain.at(last - shift)

    def members(self) -> tuple[str, ...]:
        """Of an `any of` option, the values that some set has which is left, in declared order."""
        domain = self.option.domain
        assert isinstance(domain, AnyOfDomain), "only sets have members"  # noqa: S101 - a promise of the caller
        mask = 0
        for number in self.classes:
            mask |= self.outcomes.classes[number].members
        return tuple(key for place, key in enumerate(domain.members.by_key) if mask >> place & 1)
