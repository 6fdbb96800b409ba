"""In which order the options of a component stand in its graph, so that little must be remembered at any place.

From several starts, options and few that stand together are moved to where they cost least (`CutCost`), as sifting does
with the nodes of a diagram (R. Rudell, "Dynamic variable ordering for ordered binary decision diagrams", ICCAD 1993),
but before there is one. Most starts come of FORCE (F. A. Aloul, I. L. Markov and K. A. Sakallah, "FORCE: a fast and
easy-to-implement variable-ordering heuristic", GLSVLSI 2003); one puts last, again and again, the option that leaves
the cheapest cut. An option that stands in one scope only waits meanwhile, and then follows the last of its neighbors.

Measured: Renault Mégane (99 options, 111 tables) bursts with a million nodes in an order of FORCE alone, since all its
tables share a few options and are open together; moved by what they remember, 12,000 nodes, in an order that is found
in 0.7 s. The example catalogs laptop and sneaker have 3,700 and 6,300 nodes, instead of 7,100 and 11,000 when open
constraints were merely counted.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import accumulate
from random import Random

from configurator.compiler.cut_cost import CutCost, Spend, Tie

_SHUFFLED = 6
_ROUNDS = 50
_PASSES = 5
_BLOCK = 3
_MOST_WORK = 450_000
"""Times that a constraint is looked at in one search: about a second."""

_ENOUGH = 0.999

Sets = Sequence[Sequence[int]]


def arrange(
    options: Sequence[str],
    ties: Sequence[Tie],
    late: Collection[str] = (),
    spend: Spend = lambda _: None,
    seed: int = 0,
) -> tuple[str, ...]:
    """Options in a good order for constraints that tie them so, all those in `late` after all others.

    `spend` is told about how many steps are taken, and may raise to end the search.
    """
    if len(options) < 3:
        return tuple(sorted(options, key=late.__contains__))
    leaves = _leaves(options, ties, late)
    core = [option for option in options if option not in leaves]
    order = [core[each] for each in _Search(core, ties, late, spend).best(seed)]
    if leaves and len(options) * len(ties) <= _MOST_WORK:
        behind = _with_leaves(order, leaves)
        return tuple([behind[each] for each in _Search(behind, ties, late, spend).smoothed()])
    return tuple(_with_leaves(order, leaves))


def cut_profile(order: Sequence[Hashable], scopes: Sequence[Sequence[Hashable]]) -> list[int]:
    """How many constraints are open after each option: begun, and not yet at their end."""
    place = {option: index for index, option in enumerate(order)}.__getitem__
    change = [0] * (len(order) + 1)
    for scope in scopes:
        places = list(map(place, scope))
        change[min(places)] += 1
        change[max(places)] -= 1
    return list(accumulate(change[: len(order)]))


def _leaves(options: Sequence[str], ties: Sequence[Tie], late: Collection[str]) -> dict[str, frozenset[str]]:
    """Options that stand in one scope only, with their neighbors there; never all of it, and none beside `late`."""
    around: dict[str, set[frozenset[str]]] = {option: set() for option in options}
    for scope in {frozenset(each.options) for each in ties}:
        for option in scope:
            around[option].add(scope)
    leaves: dict[str, frozenset[str]] = {}
    for option in options:
        near = frozenset().union(*around[option])
        if len(around[option]) == 1 and near.isdisjoint(late) and len(near - leaves.keys()) > 1:
            leaves[option] = near - {option}
    return leaves


def _with_leaves(order: Sequence[str], leaves: dict[str, frozenset[str]]) -> list[str]:
    """The order with each leaf right behind the last of its neighbors that are none."""
    place = {option: index for index, option in enumerate(order)}
    behind: list[list[str]] = [[option] for option in order]
    for leaf, neighbors in leaves.items():
        behind[max(place[each] for each in neighbors if each in place)].append(leaf)
    return [option for group in behind for option in group]


class _Search:
    """For the cheapest order of some options, in which they are numbers, with those in `late` behind all others."""

    def __init__(self, options: Sequence[str], ties: Sequence[Tie], late: Collection[str], spend: Spend) -> None:
        places = {option: place for place, option in enumerate(options)}
        self._options = range(len(options))
        self._late = frozenset(places[each] for each in options if each in late)
        self._spend = spend
        self._cost = CutCost(places, ties, spend)
        scopes = ([places[option] for option in each.options if option in places] for each in ties)
        self._scopes = [scope for scope in scopes if len(scope) > 1]

    def best(self, seed: int) -> list[int]:
        """The best order found."""
        if len(self._options) * len(self._scopes) > _MOST_WORK:  # even one order could not be looked at
            return self._late_last(_force(list(self._options), self._scopes, self._spend))
        found = None
        for start in self._starts(Random(seed)):  # noqa: S311 - a start for a search, and no secret
            moved = self._moved(self._late_last(start))
            if found is None or self._cost.of(moved) < self._cost.of(found):
                found = moved
            if self._cost.worked > _MOST_WORK:
                break
        assert found is not None  # noqa: S101 - there is a start
        return found

    def smoothed(self) -> list[int]:
        """The declared order after each option has been moved once to where it costs least."""
        order = list(self._options)
        cost = self._cost.of(order)
        for option in self._options:
            order, cost = self._with_best_place(order, order.index(option), 1, cost)
            if self._cost.worked > _MOST_WORK:
                break
        return order

    def _starts(self, random: Random) -> Iterator[list[int]]:
        declared = list(self._options)
        yield _force(declared, self._scopes, self._spend)
        if len(declared) ** 2 * len(self._scopes) < _MOST_WORK:
            yield self._from_behind()
        for _ in range(_SHUFFLED):
            yield _force(random.sample(declared, len(declared)), self._scopes, self._spend)
        yield declared

    def _late_last(self, order: list[int]) -> list[int]:
        return sorted(order, key=self._late.__contains__)

    def _from_behind(self) -> list[int]:
        """The last option is the one that leaves the cheapest cut before it, and so on to the first."""
        left, before, order = dict.fromkeys(self._options), (1 << len(self._options)) - 1, []
        while left:
            among = [each for each in left if each in self._late] or list(left)
            option = min(among, key=lambda each, before=before: self._cost.cut(before & ~(1 << each)))  # type: ignore[misc]
            del left[option]
            before &= ~(1 << option)
            order.append(option)
        return order[::-1]

    def _moved(self, order: list[int]) -> list[int]:
        """The order after options, and few that stand together, have been moved to their best places while it helps."""
        cost, most = self._cost.of(order), self._cost.worked + _MOST_WORK
        for _ in range(_PASSES):
            before = cost
            for size in range(1, _BLOCK + 1):
                for option in tuple(order):
                    order, cost = self._with_best_place(order, order.index(option), size, cost)
                    if self._cost.worked > most:
                        return order
            if cost > before * _ENOUGH:
                break
        return order

    def _with_best_place(self, order: list[int], now: int, size: int, cost: float) -> tuple[list[int], float]:
        """The order with the `size` options from place `now` on where they cost least, and what that costs.

        The search goes outwards from where they stand, as long as what is passed does not cost more than the best.
        """
        block, rest = order[now : now + size], [*order[:now], *order[now + size :]]
        early = len(order) - len(self._late)
        is_late = block[0] in self._late
        if len(block) < size or (block[-1] in self._late) is not is_late:
            return order, cost
        self._spend(len(order) // 4)
        cut, (*inner, whole) = self._cost.cut, accumulate([1 << each for each in block], int.__or__)
        least, most = (early, len(rest)) if is_late else (0, early - size)
        befores = list(accumulate([1 << each for each in rest], int.__or__, initial=0))
        heads = list(accumulate(map(cut, befores[: now + 1])))  # up to each place, the block being ahead
        tails = list(accumulate([cut(before | whole) for before in reversed(befores[now:])], initial=0.0))
        best, passed = now, tails[-1]
        for place in range(now - 1, least - 1, -1):
            passed += cut(befores[place] | whole)
            if passed >= cost:
                break
            here = heads[place] + sum([cut(befores[place] | each) for each in inner]) + passed
            if here < cost:
                best, cost = place, here
        passed = heads[now]
        for place in range(now + 1, most + 1):
            passed += cut(befores[place])
            if passed >= cost:
                break
            here = passed + sum([cut(befores[place] | each) for each in inner]) + tails[len(rest) + 1 - place]
            if here < cost:
                best, cost = place, here
        return [*rest[:best], *block, *rest[best:]], cost


def _force(order: list[int], scopes: Sets, spend: Spend) -> list[int]:
    """Each option goes to the mean of its constraints' centers, again and again while their spans shrink."""
    best, best_span = order, _span(_places(order), scopes)
    size = len(order) + sum(map(len, scopes))
    around: list[list[int]] = [[] for _ in order]
    for number, scope in enumerate(scopes):
        for option in scope:
            around[option].append(number)
    for _ in range(_ROUNDS):
        spend(size)
        place = _places(order)
        centers = [sum([place[option] for option in scope]) / len(scope) for scope in scopes]
        goal = [
            sum([centers[scope] for scope in pulling]) / len(pulling) if pulling else place[option]
            for option, pulling in enumerate(around)
        ]
        order = sorted(order, key=lambda option, goal=goal, place=place: (goal[option], place[option]))  # type: ignore[misc]
        span = _span(_places(order), scopes)
        if span >= best_span:
            break
        best, best_span = order, span
    return best


def _places(order: Sequence[int]) -> list[int]:
    """The place of each option in an order."""
    places = [0] * len(order)
    for place, option in enumerate(order):
        places[option] = place
    return places


def _span(places: Sequence[int], scopes: Sets) -> int:
    spans = 0
    for scope in scopes:
        stand = [places[option] for option in scope]
        spans += max(stand) - min(stand)
    return spans
