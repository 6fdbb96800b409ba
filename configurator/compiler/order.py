"""In which order the options of a component stand in its graph, so that few constraints are open at any place.

FORCE (F. A. Aloul, I. L. Markov and K. A. Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic",
GLSVLSI 2003) from several starts, then single options moved to better places. What is made small is the sum over all
places of 1.5^(constraints open there), which foretells the nodes; departing from the paper, which sums spans.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from random import Random

_STARTS = 8
_ROUNDS = 50
_MOVES = 4_000
_GROWTH = 1.5

Scopes = Sequence[Sequence[str]]
Spend = Callable[[int], object]


def arrange(
    options: Sequence[str], scopes: Scopes, late: Collection[str] = (), spend: Spend = lambda _: None, seed: int = 0
) -> tuple[str, ...]:
    """Options in a good order for constraints with these scopes, all those in `late` after all others.

    `spend` is told about how many steps are taken, and may raise to end the search.
    """
    scopes = [scope for scope in scopes if len(scope) > 1]
    if len(options) < 3 and not late:
        return tuple(options)
    random = Random(seed)  # noqa: S311 - a start for a search, and no secret
    candidates = []
    for start in range(_STARTS):
        order = list(options)
        if start:
            random.shuffle(order)
        candidates.append(_late_last(_force(order, scopes, spend), late))
    candidates.append(_late_last(list(options), late))
    best = min(candidates, key=lambda order: _cost(order, scopes))
    return tuple(_moved(best, scopes, late, spend))


def cut_profile(order: Sequence[str], scopes: Scopes) -> list[int]:
    """How many constraints are open after each option: begun, and not yet at their end."""
    place = {option: index for index, option in enumerate(order)}.__getitem__
    change = [0] * (len(order) + 1)
    for scope in scopes:
        places = list(map(place, scope))
        change[min(places)] += 1
        change[max(places)] -= 1
    profile, open_ = [], 0
    for each in change[: len(order)]:
        open_ += each
        profile.append(open_)
    return profile


def _cost(order: Sequence[str], scopes: Scopes) -> float:
    return sum(_GROWTH**cut for cut in cut_profile(order, scopes))


def _late_last(order: list[str], late: Collection[str]) -> list[str]:
    return sorted(order, key=lambda option: option in late)


def _force(order: list[str], scopes: Scopes, spend: Spend) -> list[str]:
    """Each option goes to the mean of its constraints' centers, again and again while their spans shrink."""
    best, best_span = order, _span(order, scopes)
    size = len(order) + sum(map(len, scopes))
    for _ in range(_ROUNDS):
        spend(size)
        place = {option: index for index, option in enumerate(order)}
        pulls: dict[str, list[float]] = {}
        for scope in scopes:
            center = sum(place[option] for option in scope) / len(scope)
            for option in scope:
                pulls.setdefault(option, []).append(center)
        goal = {
            option: sum(pulls[option]) / len(pulls[option]) if option in pulls else place[option] for option in order
        }
        order = sorted(order, key=lambda option: (goal[option], place[option]))
        span = _span(order, scopes)
        if span >= best_span:
            break
        best, best_span = order, span
    return best


def _span(order: Sequence[str], scopes: Scopes) -> int:
    place = {option: index for index, option in enumerate(order)}.__getitem__
    spans = 0
    for scope in scopes:
        places = list(map(place, scope))
        spans += max(places) - min(places)
    return spans


def _moved(order: list[str], scopes: Scopes, late: Collection[str], spend: Spend) -> list[str]:
    """The order after moves of single options, each for the better, until none is or enough have been tried.

    Those in `late` stand last, and stay there.
    """
    early = sum(option not in late for option in order)
    cost = _cost(order, scopes)
    moves, better = 0, True
    size = len(order) + sum(map(len, scopes))
    while better and moves < _MOVES:
        better = False
        for option in tuple(order):
            first, after = (early, len(order)) if option in late else (0, early)
            for place in range(len(order)):
                spend(size // 4)  # its steps are simpler than others
                if order[place] == option or not first <= place < after:
                    continue
                moved = [each for each in order if each != option]
                moved.insert(place, option)
                moves += 1
                moved_cost = _cost(moved, scopes)
                if moved_cost < cost:
                    order, cost, better = moved, moved_cost, True
            if moves >= _MOVES:
                break
    return order
