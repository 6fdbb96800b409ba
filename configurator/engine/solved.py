"""A component that no decision diagram can hold, asked by a solver: what is possible in it, completely.

Each class of each open option is either in a witness (`witness_pool`) or excluded by the solver, so the answers are
exact, like those of a diagram. What is new about a question is all that it costs: witnesses answer for whatever they
agree with, unit propagation excludes most of the rest, and a model that the solver makes for one class is asked to have
as many of the other unseen classes as can be (M. Janota, I. Lynce and J. Marques-Silva, "Algorithms for computing
backbones of propositional formulae", AI Communications 28, 2015, departing from it by the pool). Measured on Linux
2.6.33.3 with 6,089 options: 0.2 s for the first question, then 26 ms, where a backbone literal by literal takes 2 s.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.clauses import ComponentClauses
from configurator.compiler.solver import IncrementalSolver
from configurator.engine.clausal import Allowed, ClausalComponent, chosen_of
from configurator.engine.model_count import count_models
from configurator.engine.witness_pool import WitnessPool
from configurator.errors import TooComplexError


class SolvedComponent(ClausalComponent):
    """All valid combinations of classes of some options, as far as somebody asks.

    Raises `MissingExtraError` where python-sat is not installed.
    """

    method = "solver"

    def __init__(self, parts: ComponentClauses, why: TooComplexError, budget: Budget | Allowance = USUAL) -> None:
        super().__init__(parts, why, budget)
        self._solver = IncrementalSolver(parts.clauses, parts.clauses.variables)
        # variables of classes come first
        self._variables = max((abs(literal) for literals in self._literals for literal in literals), default=0)
        self._pool = WitnessPool(self._variables)
        self._places = {
            literal: (option, number)
            for option, literals in enumerate(self._literals)
            for number, literal in enumerate(literals)
        }
        self._flags = [literals[0] for literals in self._literals if len(literals) == 2]
        self._singles = [literal for literals in self._literals if len(literals) != 2 for literal in literals]
        self._dead: set[int] = set()  # literals of classes that nothing valid has, as far as it is known
        self._live = [frozenset(range(len(literals))) for literals in self._literals]  # the classes of others

    @property
    def holds(self) -> bool:
        """Whether there is a valid combination at all."""
        with self._lock:
            return bool(self._pool.all) or self._witness([], self.allowance()) is not None

    def count(self, weights: Sequence[Sequence[int]], over: Collection[str], budget: Budget) -> int:
        """How much all that is valid counts together, by a counting solver. Raises `MissingExtraError`, too.

        Whether anything counts at all is asked first: that is known much sooner.
        """
        counting = {
            option: [number for number, weight in enumerate(own) if weight]
            for option, own in enumerate(weights)
            if not all(own)
        }
        with suppress(TooComplexError), self._lock:
            if self._witness(self.assumed(counting), self.allowance()) is None:
                return 0
        return count_models(self.parts, weights, over, self.why, budget)

    @property
    def calls(self) -> int:
        """How often the solver was asked so far."""
        return self._solver.calls

    def open_labels(self, allowed: Allowed) -> tuple[frozenset[int], ...]:
        """As for all such components."""
        chosen, allowance = chosen_of(allowed), self.allowance()
        with self._lock:
            labels = self._without(self._excluded(None, chosen, allowance))
            for option in chosen:
                others = {each: some for each, some in chosen.items() if each != option}
                labels[option] = self._without(self._excluded(option, others, allowance))[option]
        return tuple(labels)

    def _without(self, excluded: Collection[int] | None) -> list[frozenset[int]]:
        """The classes of all options without those whose literals are excluded; of None, nothing is left."""
        if excluded is None:
            return [frozenset()] * len(self._live)
        found = [*self._live]
        for literal in excluded:
            option, number = self._places[literal]
            found[option] -= {number}
        return found

    def _excluded(
        self, asked: int | None, chosen: Mapping[int, Collection[int]], allowance: Allowance
    ) -> Collection[int] | None:
        """The literals of classes that an option, or without one all that are not chosen, cannot have beside choices.

        Those are left out that nothing valid has at all. None where nothing valid has the choices.
        """
        assumed, agreeing = self.assumed(chosen), self._agreeing(chosen)
        if not agreeing:
            if self._witness(assumed, allowance) is None:
                return None
            agreeing = self._agreeing(chosen)
        unseen = self._unseen(agreeing) if asked is None else self._unseen_of(asked, agreeing)
        for option in chosen if asked is None else ():
            unseen.difference_update(self._literals[option])
        excluded = (
            unseen.intersection([-literal for literal in self._solver.implied(assumed)]) if unseen else set[int]()
        )
        unseen -= excluded
        while unseen:
            self._solver.prefer(unseen)
            literal = next(iter(unseen))
            witness = self._witness([*assumed, literal], allowance)
            if witness is not None:
                unseen.difference_update(witness)
                continue
            unseen.discard(literal)
            excluded.add(literal)
        if not chosen:
            self._dead |= excluded
            self._live = self._without(excluded)
            return ()
        return excluded

    def _unseen(self, agreeing: int) -> set[int]:
        """The literals of classes that none of these witnesses has, and that are not known to be dead."""
        true, found = self._pool.true, list[int]()
        for variable in self._flags:
            having = true[variable] & agreeing
            if not having:
                found.append(variable)
            elif having == agreeing:
                found.append(-variable)
        found += [literal for literal in self._singles if not true[literal] & agreeing]
        return set(found).difference(self._dead)

    def _unseen_of(self, option: int, agreeing: int) -> set[int]:
        found = [literal for literal in self._literals[option] if not self._pool.having(literal) & agreeing]
        return set(found).difference(self._dead)

    def _witness(self, assumed: Sequence[int], allowance: Allowance) -> Sequence[int] | None:
        """The literals of classes in a valid combination that has all that are assumed, from now on in the pool."""
        model = self._solver.model(assumed, allowance)
        if model is None:
            return None
        witness = model[: self._variables]
        self._pool.add(witness)
        return witness

    def _agreeing(self, chosen: Mapping[int, Collection[int]]) -> int:
        agreeing = self._pool.all
        for option, allowed in chosen.items():
            literals = self._literals[option]
            agreeing &= self._pool.having_one(literals[each] for each in allowed)
        return agreeing
