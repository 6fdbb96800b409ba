"""Where a product is compiled: here as long as that is sooner than to begin another process for it, else there.

Whoever must decide between two things, of which one costs at once what the other may come to in time, pays at most
twice the least if he waits for as long as the first would cost (R. M. Karp, "On-line algorithms versus off-line
algorithms: how much is it worth to know the future?", IFIP 1992). A fork costs 10 to 30 ms and is worth it for all but
small products; a fresh interpreter, beside other threads, half a second. So a product is tried here for about so long,
with few nodes, which take some 10 MB; where that does not do, it is compiled anew in a process of its own. Measured: of
the example catalogs laptop and sneaker (0.5 s) go aside from the command line; the others take 2 to 90 ms here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from configurator.child_process import can_fork, can_listen
from configurator.compiled_aside import NoChildError, compiled_aside
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.progress import Journal
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.model.catalog import Product


@dataclass(frozen=True, slots=True)
class _Small:
    """What is tried here: a product of at most so many options and constraints, for so many seconds."""

    parts: int
    seconds: float


BESIDE_A_FORK, BESIDE_AN_INTERPRETER = _Small(60, 0.15), _Small(300, 1.0)

NODES, VALUES = 20_000, 2_000
"""Limits of a budget for what is tried here."""


def compiled(product: Product, budget: Budget = USUAL) -> ValidSpace:
    """The valid space of a product, compiled within a budget of time, nodes and memory, of which nothing is kept.

    It answers as that of `ValidSpace.of` does, and raises what that raises. What is large is compiled in another
    process, which is ended with this one, or when the budget's `progress` or a signal raises here. Where memory is over
    there or does not do to begin it, or the process is killed, there is a `TooComplexError`; where it fails by a
    mistake of ours, a `RuntimeError`. Where no process can be begun for another reason (the system allows for no more
    of them, there is no interpreter, a product cannot be packed), and on Windows, all is compiled here, and nothing
    holds its memory.
    """
    found = compiled_here(product, budget)
    return found or from_kept(product, memoryview(file_of(product, budget)), budget)


def file_of(product: Product, budget: Budget) -> bytes:
    """What is kept of a product, compiled in another process; where none can be begun, as `compiled` says, in this."""
    try:
        return compiled_aside(product, budget)
    except NoChildError:
        return as_kept(ValidSpace.of(product, budget))


def compiled_here(product: Product, budget: Budget) -> ValidSpace | None:
    """The valid space of a small product, compiled in this process; None where it is not small."""
    if not can_listen():
        return ValidSpace.of(product, budget)
    small = BESIDE_A_FORK if can_fork() else BESIDE_AN_INTERPRETER
    if len(product.options) + len(product.all_constraints) > small.parts:
        return None
    if budget.nodes <= NODES and budget.seconds <= small.seconds:
        return ValidSpace.of(product, budget)
    heard = None if budget.progress is None else Journal(budget.progress)
    tried = replace(
        budget,
        nodes=min(budget.nodes, NODES),
        values=min(budget.values, VALUES),
        seconds=min(budget.seconds, small.seconds),
        progress=heard,
    )
    try:
        space = ValidSpace(product, compile_graphs(product, budget=tried))
    except TooComplexError:
        return None
    if heard is not None and isinstance(budget.progress, Journal):
        budget.progress.built += heard.built
    return space
