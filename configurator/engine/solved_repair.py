"""The nearest repairs found with a solver: which choices to change, as few as can be.

Choices are soft, and what is valid is hard: partial MaxSAT, by core-guided search (A. Ignatiev, A. Morgado and J.
Marques-Silva, "RC2: an efficient MaxSAT solver", JSAT 11, 2019). Sets come in order of their size, so those of the
least size come first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from configurator.compiler.clauses import ComponentClauses

Levels = tuple[int, ...]


def fewest_changes(parts: ComponentClauses, allowed: Sequence[Collection[int] | None], most: int) -> list[Levels]:
    """The smallest sets of options that must have classes which are not allowed, for something to be valid.

    One empty set where none must; at most so many; nothing where nothing is valid at all.
    """
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    formula: Any = WCNF()
    for clause in parts.clauses:
        formula.append(list(clause))
    chosen = [option for option, each in enumerate(allowed) if each is not None]
    first = parts.clauses.variables + 1
    for soft, option in enumerate(chosen, first):
        literals, some = parts.clauses.literals[option], allowed[option]
        formula.append([-soft, *(literals[each] for each in sorted(some or ()))])
        formula.append([soft], weight=1)
    found: list[Levels] = []
    with RC2(formula, solver="g4") as search:
        least: int | None = None
        for model in search.enumerate(block=1):
            least = search.cost if least is None else least
            if search.cost > least or len(found) == most:
                break
            true = set(model)
            found.append(tuple(option for soft, option in enumerate(chosen, first) if soft not in true))
    return found
