"""The nearest repairs found with a solver: which choices to change, as few as can be.

Choices are soft, and what is valid is hard: partial MaxSAT (`compiler.soft_solver`). Each set that is found is barred,
and the next one asked for, until all that are left would take more changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from configurator.compiler.budget import Allowance
from configurator.compiler.clauses import ComponentClauses
from configurator.compiler.soft_solver import Cheapest, Price, SoftSolver

Levels = tuple[int, ...]


def fewest_changes(
    parts: ComponentClauses, allowed: Sequence[Collection[int] | None], most: int, allowance: Allowance
) -> list[Levels]:
    """The smallest sets of options that must have classes which are not allowed, for something to be valid.

    One empty set where none must; at most so many; nothing where nothing is valid at all. Raises `TooComplexError`
    where a solver takes longer than the allowance.
    """
    chosen = [(option, each) for option, each in enumerate(allowed) if each is not None]
    kept = range(parts.clauses.variables + 1, parts.clauses.variables + len(chosen) + 1)
    solver = SoftSolver(parts.clauses, parts.clauses.variables + len(chosen))
    for variable, (option, some) in zip(kept, chosen, strict=True):
        literals = parts.clauses.literals[option]
        solver.add((-variable, *(literals[each] for each in sorted(some))))
    found: list[Levels] = []
    nearest = solver.cheapest((), Price(0, dict.fromkeys(kept, 1)), allowance)
    while isinstance(nearest, Cheapest) and len(found) < most:
        changed = [variable for variable in kept if nearest.model[variable - 1] < 0]
        found.append(tuple(chosen[variable - kept.start][0] for variable in changed))
        if not changed:
            break
        solver.add(tuple(changed))
        nearest_or_further = solver.nearer((), nearest.price, allowance)
        nearest = nearest_or_further if isinstance(nearest_or_further, Cheapest) else None
    return found
