"""Derived amounts of many valid rows, in exact columns: a price, a weight, for the facts of a sale.

An amount falls into terms that look at few options each (`model.linear`). Terms of the same options are one look-up,
and a row is a sum of whole numbers: how many of its last digit it is. What has no last digit known beforehand
(`exact`) is asked of the single path, `Derived.worth`, once for each combination of what it depends on. That is also
the referee. Measured on a phone case whose price has eight terms: 500 ns a row more than its verdict, where `offer`
takes 600 us (`tests/benchmarks/values.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from configurator.batch.completed import Completed, Given, Looked
from configurator.batch.exact import SHORT, UNIT, bound_of, decimals, exactly, in_unit, type_of, written
from configurator.diagnostics.suggest import did_you_mean
from configurator.engine.sale import Facts
from configurator.errors import BatchQuestionError
from configurator.model.catalog import Product
from configurator.model.derivation import Amount, Case, Derived
from configurator.model.domain import CanonicalValue
from configurator.model.evaluation import evaluate
from configurator.model.expression import Expression, options_in
from configurator.model.linear import Linear, folded, known, linear, regular
from configurator.model.units import Unit


@dataclass(frozen=True)
class AmountOf:
    """The derived amount of this key, for facts of a sale in canonical form, which are pairs: what makes its column.

    `row_facts`: the facts that stand in the rows; one that is null there is as in `facts`.
    """

    key: str
    facts: tuple[tuple[str, CanonicalValue | None], ...] = ()
    row_facts: tuple[str, ...] = ()

    def __call__(self, product: Product) -> AmountColumn:
        """Its column. Raises `BatchQuestionError` where the product derives no such amount."""
        found = next((each for each in product.derived if each.key == self.key), None)
        if found is None:
            hint = did_you_mean(self.key, (each.key for each in product.derived))
            message = f"`{product.key}` derives no amount `{self.key}`"
            raise BatchQuestionError("unknown-amount", message, hint)
        return AmountColumn(product, found, dict(self.facts), self.row_facts)


def unit_name(key: str) -> str:
    """The name of the column with the units of an amount."""
    return f"{key}_unit"


class AmountColumn:
    """One derived amount of a product, for facts of a sale in canonical form; those left out are not known.

    `row_facts`: those that are another in each row; `facts` has what they are where a row does not say.
    `type`: of its column, a decimal or, where no scale is exact for all, text. `units`: those it may be in, by number.
    `fields`: its column, and that of its units.
    """

    def __init__(self, product: Product, derived: Derived, facts: Facts, row_facts: tuple[str, ...] = ()) -> None:
        self.key = derived.key
        self.row_facts = row_facts
        self._product, self._derived, self._facts = product, derived, facts
        self._cases = [_CaseColumn(product, case, facts, row_facts) for case in derived.cases]
        units = {case.unit.symbol: None for case in derived.cases if case.unit}
        self.units = tuple(units)
        self.type = type_of(
            (each.bound for each in self._cases),
            max((_places(case.unit) for case in derived.cases), default=0),
        )
        self._adds_up = pa.types.is_decimal(self.type) and self.type.precision == SHORT
        if self._adds_up:
            for case in self._cases:
                case.add_up(self.type)
            self._which = Looked(_asked(product, (case.condition for case in derived.cases), row_facts), self._case)
        self.fields = (pa.field(self.key, self.type), pa.field(unit_name(self.key), UNIT))
        expressions = (each for case in derived.cases for each in (case.condition, case.amount))
        self._whole = Looked(_asked(product, expressions, row_facts), self._worth)

    def of(self, completed: Completed) -> tuple[pa.Array, pa.Array]:
        """Of each row the amount, and its unit."""
        if not self._adds_up:
            return self._looked_up(completed)
        which = self._which.of(completed)
        cases = [(number, self._which.found[number]) for number in np.unique(which).tolist()]
        if len(cases) == 1:
            ((_, case),) = cases
            return decimals(self._cases[case].of(completed), self.type), self._unit(np.zeros_like(which), [case])
        numerators = np.zeros(completed.length, np.int64)
        for number, case in cases:
            np.copyto(numerators, self._cases[case].of(completed), where=which == number)
        return decimals(numerators, self.type), self._unit(which, self._which.found)

    def _looked_up(self, completed: Completed) -> tuple[pa.Array, pa.Array]:
        numbers = self._whole.of(completed)
        used, places = np.unique(numbers, return_inverse=True)
        found = [self._whole.found[number] for number in used.tolist()]
        if pa.types.is_decimal(self.type):
            worths: list[object] = [written(amount.number, self.type) for _, amount in found]
        else:
            worths = [amount.digits for _, amount in found]
        cases = [case for case, _ in found]
        return pa.array(worths, self.type).take(pa.array(places.astype(np.int32))), self._unit(places, cases)

    def _unit(self, numbers: NDArray[np.integer], cases: Sequence[int]) -> pa.Array:
        """The units of rows, whose numbers stand for these cases."""
        units = [self._derived.cases[case].unit for case in cases]
        places = np.array([self.units.index(unit.symbol) if unit else -1 for unit in units], np.int32)
        found = places.take(numbers) if len(places) else np.zeros(len(numbers), np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(found, mask=found < 0), pa.array(self.units, pa.string()))

    def _case(self, given: Given) -> int:
        """Which case is the first whose condition is true; the last one has none."""
        for number, case in enumerate(self._derived.cases):
            if case.condition is None:
                return number
            if evaluate(case.condition, _told(given, self._facts), self._product.sale_domains) is True:
                return number
        raise ValueError(f"`{self.key}` has no last case")

    def _worth(self, given: Given) -> tuple[int, Amount]:
        return self._case(given), self._derived.worth(_told(given, self._facts), self._product.sale_domains)


class _CaseColumn:
    """One formula of an amount, with the facts put in: what is known of it, and its sum over many rows."""

    def __init__(self, product: Product, case: Case, facts: Facts, row_facts: tuple[str, ...]) -> None:
        self._facts, self._row_facts = facts, row_facts
        keys = {fact.key for fact in product.facts if fact.key not in row_facts}
        amount = known(regular(case.amount), keys, lambda each: evaluate(each, facts, product.sale_domains))
        self._sum, self._product, self._unit = linear(folded(amount)), product, case.unit
        self.bound = in_unit(bound_of(self._sum.expression(), product.sale_domains), case.unit)
        self._looked: list[Looked[int]] = []
        self._constant = 0

    def add_up(self, kind: pa.Decimal128Type) -> None:
        """Get ready to add up numerators for decimals of a type."""
        self._constant = exactly(Amount(self._sum.constant, self._unit).number, kind)
        groups: dict[tuple[str, ...], list[tuple[Expression, Fraction]]] = {}
        for term, factor in self._sum.terms:
            groups.setdefault(_asked(self._product, (term,), self._row_facts), []).append((term, factor))
        for keys in sorted(groups, key=len):  # what looks at fewer is asked along with what looks at more
            wider = next((other for other in groups if set(keys) < set(other)), None)
            if wider is not None:
                groups[wider] += groups.pop(keys)
        self._looked = [
            Looked(keys, self._adder(Linear(Fraction(0), tuple(terms)), kind)) for keys, terms in groups.items()
        ]

    def _adder(self, part: Linear, kind: pa.Decimal128Type) -> Callable[[Given], int]:
        expression = part.expression()

        def added(given: Given) -> int:
            worth = evaluate(expression, _told(given, self._facts), self._product.sale_domains)
            assert isinstance(worth, Fraction)  # noqa: S101 - a sum is never unknown
            return exactly(Amount(worth, self._unit).number, kind)

        return added

    def of(self, completed: Completed) -> NDArray[np.int64]:
        """How many of its last digit each row is."""
        total = np.full(completed.length, self._constant, np.int64)
        for looked in self._looked:
            numbers = looked.of(completed)
            total += np.array(looked.found, np.int64).take(numbers)
        return total


def _told(given: Given, facts: Facts) -> Given:
    """What a row is, and the facts of its sale: its own ones, where it has them."""
    return {**facts, **{key: value for key, value in given.items() if value is not None or key not in facts}}


def _asked(
    product: Product, expressions: Iterable[Expression | None], row_facts: Collection[str] = ()
) -> tuple[str, ...]:
    """The options of the product that some expressions look at, in declared order, and then facts of rows."""
    found = {key for each in expressions if each is not None for key in options_in(each)}
    options = tuple(option.key for option in product.options if option.key in found)
    return options + tuple(fact.key for fact in product.facts if fact.key in found and fact.key in row_facts)


def _places(unit: Unit | None) -> int:
    """How many digits behind the point the amounts of a unit always have."""
    return len(Amount(Fraction(0), unit).digits.partition(".")[2])
