"""Finds out what numbers and texts a typed feature can have, from the constraints that speak of it alone.

Models do not declare this; a catalog has to. For each constraint, those values are kept with which it could still hold:
bounds for whole numbers, and where only some single values are left, those. More may be kept than is possible, since
the constraints themselves stand in the catalog, too; never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, gcd

from configurator.exchange.feature_tree.expression import (
    OPPOSITE,
    SWAPPED,
    Always,
    Amount,
    And,
    Compare,
    Expression,
    Iff,
    Implies,
    Literal,
    Not,
    Or,
    Selected,
    Value,
    comparisons,
)
from configurator.exchange.feature_tree.polynomials import constant_of
from configurator.exchange.feature_tree.tree import Constraint, Feature, Type

Point = Fraction | str


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, without an end where that is None; or just these `points`."""

    low: Fraction | None = None
    high: Fraction | None = None
    points: frozenset[Point] | None = None

    def both(self, other: Range) -> Range:
        """What is in this and in the other one."""
        if self.points is not None:
            return replace(self, points=frozenset(each for each in self.points if other.has(each)))
        if other.points is not None:
            return other.both(self)
        lows = [each for each in (self.low, other.low) if each is not None]
        highs = [each for each in (self.high, other.high) if each is not None]
        return Range(max(lows, default=None), min(highs, default=None))

    def either(self, other: Range) -> Range:
        """A range around what is in this or in the other one."""
        if self.points is not None and other.points is not None:
            return Range(points=self.points | other.points)
        if not self.points and self.points is not None:
            return other
        if not other.points and other.points is not None:
            return self
        one, two = self.hull(), other.hull()
        low = None if one.low is None or two.low is None else min(one.low, two.low)
        high = None if one.high is None or two.high is None else max(one.high, two.high)
        return Range(low, high)

    def hull(self) -> Range:
        """The bounds alone, of something that is not empty."""
        if self.points is None:
            return self
        numbers = [each for each in self.points if isinstance(each, Fraction)]
        return Range(min(numbers), max(numbers)) if len(numbers) == len(self.points) else ALL

    def has(self, point: Point) -> bool:
        """Whether a number or text is in it."""
        if self.points is not None:
            return point in self.points
        if isinstance(point, str):
            return True
        return (self.low is None or self.low <= point) and (self.high is None or point <= self.high)


ALL, NOTHING = Range(), Range(points=frozenset())


def domains(root: Feature, constraints: Iterable[Constraint]) -> dict[Feature, Range]:
    """What each typed feature of a tree can be, as far as the constraints tell, where it is there."""
    above = {each: around for each, around in _with_all_above(root) if each.type is not Type.BOOLEAN}
    found = dict.fromkeys(above, ALL)
    for constraint in constraints:
        named = {
            side.feature: None
            for each in comparisons(constraint.condition)
            for side in (each.left, each.right)
            if isinstance(side, Value)
        }
        for feature in named:
            possible = _Possible(feature, above[feature]).of(constraint.condition, holds=True)
            found[feature] = found[feature].both(possible)
    return found


def _with_all_above(root: Feature) -> Iterator[tuple[Feature, frozenset[Feature]]]:
    """Each feature, with those that are there wherever it is: itself and all above it."""
    waiting = [(root, frozenset((root,)))]
    while waiting:
        feature, around = waiting.pop()
        yield feature, around
        waiting += ((child, around | {child}) for group in feature.groups for child in group.children)


@dataclass(frozen=True, slots=True)
class _Possible:
    """Which values a feature can have, if it is there; and with it all that stands `above` it."""

    feature: Feature
    above: frozenset[Feature]

    def of(self, expression: Expression, *, holds: bool) -> Range:
        """The values with which a condition could hold, or fail."""
        match expression:
            case Selected(feature):
                return ALL if holds or feature not in self.above else NOTHING
            case Always(truth):
                return ALL if truth is holds else NOTHING
            case Not(part):
                return self.of(part, holds=not holds)
            case And(parts) | Or(parts):
                ranges = [self.of(each, holds=holds) for each in parts]
                return _joined(ranges, all_of=isinstance(expression, And) is holds)
            case Implies(condition, then):
                ranges = [self.of(condition, holds=not holds), self.of(then, holds=holds)]
                return _joined(ranges, all_of=not holds)
            case Iff(left, right):
                same = [self.of(each, holds=True) for each in (left, right)]
                other = [self.of(each, holds=False) for each in (left, right)]
                pairs = (same, other) if holds else ((same[0], other[1]), (other[0], same[1]))
                return _joined([_joined(pair, all_of=True) for pair in pairs], all_of=False)
            case Compare(sign, left, right):
                sign = sign if holds else OPPOSITE[sign]
                if isinstance(left, Value) and left.feature is self.feature:
                    return _beside(sign, right, self.feature)
                if isinstance(right, Value) and right.feature is self.feature:
                    return _beside(SWAPPED[sign], left, self.feature)
        return ALL


def _joined(ranges: Iterable[Range], *, all_of: bool) -> Range:
    found = None
    for each in ranges:
        found = each if found is None else found.both(each) if all_of else found.either(each)
    return found or ALL


def _beside(sign: str, other: Amount, feature: Feature) -> Range:
    """What stands in this relation to a number or text; everything, where it is compared with something else."""
    worth = other.worth if isinstance(other, Literal) else constant_of(other)
    if worth is None:
        return ALL
    if sign == "=":
        return Range(points=frozenset((worth,)))
    if isinstance(worth, str) or sign == "!=":
        return ALL
    if feature.type is Type.INTEGER:
        if sign in ("<", "<="):
            return Range(high=Fraction(ceil(worth) - 1 if sign == "<" else floor(worth)))
        return Range(low=Fraction(floor(worth) + 1 if sign == ">" else ceil(worth)))
    return Range(high=worth) if sign in ("<", "<=") else Range(low=worth)


MOST = Fraction(2**53 - 1)
"""The greatest whole number that an option takes."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A range of numbers as an option has it; `cut` says that the model names no end on one side or both."""

    low: Fraction
    high: Fraction
    step: Fraction
    cut: bool = False


def numbers_of(feature: Feature, found: Range) -> Numbers | None:
    """The numbers of a feature; None for a real one that may be infinitely many things.

    One that can be nothing at all gets a number all the same, and the constraints forbid it.
    """
    whole = feature.type is Type.INTEGER
    if found.points is not None:
        points = sorted(each for each in found.points if isinstance(each, Fraction))
        points = [each for each in points if each.denominator == 1] if whole else points
        if not points:
            return Numbers(Fraction(1), Fraction(1), Fraction(1))
        if whole:
            return Numbers(points[0], points[-1], Fraction(1))
        steps = [after - before for before, after in pairwise(points)]
        return Numbers(points[0], points[-1], _common(steps) if steps else Fraction(1))
    if not whole:
        return None
    low = -MOST if found.low is None else Fraction(ceil(found.low))
    high = MOST if found.high is None else Fraction(floor(found.high))
    if low > high:
        return Numbers(Fraction(1), Fraction(1), Fraction(1))
    return Numbers(low, high, Fraction(1), found.low is None or found.high is None)


def _common(steps: list[Fraction]) -> Fraction:
    """The greatest number of which all of these are multiples."""
    denominator = 1
    for each in steps:
        denominator = denominator * each.denominator // gcd(denominator, each.denominator)
    return Fraction(gcd(*(int(each * denominator) for each in steps)), denominator)
