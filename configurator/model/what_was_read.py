"""What reading a configuration comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.model.domain import CanonicalValue
from configurator.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    - `completed`: canonical values by option key in declared order, None for no value; an option that could not be
      read is left out;
    - `problems`: those of unknown options first, as mentioned; then those of the options in declared order.
    """

    completed: Mapping[str, CanonicalValue | None]
    problems: tuple[Problem, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every option could be read."""
        return not self.problems
