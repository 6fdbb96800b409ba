"""The products of a catalog examined side by side: the first ones here, if they are small, the others aside.

What is left when it would have been sooner to begin another process goes to one, or in parts to as many as may compute
at once; each may take so much memory, and ends with this one. What such a process does not find, because its memory is
over or it fails, is examined product by product (`examining`), so that each has all that it may take, and the one that
is too much is told.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from configurator.aside import NoChildError, begun_aside
from configurator.child_process import can_fork
from configurator.compiler.budget import Budget
from configurator.diagnostics import Outcome
from configurator.examination import Examined, ExaminedProduct, examine, examine_product
from configurator.examining import Examining, Found, examined, examined_aside, unpacked
from configurator.here_or_aside import is_held_aside, tried_here, usually_small
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge

LEAST = 8
"""Products of one process, below which a second one is not worth its making."""
MOST_PROCESSES = 8

SECONDS_OF_A_FORK = 0.03


def examined_side_by_side(knowledge: KnowledgeBase, budget: Budget) -> Outcome[Examined]:
    """What `examine` says of a catalog, sooner where it has many products, and within a budget of memory, too.

    Where nothing holds memory, products are examined here, one by one.
    """
    if not is_held_aside():
        return examine(knowledge, budget)
    found = _tried(tuple(knowledge.products.values()), budget)
    rest = [each for key, each in knowledge.products.items() if key not in found]
    if len(rest) > 1:
        found |= _side_by_side(rest, budget)

    def known(product: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        alone = examined_aside if len(rest) == 1 else examined
        return found.get(product.product.key) or alone(product, budget)

    return examine(knowledge, budget, known)


def _tried(products: Sequence[ProductKnowledge], budget: Budget) -> Found:
    """What is found here of the first products, as far as they are small and done sooner than a process is begun."""
    small = usually_small()
    if can_fork():
        small = replace(small, seconds=SECONDS_OF_A_FORK)
    found: Found = {}
    end = budget.clock() + small.seconds
    for each in products:
        own = replace(small, seconds=max(0.0, end - budget.clock()))
        one = tried_here((each.product,), partial(examine_product, each), budget, own)
        if one is None:
            break
        found[each.product.key] = one
    return found


def _side_by_side(products: Sequence[ProductKnowledge], budget: Budget) -> Found:
    """What other processes find of products; nothing of those that fail."""
    number = max(1, min(processes(), len(products) // LEAST))
    parts = [products[first::number] for first in range(number)]
    found: Found = {}
    with suppress(NoChildError), begun_aside([Examining(part) for part in parts], budget) as begun:
        for part, each in zip(parts, begun, strict=True):
            with suppress(Exception):  # whatever it is, it comes again where it is told of its product
                found |= unpacked(each.answer(len(part)))
    return {key: replace(each, seconds=0.0) for key, each in found.items()}


def processes() -> int:
    """How many processes may compute at once; one where a fork is not safe, as beside other threads."""
    if not can_fork():
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
