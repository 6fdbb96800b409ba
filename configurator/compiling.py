"""Where a product is compiled: here if it is small, else in another process, whose memory is limited."""

from __future__ import annotations

from functools import partial

from configurator.aside import NoChildError, done_aside
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_graphs import compile_graphs
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.valid_space import ValidSpace
from configurator.here_or_aside import tried_here
from configurator.model.catalog import Product


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


def compiled_here(product: Product, budget: Budget) -> ValidSpace | None:
    """The valid space of a small product, compiled in this process; None where it is not small."""
    return tried_here((product,), partial(_space, product), budget)


def _space(product: Product, budget: Budget) -> ValidSpace:
    if budget.refusing is None:
        return ValidSpace.of(product, budget)
    return ValidSpace(product, compile_graphs(product, budget=budget))  # what is small has diagrams


def file_of(product: Product, budget: Budget) -> bytes:
    """What is kept of a product, compiled in another process; where none can be begun, as `compiled` says, in this."""
    try:
        return done_aside(partial(kept, product), budget)
    except NoChildError:
        return kept(product, budget)


def kept(product: Product, budget: Budget) -> bytes:
    """What is kept of a product that is compiled here."""
    return as_kept(ValidSpace.of(product, budget))
