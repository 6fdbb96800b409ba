"""The answer to whether a configuration is valid, and if not, why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from configurator.model.domain import CanonicalValue
from configurator.model.problem import Problem

Completed: TypeAlias = Mapping[str, CanonicalValue | None]


class Verdict:
    """The answer; nothing of it changes.

    - `completed`: canonical values by option key in declared order, None for no value; an option that could not be
      read is left out. What is chosen for products within the product has keys that say where, `first.finish`;
    - `problems`: all that is wrong: first with the values, then the broken constraints in declared order;
    - `unseen`: the options whose picture was given by its digest alone, so that nobody has looked at the file.
    """

    __slots__ = ("_completed", "problems", "unseen")

    def __init__(
        self,
        completed: Completed | Callable[[], Completed],
        problems: tuple[Problem, ...] = (),
        unseen: tuple[str, ...] = (),
    ) -> None:
        """`completed`: what it is, or what works it out once somebody asks for it."""
        self._completed = completed
        self.problems = problems
        self.unseen = unseen

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def completed(self) -> Completed:
        """What has been read, completed."""
        found = self._completed
        if callable(found):
            found = self._completed = found()
        return found

    def with_problems(self, problems: tuple[Problem, ...]) -> Verdict:
        """The same verdict with its problems in other words."""
        return Verdict(self._completed, problems, self.unseen)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verdict):
            return NotImplemented
        mine, others = ((each.problems, each.unseen, each.completed) for each in (self, other))
        return mine == others

    __hash__ = None  # type: ignore[assignment] # its choices have none

    def __repr__(self) -> str:
        return f"Verdict({self.completed!r}, {self.problems!r}, {self.unseen!r})"
