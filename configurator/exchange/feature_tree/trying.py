"""Comparisons that are no sums, worked out by trying everything that they look at, where that is little.

Products, quotients, roundings and lengths of a few features become the cases in which the comparison holds. What is
divided by zero is neither less, nor more, nor equal to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, product
from math import ceil, floor

from configurator.exchange.feature_tree.expression import (
    TRUE,
    Amount,
    Applied,
    Arithmetic,
    Compare,
    Expression,
    Known,
    Literal,
    Total,
    Value,
    amounts,
    every,
    negated,
    some,
)
from configurator.exchange.feature_tree.placing import Presence
from configurator.exchange.feature_tree.tree import Feature, Type

MOST_CASES = 4_096
Worth = Fraction | str | None
"""What an amount comes to; None where it comes to nothing, by a division by zero."""

Variable = Presence | Feature
"""What a comparison depends on: whether something is there, or what a typed feature is (absent, too)."""


class TooManyCasesError(Exception):
    """A comparison looks at more than can be tried."""


@dataclass(frozen=True, slots=True)
class Trying:
    """What is needed to work out comparisons: places, and the values of typed features, absence left out."""

    presence: Mapping[Feature, Presence | None]
    carriers: Callable[[Total], tuple[Feature, ...]]
    values: Callable[[Feature], Sequence[Fraction | str] | None]
    is_there: Callable[[Presence], Expression]
    has_value: Callable[[Feature, Sequence[Fraction | str]], Expression]

    def cases(self, comparison: Compare) -> Expression:
        """When a comparison holds. Raises `TooManyCasesError`."""
        variables = list(dict.fromkeys(self._variables(comparison)))
        axes = [self._axis(each) for each in variables]
        size = 1
        for axis in axes:
            size *= len(axis)
            if size > MOST_CASES:
                raise TooManyCasesError
        good = [case for case in product(*axes) if self._holds(comparison, dict(zip(variables, case, strict=True)))]
        if len(good) == size:
            return TRUE
        return some(list(self._alternatives(variables, good)))

    def _variables(self, comparison: Compare) -> Iterator[Variable]:
        for side in (comparison.left, comparison.right):
            for amount in amounts(side):
                match amount:
                    case Value(feature):
                        yield feature
                    case Known(feature, _):
                        yield from self._tells(feature)
                    case Total():
                        for each in self.carriers(amount):
                            yield from self._tells(each)

    def _tells(self, feature: Feature) -> Iterator[Presence]:
        presence = self.presence[feature]
        if presence is not None:
            yield presence

    def _axis(self, variable: Variable) -> list[object]:
        if isinstance(variable, Presence):
            return [False, True]
        values = self.values(variable)
        if values is None or len(values) > MOST_CASES:
            raise TooManyCasesError
        return [*values] if self.presence[variable] is None else [None, *values]

    def _alternatives(self, variables: Sequence[Variable], good: Sequence[tuple[object, ...]]) -> Iterator[Expression]:
        """Cases as conditions; those that differ in the last typed feature only are one."""
        typed = [(at, each) for at, each in enumerate(variables) if isinstance(each, Feature)]
        if not typed:
            for case in good:
                yield every([self._is(each, worth) for each, worth in zip(variables, case, strict=True)])
            return
        last, feature = typed[-1]

        def others(case: tuple[object, ...]) -> tuple[object, ...]:
            return (*case[:last], *case[last + 1 :])

        rest = [*variables[:last], *variables[last + 1 :]]
        for around, cases in groupby(sorted(good, key=lambda case: repr(others(case))), key=others):
            found = [case[last] for case in cases]
            conditions = [self._is(each, worth) for each, worth in zip(rest, around, strict=True)]
            values = [each for each in found if isinstance(each, Fraction | str)]
            ways = [self.has_value(feature, values)] if values else []
            if None in found:
                ways.append(self._is(feature, None))
            yield every([*conditions, some(ways)])

    def _is(self, variable: Variable, worth: object) -> Expression:
        if isinstance(variable, Presence):
            there = self.is_there(variable)
            return there if worth else negated(there)
        if isinstance(worth, Fraction | str):
            return self.has_value(variable, [worth])
        presence = self.presence[variable]
        return TRUE if presence is None else negated(self.is_there(presence))

    def _holds(self, comparison: Compare, case: Mapping[Variable, object]) -> bool:
        left, right = self._worth(comparison.left, case), self._worth(comparison.right, case)
        if left is None or right is None or isinstance(left, str) is not isinstance(right, str):
            return False
        return compared(comparison.sign, left, right)

    def _there(self, feature: Feature, case: Mapping[Variable, object]) -> bool:
        presence = self.presence[feature]
        return presence is None or bool(case[presence])

    def _worth(self, amount: Amount, case: Mapping[Variable, object]) -> Worth:
        match amount:
            case Literal(worth):
                return worth
            case Value(feature):
                found = case[feature]
                nothing: Fraction | str = "" if feature.type is Type.STRING else Fraction(0)
                return found if isinstance(found, Fraction | str) else nothing
            case Known(feature, name):
                known = feature.attributes[name].worth
                if isinstance(known, bool) or known is None:
                    return None
                return known if self._there(feature, case) else "" if isinstance(known, str) else Fraction(0)
            case Arithmetic(sign, left, right):
                return _calculated(sign, self._worth(left, case), self._worth(right, case))
            case Applied(function, argument):
                return _applied(function, self._worth(argument, case))
            case Total(function, name):
                there = [each.attributes[name].worth for each in self.carriers(amount) if self._there(each, case)]
                numbers = [each for each in there if isinstance(each, Fraction)]
                total = sum(numbers, Fraction(0))
                return total if function == "sum" else total / len(numbers) if numbers else None


def _calculated(sign: str, left: Worth, right: Worth) -> Worth:
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def _applied(function: str, worth: Worth) -> Worth:
    if function == "len":
        return Fraction(len(worth)) if isinstance(worth, str) else None
    if not isinstance(worth, Fraction):
        return None
    return Fraction(floor(worth) if function == "floor" else ceil(worth))


def compared(sign: str, left: Fraction | str, right: Fraction | str) -> bool:
    """Whether two numbers, or two texts, stand in this relation."""
    if isinstance(left, str) or isinstance(right, str):
        return (str(left) == str(right)) is (sign == "=") if sign in ("=", "!=") else False
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]
