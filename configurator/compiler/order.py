"""In which order the options of a component stand in its graph, so that few constraints are open at any place.

FORCE (F. A. Aloul, I. L. Markov and K. A. Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic",
GLSVLSI 2003) from several starts, then single options moved to better places. What is made small is the sum over all
places of 1.5^(constraints open there), which foretells the nodes; departing from the paper, which sums spans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from itertools import accumulate
from random import Random

_STARTS = 8
_ROUNDS = 50
_MOVES = 4_000
_GROWTH = 1.5
_MOST_OPEN = 1_700
"""Constraints that are open at one place, beyond which all cost alike: powers of more are no numbers any more."""

Scopes = Sequence[Sequence[str]]
Sets = Sequence[Sequence[int]]
Spend = Callable[[int], object]


def arrange(
    options: Sequence[str], scopes: Scopes, late: Collection[str] = (), spend: Spend = lambda _: None, seed: int = 0
) -> tuple[str, ...]:
    """Options in a good order for constraints with these scopes, all those in `late` after all others.

    `spend` is told about how many steps are taken, and may raise to end the search.
    """
    if len(options) < 3:
        return tuple(sorted(options, key=late.__contains__))
    places = {option: place for place, option in enumerate(options)}
    # from here on an option is its place in `options`, and a scope is some of these
    sets = [tuple(places[option] for option in scope) for scope in scopes if len(scope) > 1]
    behind = frozenset(places[option] for option in options if option in late)
    random = Random(seed)  # noqa: S311 - a start for a search, and no secret
    candidates = []
    for start in range(_STARTS):
        order = list(range(len(options)))
        if start:
            random.shuffle(order)
        candidates.append(_late_last(_force(order, sets, spend), behind))
    candidates.append(_late_last(list(range(len(options))), behind))
    cost = _Cost(sets)
    best = min(candidates, key=cost.of)
    return tuple(options[each] for each in _moved(best, cost, len(options) + sum(map(len, sets)), behind, spend))


def cut_profile(order: Sequence[Hashable], scopes: Sequence[Sequence[Hashable]]) -> list[int]:
    """How many constraints are open after each option: begun, and not yet at their end."""
    place = {option: index for index, option in enumerate(order)}.__getitem__
    change = [0] * (len(order) + 1)
    for scope in scopes:
        places = list(map(place, scope))
        change[min(places)] += 1
        change[max(places)] -= 1
    return list(accumulate(change[: len(order)]))


class _Cost:
    """What orders cost under some scopes: the sum over `cut_profile`, scopes that are alike being looked at once."""

    def __init__(self, scopes: Sets) -> None:
        self._powers = [_GROWTH ** min(cut, _MOST_OPEN) for cut in range(len(scopes) + 1)]
        alike = Counter(tuple(sorted(set(scope))) for scope in scopes)
        self._pairs = [(scope[0], scope[1], many) for scope, many in alike.items() if len(scope) == 2]
        self._others = [(scope, many) for scope, many in alike.items() if len(scope) > 2]
        self._known: dict[tuple[int, ...], float] = {}

    def of(self, order: Sequence[int]) -> float:
        """The cost of one order; those that a search comes by again are remembered."""
        key = tuple(order)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._found(order)
        return found

    def _found(self, order: Sequence[int]) -> float:
        places = _places(order)
        change = [0] * len(order)
        for one, other, many in self._pairs:
            first, last = places[one], places[other]
            if first > last:
                first, last = last, first
            change[first] += many
            change[last] -= many
        for scope, many in self._others:
            stand = [places[option] for option in scope]
            change[min(stand)] += many
            change[max(stand)] -= many
        powers = self._powers
        return sum([powers[cut] for cut in accumulate(change)])


def _late_last(order: list[int], late: Collection[int]) -> list[int]:
    return sorted(order, key=late.__contains__)


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


def _moved(order: list[int], costs: _Cost, size: int, late: Collection[int], spend: Spend) -> list[int]:
    """The order after moves of single options, each for the better, until none is or enough have been tried.

    Those in `late` stand last, and stay there. `size`: of the options and their scopes together.
    """
    early = len(order) - len(late)
    cost = costs.of(order)
    moves, better = 0, True
    while better and moves < _MOVES:
        better = False
        for option in tuple(order):
            first, after = (early, len(order)) if option in late else (0, early)
            for place in range(len(order)):
                spend(size // 4)  # its steps are simpler than others
                if order[place] == option or not first <= place < after:
                    continue
                moved = order.copy()
                moved.remove(option)
                moved.insert(place, option)
                moves += 1
                moved_cost = costs.of(moved)
                if moved_cost < cost:
                    order, cost, better = moved, moved_cost, True
            if moves >= _MOVES:
                break
    return order
