"""What an option comes to: for each distinct raw value of a column, the outcome that the single path would read.

A table of outcomes has them by number, with what they add to the totals, their reason where they are a problem, and
their member of the canonical document. Of long columns, outcomes that no constraint can tell apart are one class:
3,000 teams become nine, and columns of few classes are fused (`configurator.batch.fused`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from configurator.batch.columns import Values, width_for
from configurator.batch.lanes import Lanes
from configurator.batch.reasons import Reasons
from configurator.knowledge.knowledge_base import OptionPlan
from configurator.model.domain import CanonicalValue
from configurator.model.faults import Hints
from configurator.model.raw_values import read_value
from configurator.model.reading import unmentioned

MOST_KEPT = 2**16
"""Classes or outcomes of one option, beyond which they are forgotten and found anew: memory is bounded."""

_NO_HINTS = Hints(0)


class Outcome(NamedTuple):
    """What one option comes to in one row.

    `reason`: that of its problem, 0 for none. `is_found`: whether it has a value or surely none, which others may
    depend on; `is_sure`: whether it is known that it is asked for, or not; `is_active`: whether it is asked for.
    """

    value: CanonicalValue | None
    reason: int = 0
    is_found: bool = True
    is_sure: bool = True
    is_active: bool = True

    @property
    def is_known(self) -> bool:
        """Whether others may depend on it."""
        return self.is_found and self.is_sure


class OptionReader:
    """Reads one option; `classes` grow as they are met, over all chunks."""

    def __init__(self, plan: OptionPlan, lanes: Lanes, reasons: Reasons, written: Callable[[Outcome], str]) -> None:
        self.plan = plan
        self.lanes = lanes
        self.reasons = reasons
        self.written = written
        self.classes = Classes(lanes.count)
        value, problems = unmentioned(plan.option)
        self.nothing = Outcome(value, reasons.number(problems[0]), is_found=False) if problems else Outcome(value)
        self._last: tuple[Values, OutcomeTable] | None = None

    def read(self, raw: Any) -> Outcome:
        """The outcome of a raw value while the option is asked for."""
        plan = self.plan
        if raw is None:
            return self.nothing
        if type(raw) is plan.raw_type and raw in plan.listed:
            return Outcome(raw)
        value, problems = read_value(plan.option, raw, _NO_HINTS)
        return Outcome(None, self.reasons.number(problems[0]), is_found=False) if problems else Outcome(value)

    def table(self, values: Values) -> OutcomeTable:
        """The outcomes of values that are always asked for, "not mentioned" before them."""
        if self._last is None or self._last[0] is not values:
            self._last = values, OutcomeTable(self, [self.nothing])
        table = self._last[1]
        table.outcomes += map(self.read, values.raws[len(table) - 1 :])
        return table

    def lanes_of(self, outcome: Outcome) -> tuple[int, ...]:
        """What an outcome adds to the totals; a problem adds no more than that it is one."""
        if outcome.reason:
            return tuple(self.lanes.unread.tolist())
        if not outcome.is_found:
            return (0,) * self.lanes.count  # others are wrong in this row
        return tuple(self.lanes.of(self.plan.sums.of(outcome.value)))


class Classes:
    """Outcomes of one option that are alike to all constraints: what they add, and their reason."""

    def __init__(self, lanes: int) -> None:
        self._lanes = lanes
        self._numbers: dict[tuple[tuple[int, ...], int], int] = {}
        self._added = np.zeros((0, lanes), np.uint64)
        self._reasons = np.zeros(0, np.int32)

    def number(self, added: tuple[int, ...], reason: int) -> int:
        """The number of a class, new or not."""
        return self._numbers.setdefault((added, reason), len(self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """What each class adds, and its reason."""
        if len(self._added) < len(self):
            self._added = np.array([added for added, _ in self._numbers], np.uint64).reshape(-1, self._lanes)
            self._reasons = np.array([reason for _, reason in self._numbers], np.int32)
        return self._added, self._reasons


class OutcomeTable:
    """Outcomes by number; it grows from chunk to chunk."""

    def __init__(self, reader: OptionReader, outcomes: Iterable[Outcome]) -> None:
        self.reader = reader
        self.outcomes = list(outcomes)
        self._numbers: dict[tuple[Outcome, type], int] | None = None
        if len(reader.classes) > MOST_KEPT:
            reader.classes = Classes(reader.lanes.count)
        self.classes = reader.classes
        self._of_class: NDArray[np.unsignedinteger] = np.zeros(0, np.uint16)
        self._members: list[bytes | None] = []

    def __len__(self) -> int:
        return len(self.outcomes)

    def intern(self, outcome: Outcome) -> int:
        """The number of an outcome, which is added where it is new."""
        if self._numbers is None:
            self._numbers = {(each, type(each.value)): number for number, each in enumerate(self.outcomes)}
        key = outcome, type(outcome.value)  # True is no 1
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.outcomes)
            self.outcomes.append(outcome)
        return found

    def class_of(self) -> NDArray[np.unsignedinteger]:
        """The class of each outcome."""
        if len(self._of_class) < len(self):
            known: dict[tuple[object, type], int] = {}
            numbers = []
            for each in self.outcomes:
                key = each, type(each.value)
                if key not in known:
                    known[key] = self.classes.number(self.reader.lanes_of(each), each.reason)
                numbers.append(known[key])
            self._of_class = np.array(numbers, width_for(len(self.classes)))
        return self._of_class

    def member(self, number: int) -> bytes:
        """The member of the canonical document, with a comma before it; nothing where it is left out."""
        if len(self._members) < len(self):
            self._members += [None] * (len(self) - len(self._members))
        found = self._members[number]
        if found is None:
            outcome = self.outcomes[number]
            text = "" if outcome.reason or not outcome.is_known else self.reader.written(outcome)
            found = self._members[number] = f",{text}".encode() if text else b""
        return found
