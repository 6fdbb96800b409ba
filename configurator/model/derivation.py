"""Derived amounts: what follows from choices and facts of a sale: a price, a weight, a lead time. Never part of a code.

An amount is exact and in base units. Where nothing is chosen that has it, it counts 0, as in every sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from configurator.model.domain import Domain
from configurator.model.evaluation import Choices, evaluate
from configurator.model.expression import Expression
from configurator.model.units import Unit, decimal_text, is_money
from configurator.source import Span

_MINOR = dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "VND"), 0)
"""Digits behind the point of a currency's amounts (ISO 4217), where they are not two; of those that we know."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many base units, to be shown in `unit` (None for a plain number)."""

    base: Fraction
    unit: Unit | None = None

    @property
    def number(self) -> Fraction:
        """How many of its unit it is."""
        return self.base / self.unit.factor if self.unit else self.base

    @property
    def digits(self) -> str:
        """An exact decimal, for money with all digits of its currency; a fraction `1/3` where no decimal is exact."""
        text = decimal_text(self.number)
        if text is None:
            return str(self.number)
        if self.unit is None or not is_money(self.unit.dimension):
            return text
        whole, _, behind = text.partition(".")
        behind = behind.ljust(_MINOR.get(self.unit.symbol, 2), "0")
        return f"{whole}.{behind}" if behind else whole

    def __str__(self) -> str:
        """`19.00 EUR`."""
        return f"{self.digits} {self.unit.symbol}" if self.unit else self.digits


@dataclass(frozen=True, slots=True)
class Case:
    """One formula of a derived amount, for where `condition` is true (None: everywhere), shown in `unit`."""

    amount: Expression
    condition: Expression | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived amount: the first of its cases whose condition is true; the last one has none.

    `additive`: it is a sum of terms that each look at one option, so that the least and the greatest over all valid
    configurations are shortest and longest paths.
    """

    key: str
    label: str
    cases: tuple[Case, ...]
    additive: bool
    span: Span = Span(0, 0)

    def worth(self, choices: Choices, domains: Mapping[str, Domain]) -> Amount:
        """The amount for completed choices, and facts of the sale among them; what is absent counts 0."""
        for case in self.cases:
            if case.condition is None or evaluate(case.condition, choices, domains) is True:
                found = evaluate(case.amount, choices, domains)
                return Amount(found if isinstance(found, Fraction) else Fraction(0), case.unit)
        raise ValueError(f"`{self.key}` has no last case")
