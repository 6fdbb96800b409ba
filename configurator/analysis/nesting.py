"""Products within products: what each brings into the one around it, under keys that say where.

`option first: product foundation` puts the options of a foundation among those of the whole, as `first.finish` and so
on, and with them its rules, its `sell` rules and its work steps. A product that may be missing is guarded: its options
are asked for, and its rules hold, only where it is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from configurator.model.build import Check, Inserted, Operation, Pick, Step, Template
from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, Rule, Table
from configurator.model.domain import ProductDomain
from configurator.model.expression import (
    TRUE,
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Count,
    Expression,
    HasValue,
    OptionValue,
    Quotient,
    Sum,
)
from configurator.model.expression import (
    Product as Times,
)
from configurator.model.option import Option
from configurator.model.substitution import rekeyed


@dataclass(frozen=True)
class Place:
    """One place for a product within another: the only one of `option`, or the `number`th of its list, from 1."""

    option: Option
    number: int | None = None

    @property
    def domain(self) -> ProductDomain:
        """The domain of the option."""
        assert isinstance(self.option.domain, ProductDomain)  # noqa: S101 - no other option has places
        return self.option.domain

    @property
    def product(self) -> Product:
        """The product that stands here."""
        return self.domain.nested

    @cached_property
    def guard(self) -> Expression | None:
        """The condition under which there is a product here; None where there always is one."""
        option, number = self.option, self.number
        if option.when is None and not option.optional and (number or 1) <= self.domain.least:
            return None
        if number is None:
            return HasValue(option.key)
        return Compare(">=", OptionValue(option.key), Constant(Fraction(number)))

    def key(self, own: str) -> str:
        """The key in the whole of what the product itself calls `own`; facts of a sale have one name everywhere."""
        return f"{self.prefix}{own}" if own in self.product.by_key else own

    @property
    def prefix(self) -> str:
        """What the keys in the whole begin with."""
        return f"{self.option.key}." if self.number is None else f"{self.option.key}.{self.number}."

    def expression(self, expression: Expression) -> Expression:
        """An expression of the product, in the whole."""
        return rekeyed(expression, self.key)

    def amount(self, amount: Expression) -> Expression:
        """An amount of the product, in the whole; where no product is here it counts 0 in any sum."""
        found = self.expression(amount)
        return found if self.guard is None else self._vanishing(found, self.guard)

    def _vanishing(self, amount: Expression, guard: Expression) -> Expression:
        """An amount that counts 0 where the guard does not hold. What is chosen here vanishes by itself."""
        match amount:
            case OptionValue(key) | Attribute(key, _) | ChosenAmounts(key, _) if key.startswith(self.prefix):
                return amount  # facts of the sale are there without the product
            case Sum(parts, signs):
                return Sum(tuple(self._vanishing(each, guard) for each in parts), signs)
            case Times(left, right):
                return Times(self._vanishing(left, guard), right)
            case Quotient(left, right):
                return Quotient(self._vanishing(left, guard), right)
        return Times(amount, Count((guard,)))

    def options(self) -> tuple[Option, ...]:
        """The options of the product, in the whole."""
        return tuple(self._option(each) for each in self.product.options)

    def _option(self, own: Option) -> Option:
        key, before = self.prefix + own.key, self.option.permanent_key
        permanent = f"{before}.{own.permanent_key}"
        if self.number is not None:
            permanent = f"{before}.{self.number}.{own.permanent_key}"
        when = self._guarded(self.expression(own.when) if own.when is not None else TRUE)
        was = permanent if permanent != key else None
        derivation = own.derivation
        if derivation is not None:
            derivation = self.table(derivation) if isinstance(derivation, Table) else self.expression(derivation)
        return replace(own, key=key, was=was, when=None if when == TRUE else when, derivation=derivation)

    def _guarded(self, condition: Expression) -> Expression:
        if self.guard is None:
            return condition
        return self.guard if condition == TRUE else And((self.guard, condition))

    def rule(self, own: Rule) -> Rule:
        """A rule of the product, in the whole: it holds where the product is."""
        when = self._guarded(self.expression(own.when))
        return replace(own, key=self.prefix + own.key, condition=self.expression(own.condition), when=when)

    def constraint(self, own: Rule | Table) -> Rule | Table:
        """A rule or a table of the product, in the whole."""
        return self.rule(own) if isinstance(own, Rule) else self.table(own)

    def said(self, own: Rule | Expression) -> Rule | Expression:
        """What the product says of each in a list of its own, as it was said, in the whole."""
        return self.rule(own) if isinstance(own, Rule) else self._guarded(self.expression(own))

    def table(self, own: Table) -> Table:
        """A table of the product, in the whole; where the product is missing, a last column makes it allow all."""
        columns = tuple(map(self.key, own.columns))
        table = replace(own, key=self.prefix + own.key, columns=columns)
        if self.guard is None:
            return table
        number, most = self.number or 1, self.domain.greatest
        there = RangeCell(Fraction(number), Fraction(most))
        if not own.allows:
            return replace(table, columns=(*columns, self.option.key), rows=tuple((*row, there) for row in own.rows))
        missing: list[Cell] = [NoneCell()]
        if number > 1:
            missing.append(RangeCell(Fraction(1), Fraction(number - 1)))
        if own.gives:
            return self._giving(table, missing)
        free = tuple((*(AnyCell() for _ in columns), cell) for cell in missing)
        return replace(
            table,
            columns=(*columns, self.option.key),
            rows=(*((*row, AnyCell()) for row in own.rows), *free),
            row_spans=(*own.row_spans, *(own.span for _ in free)),
        )

    def _giving(self, table: Table, missing: Sequence[Cell]) -> Table:
        """A table that gives a value, and none where one of these cells matches how many products there are."""
        columns, inputs = table.columns, len(table.columns) - 1
        first = tuple((cell, *(AnyCell() for _ in range(inputs)), NoneCell()) for cell in missing)
        return replace(
            table,
            columns=(self.option.key, *columns),
            rows=(*first, *((AnyCell(), *row) for row in table.rows)),
            row_spans=(*(table.span for _ in first), *table.row_spans),
        )

    def step(self, own: Step) -> Step:
        """A work step of the product, in the whole."""
        when = self._guarded(self.expression(own.when) if own.when is not None else TRUE)
        met = None if when == TRUE else when
        match own:
            case Pick():
                return replace(own, part=self._template(own.part), quantity=self.expression(own.quantity), when=met)
            case Check():
                return replace(own, text=self._template(own.text), when=met)
            case Operation():
                return replace(
                    own,
                    parameters=tuple((name, self._shown(each)) for name, each in own.parameters),
                    key=None if own.key is None else self.prefix + own.key,
                    when=met,
                )

    def _template(self, template: Template) -> Template:
        return Template(tuple(each if isinstance(each, str) else self._inserted(each) for each in template.pieces))

    def _shown(self, shown: Template | Inserted) -> Template | Inserted:
        return self._template(shown) if isinstance(shown, Template) else self._inserted(shown)

    def _inserted(self, inserted: Inserted) -> Inserted:
        option = None if inserted.option is None else self.key(inserted.option)
        return replace(inserted, expression=self.expression(inserted.expression), option=option)


def places_of(option: Option) -> tuple[Place, ...]:
    """All places that an option has for products."""
    domain = option.domain
    assert isinstance(domain, ProductDomain)  # noqa: S101
    return tuple(Place(option, number) for number in range(1, domain.greatest + 1)) if domain.many else (Place(option),)


def with_inner(options: tuple[Option, ...], *, in_lists: bool = True) -> tuple[Option, ...]:
    """Options with those of the products within them, each behind the option that takes it."""
    found: list[Option] = []
    for option in options:
        found.append(option)
        if isinstance(option.domain, ProductDomain) and (in_lists or not option.domain.many):
            found += [inner for place in places_of(option) for inner in place.options()]
    return tuple(found)


@dataclass(frozen=True)
class Inner:
    """The options of a product with all within them; and what is said of those, place by place."""

    options: tuple[Option, ...]
    constraints: tuple[Rule | Table, ...]
    sales: tuple[Rule, ...]
    steps: tuple[Step, ...]
    said: Mapping[str, Rule | Expression]

    @classmethod
    def of(cls, own: Iterable[Option]) -> Inner:
        """What the own options of a product bring."""
        options = tuple(own)
        places = [each for option in options if isinstance(option.domain, ProductDomain) for each in places_of(option)]
        return cls(
            with_inner(options),
            tuple(place.constraint(each) for place in places for each in place.product.constraints),
            tuple(place.rule(each) for place in places for each in place.product.sales),
            tuple(place.step(each) for place in places for each in place.product.steps),
            {
                f"{place.prefix}{key}": place.said(each)
                for place in places
                if place.number is None  # the counts of what stands in lists are of their own
                for key, each in place.product.said.items()
            },
        )
