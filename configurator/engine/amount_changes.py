"""What a release makes of the amounts that follow from a configuration: by how much each changes, and for how many.

Both releases' formulas are said of what the two have in common (`conjunction`), and their difference is a quantity as
any other: what is least and greatest of it over all configurations that are kept is found exactly (`optimum`), with a
configuration that has it. How many differ is how many there are, less those for which both come to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.budget import Allowance, Budget
from configurator.engine.best import best
from configurator.engine.conjunction import Compiling, Conjunction, conjunction
from configurator.engine.difference import Configuration, counted_in_common
from configurator.engine.optimum import least
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced
from configurator.engine.quantity import Quantity, quantity_of
from configurator.engine.sides import Sides
from configurator.engine.valid_space import components_of
from configurator.errors import (
    NoDiagramError,
    TooComplexError,
    UnknownQuantityError,
    UnnumberedError,
    UnorderedSetsError,
)
from configurator.model.common import NEW, OLD, of_today
from configurator.model.constraint import Rule
from configurator.model.derivation import Amount
from configurator.model.domain import Domain, members_of
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    Attribute,
    ChosenAmounts,
    Compare,
    Conditional,
    Constant,
    Count,
    Expression,
    Present,
    Product,
    Sum,
    options_in,
    walk,
    where_true,
)
from configurator.model.linear import Linear, added, linear, regular
from configurator.model.substitution import rebuilt
from configurator.model.views import View

_OF_TEXTS = "it depends on texts or pictures, which do not multiply"
_OF_CHOICES = "its formula chooses between amounts further in, by several options"


@dataclass(frozen=True, slots=True)
class Example:
    """A configuration that is kept, by the keys of the new release, and what it came and comes to; no texts in it."""

    configuration: Configuration
    before: Amount
    now: Amount


@dataclass(frozen=True, slots=True)
class AmountChange:
    """A derived amount that both releases have, over all configurations that are kept.

    `changed`: how many come to something else; None where that is out of reach. `least` and `greatest`: by how much,
    new less old; None where that is out of reach, or nothing is kept. `examples` have the least and the greatest.
    `why`: what puts something out of reach. Facts of a sale are taken as not known.
    """

    key: str
    label: str
    changed: int | None
    least: Amount | None = None
    greatest: Amount | None = None
    examples: tuple[Example, ...] = ()
    why: str | None = None

    @property
    def is_changed(self) -> bool:
        """Whether something comes to something else, or that is not known."""
        return self.changed != 0


def amount_changes(
    sides: Sides, both: Conjunction, kept: int | None, budget: Budget, compiling: Compiling = components_of
) -> Iterator[AmountChange]:
    """The amounts that both have, in the order of the new one; `kept`: how many configurations are, if it is known."""
    before = {each.key: each for each in sides.old.product.derived}
    for derived in sides.new.product.derived:
        if derived.key in before:
            yield _Change(sides, both, budget, compiling).of(derived.key, derived.label, kept)


@dataclass(frozen=True)
class _Change:
    sides: Sides
    both: Conjunction
    budget: Budget
    compiling: Compiling

    def of(self, key: str, label: str, kept: int | None) -> AmountChange:
        """What becomes of one amount."""
        try:
            quantities = [quantity_of(view.product, key) for view in (self.sides.old, self.sides.new)]
        except UnknownQuantityError as error:
            return AmountChange(key, label, None, why=str(error))
        units = [each.unit and (each.unit.dimension, each.unit.symbol) for each in quantities]
        if units[0] != units[1]:
            return AmountChange(key, label, None, why="it is in another unit in one of the two")
        old, new = (
            self._said(view, each.sum) for view, each in zip((self.sides.old, self.sides.new), quantities, strict=True)
        )
        less = Quantity(key, label, old, quantities[1].unit).negative()
        more = replace(less, sum=added((new, less.sum)))
        if not more.sum.terms:
            number = kept if more.sum.constant else 0
            even = more.amount(more.sum.constant)
            return AmountChange(key, label, number, even, even)
        return self._searched(more, old, new, kept)

    def _searched(self, more: Quantity, old: Linear, new: Linear, kept: int | None) -> AmountChange:
        try:
            priced = [Priced.of(self.both.new.space, more, greatest=each, budget=self.budget) for each in (False, True)]
            ends = [least(each) for each in priced]
        except TooComplexError as error:
            return AmountChange(more.key, more.label, None, why=str(error))
        low, high = ends
        if low is None or high is None:
            return AmountChange(more.key, more.label, 0)
        if low.base == high.base == 0:
            return AmountChange(more.key, more.label, 0, low, high)
        examples = [each for end in priced for each in self._example(end, old, new)]
        is_counted = all(_is_counted(term) for term, _ in more.sum.terms)
        is_open = any(self.both.new.space.product.by_key[each].is_open for each in options_in(more.sum.expression()))
        why = _OF_TEXTS if is_open else None if is_counted else _OF_CHOICES
        changed = None
        if low.base > 0 or high.base < 0:
            changed = kept
        elif why is None and kept is not None:
            try:
                changed = kept - self._same(more)
            except (TooComplexError, NoDiagramError) as error:
                why = str(error)
        distinct = tuple(each for at, each in enumerate(examples) if each not in examples[:at])
        return AmountChange(more.key, more.label, changed, low, high, distinct, why if changed is None else None)

    def _same(self, more: Quantity) -> int:
        """How many that are kept come to the same. Raises `TooComplexError` and `NoDiagramError`."""
        parts = tuple(Product(Constant(factor), _by_counts(term)) for term, factor in more.sum.terms)
        total = Sum((Constant(more.sum.constant), *parts), (1,) * (len(parts) + 1))
        nothing = Compare("=", total, Constant(Fraction(0)))
        common = conjunction(self.sides, Allowance(self.budget), self.compiling, (Rule(f"{more.key}#same", nothing),))
        return counted_in_common(common.new)

    def _example(self, priced: Priced, old: Linear, new: Linear) -> Iterator[Example]:
        """The first configuration that has what is best; none where configurations have no order."""
        with suppress(UnnumberedError, UnorderedSetsError, TooComplexError):
            for found in best(priced):
                whole = priced.space.product
                outcomes = {**dict.fromkeys(whole.by_key), **found.outcomes}
                before, now = (priced.quantity.amount(_worth(each, outcomes, whole.domains)) for each in (old, new))
                yield Example(dict(self._today(outcomes)), before, now)
                return

    def _today(self, outcomes: Mapping[str, Outcome | None]) -> Iterator[tuple[str, Outcome]]:
        """A configuration of both, by the keys of the new one."""
        view = self.sides.new
        for option in view.product.options:
            if not option.is_open:
                yield option.key, of_today(option.domain, outcomes[view.key(option.key)])

    def _said(self, view: View, amount: Linear) -> Linear:
        """An amount of one side, said of the whole; attributes that are alike on both sides have one name."""
        domains = self.both.new.space.product.domains
        expression = view.expression(amount.expression())
        return linear(regular(_unified(expression, domains)))


def _worth(amount: Linear, outcomes: Mapping[str, Outcome | None], domains: Mapping[str, Domain]) -> Fraction:
    found = evaluate(amount.expression(), outcomes, domains)
    return found if isinstance(found, Fraction) else Fraction(0)


def _by_counts(term: Expression) -> Expression:
    """A term of a sum as constraints can say it, where the conditions of choices between amounts are counted.

    What is unknown counts 0 in a sum, so a choice is one amount as often as its condition is true, which is once or
    never, and the other as often as it is not.
    """
    if not isinstance(term, Conditional):
        return term
    met = Count((where_true(term.condition),))
    unmet = Sum((Constant(Fraction(1)), met), (1, -1))
    return Sum((Product(_by_counts(term.then), met), Product(_by_counts(term.otherwise), unmet)), (1, 1))


def _is_counted(term: Expression) -> bool:
    """Whether `_by_counts` says a term without choices between amounts, further in, that look at several options."""
    if isinstance(term, Conditional):
        return _is_counted(term.then) and _is_counted(term.otherwise)
    return not any(isinstance(part, Conditional) and len(options_in(part)) > 1 for part in walk(term))


def _unified(expression: Expression, domains: Mapping[str, Domain]) -> Expression:
    """The same with one name for attributes that are alike on both sides, so that what has not changed cancels out."""
    match expression:
        case Attribute(option, name) | ChosenAmounts(option, name):
            return type(expression)(option, _one_name(domains[option], name))
        case Present(option, str() as name):
            return Present(option, _one_name(domains[option], name))
    return rebuilt(expression, lambda part: _unified(part, domains))


def _one_name(domain: Domain, name: str) -> str:
    """The name of an attribute on the new side, where the old one has it alike."""
    members = members_of(domain)
    if members is None or not name.startswith(OLD.name):
        return name
    other = NEW.name + name.removeprefix(OLD.name)
    alike = all(each.attributes.get(name) == each.attributes.get(other) for each in members.values)
    return other if alike else name
