"""The verdicts of a chunk of rows: read by the single path value by value, added up in columns.

1. What each option comes to: a number of an outcome (`outcomes`; `resolved` for those that depend on others).
2. Joint columns, look-ups and additions give the totals; guard bits, indexes and scanned constraints say what is broken
   (`fused`, `lanes`, `blocks`; of very many rows `kernel`).
3. Of valid rows the documents are joined and hashed, and the codes written (`documents`, `codes`).

Products with others inside go row by row (`one_by_one`), which is also the referee.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.blocks import first_problems
from configurator.batch.codes import codes_of
from configurator.batch.columns import NO_VALUES, Columns
from configurator.batch.combined import Combined
from configurator.batch.compiled import KERNEL
from configurator.batch.documents import Documents
from configurator.batch.fused import Layout
from configurator.batch.kernel_tables import KernelTables
from configurator.batch.lanes import Lanes, lanes_of
from configurator.batch.outcomes import OptionReader, Outcome, OutcomeTable
from configurator.batch.reasons import Reasons
from configurator.batch.resolved import Dependent
from configurator.batch.settled import AllSettled, Settled
from configurator.compiler.fragments import member_written
from configurator.identity.identity_key import IdentityKey, with_seals
from configurator.knowledge.knowledge_base import Fragments, OptionPlan, ProductKnowledge
from configurator.model.constraint import Constraint, holds
from configurator.model.evaluation import Choices
from configurator.model.problem import ProblemCode

Reading: TypeAlias = Callable[[OptionPlan, Lanes, Reasons, Callable[[Outcome], str]], OptionReader]
"""Makes what reads an option."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What was found of each row: its reason by number, 0 where it is valid; digest and code where those are.

    `beside`: columns of what else was asked of all rows, null where a row is not valid.
    """

    reasons: NDArray[np.int32]
    digests: NDArray[np.uint8] | None = None
    codes: NDArray[np.uint8] | None = None
    beside: tuple[pa.Array, ...] = ()


class Judge:
    """Judges chunk after chunk of one product; what it learns of values is kept, within bounds.

    `identity_key` is needed for codes of configurations with private text; `NeedsIdentityKeyError` comes where it is
    missing. `reading`: what reads options, where it is not what customers write.
    """

    def __init__(
        self,
        knowledge: ProductKnowledge,
        identity_key: IdentityKey | None = None,
        reading: Reading = OptionReader,
    ) -> None:
        self.knowledge = knowledge
        product, checks = knowledge.product, knowledge.checks
        self.reasons = Reasons(product, checks.constraints)
        self._key = identity_key
        self._lanes = lanes_of(checks)
        fragments = {each.key: each for each in knowledge.document.fragments}
        self._places = {plan.key: place for place, plan in enumerate(knowledge.plan)}
        self._order = [self._places[each.key] for each in knowledge.document.fragments]
        self._readers = [
            reading(plan, self._lanes, self.reasons, self._writer(fragments.get(plan.key))) for plan in knowledge.plan
        ]
        self._dependent = {
            reader.plan.key: Dependent(reader, product)
            for reader in self._readers
            if reader.plan.is_met is not None or reader.plan.option.derivation is not None
        }
        self._scans = [
            _Scan(each.constraint, checks.constraints[each.constraint], each.is_broken) for each in checks.scanned
        ]
        for index in sorted(self._lanes.wide):
            self._scans.append(_Scan(index, checks.constraints[index], self._by_definition(checks.constraints[index])))
        self._layout: Layout | None = None
        self._tables: KernelTables | None = None
        self._documents: Documents | None = None

    def judge(self, columns: Columns, *, coded: bool) -> Judged:
        """The verdicts of a chunk, and with `coded` digests and codes; these have a row for each valid row."""
        return self.judge_settled(self.settled(columns), columns, coded=coded)

    def judge_settled(self, settled: AllSettled, columns: Columns, *, coded: bool) -> Judged:
        """The same of a chunk whose options have been settled."""
        tables = settled.tables
        if self._layout is None or not self._layout.fits(tables):
            self._layout = Layout(tables, self._lanes, self.knowledge.checks, self.reasons)
        reasons = self._found(self._layout, settled, columns, coded=coded)
        if not coded:
            return Judged(reasons)
        digests = self.digests(settled, np.flatnonzero(reasons == 0))
        return Judged(reasons, digests, codes_of(digests))

    def digests(self, settled: AllSettled, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The digests of some rows of a chunk, all options of which could be read."""
        tables = settled.tables
        if self._documents is None or not self._documents.fits(tables):
            self._documents = Documents(self._order, tables, self.knowledge.document.ending, self._documents)
        return self._documents.digests(settled, rows)

    def settled(self, columns: Columns) -> AllSettled:
        """What each option comes to, in order of dependence."""
        settled = AllSettled(self._places)
        for reader in self._readers:
            key = reader.plan.key
            column = columns.by_key.get(key)
            values = NO_VALUES if column is None else column.values
            dependent = self._dependent.get(key)
            if dependent is not None:
                settled.add(*dependent.settle(0 if column is None else column.ids, values, settled))
            else:
                settled.add(0 if column is None else column, reader.table(values))
        return settled

    def _found(self, layout: Layout, settled: AllSettled, columns: Columns, *, coded: bool) -> NDArray[np.int32]:
        """The reason of each row."""
        none = self.reasons.none
        reasons = self._first_problems(layout, settled, columns.length, coded=coded)
        for scan in self._scans:
            self._mark(reasons, scan.broken([settled.of(key) for key in scan.asked]), scan.constraint)
        for refused, code in (
            (columns.strangers, ProblemCode.UNKNOWN_OPTION),
            (columns.shapeless, ProblemCode.WRONG_TYPE),
        ):
            if refused is not None:
                reasons[refused] = self.reasons.of_code(code)
        reasons *= reasons != none
        return reasons

    def _first_problems(self, layout: Layout, settled: AllSettled, length: int, *, coded: bool) -> NDArray[np.int32]:
        """The first problem of each row but for scanned constraints, by a compiled kernel where that is worth it.

        Codes take many times as long as verdicts: for them alone no kernel is loaded.
        """
        kernel = KERNEL.judge(0 if coded else length) if layout.fused and length else None
        if kernel is None:
            return first_problems(layout, layout.joints(settled, length), length)
        if self._tables is None or self._tables.layout is not layout:
            self._tables = KernelTables(layout)
        return self._tables.first_problems(kernel, settled, length)

    def _mark(self, reasons: NDArray[np.int32], is_broken: NDArray[np.bool_] | bool, constraint: int) -> None:
        reason = self.reasons.first_constraint + constraint
        if isinstance(is_broken, bool):
            if is_broken:
                np.minimum(reasons, reason, out=reasons)
            return
        rows = np.flatnonzero(is_broken)
        if rows.size:
            reasons[rows] = np.minimum(reasons[rows], reason)

    def _writer(self, fragments: Fragments | None) -> Callable[[Outcome], str]:
        """How an outcome of an option is written in a document; derived options are not."""
        product = self.knowledge.product

        def written(outcome: Outcome) -> str:
            if fragments is None:
                return ""
            value = outcome.value
            if value is None and fragments.is_met is not None:
                return f"{fragments.prefix}null" if outcome.is_active else ""
            if any(fragments.key == each.key for each in product.private_options):
                blank = dict.fromkeys((each.key for each in product.private_options), None)
                value = with_seals(product, {**blank, fragments.key: value}, self._key)[fragments.key]
            return member_written(fragments, value)

        return written

    def _by_definition(self, constraint: Constraint) -> Callable[[Choices], bool]:
        return lambda choices: not holds(constraint, choices, self.knowledge.product.domains)


