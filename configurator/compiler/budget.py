"""How much one compilation may cost before it gives up and says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from configurator.compiler.progress import Built, Journal, Progress, ProgressCallback
from configurator.errors import Limit, TooComplexError

_LARGE = "a rule less, or one that looks at fewer options, makes it smaller; OPTIONARY_COUNT_BYTES allows for more"

_UNITS = (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10))

_STRIDE = 2_000
"""Steps between two looks at the clock: some milliseconds of work, and far more than a look costs."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one compilation; beyond any of them, TooComplexError.

    `nodes`: of one component's graph, before equal ones are merged. `seconds`: of everything that one question about a
    product takes, by `clock`, which is the time that this thread computes, so that other work on a machine matters
    little. `values`: of one option whose values must be taken one by one, such as a range in a sum or the sets of an
    `any of`. `solver_seconds`: on the wall, of a counting solver in its own process, for one component that no graph
    holds. `memory`: bytes beyond those that a process has anyway, None for as many as there are; it is held where a
    product is compiled in a process of its own (`configurator.aside`), and by the system, and only there `holds_memory`
    is true. `progress` hears how far it is; `waiting`, for how many seconds at most another program is asked; and
    `refusing` of each error of one of these limits before it is raised, and may raise another one.
    """

    nodes: int = 200_000
    seconds: float = 10.0
    values: int = 20_000
    solver_seconds: float = 120.0
    memory: int | None = 2 << 30
    clock: Callable[[], float] = field(default=time.thread_time, compare=False)
    progress: ProgressCallback | None = field(default=None, compare=False)
    holds_memory: bool = field(default=False, compare=False)
    waiting: Callable[[float], object] | None = field(default=None, compare=False)
    refusing: Callable[[TooComplexError], object] | None = field(default=None, compare=False)

    def short(self) -> Budget:
        """The same with a hundredth of the time."""
        return replace(self, seconds=self.seconds / 100, solver_seconds=self.solver_seconds / 100)

    def out_of_memory(self, options: tuple[str, ...] = (), constraints: tuple[str, ...] = ()) -> TooComplexError:
        """The error that says that memory is over, with the names of those concerned, and where it is held how much."""
        most = "there is" if self.memory is None or not self.holds_memory else amount_of_memory(self.memory)
        return TooComplexError(f"it takes more memory than {most}", options, constraints, _LARGE)


USUAL = Budget()
"""What one compilation may cost where nobody says otherwise."""


def amount_of_memory(size: int) -> str:
    """So many bytes, as messages say it."""
    unit, factor = next(((name, factor) for name, factor in _UNITS if size >= factor), ("bytes", 1))
    return f"{size / factor:.4g} {unit}"


class Allowance:
    """What is left of a budget: of its time since this was made, and of the nodes of one graph.

    Whatever can take long says so with `spend`, as it goes. `options` and `constraints` are the keys of those that an
    error names.
    """

    def __init__(
        self,
        budget: Budget,
        options: tuple[str, ...] = (),
        constraints: tuple[str, ...] = (),
        end: float | None = None,
        part: tuple[int, int] = (1, 1),
    ) -> None:
        self.budget = budget
        self._options = options
        self._constraints = constraints
        self._nodes = 0
        self._steps = 0
        self._part = part
        self.foreseen: float | None = None
        self._end = budget.clock() + budget.seconds if end is None else end

    def concerning(
        self, options: tuple[str, ...], constraints: tuple[str, ...], part: tuple[int, int] = (1, 1)
    ) -> Allowance:
        """The same time for these options and constraints, with nodes of their own; raises if the time is over.

        `part`: which of how many components they are, for those who hear of the progress.
        """
        found = Allowance(self.budget, options, constraints, self._end, part)
        found.look_at_clock()
        return found

    def share(self, part: float) -> Allowance:
        """A part of the time that is left, for a first way which may fail; raises if the time is over."""
        self.look_at_clock()
        now = self.budget.clock()
        return Allowance(self.budget, self._options, self._constraints, now + (self._end - now) * part, self._part)

    def heard_by(self, progress: ProgressCallback) -> Allowance:
        """What is left, with somebody who hears of the progress."""
        return Allowance(replace(self.budget, progress=progress), self._options, self._constraints, self._end)

    def report(self, built: Built) -> None:
        """Leave the report of a component, where anybody keeps it."""
        if isinstance(self.budget.progress, Journal):
            self.budget.progress.built.append(built)

    def tell(self, read: int, closed: int) -> Progress:
        """Let the budget's `progress` hear how many options have been gone past, and how many constraints settled."""
        seconds = 0.0 if self.budget.progress is None else self.budget.clock() - self._end + self.budget.seconds
        sizes = (len(self._options), read, len(self._constraints), closed, self._nodes, self.budget.nodes)
        told = Progress(*self._part, *sizes, self.foreseen, seconds)
        if self.budget.progress is not None:
            self.budget.progress(told)
        return told

    def take_node(self) -> None:
        """Count one more node; raises TooComplexError where that is one too many."""
        self._nodes += 1
        if self._nodes > self.budget.nodes:
            raise self._beyond(Limit("nodes", self.budget.nodes))

    def spend(self, steps: int = 1) -> None:
        """Say that about so many simple steps are taken, of some microseconds; now and then looks at the clock."""
        self._steps += steps
        if self._steps >= _STRIDE:
            self._steps = 0
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """Raise TooComplexError if the time is over."""
        if self.budget.clock() > self._end:
            raise self._beyond(Limit("seconds", self.budget.seconds))

    def _beyond(self, limit: Limit) -> TooComplexError:
        return self.too_complex(limit.finding, None, limit)

    def too_complex(self, finding: str, hint: str | None = None, limit: Limit | None = None) -> TooComplexError:
        """The error that says so, with the names of those concerned."""
        error = TooComplexError(finding, self._options, self._constraints, hint, limit)
        if self.budget.refusing is not None:
            self.budget.refusing(error)
        return error


def begun(budget: Budget | Allowance) -> Allowance:
    """What is left of a budget: all of one that nobody has begun, else what the caller has left of it."""
    return Allowance(budget) if isinstance(budget, Budget) else budget
