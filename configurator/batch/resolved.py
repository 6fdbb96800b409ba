"""Options that depend on others: asked for under a condition (`when`), or following from what is chosen.

What such an option comes to is a function of its raw value and of what the others come to; it is asked once for each
combination that occurs. The referee is `configurator.model.reading`, which this follows line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from configurator.batch.columns import Values
from configurator.batch.combined import Combined, Numbers
from configurator.batch.outcomes import MOST_KEPT, OptionReader, Outcome, OutcomeTable
from configurator.batch.settled import AllSettled, Settled
from configurator.model.catalog import Product
from configurator.model.derived_options import derived_value
from configurator.model.domain import CanonicalValue
from configurator.model.faults import Hints
from configurator.model.problem import ProblemCode
from configurator.model.raw_values import read_value

_NO_HINTS = Hints(0)
_NOT_ASKED = Outcome(None, is_active=False)
_NOBODY_KNOWS = Outcome(None, is_found=False, is_sure=False)


class Dependent:
    """An option that depends on others; `settle` is to be called chunk by chunk."""

    def __init__(self, reader: OptionReader, product: Product) -> None:
        self._reader = reader
        self._product = product
        self._asked = tuple(dict.fromkeys(reader.plan.option.depends_on))
        self._in_vain = Outcome(
            None, reader.reasons.of_code(ProblemCode.INACTIVE_OPTION, reader.plan.key), is_found=False
        )
        self._known_for: object = None
        self._combined: Combined | None = None
        self._table = OutcomeTable(reader, ())

    def settle(self, ids: Numbers, values: Values, settled: AllSettled) -> Settled:
        """What it comes to, from its raw values and from what the others have come to."""
        asked = [settled.of(key) for key in self._asked]
        tables = [table for _, table in asked]
        known_for = values, len(values), [(table, len(table)) for table in tables]
        if self._combined is None or self._known_for != known_for:
            self._known_for = known_for
            if len(self._table) > MOST_KEPT:
                self._table = OutcomeTable(self._reader, ())
            self._combined = Combined(
                [len(values) + 1, *map(len, tables)], lambda numbers: self._number(values, tables, numbers)
            )
        return self._combined.of([ids, *(numbers for numbers, _ in asked)]), self._table

    def _number(self, values: Values, tables: Sequence[OutcomeTable], numbers: Sequence[int]) -> int:
        own, *others = numbers
        raw = values.raws[own - 1] if own else None
        outcomes = [table.outcomes[number] for table, number in zip(tables, others, strict=True)]
        return self._table.intern(self._outcome(raw, dict(zip(self._asked, outcomes, strict=True))))

    def _outcome(self, raw: object, asked: Mapping[str, Outcome]) -> Outcome:
        plan = self._reader.plan
        option, is_met = plan.option, plan.is_met
        choices = {key: each.value for key, each in asked.items()}
        if not all(each.is_known for each in asked.values()):
            if raw is None or option.derivation is not None:
                return _NOBODY_KNOWS
            return self._reader.read(raw)._replace(is_sure=False)
        if is_met is not None and not is_met(choices):
            return _NOT_ASKED if raw is None else self._in_vain
        if option.derivation is None:
            return self._reader.read(raw)
        return self._derived(raw, choices)

    def _derived(self, raw: object, choices: Mapping[str, CanonicalValue | None]) -> Outcome:
        option, reasons = self._reader.plan.option, self._reader.reasons
        value, problems = derived_value(option, choices, self._product.domains)
        if raw is not None and not problems:
            given, problems = read_value(option, raw, _NO_HINTS)
            if not problems and given != value:
                return Outcome(None, reasons.of_code(ProblemCode.DERIVED_OPTION, option.key), is_found=False)
        return Outcome(None, reasons.number(problems[0]), is_found=False) if problems else Outcome(value)