class _Scan:
    """A constraint that is looked at for each combination of its options that occurs."""

    def __init__(self, index: int, constraint: Constraint, is_broken: Callable[[Choices], bool]) -> None:
        self.constraint = index
        self.asked = tuple(dict.fromkeys(constraint.options))
        self._is_broken = is_broken
        self._known_for: list[tuple[OutcomeTable, int]] = []
        self._combined: Combined | None = None

    def broken(self, settled: Sequence[Settled]) -> NDArray[np.bool_] | bool:
        """Whether it is broken, row by row; where an option could not be read, it is not asked."""
        tables = [table for _, table in settled]
        known_for = [(table, len(table)) for table in tables]
        if self._combined is None or self._known_for != known_for:
            self._known_for = known_for
            self._combined = Combined([len(table) for table in tables], lambda numbers: self._asked(tables, numbers))
        found = self._combined.of([numbers for numbers, _ in settled])
        return bool(found) if isinstance(found, int) else found.astype(np.bool_)

    def _asked(self, tables: Sequence[OutcomeTable], numbers: Sequence[int]) -> int:
        outcomes = [table.outcomes[number] for table, number in zip(tables, numbers, strict=True)]
        if not all(each.is_found for each in outcomes):
            return 0
        return int(self._is_broken({key: each.value for key, each in zip(self.asked, outcomes, strict=True)}))
