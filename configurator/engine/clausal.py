"""A component that no decision diagram holds: its clauses, and what a solver says of them.

What both ways of asking it share: who takes part in a contradiction, and what each option may be at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import compress
from operator import is_not
from threading import RLock

from configurator.compiler.budget import Allowance, Budget
from configurator.compiler.classes import ClassedOption
from configurator.compiler.clauses import ComponentClauses
from configurator.engine.solved_conflict import ConstraintSolver
from configurator.errors import TooComplexError
from configurator.model.constraint import Constraint

WAYS = ("diagram", "circuit", "solver")
"""What an answer can come from: each way holds products that are beyond the one before."""

Allowed = Sequence[Collection[int] | None]
"""For each option the classes that it may have, None for any."""


class ClausalComponent(ABC):
    """All valid combinations of classes of some options, as clauses.

    `options` and `constraints` as in `ComponentGraph`; `why` there is no diagram. The budget is that of each question;
    an allowance is that of all of them. Several threads may ask; where a solver is asked, one waits for the other.
    """

    method: str

    def __init__(self, parts: ComponentClauses, why: TooComplexError, budget: Budget | Allowance) -> None:
        self.parts, self.why, self.budget = parts, why, budget
        self.options: tuple[ClassedOption, ...] = parts.options
        self.constraints: tuple[Constraint, ...] = parts.constraints
        self._literals = parts.clauses.literals
        self._lock = RLock()

    @property
    @abstractmethod
    def holds(self) -> bool:
        """Whether there is a valid combination at all."""

    @abstractmethod
    def meets(self, allowed: Allowed) -> bool:
        """Whether something valid has allowed classes of all options. Raises TooComplexError beyond the budget."""

    @abstractmethod
    def open_labels(self, allowed: Allowed) -> tuple[frozenset[int], ...]:
        """For each option the classes with which something valid has allowed classes of all *other* options.

        As `diagram.passes.open_labels` for a diagram. Raises TooComplexError beyond the budget.
        """

    def other_labels(self, allowed: Allowed) -> Mapping[int, frozenset[int]]:
        """The same by place, of those options only of which others are open than as long as nothing is chosen."""
        labels, live = self.open_labels(allowed), self._live_labels
        others = compress(range(len(labels)), map(is_not, labels, live))  # most are the very same
        return {place: labels[place] for place in others if labels[place] != live[place]}

    @abstractmethod
    def count(self, weights: Sequence[Sequence[int]], over: Collection[str], budget: Budget) -> int:
        """How much all that is valid counts together, as `model_count.count_models` does. Raises TooComplexError."""

    @cached_property
    def live_classes(self) -> Mapping[str, frozenset[int]]:
        """For each option, the numbers of the classes that stand in a valid configuration of this component."""
        labels = self.open_labels([None] * len(self.options))
        return {option.key: live for option, live in zip(self.options, labels, strict=True)}

    @cached_property
    def _live_labels(self) -> tuple[frozenset[int], ...]:
        return tuple(self.live_classes.values())

    def contradicting(self, allowed: Allowed) -> tuple[Constraint, ...]:
        """Constraints, as few as can be, that nothing with allowed classes meets; nothing where something does.

        Raises TooComplexError beyond the budget.
        """
        with self._lock:
            places = self._by_constraint.contradicting(self.assumed(chosen_of(allowed)), self.allowance())
        return tuple(self.constraints[each] for each in places)

    @cached_property
    def _by_constraint(self) -> ConstraintSolver:
        return ConstraintSolver(self.parts.clauses)

    def assumed(self, chosen: Mapping[int, Collection[int]]) -> list[int]:
        """Literals that are true together exactly where all choices, by the places of their options, hold."""
        found: list[int] = []
        for option, allowed in chosen.items():
            literals = self._literals[option]
            if len(allowed) == 1:
                found.append(literals[next(iter(allowed))])
            else:
                found += [-each for number, each in enumerate(literals) if number not in allowed]
        return found

    def allowance(self) -> Allowance:
        """What one question may cost."""
        if isinstance(self.budget, Allowance):
            return self.budget.concerning(*self._concerned)
        return Allowance(self.budget, *self._concerned)

    @cached_property
    def _concerned(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(each.key for each in self.options), tuple(each.key for each in self.constraints)


def chosen_of(allowed: Allowed) -> dict[int, Collection[int]]:
    """The classes that are allowed to options that may not have all, by their places."""
    return {option: each for option, each in enumerate(allowed) if each is not None}
