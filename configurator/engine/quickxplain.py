"""QuickXplain: of things that cannot hold together, a smallest set that cannot.

U. Junker, "QUICKXPLAIN: Preferred explanations and relaxations for over-constrained problems" (AAAI 2004). It takes
about 2 k log2(n / k) + 2 k questions for a conflict of k among n things, and their order decides which one it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def smallest_conflict(
    things: Sequence[Thing], is_consistent: Callable[[Sequence[Thing]], bool]
) -> tuple[Thing, ...] | None:
    """Things that cannot hold together, though all but any one of them can; None where all can.

    `is_consistent` says of some of them whether they can hold together, and says so of whatever is a part of these.
    Nothing is in the conflict where not even nothing is consistent.
    """
    if is_consistent(things):
        return None

    def among(background: Sequence[Thing], is_new: bool, left: Sequence[Thing]) -> Sequence[Thing]:
        if is_new and not is_consistent(background):
            return ()
        if len(left) <= 1:
            return left
        half = len(left) // 2
        first, second = left[:half], left[half:]
        of_second = among((*background, *first), True, second)
        of_first = among((*background, *of_second), bool(of_second), first)
        return (*of_first, *of_second)

    return tuple(among((), True, things))
