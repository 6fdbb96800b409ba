"""The sets of an `any of` option, by what its terms see of them: a fold over the members, never all subsets.

In what order members join does not matter, so a set in the making is known by its *trace*: how many it has (as far as
that counts), which of the members looked for are in it, the sums and extremes of the attributes looked at, and which
literal sets it may still become. Partial sets of equal trace are joined and their numbers added, as in the subset-sum
recurrence of R. Bellman, Dynamic Programming (1957); 2^30 sets under `count(extras) <= 3` are 5 traces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Optional

from configurator.compiler.budget import Allowance
from configurator.compiler.samples import Sample, SamplingError
from configurator.compiler.terms import Looks
from configurator.model.domain import AnyOfDomain
from configurator.model.value import Value


class SetTrace(NamedTuple):
    """What may matter of a set in the making; `number` stops at the number from which more are alike.

    A named tuple, since there are millions of them: they are made and hashed faster than dataclasses.
    """

    number: int = 0
    seen: tuple[str, ...] = ()
    amounts: tuple[Fraction | None, ...] = ()
    literals: frozenset[tuple[str, ...]] = frozenset()


_Chain = tuple[Optional["_Chain"], str]


@dataclass(slots=True)
class _Sets:
    """The sets of one trace: one of them, how many, and the mask of the members in any.

    The one is a chain (all but its last member, its last member), which shares all but its last link with others.
    """

    one: _Chain | None
    size: int
    members: int


def set_samples(domain: AnyOfDomain, optional: bool, looks: Looks, allowance: Allowance) -> Iterator[Sample]:
    """Samples of all sets that the domain lets in; `optional` lets the empty set in all the same.

    Raises SamplingError where there are more traces than the values that the budget allows, and TooComplexError where
    the time is over.
    """
    most = allowance.budget.values
    fold = SetFold(domain, looks)
    reached = {fold.empty(): _Sets(None, 1, 0)}
    for place, member in enumerate(domain.members.values):
        after: dict[SetTrace, _Sets] = {}
        fewest = domain.least - (len(domain.members.values) - place)  # with fewer, even all that are left are too few
        for trace, sets in reached.items():
            allowance.spend(4 + len(trace.seen) + len(trace.literals))
            if trace.number < fewest and not (optional and trace.number == 0):
                continue
            _add(after, fold.without(trace, member), sets)
            joined = fold.with_(trace, member)
            if joined is not None:
                _add(after, joined, _Sets((sets.one, member.key), sets.size, sets.members | 1 << place))
        if len(after) > most:
            raise SamplingError(f"has sets of more than {most:,} kinds")
        reached = after
    for trace, sets in reached.items():
        if trace.number >= domain.least or (trace.number == 0 and optional):
            yield Sample(tuple(sorted(_members(sets.one))), sets.size, members=sets.members)


def _members(chain: _Chain | None) -> Iterator[str]:
    while chain is not None:
        chain, last = chain
        yield last


def _add(found: dict[SetTrace, _Sets], trace: SetTrace, more: _Sets) -> None:
    sets = found.get(trace)
    if sets is None:
        found[trace] = _Sets(more.one, more.size, more.members)
    else:
        sets.size += more.size
        sets.members |= more.members


class SetFold:
    """How a trace goes on with and without a member."""

    def __init__(self, domain: AnyOfDomain, looks: Looks) -> None:
        keys = domain.members.by_key
        self._seen = frozenset(keys if looks.raw else looks.members)
        self._amounts = tuple(looks.amounts)
        self._literals = frozenset(
            each for each in looks.literals if isinstance(each, tuple) and set(each) <= set(keys)
        )
        self._greatest = domain.greatest
        self._exactly = looks.number or domain.greatest < len(keys)
        self._alike = len(keys) if self._exactly else max(domain.least, 1)

    def empty(self) -> SetTrace:
        """The trace of the empty set, before any member was asked."""
        start = tuple(Fraction(0) if which == "sum" else None for which, _ in self._amounts)
        return SetTrace(0, (), start, self._literals)

    def without(self, trace: SetTrace, member: Value) -> SetTrace:
        """The trace after a member that stays out."""
        if not trace.literals:
            return trace
        literals = frozenset(each for each in trace.literals if member.key not in each)
        return SetTrace(trace.number, trace.seen, trace.amounts, literals) if literals != trace.literals else trace

    def with_(self, trace: SetTrace, member: Value) -> SetTrace | None:
        """The trace after a member that joins; None where the set would have too many."""
        if self._exactly and trace.number >= self._greatest:
            return None
        seen = (*trace.seen, member.key) if member.key in self._seen else trace.seen
        amounts, literals = trace.amounts, trace.literals
        if amounts:
            amounts = tuple(
                _joined(which, amount, member.attributes.get(name))
                for (which, name), amount in zip(self._amounts, amounts, strict=True)
            )
        if literals:
            literals = frozenset(each for each in literals if member.key in each)
        return SetTrace(min(trace.number + 1, self._alike), seen, amounts, literals)


def _joined(which: str, amount: Fraction | None, more: object) -> Fraction | None:
    if not isinstance(more, Fraction):
        return amount
    if amount is None:
        return more
    if which == "sum":
        return amount + more
    return min(amount, more) if which == "min" else max(amount, more)
