"""The products of a large catalog examined side by side, each part of them in a process of its own.

The processes are forks of this one, so they know all that it knows, and only what they found is handed back; it is what
`examine` finds here. Where a process cannot be forked safely, or is not worth its making, products are examined here,
and so are those of a process that fails.
"""

from __future__ import annotations

import io
import math
import os
import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from configurator.child_process import Child, can_fork, uninterrupted
from configurator.compiler.budget import Budget
from configurator.diagnostics import Outcome, codes
from configurator.diagnostics.diagnostic import Code
from configurator.examination import Examined, ExaminedProduct, examine, examine_product
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge

LEAST = 8
"""Products of one process, below which it is not worth its making."""
MOST_PROCESSES = 8

Found = dict[str, ExaminedProduct]


def examined_side_by_side(knowledge: KnowledgeBase, budget: Budget) -> Outcome[Examined]:
    """What `examine` says of a catalog, sooner where there are several processors and many products."""
    keys = list(knowledge.products)
    number = min(processes(), len(keys) // LEAST)
    if number < 2:
        return examine(knowledge, budget)
    parts = [keys[first::number] for first in range(number)]
    others: list[Child] = []
    with uninterrupted() as go_on:
        try:
            with suppress(OSError):  # what the system has no process for is examined here
                for part in parts[1:]:
                    others.append(_begun(knowledge, budget, part))  # noqa: PERF401 - one may be refused after another
            go_on()
            found = _examined(knowledge, budget, parts[0])
            for each in others:
                found |= _found(each)
        finally:
            for each in others:
                each.end()

    def known(product: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        return found.get(product.product.key) or examine_product(product, budget)

    return examine(knowledge, budget, known)


def processes() -> int:
    """How many processes may compute at once; one where a fork is not safe, as beside other threads."""
    if not can_fork():
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def _examined(knowledge: KnowledgeBase, budget: Budget, keys: Sequence[str]) -> Found:
    """What is found of some of the products, one after the other."""
    found: Found = {}

    def kept(product: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        found[product.product.key] = examine_product(product, budget)
        return found[product.product.key]

    examine(KnowledgeBase(knowledge.catalog, {key: knowledge.products[key] for key in keys}), budget, kept)
    return found


def _begun(knowledge: KnowledgeBase, budget: Budget, keys: Sequence[str]) -> Child:
    """A process that examines some of the products. Raises `OSError` where the system has no room for it."""
    return Child.forked(lambda send: send(_packed(_examined(knowledge, budget, keys))))


def _found(child: Child) -> Found:
    """What a process has found; nothing where it failed."""
    packed = child.receive(math.inf)
    if packed is not None:
        with suppress(Exception):  # whatever a part of a message does to its reader
            return _unpacked(packed)
    return {}


class _Packer(pickle.Pickler):
    """Packs what is found: codes by their names, since each is one object."""

    def persistent_id(self, thing: Any) -> str | None:
        """The name of a code."""
        return thing.name if isinstance(thing, Code) else None


class _Unpacker(pickle.Unpickler):
    def persistent_load(self, name: str) -> Code:
        """The code of this name."""
        return codes.BY_NAME[name]


def _packed(found: Mapping[str, ExaminedProduct]) -> bytes:
    into = io.BytesIO()
    _Packer(into, pickle.HIGHEST_PROTOCOL).dump(dict(found))
    return into.getvalue()


def _unpacked(packed: bytes) -> Found:
    found: Found = _Unpacker(io.BytesIO(packed)).load()
    return found
