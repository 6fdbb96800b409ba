"""The sets of an `any of` option by their numbers, where they are too many to be listed: 2^30 in some hundred nodes.

Sets stand as binary numbers do whose lowest digit is the first declared member. So the members are asked from the last
one on, and the number of a set is that of all sets that first leave out a member which it has. How many those are, and
of which class, is known at each *trace* (`compiler.sets`): partial sets of one trace go on alike. That is the
combinatorial number system (D. E. Knuth, The Art of Computer Programming 4A, section 7.2.1.3) over a decision diagram.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from configurator.compiler.sets import SetFold, SetTrace
from configurator.compiler.terms import Term, looks_of
from configurator.model.domain import AnyOfDomain
from configurator.model.option import Option
from configurator.model.raw_values import may_be_empty

MOST_ENTRIES = 200_000
"""Numbers of sets by trace and class."""

Counts = Mapping[int, int]
"""How many sets there are of each class."""

Node = tuple[int, int]
"""What comes without a member and with it, as the numbers of nodes; 0 is where no set is."""

_NOTHING: Counts = {}


class SetOrder:
    """Sets in order: `levels` ask for the members from the last one on, `counts` are of the sets behind each node."""

    def __init__(
        self, names: Sequence[str], levels: Sequence[Sequence[Node]], counts: Sequence[Sequence[Counts]]
    ) -> None:
        self._names, self._levels, self._counts = names, levels, counts

    @classmethod
    def of(cls, option: Option, terms: Sequence[Term], class_of: Callable[[tuple[str, ...]], int]) -> SetOrder | None:
        """The order of the sets that an option takes; None where it takes too much to know."""
        domain = option.domain
        assert isinstance(domain, AnyOfDomain)  # noqa: S101 - the caller looked
        fold = SetFold(domain, looks_of(terms))
        members = domain.members.values[::-1]
        levels: list[list[Node]] = []
        reached: dict[SetTrace, tuple[int, tuple[str, ...]]] = {fold.empty(): (1, ())}
        nodes = 0
        for member in members:
            after: dict[SetTrace, tuple[int, tuple[str, ...]]] = {}
            level: list[Node] = [(0, 0)]
            for trace, (_, one) in reached.items():
                joined = fold.with_(trace, member)
                without = after.setdefault(fold.without(trace, member), (len(after) + 1, one))[0]
                with_ = 0 if joined is None else after.setdefault(joined, (len(after) + 1, (*one, member.key)))[0]
                level.append((without, with_))
            nodes += len(level)
            if nodes > MOST_ENTRIES:
                return None
            levels.append(level)
            reached = after
        ends: list[Counts] = [_NOTHING]
        for trace, (_, one) in reached.items():
            fits = trace.number >= domain.least or (trace.number == 0 and may_be_empty(option))
            ends.append({class_of(tuple(sorted(one))): 1} if fits else _NOTHING)
        counts = _counted(levels, ends)
        return None if counts is None else cls([member.key for member in members], levels, counts)

    def index(self, chosen: tuple[str, ...]) -> int:
        """The number of a set. Raises `KeyError` for what is none of them."""
        has, found = set(chosen), 0
        if len(has) < len(chosen) or not has.issubset(self._names):
            raise KeyError(chosen)
        node = 1
        for level, name in enumerate(self._names):
            without, with_ = self._levels[level][node]
            if name in has:
                found += sum(self._counts[level + 1][without].values())
            node = with_ if name in has else without
        if not self._counts[-1][node]:
            raise KeyError(chosen)
        return found

    def at(self, place: int) -> tuple[str, ...]:
        """The set with this number."""
        return tuple(sorted(name for name, _ in self._walk(place, None)))

    def before(self, place: int) -> Counts:
        """How many sets of each class stand before this number."""
        found: Counter[int] = Counter()
        for _, skipped in self._walk(place, None):
            found.update(skipped)
        return found

    def find(self, weights: Sequence[int], number: int) -> tuple[int, int]:
        """The number of the set that takes `number`, and what is left of that, where classes weigh so much each."""
        skipped_sets = 0
        for _, skipped in self._walk(number, weights):
            number -= _weight(skipped, weights)
            skipped_sets += sum(skipped.values())
        return skipped_sets, number

    def _walk(self, number: int, weights: Sequence[int] | None) -> Iterator[tuple[str, Counts]]:
        """The members of the set that takes a number, each with the sets that stand before because they lack it."""
        if not 0 <= number < _weight(self._counts[0][1], weights):
            raise IndexError(number)
        node = 1
        for level, name in enumerate(self._names):
            without, with_ = self._levels[level][node]
            skipped = self._counts[level + 1][without]
            weight = _weight(skipped, weights)
            if number < weight:
                node = without
                continue
            number -= weight
            node = with_
            yield name, skipped


def _counted(levels: Sequence[Sequence[Node]], ends: Sequence[Counts]) -> list[list[Counts]] | None:
    """How many sets of each class stand behind each node; None where that is too much."""
    found: list[list[Counts]] = [list(ends)]
    entries = 0
    for level in reversed(levels):
        after = found[-1]
        counts = [Counter(after[without]) + Counter(after[with_]) for without, with_ in level]
        entries += sum(map(len, counts))
        if entries > MOST_ENTRIES:
            return None
        found.append(list(counts))
    found.reverse()
    return found


def _weight(counts: Counts, weights: Sequence[int] | None) -> int:
    return sum(counts.values()) if weights is None else sum(weights[each] * count for each, count in counts.items())
