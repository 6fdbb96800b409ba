"""The products of a large catalog examined side by side, each part of them in a process of its own.

The processes are forks of this one, so they know all that it knows, and only what they found is handed back; it is what
`examine` finds here. Where a process cannot be forked safely, or is not worth its making, products are examined here,
and so are those of a process that fails.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

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
    others: list[_Process] = []
    try:
        with suppress(OSError):  # what the system has no process for is examined here
            for part in parts[1:]:
                others.append(_Process(knowledge, budget, part))  # noqa: PERF401 - one may be refused after another
        found = _examined(knowledge, budget, parts[0])
        for each in others:
            found |= each.found()
    finally:
        for each in others:
            each.end()

    def known(product: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        return found.get(product.product.key) or examine_product(product, budget)

    return examine(knowledge, budget, known)


def processes() -> int:
    """How many processes may compute at once; one where a fork is not safe, as beside other threads."""
    if sys.platform != "linux" or threading.active_count() > 1:
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


@dataclass(frozen=True)
class _Forked:
    """A process that examines, by its number, and the end of a pipe that it writes what it found into."""

    number: int
    pipe: int


class _Process:
    """A process that examines some products."""

    def __init__(self, knowledge: KnowledgeBase, budget: Budget, keys: Sequence[str]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        number = os.fork()
        if number:
            os.close(writing)
            self._forked: _Forked | None = _Forked(number, reading)
            return
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(_packed(_examined(knowledge, budget, keys)))
        finally:
            os._exit(0)  # whatever happened: what is not whole is not taken

    def found(self) -> Found:
        """What the process has found; nothing where it failed."""
        assert self._forked is not None  # noqa: S101 - it has not ended
        with os.fdopen(os.dup(self._forked.pipe), "rb") as pipe:
            packed = pipe.read()
        with suppress(Exception):  # whatever a part of a message does to its reader
            return _unpacked(packed)
        return {}

    def end(self) -> None:
        """Wait for its end, which is near; of one that nobody listens to any more, at once."""
        if self._forked is not None:
            forked, self._forked = self._forked, None
            os.close(forked.pipe)
            with suppress(ProcessLookupError):
                os.kill(forked.number, signal.SIGKILL)
            os.waitpid(forked.number, 0)


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
