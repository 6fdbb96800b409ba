"""Samples: values of an option that its terms cannot tell apart for a plain reason, one standing for all.

Each kind of domain has a module that makes samples; `classes` then evaluates the terms once a sample and joins samples
of equal worth. Of single values there are no samples: `alike` says which of them one term cannot tell apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from configurator.compiler.terms import Looks
from configurator.media.pictures import digest_of
from configurator.model.domain import CanonicalValue, FlagDomain, RangeDomain, ValueDomain

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """Some values of one option.

    `representative`: one of them, canonical; None stands for "no value". `size`: how many they are. `spans`: where they
    stand in the domain, as indexes (first, last), both included; of values, flags and ranges only. `members`: for sets,
    the bit mask of the keys that stand in at least one of them, the first declared being the lowest bit.
    """

    representative: CanonicalValue | None
    size: int
    spans: tuple[Span, ...] = ()
    members: int = 0


NO_VALUE = Sample(None, 1)
SOME_PICTURE = Sample(digest_of(b""), 1)
"""Conditions ask of a picture only whether there is one, so any digest stands for all."""


class SamplingError(Exception):
    """Samples cannot be made, or would be too many; the text goes on after the option's name.

    `hint`: what would help, where that is known.
    """

    def __init__(self, finding: str, hint: str | None = None) -> None:
        super().__init__(finding)
        self.hint = hint


def value_at(domain: ValueDomain | FlagDomain | RangeDomain, index: int) -> CanonicalValue:
    """The canonical value at an index of a domain; of flags, `True` comes first, as in "yes or no"."""
    if isinstance(domain, ValueDomain):
        return domain.values[index].key
    return index == 0 if isinstance(domain, FlagDomain) else domain.at(index)


def flag_samples(domain: FlagDomain) -> Iterator[Sample]:
    """Yes, and no."""
    for index in range(domain.size()):
        yield Sample(value_at(domain, index), 1, ((index, index),))


def alike(domain: ValueDomain, looks: Looks) -> Sequence[Hashable]:
    """Something for each value that is equal for values which cannot be told apart by what is looked at.

    Facts are told apart by their identity, which is cheap and at worst too fine: equal cells of a file are one object.
    """
    if looks.raw:
        return list(domain.by_key)
    columns = [[id(value.attributes.get(name)) for value in domain.values] for name in looks.attributes]
    facts: Sequence[Hashable] = (
        columns[0] if len(columns) == 1 else list(zip(*columns, strict=True)) or [()] * len(domain.values)
    )
    literals = looks.literals
    if not literals:
        return facts
    return [key if key in literals else fact for key, fact in zip(domain.by_key, facts, strict=True)]


def cut_samples(domain: RangeDomain, cuts: frozenset[Fraction]) -> Iterator[Sample]:
    """A range in pieces: one for each cut that is a value, and one for all values between two cuts."""
    first_amount = domain.amount_at(0)
    step = domain.amount_at(1) - first_amount
    begin = 0
    for cut in sorted(cuts):
        place = (cut - first_amount) / step
        below = -((-place.numerator) // place.denominator) - 1  # the last index below the cut
        yield from _piece(domain, begin, min(below, domain.size() - 1))
        begin = max(begin, below + 1)
        if place.denominator == 1 and begin == place and begin < domain.size():
            yield from _piece(domain, begin, begin)
            begin += 1
    yield from _piece(domain, begin, domain.size() - 1)


def single_samples(domain: RangeDomain) -> Iterator[Sample]:
    """Each number of a range alone."""
    for index in range(domain.size()):
        yield Sample(domain.at(index), 1, ((index, index),))


def _piece(domain: RangeDomain, first: int, last: int) -> Iterator[Sample]:
    if first <= last:
        yield Sample(domain.at(first), last - first + 1, ((first, last),))


def joined(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Spans in ascending order, those that touch made one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and found[-1][1] + 1 == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


def without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of some spans when all that stands in others is taken out, in ascending order."""
    left = joined(iter(spans))
    for first, last in joined(iter(others)):
        parts = (
            (max(low, start), min(high, end))
            for low, high in left
            for start, end in ((low, first - 1), (last + 1, high))
        )
        left = tuple((low, high) for low, high in parts if low <= high)
    return left
