"""Where a question about products is answered: here as long as that is sooner than to begin a process, else there.

Whoever must decide between two things, of which one costs at once what the other may come to in time, pays at most
twice the least if he waits for as long as the first would cost (R. M. Karp, "On-line algorithms versus off-line
algorithms: how much is it worth to know the future?", IFIP 1992). A fork costs 10 to 30 ms and is worth it for all but
small products; a fresh interpreter, beside other threads, half a second. So an answer is tried here for about so long,
with few nodes, which take some 10 MB; where that does not do, it is found anew in a process of its own. Measured: of
the example catalogs laptop and sneaker (0.5 s) go aside from the command line; the others take 2 to 90 ms here.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from configurator.aside import NoChildError, done_aside
from configurator.child import can_hold_memory
from configurator.child_process import can_fork, can_listen
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.progress import Journal
from configurator.errors import TooComplexError
from configurator.model.catalog import Product

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Small:
    """What is tried here: products of at most so many options and constraints together, for so many seconds."""

    parts: int
    seconds: float


BESIDE_A_FORK, BESIDE_AN_INTERPRETER = Small(60, 0.15), Small(300, 1.0)

NODES, VALUES = 20_000, 2_000
"""Limits of a budget for what is tried here."""


class _BeyondError(Exception):
    """Something is beyond what is tried here."""


def answered(
    products: Sequence[Product], work: Callable[[Budget], Answer], budget: Budget = USUAL, times: int = 1
) -> Answer:
    """What some work says of products within a budget; done in another process unless they are small, as is said above.

    Where nothing holds memory all is done here. The work is a function of a module with what it is given, such as
    `partial(counted, product, over)`; that and its answer, which is not None, can be packed. `times`: so many budgets
    are used one by one. Raises what it raises, and as `done_aside` does.
    """
    found = tried_here(products, work, budget) if is_held_aside() else work(budget)
    if found is not None:
        return found
    try:
        file = done_aside(partial(_packed, work), budget, times)
    except NoChildError:
        return work(budget)
    answer: Answer = pickle.loads(file)  # noqa: S301 - from a process of our own
    return answer


def is_held_aside() -> bool:
    """Whether another process, which this one can hear, may take only so much memory."""
    return can_listen() and can_hold_memory()


def _packed(work: Callable[[Budget], Any], budget: Budget) -> bytes:
    return pickle.dumps(work(budget), pickle.HIGHEST_PROTOCOL)


def tried_here(
    products: Sequence[Product], work: Callable[[Budget], Answer], budget: Budget, most: Small | None = None
) -> Answer | None:
    """What some work says of products that are small, done in this process; None where they are not.

    `most`: what is small; else `usually_small`. What cannot listen to another process does all here.
    """
    if not can_listen():
        return work(budget)
    small = most or usually_small()
    if sum(len(each.options) + len(each.all_constraints) for each in products) > small.parts:
        return None
    if budget.nodes <= NODES and budget.seconds <= small.seconds:
        return work(budget)
    heard = None if budget.progress is None else Journal(budget.progress)
    tried = replace(
        budget,
        nodes=min(budget.nodes, NODES),
        values=min(budget.values, VALUES),
        seconds=min(budget.seconds, small.seconds),
        progress=heard,
        refusing=_refuse,
    )
    try:
        found = work(tried)
    except (_BeyondError, TooComplexError):
        return None
    if heard is not None and isinstance(budget.progress, Journal):
        budget.progress.built += heard.built
    return found


def usually_small() -> Small:
    """What is small, by what it costs to begin another process."""
    return BESIDE_A_FORK if can_fork() else BESIDE_AN_INTERPRETER


def _refuse(error: TooComplexError) -> None:
    """Nothing that is done in its stead would be what is found without these limits."""
    raise _BeyondError from error
