"""How much one compilation may cost before it gives up and says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from configurator.errors import TooComplexError


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one compilation; beyond any of them, TooComplexError.

    `nodes`: of one component's graph, before equal ones are merged. `seconds`: of building one such graph, by `clock`,
    which is the time that this thread computes, so that other work on a machine matters little. `values`: of one option
    whose values must be taken one by one, such as a range in a sum or the sets of an `any of`.
    """

    nodes: int = 200_000
    seconds: float = 10.0
    values: int = 20_000
    clock: Callable[[], float] = field(default=time.thread_time, compare=False)


USUAL = Budget()
"""What one compilation may cost where nobody says otherwise."""


class Allowance:
    """What is left of a budget while the graph of some options and constraints is built."""

    def __init__(self, budget: Budget, options: tuple[str, ...], constraints: tuple[str, ...]) -> None:
        self._budget = budget
        self._options = options
        self._constraints = constraints
        self._nodes = 0
        self._end = budget.clock() + budget.seconds

    def take_node(self) -> None:
        """Count one more node; raises TooComplexError where that is one too many."""
        self._nodes += 1
        if self._nodes > self._budget.nodes:
            raise self._too_complex(f"it takes more than {self._budget.nodes:,} nodes")

    def look_at_clock(self) -> None:
        """Raise TooComplexError if the time is over."""
        if self._budget.clock() > self._end:
            raise self._too_complex(f"it takes more than {self._budget.seconds:g} s")

    def _too_complex(self, finding: str) -> TooComplexError:
        return TooComplexError(finding, self._options, self._constraints)
