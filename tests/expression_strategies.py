"""Random expressions over some options, drawn by type, as analysis would pass them: truth values, amounts, words, sets.

Dimensions are ignored, since evaluation does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain, TextDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    HasValue,
    InRange,
    InSet,
    Length,
    Not,
    OptionValue,
    Or,
    Present,
    Quotient,
    Sum,
)
from configurator.model.expression import Product as Times
from configurator.model.option import Option

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
COLORS = ("red", "green")
TEXTS = ("7", "a", "ab", "toolong")
AMOUNTS = tuple(map(Fraction, ("-1", "0", "1", "2", "3", "5", "1/2", "3/1000")))


@dataclass(frozen=True)
class Expressions:
    """Draws expressions over some options."""

    draw: DrawFn
    options: Sequence[Option]

    def one_of(self, makers: Sequence[Callable[[], Expression]]) -> Expression:
        """What one of the makers makes."""
        return self.draw(st.sampled_from(makers))()

    def some(self, maker: Callable[[], Expression], least: int = 1) -> tuple[Expression, ...]:
        """A few that a maker makes."""
        return tuple(maker() for _ in range(self.draw(st.integers(least, 3))))

    def of(self, *kinds: type) -> list[str]:
        """The keys of options with a domain of these kinds."""
        return [option.key for option in self.options if isinstance(option.domain, kinds)]

    def any_option(self) -> str:
        """The key of any option."""
        return self.draw(st.sampled_from([option.key for option in self.options]))

    def pick(self, items: Sequence[str]) -> str:
        """One of some."""
        return self.draw(st.sampled_from(items))

    def truth(self, depth: int) -> Expression:
        """A condition."""
        makers: list[Callable[[], Expression]] = [
            lambda: Present(self.any_option()),
            lambda: HasValue(self.any_option()),
            lambda: self.comparison(max(depth - 1, 0)),
            lambda: self.comparison(max(depth - 1, 0)),
            lambda: InSet(self.amount(max(depth - 1, 0)), frozenset(self.draw(st.sets(st.sampled_from(AMOUNTS))))),
        ]
        if flags := self.of(FlagDomain):
            makers.append(lambda: OptionValue(self.pick(flags)))
        if listed := self.of(ValueDomain):
            makers += [
                lambda: Present(self.pick(listed), "weight"),
                lambda: Compare(
                    self.pick(SIGNS[:2]), OptionValue(self.pick(listed)), Constant(self.pick(("v0", "v1")))
                ),
                lambda: InSet(OptionValue(self.pick(listed)), frozenset(("v0", "v2"))),
                lambda: Compare(self.pick(SIGNS[:2]), OptionValue(self.pick(listed)), OptionValue(self.pick(listed))),
                lambda: Compare(self.pick(SIGNS[:2]), Attribute(self.pick(listed), "color"), self.color(listed)),
                lambda: InSet(Attribute(self.pick(listed), "color"), frozenset(COLORS[:1])),
            ]
        if sets := self.of(AnyOfDomain):
            makers += [
                lambda: Contains(self.pick(sets), self.pick(("v0", "v1", "v3"))),
                lambda: Compare(self.pick(SIGNS[:2]), OptionValue(self.pick(sets)), self.a_set(sets)),
            ]
        if texts := self.of(TextDomain):
            makers += [
                lambda: Compare(self.pick(SIGNS[:2]), OptionValue(self.pick(texts)), Constant(self.pick(TEXTS))),
                lambda: InSet(OptionValue(self.pick(texts)), frozenset(TEXTS[:2])),
                lambda: Compare(self.pick(SIGNS), Length(self.pick(texts)), self.constant()),
            ]
        if depth:
            makers += [
                lambda: Not(self.truth(depth - 1)),
                lambda: And(self.some(lambda: self.truth(depth - 1))),
                lambda: Or(self.some(lambda: self.truth(depth - 1))),
                lambda: InRange(self.amount(depth - 1), self.amount(depth - 1), self.amount(0)),
                lambda: Compare(self.pick(SIGNS[:2]), self.truth(depth - 1), self.truth(depth - 1)),
            ]
        return self.one_of(makers)

    def comparison(self, depth: int) -> Expression:
        """Two amounts compared."""
        right = self.one_of((self.constant, lambda: self.amount(depth)))
        return Compare(self.pick(SIGNS), self.amount(depth), right)

    def color(self, listed: Sequence[str]) -> Expression:
        """A color, of a value or literal."""
        return self.one_of((lambda: Attribute(self.pick(listed), "color"), lambda: Constant(self.pick(COLORS))))

    def a_set(self, sets: Sequence[str]) -> Expression:
        """A set of keys, chosen or literal."""
        literal = frozenset(self.draw(st.sets(st.sampled_from(("v0", "v1", "v2")))))
        return self.one_of((lambda: Constant(literal), lambda: Constant(literal), lambda: OptionValue(self.pick(sets))))

    def constant(self) -> Expression:
        """A literal amount."""
        return Constant(self.draw(st.sampled_from(AMOUNTS)))

    def amount(self, depth: int) -> Expression:
        """An amount."""
        makers: list[Callable[[], Expression]] = [self.constant]
        if ranges := self.of(IntegerDomain, NumberDomain):
            makers += [lambda: OptionValue(self.pick(ranges))] * 3
        if listed := self.of(ValueDomain):
            makers += [lambda: Attribute(self.pick(listed), "weight")] * 3
        if texts := self.of(TextDomain):
            makers.append(lambda: Length(self.pick(texts)))
        if depth:
            makers += [
                lambda: self.sum_(depth - 1),
                lambda: self.sum_(depth - 1),
                lambda: Times(self.amount(depth - 1), self.amount(depth - 1)),
                lambda: Quotient(self.amount(depth - 1), self.amount(depth - 1)),
                lambda: Extreme(self.pick(("min", "max")), self.addends(depth - 1)),
                lambda: Count(self.some(lambda: self.counted(depth - 1))),
            ]
        return self.one_of(makers)

    def sum_(self, depth: int) -> Expression:
        """Some amounts added and subtracted."""
        parts = self.addends(depth)
        return Sum(parts, tuple(self.draw(st.sampled_from((1, -1))) for _ in parts))

    def addends(self, depth: int) -> tuple[Expression, ...]:
        """What stands inside sum, min and max."""
        makers: list[Callable[[], Expression]] = [lambda: self.amount(depth)] * 2
        if sets := self.of(AnyOfDomain):
            makers.append(lambda: ChosenAmounts(self.pick(sets), "weight"))
        return self.some(lambda: self.one_of(makers))

    def counted(self, depth: int) -> Expression:
        """What stands inside count."""
        return self.one_of((lambda: OptionValue(self.any_option()), lambda: self.truth(depth)))
