"""All that one option can be, in declared order, each with the value class that it stands in.

"No value" comes first, where there is such an outcome; then values as they are declared, `yes` before `no`, and numbers
ascending. Sets stand as binary numbers do whose lowest digit is the first declared member: none, a, b, a and b. The
order is what ranks count in. It is kept as *runs* of outcomes in one class, so that a range of 10^9 numbers has a few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, combinations

from configurator.compiler.classes import ClassedOption
from configurator.compiler.samples import value_at
from configurator.compiler.terms import WorthOfTerm
from configurator.engine.set_order import SetOrder
from configurator.errors import UnorderedSetsError
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.raw_values import may_be_empty

MOST_SETS = 20_000
"""Of one `any of` option, beyond which they are not listed, but found by their numbers (`set_order`)."""

Outcome = CanonicalValue | None


class Outcomes:
    """The outcomes of a closed option by their index, from 0; of texts and pictures only their classes.

    Of an `any of` option with very many sets `is_listed` is false: there are no runs of them, and who asks for these
    gets an `UnorderedSetsError`. Where even their numbers are too much to be found, `has_order` is false, too.
    """

    def __init__(self, option: ClassedOption) -> None:
        self.option = option.option
        self.classes, self._terms = option.classes, option.terms
        self._nothing = [n for n, each in enumerate(option.classes) if each.representative is None]

    @property
    def no_value(self) -> int | None:
        """The class of "no value"; None where the option always has one."""
        return self._nothing[0] if self._nothing else None

    @property
    def takes_empty_set(self) -> bool:
        """Whether the empty set is one of its sets."""
        return may_be_empty(self.option)

    @property
    def size(self) -> int:
        """How many outcomes there are."""
        return self.size_of(range(len(self.classes)))

    def size_of(self, classes: Iterable[int]) -> int:
        """How many outcomes there are of some classes."""
        return sum(self.classes[each].size for each in classes)

    @property
    def has_order(self) -> bool:
        """Whether the outcomes have numbers."""
        return self.is_listed or self._order is not None

    @property
    def is_listed(self) -> bool:
        """Whether the outcomes can be listed, in runs."""
        return not isinstance(self.option.domain, AnyOfDomain) or self.size <= MOST_SETS

    @cached_property
    def _order(self) -> SetOrder | None:
        return None if self.is_listed else SetOrder.of(self.option, self._terms, self.class_of)

    @property
    def _numbered(self) -> SetOrder:
        """The order of sets that are not listed. Raises `UnorderedSetsError` where they have none."""
        if self._order is None:
            raise UnorderedSetsError(self.option.key)
        return self._order

    @cached_property
    def _runs(self) -> list[tuple[int, int, int]]:
        runs = [(0, 1, number) for number in self._nothing]
        shift = len(self._nothing)
        if isinstance(self.option.domain, AnyOfDomain):
            runs += [(shift + place, 1, self.class_of(value)) for place, value in enumerate(self._sets)]
        else:
            spans = ((*span, number) for number, each in enumerate(self.classes) for span in each.spans)
            runs += [(shift + first, last - first + 1, number) for first, last, number in sorted(spans)]
        return runs

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._runs]

    def runs(self) -> Sequence[tuple[int, int, int]]:
        """First index, length and class number of each run, in order."""
        return self._runs

    def at(self, index: int) -> Outcome:
        """The outcome with this index."""
        place = index - len(self._nothing)
        if place < 0:
            return None
        domain = self.option.domain
        if isinstance(domain, AnyOfDomain):
            return self._sets[place] if self.is_listed else self._numbered.at(place)
        assert isinstance(domain, ValueDomain | FlagDomain | IntegerDomain | NumberDomain)  # noqa: S101 - it is closed
        return value_at(domain, place)

    def index(self, outcome: Outcome) -> int:
        """The index of an outcome. Raises `KeyError` for what the option cannot be by its domain."""
        if outcome is None:
            if self._nothing:
                return 0
            raise KeyError(outcome)
        return len(self._nothing) + self._place(outcome)

    def has(self, outcome: Outcome) -> bool:
        """Whether an outcome is one that the option can be by its domain."""
        domain = self.option.domain
        if isinstance(outcome, tuple) and isinstance(domain, AnyOfDomain):  # as they may be too many to have an index
            fits = domain.least <= len(outcome) <= domain.greatest or (not outcome and self.takes_empty_set)
            return fits and domain.members.by_key.keys() >= set(outcome)
        with suppress(KeyError):
            return self.index(outcome) >= 0
        return False

    def classes_meant(self, outcome: Outcome) -> frozenset[int]:
        """The classes of the outcomes that are meant by one, as in `meant`; of texts and pictures, too."""
        empty = self.classes_of(()) if outcome is None and self.takes_empty_set else frozenset[int]()
        return self.classes_of(outcome) | empty

    def meant(self, outcome: Outcome) -> tuple[int, ...]:
        """The indexes of the outcomes that somebody means who chooses this one: for no value, no set or the empty one.

        Nothing where the option cannot be so.
        """
        found = [*self._nothing] if outcome is None else []
        with suppress(KeyError):
            if outcome is not None:
                found.append(self.index(outcome))
            elif self.takes_empty_set:
                found.append(self.index(()))
        return tuple(found)

    def class_at(self, index: int) -> int:
        """The number of the class of the outcome with this index."""
        if not self.is_listed:
            return self.class_of(self.at(index))
        return self._runs[bisect_right(self._starts, index) - 1][2]

    def class_of(self, outcome: Outcome) -> int:
        """The number of the class of an outcome; of texts and pictures too. Raises `KeyError` where there is none."""
        key = (outcome is None, *(worth(outcome) for worth in self._worths))
        return self._by_worths[key]

    def classes_of(self, outcome: Outcome) -> frozenset[int]:
        """The class of an outcome; nothing where no configuration that is valid could have it."""
        try:
            return frozenset((self.class_of(outcome),))
        except KeyError:
            return frozenset()

    def before(self, index: int) -> list[int]:
        """For each class, how many of its outcomes stand before this index."""
        found = [0] * len(self.classes)
        if not self.is_listed:
            for number in self._nothing if index else ():
                found[number] += 1
            for number, count in self._numbered.before(max(index - len(self._nothing), 0)).items():
                found[number] += count
            return found
        run = bisect_right(self._starts, index) - 1
        for number in range(len(found)):
            runs, counts = self._of_class[number]
            found[number] = counts[bisect_right(runs, run - 1)]
        start, _, number = self._runs[run]
        found[number] += index - start
        return found

    def find(self, weights: Sequence[int], number: int) -> tuple[int, int]:
        """The index of the outcome that takes `number`, and what is left of that.

        Outcomes take as many numbers, from 0 on and in order, as their class weighs. Raises `IndexError` beyond the
        last.
        """
        if not self.is_listed:
            for each in self._nothing:
                if number < weights[each]:
                    return 0, number
                number -= weights[each]
            place, number = self._numbered.find(weights, number)
            return place + len(self._nothing), number
        for start, length, each in self.runs():
            weight = weights[each]
            if number < weight * length:
                return start + number // weight, number % weight
            number -= weight * length
        raise IndexError(number)

    @cached_property
    def _of_class(self) -> list[tuple[list[int], list[int]]]:
        """For each class its runs, and how many outcomes stand in the first none, one, two, … of them."""
        runs: list[list[int]] = [[] for _ in self.classes]
        for run, (_, _, number) in enumerate(self._runs):
            runs[number].append(run)
        return [(each, [0, *accumulate(self._runs[run][1] for run in each)]) for each in runs]

    @cached_property
    def _worths(self) -> tuple[WorthOfTerm, ...]:
        return tuple(term.worth_in(self.option.domain) for term in self._terms)

    @cached_property
    def _by_worths(self) -> Mapping[object, int]:
        classes = enumerate(self.classes)
        found: dict[object, int] = {(each.representative is None, *each.worths): number for number, each in classes}
        assert len(found) == len(self.classes), "these classes do not know their worths"  # noqa: S101 - kept without
        return found

    @cached_property
    def _sets(self) -> list[tuple[str, ...]]:
        """The sets of an `any of` option, in order."""
        domain = self.option.domain
        assert isinstance(domain, AnyOfDomain)  # noqa: S101 - the caller looked
        names = list(domain.members.by_key)
        sizes = [size for size in range(domain.least, min(domain.greatest, len(names)) + 1) if size]
        if not self.is_listed:
            raise UnorderedSetsError(self.option.key)
        places = [chosen for size in sizes for chosen in combinations(range(len(names)), size)]
        places.sort(key=lambda chosen: sum(1 << place for place in chosen))
        empty: list[tuple[str, ...]] = [()] if may_be_empty(self.option) or domain.least == 0 else []
        return [*empty, *(tuple(sorted(names[place] for place in chosen)) for chosen in places)]

    @cached_property
    def _places(self) -> Mapping[CanonicalValue, int]:
        """Where values stand that are listed one by one."""
        domain = self.option.domain
        if isinstance(domain, FlagDomain):
            return {True: 0, False: 1}
        if isinstance(domain, AnyOfDomain):
            return {chosen: place for place, chosen in enumerate(self._sets)}
        names = domain.by_key if isinstance(domain, ValueDomain) else ()
        return {name: place for place, name in enumerate(names)}

    def _place(self, value: CanonicalValue) -> int:
        domain = self.option.domain
        if isinstance(value, tuple) and not self.is_listed:
            return self._numbered.index(value)
        if not isinstance(domain, IntegerDomain | NumberDomain):
            return self._places[value]
        assert isinstance(value, int | str)  # noqa: S101 - numbers are canonical as one of these
        place = (Fraction(value) - domain.least) / domain.step
        if place.denominator > 1 or not 0 <= place < domain.size():
            raise KeyError(value)
        return int(place)
