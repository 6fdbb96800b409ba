"""Rules and tables of a product as constraints over its features.

A catalog has three truths and a feature model two, so of each condition it is asked when it is true and when it is
false. Comparisons with numbers, and sums, are written as such; anything else that looks at few options is tried case by
case with `evaluate`, so that whatever the language can say is taken over as long as it is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb

from configurator.errors import ExportError
from configurator.exchange.feature_tree.expression import (
    FALSE,
    OPPOSITE,
    SWAPPED,
    TRUE,
    Compare,
    Expression,
    Literal,
    Value,
    every,
    implied,
    negated,
    some,
)
from configurator.exchange.feature_tree.expression import Selected as Is
from configurator.exchange.feature_tree.product_features import Features
from configurator.exchange.feature_tree.product_sums import ProductSums
from configurator.model import expression as m
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, AnyCell, Cell, Constraint, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.evaluation import evaluate
from configurator.model.units import decimal_text
from configurator.source import Span

_MOST_CASES = 1_024


@dataclass
class Conditions:
    """Says in terms of features what a product says in terms of options; `said_by` is the constraint at hand."""

    product: Product
    features: Features
    said_by: str = ""

    def of(self, constraint: Constraint) -> Expression:
        """What a constraint demands. Raises `ExportError` where that cannot be said."""
        self.said_by = constraint.key
        match constraint:
            case Rule(_, condition, forbids, when):
                broken = self.true(condition) if forbids else self.false(condition)
                return implied(self.true(when), negated(broken))
            case Activity(option, when, optional):
                there, met = self.features.present(option), self.true(when)
                follows = implied(there, met)
                return follows if optional else every([follows, implied(met, there)])
            case Table() if constraint.gives:
                return self._giving(constraint)
            case Table(_, columns, allows, rows):
                found = some([self._row(columns, row) for row in rows])
                return found if allows else negated(found)
        raise TypeError(constraint)

    # Tables

    def _row(self, columns: Sequence[str], row: Sequence[Cell]) -> Expression:
        return every([self._cell(column, cell) for column, cell in zip(columns, row, strict=True)])

    def _cell(self, column: str, cell: Cell) -> Expression:
        match cell:
            case AnyCell():
                return TRUE
            case NoneCell():
                return negated(self.true(m.Present(column)))
            case SetCell(values):
                return some([self._is(column, value) for value in sorted(values, key=str)])
            case RangeCell(low, high):
                return self.true(m.InRange(m.OptionValue(column), m.Constant(low), m.Constant(high)))
        raise TypeError(cell)

    def _giving(self, table: Table) -> Expression:
        """The first row that matches says what the last column has."""
        *columns, given = table.columns
        parts: list[Expression] = []
        others: Expression = TRUE
        for row in table.rows:
            here = self._row(columns, row[:-1])
            parts.append(implied(every([others, here]), self._cell(given, row[-1])))
            others = every([others, negated(here)])
        parts.append(implied(others, negated(self.features.present(given))))
        return every(parts)

    # Conditions

    def true(self, condition: m.Expression) -> Expression:
        """When it is true."""
        return self._when(condition, wanted=True)

    def false(self, condition: m.Expression) -> Expression:
        """When it is false, and not unknown."""
        return self._when(condition, wanted=False)

    def _when(self, condition: m.Expression, *, wanted: bool) -> Expression:
        match condition:
            case m.Constant(truth):
                return TRUE if truth is wanted else FALSE
            case m.Not(part):
                return self._when(part, wanted=not wanted)
            case m.And(parts) | m.Or(parts):
                each = [self._when(part, wanted=wanted) for part in parts]
                return every(each) if isinstance(condition, m.And) is wanted else some(each)
            case m.OfEach():
                return self._when(condition.written, wanted=wanted)
        self._refuse_texts(condition)
        found = self._numbers(condition, wanted=wanted)
        sums = ProductSums(self.product, self.features, self.true, self.said_by)
        if found is None and isinstance(condition, m.Compare) and len(m.options_in(condition)) > 1:
            with suppress(ExportError):
                found = sums.beside(condition, wanted=wanted)
        if found is None:
            found = self._cases(condition, wanted=wanted)
        return sums.beside(condition, wanted=wanted) if found is None else found

    def _refuse_texts(self, condition: m.Expression) -> None:
        """Refuse what compares a text with others: UVL would count the texts, and a catalog does not."""
        for part in (*m.children(condition), condition):
            match part:
                case m.OptionValue(key) if isinstance(self.product.domains[key], TextDomain):
                    raise ExportError("UVL", f"`{self.said_by}` compares the text `{key}` with others")

    def _is(self, key: str, chosen: CanonicalValue | None) -> Expression:
        """That an option has this value, or none."""
        features = self.features
        there = features.present(key)
        domain = self.product.domains[key]
        if chosen is None:
            return negated(there)
        match domain:
            case FlagDomain() if key not in features.values:
                yes = Is(features.options[key])
                return yes if chosen is True else negated(yes)
            case ValueDomain() | FlagDomain():
                found = features.values[key].get(chosen) if isinstance(chosen, str | bool) else None
                return FALSE if found is None else Is(found)
            case AnyOfDomain():
                members = features.values[key]
                wanted = set(chosen) if isinstance(chosen, tuple) else set()
                return every(
                    [there, *(Is(each) if name in wanted else negated(Is(each)) for name, each in members.items())]
                )
        worth = Literal(Fraction(str(chosen))) if not isinstance(domain, TextDomain) else Literal(str(chosen))
        return every([there, Compare("=", Value(features.options[key]), worth, Span(0, 0))])

    def _cases(self, condition: m.Expression, *, wanted: bool) -> Expression | None:
        """A condition over few options, case by case; None where there are too many cases."""
        keys = m.options_in(condition)
        axes: list[list[CanonicalValue | None]] = []
        size = 1
        for key in keys:
            outcomes = self._outcomes(key)
            if outcomes is None or (size := size * len(outcomes)) > _MOST_CASES:
                return None
            axes.append(outcomes)
        domains = self.product.domains
        good: list[tuple[CanonicalValue | None, ...]] = []
        bad: list[tuple[CanonicalValue | None, ...]] = []
        for case in product(*axes):
            holds = evaluate(condition, dict(zip(keys, case, strict=True)), domains) is wanted
            (good if holds else bad).append(case)
        if not bad:
            return TRUE
        fewer = good if len(good) <= len(bad) else bad
        found = some([every([self._is(key, each) for key, each in zip(keys, case, strict=True)]) for case in fewer])
        return found if fewer is good else negated(found)

    def _outcomes(self, key: str) -> list[CanonicalValue | None] | None:
        """All that an option can be; None where that is too much."""
        option, domain = self.product.by_key[key], self.product.domains[key]
        found: list[CanonicalValue | None] = [None] if option.may_lack_value else []
        match domain:
            case ValueDomain():
                return [*found, *domain.by_key] if domain.size() <= _MOST_CASES else None
            case FlagDomain():
                return [*found, True, False]
            case IntegerDomain() | NumberDomain():
                if domain.size() > _MOST_CASES:
                    return None
                found += [domain.at(at) for at in range(domain.size())]
                return found
            case AnyOfDomain():
                sizes = range(domain.least, domain.greatest + 1)
                if sum(comb(domain.size(), each) for each in sizes) > _MOST_CASES:
                    return None
                if option.optional and domain.least:
                    found.append(())
                return [
                    *found,
                    *(tuple(sorted(each)) for n in sizes for each in combinations(domain.members.by_key, n)),
                ]
        return None

    # Numbers and sums

    def _numbers(self, condition: m.Expression, *, wanted: bool) -> Expression | None:
        """Whether something is there, and one number beside another that is written; None for anything else."""
        match condition:
            case m.HasValue(key) | m.Present(key, None):
                there = self._there(condition, key)
                return there if wanted else negated(there)
            case m.Contains(key, name):
                return self._has(key, name, wanted)
            case m.Compare("=" | "!=" as sign, m.OptionValue(key), m.Constant(str(name))) if self._is_listed(key):
                return self._has(key, name, wanted is (sign == "="))
            case m.InRange(m.OptionValue(), m.Constant(Fraction() as low), m.Constant(Fraction() as high)):
                both = [self._one(">=", condition.item, low, wanted), self._one("<=", condition.item, high, wanted)]
                found = [each for each in both if each is not None]
                if len(found) == len(both):
                    return every(found) if wanted else some(found)
            case m.Compare(sign, left, m.Constant(Fraction() as fixed)):
                return self._one(sign, left, fixed, wanted)
            case m.Compare(sign, m.Constant(Fraction() as fixed), right):
                return self._one(SWAPPED[sign], right, fixed, wanted)
        return None

    def _there(self, condition: m.Expression, key: str) -> Expression:
        if isinstance(condition, m.Present) and isinstance(self.product.domains[key], AnyOfDomain):
            return some([Is(each) for each in self.features.values[key].values()])
        return self.features.present(key)

    def _has(self, key: str, name: str, wanted: bool) -> Expression:
        """That this is the value of an option, or in its set; or that it has another one."""
        feature = self.features.values[key].get(name)
        found = FALSE if feature is None else Is(feature)
        return found if wanted else every([self.features.present(key), negated(found)])

    def _is_listed(self, key: str) -> bool:
        return isinstance(self.product.domains[key], ValueDomain)

    def _one(self, sign: str, part: m.Expression, fixed: Fraction, wanted: bool) -> Expression | None:
        if not isinstance(part, m.OptionValue):
            return None
        domain = self.product.domains[part.option]
        factor = domain.factor if isinstance(domain, NumberDomain) else Fraction(1)
        if not isinstance(domain, IntegerDomain | NumberDomain) or decimal_text(fixed / factor) is None:
            return None
        return self._beside(sign, part.option, Literal(fixed / factor), wanted)

    def _beside(self, sign: str, key: str, fixed: Literal, wanted: bool) -> Expression:
        sign = sign if wanted else OPPOSITE[sign]
        return every([self.features.present(key), Compare(sign, Value(self.features.options[key]), fixed, Span(0, 0))])
