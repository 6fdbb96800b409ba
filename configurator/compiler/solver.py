"""An incremental SAT solver over clauses: the one place where python-sat is used.

A. Ignatiev, A. Morgado and J. Marques-Silva, "PySAT: a Python toolkit for prototyping with SAT oracles" (SAT 2018); the
solver beneath is Glucose (G. Audemard and L. Simon, IJCAI 2009). Solving goes in short runs, and after each the clock
is looked at, so that whoever waits can be told that it takes too long.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from typing import Any

from configurator.child import is_lack_of_memory
from configurator.compiler.budget import Allowance
from configurator.errors import MissingExtraError
from configurator.knowledge.clauses import Clause

_CONFLICTS = 5_000
"""In one run: some tenths of a second at most."""


class IncrementalSolver:
    """Clauses that are asked again and again, each time under other assumptions; what was learned stays.

    Literals as in `Clauses`. Raises `MissingExtraError` where python-sat is not installed. Not for several threads at
    once.
    """

    def __init__(self, clauses: Iterable[Clause], variables: int) -> None:
        try:
            from pysat.solvers import Solver
        except ImportError as error:
            if is_lack_of_memory(error):  # it is there, and finds no room
                raise MemoryError from None
            raise MissingExtraError("solver", "python-sat", "what decision diagrams cannot hold") from None
        self._is_sound = True
        self._variables = variables
        self._solver: Any = Solver("glucose4")
        self._end = weakref.finalize(self, self._solver.delete)
        for clause in clauses:
            if clause:
                self._solver.add_clause(clause)
            else:
                self._is_sound = False
        for variable in range(1, variables + 1):
            self._solver.add_clause((variable, -variable))  # so that models have all of them
        self.calls = 0
        """How often it was asked."""

    def add(self, clause: Clause) -> None:
        """One more clause, which is not empty; it may have further variables, which models do not tell of."""
        self._solver.add_clause(clause)

    def model(self, assumptions: Sequence[int], allowance: Allowance) -> Sequence[int] | None:
        """For each variable, in order, the literal of it that is true in some model; None where there is no model.

        Raises TooComplexError where that is not found out within the allowance's time; who asks many easy questions is
        stopped by it, too.
        """
        allowance.look_at_clock()
        self.calls += 1
        if not self._is_sound:
            return None
        while True:
            self._solver.conf_budget(_CONFLICTS)
            found = self._solver.solve_limited(assumptions=assumptions)
            if found is not None:
                break
            allowance.look_at_clock()
        if not found:
            return None
        model: Sequence[int] = self._solver.get_model()
        return model[: self._variables]

    def core(self) -> frozenset[int]:
        """After there was no model: some of the assumptions that already exclude one another."""
        return frozenset(self._solver.get_core() or ()) if self._is_sound else frozenset()

    def implied(self, assumptions: Sequence[int]) -> Sequence[int]:
        """Literals that follow at once from assumptions which some model has; not all that follow."""
        if not self._is_sound:
            return ()
        found: Sequence[int] = self._solver.propagate(assumptions=assumptions)[1]
        return found

    def prefer(self, literals: Iterable[int]) -> None:
        """Literals that the next models should have, where nothing speaks against it."""
        self._solver.set_phases(list(literals))
