"""Flat checks: whether completed choices meet the constraints, and which they break, by adding one integer an option.

Every constraint has small fields in one long integer, and every value has the sum of what it puts into them. A field
fills up, and its topmost bit (the guard) comes up, exactly when a combination is there that the constraint forbids; so
`total & guard` is zero for a valid configuration, and otherwise names the broken constraints. Three kinds of
constraints do not fit: *indexed* ones, whose field is an index into a table of bytes; and *scanned* ones, tables with
too many rows for that, and formulas, which are looked at one by one.

Measured before this was chosen, on a product of 28 options and 60 rules: 7 us, where a closure a rule takes 26 and a
decision diagram in a library 34. The referee is `configurator.model.constraint.holds`; `configurator.compiler.sums`
makes the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from configurator.knowledge.wide_sums import parts_of, whole
from configurator.model.constraint import Constraint
from configurator.model.domain import CanonicalValue
from configurator.model.evaluation import Choices
from configurator.model.problem import Problem

MOST_TOLD = 4_096
"""Sets of constraints broken together whose problems are remembered."""

Adder = Callable[[CanonicalValue | None], int]
"""What a value of one option puts into the fields of one constraint."""


class InParts(Mapping[CanonicalValue, int]):
    """Sums of values where there are very many fields: kept in parts, and whole when they are asked for."""

    def __init__(self, sums: Mapping[CanonicalValue, int]) -> None:
        parts = {total: parts_of(total) for total in set(sums.values())}
        self._parts = {value: parts[total] for value, total in sums.items()}

    def __getitem__(self, value: CanonicalValue) -> int:
        return whole(self._parts[value])

    def __contains__(self, value: object) -> bool:
        return value in self._parts

    def __iter__(self) -> Iterator[CanonicalValue]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


@dataclass(frozen=True, slots=True)
class OptionSums:
    """What each value of an option adds to the total.

    `listed`: its canonical values, where they are few enough to be listed; `nothing`: no value; `adders`: make the sum
    of any value, as for text and large ranges.
    """

    listed: Mapping[CanonicalValue, int]
    nothing: int
    adders: tuple[Adder, ...]

    def of(self, value: CanonicalValue | None) -> int:
        """The sum of one canonical value of the option; None for no value."""
        if value is None:
            return self.nothing
        known = self.listed.get(value)
        return sum([adder(value) for adder in self.adders]) if known is None else known


@dataclass(frozen=True, slots=True)
class Indexed:
    """A constraint (by index) whose field, `mask` bits from `shift` on, is an index: a 1 in `broken` says broken."""

    constraint: int
    shift: int
    mask: int
    broken: bytes


@dataclass(frozen=True, slots=True)
class Scanned:
    """A constraint (by index) that has a function of its own, which says whether it is broken."""

    constraint: int
    is_broken: Callable[[Choices], bool]


@dataclass(frozen=True)
class FlatChecks:
    """The checks of some constraints, and `problems`, the problem of each when it is broken.

    `bias` is what the total begins with. `owners` has the index of the constraint of each guard bit, by its position.
    """

    constraints: tuple[Constraint, ...]
    problems: tuple[Problem, ...]
    sums: Mapping[str, OptionSums]
    bias: int
    guard: int
    owners: Mapping[int, int]
    indexed: tuple[Indexed, ...] = ()
    scanned: tuple[Scanned, ...] = ()

    def total(self, completed: Choices) -> int:
        """The bias and the sums of all options."""
        return self.bias + sum(sums.of(completed.get(option)) for option, sums in self.sums.items())

    def broken(self, total: int, completed: Choices, beside: Collection[int] = ()) -> tuple[int, ...]:
        """The indexes of the broken constraints, ascending, those `beside` left out.

        `total` belongs to the same completed choices, in which no option is missing but such as only these look at.
        """
        found = {each.constraint for each in self.indexed if each.broken[total >> each.shift & each.mask]}
        found.update(
            each.constraint for each in self.scanned if each.constraint not in beside and each.is_broken(completed)
        )
        hits = total & self.guard
        while hits:
            position = hits.bit_length() - 1
            found.add(self.owners[position])
            hits ^= 1 << position
        return tuple(sorted(found.difference(beside)))

    def problems_in(self, total: int) -> tuple[Problem, ...]:
        """The problems of a total of all options, where nothing is scanned; those that come again are remembered."""
        hits = total & self.guard
        for shift, mask, broken, hit in self._indexed:
            if broken[total >> shift & mask]:
                hits |= hit
        if not hits:
            return ()
        found = self._told.get(hits)
        if found is None:
            found = tuple([self.problems[index] for index in self.broken(total, {})])
            if len(self._told) < MOST_TOLD:
                self._told[hits] = found
        return found

    @cached_property
    def _indexed(self) -> list[tuple[int, int, bytes, int]]:
        """The indexed ones, each with a bit of its own above all fields."""
        first = max((self.guard.bit_length(), *(each.shift + each.mask.bit_length() for each in self.indexed)))
        return [(each.shift, each.mask, each.broken, 1 << first + place) for place, each in enumerate(self.indexed)]

    @cached_property
    def _told(self) -> dict[int, tuple[Problem, ...]]:
        """The problems for what has been hit, as far as they are remembered."""
        return {}

    def broken_among(self, completed: Choices) -> tuple[int, ...]:
        """Of the constraints whose options were all completed, the indexes of those that are broken, ascending."""
        total, missing = self.bias, list[str]()
        for option, sums in self.sums.items():
            if option in completed:
                total += sums.of(completed[option])
            else:
                missing.append(option)
        return self.broken_beside(total, completed, missing)

    def broken_beside(self, total: int, completed: Choices, missing: Iterable[str]) -> tuple[int, ...]:
        """The same, where the total of all options but those that are `missing` is known."""
        beside = set[int]().union(*(self._looking_at.get(option, ()) for option in missing))
        return self.broken(total, completed, beside)

    @cached_property
    def _looking_at(self) -> Mapping[str, set[int]]:
        """The constraints, by index, that look at an option."""
        found: dict[str, set[int]] = {option: set() for option in self.sums}
        for index, constraint in enumerate(self.constraints):
            for option in constraint.options:
                found[option].add(index)
        return found

    def broken_by(self, completed: Choices) -> tuple[Constraint, ...]:
        """The constraints that completed choices break, in their order."""
        return tuple(self.constraints[index] for index in self.broken(self.total(completed), completed))
