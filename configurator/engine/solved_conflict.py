"""A smallest conflict found with a solver: constraints that exclude one another, beside what is assumed.

What the solver needed for its last proof is all that is left to look at; then each constraint is left out in turn, and
is kept if the others can be met without it. So it takes about as many questions as the conflict has constraints (A.
Nadel, "Boosting minimal unsatisfiable core extraction", FMCAD 2010: deletion with refinement).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from configurator.compiler.budget import Allowance
from configurator.compiler.solver import IncrementalSolver
from configurator.knowledge.clauses import Clauses


class ConstraintSolver:
    """Clauses of which each constraint can be left out."""

    def __init__(self, clauses: Clauses) -> None:
        first = clauses.variables + 1
        self._selectors = range(first, first + len(clauses.of_constraints))  # true where the constraint is asked for
        guarded = (
            (*clause, -selector)
            for selector, own in zip(self._selectors, clauses.of_constraints, strict=True)
            for clause in own
        )
        self._solver = IncrementalSolver((*clauses.own, *guarded), self._selectors.stop - 1)

    @property
    def calls(self) -> int:
        """How often the solver was asked so far."""
        return self._solver.calls

    def can_be_met(self, assumed: Sequence[int], constraints: Collection[int], allowance: Allowance) -> bool:
        """Whether something has all assumed literals and meets these constraints, named by their places."""
        literals = [*assumed, *(self._selectors[each] for each in sorted(constraints))]
        return self._solver.model(literals, allowance) is not None

    def contradicting(self, assumed: Sequence[int], allowance: Allowance) -> tuple[int, ...]:
        """Places of constraints that nothing with the assumed literals meets, though it meets all but any one of them.

        Nothing where all can be met, or where not even nothing can. Raises TooComplexError beyond the allowance.
        """
        left = set(range(len(self._selectors)))
        if self.can_be_met(assumed, left, allowance):
            return ()
        needed: set[int] = set()
        left = self._needed()
        while left - needed:
            each = max(left - needed)
            if self.can_be_met(assumed, left - {each}, allowance):
                needed.add(each)
            else:
                left = self._needed() | needed
        return tuple(sorted(left))

    def _needed(self) -> set[int]:
        """The constraints that the solver used to find that nothing meets them all."""
        first = self._selectors.start
        return {literal - first for literal in self._solver.core() if literal in self._selectors}
