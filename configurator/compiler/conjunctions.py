"""A condition as alternatives, each «x in A and y in B and …», with at most one linear budget beside it.

`and` multiplies alternatives, `or` adds them, and each part that looks at one option is a test on it. A part that ties
several options together becomes a budget where it is a linear sum, and boxes of a small truth table where it is not.
More than `MOST_BOXES` alternatives are given up.

A budget is «this sum of weights is more than that». All figures are brought to whole numbers by the least common
multiple of the denominators that occur, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, lcm

from configurator.compiler.comparisons import OPPOSITE
from configurator.compiler.grids import MOST_BOXES, Room, Test, classified, grid, listed_values
from configurator.compiler.parts import Linear, gathered, is_affine, linear, terms
from configurator.knowledge.formula import formula
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue, IntegerDomain, NumberDomain
from configurator.model.evaluation import Choices, evaluate
from configurator.model.expression import And, Compare, Expression, Not, OptionValue, Or, options_in
from configurator.model.option import Option

WIDEST_BUDGET = 64
"""In bits; a sum that needs more is left to a formula."""

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Weight:
    """What each value of an option weighs, as a whole number from `least` to `most`."""

    of: Callable[[CanonicalValue | None], int]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Budget:
    """Met where the weights of the options' values sum up to more than `limit`."""

    weights: Mapping[str, Weight]
    limit: int


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Met where all tests of all options are, and the budget, if there is one."""

    tests: Mapping[str, tuple[Test, ...]] = field(default_factory=dict)
    budget: Budget | None = None

    def and_also(self, other: Conjunction) -> Conjunction | None:
        """Both at once; None if each has a budget."""
        if self.budget and other.budget:
            return None
        tests = dict(self.tests)
        for option, more in other.tests.items():
            tests[option] = tests.get(option, ()) + more
        return Conjunction(tests, self.budget or other.budget)


Alternatives = list[Conjunction]


def alternatives(expression: Expression, product: Product, room: Room, *, met: bool = True) -> Alternatives | None:
    """Where an expression (as `positive` makes it) is true; without `met`, where it is false or unknown."""
    options = options_in(expression)
    if not options:
        return [Conjunction()] if (evaluate(expression, {}, {}) is True) is met else []
    if len(options) == 1:
        return [Conjunction({options[0]: (_test(expression, product, met=met),)})]
    if isinstance(expression, And | Or):
        parts = (alternatives(part, product, room, met=met) for part in gathered(expression))
        return any_of(parts) if isinstance(expression, Or) is met else all_of(parts)
    if isinstance(expression, Compare):
        found = _budgets(expression, product, met=met)
        if found is not None:
            return found
    return _boxes(expression, product, room, met=met)


def any_of(parts: Iterator[Alternatives | None]) -> Alternatives | None:
    """The alternatives of all parts; None if they are too many, or a part is None."""
    found: Alternatives = []
    for part in parts:
        if part is None or len(found) + len(part) > MOST_BOXES:
            return None
        found += part
    return found


def all_of(parts: Iterator[Alternatives | None]) -> Alternatives | None:
    """One alternative of each part, in every combination; None as in `any_of`."""
    found = [Conjunction()]
    for part in parts:
        if part is None or len(found) * len(part) > MOST_BOXES:
            return None
        both = [one.and_also(other) for one in found for other in part]
        found = [each for each in both if each is not None]
        if len(found) < len(both):
            return None
    return found


def _test(expression: Expression, product: Product, *, met: bool) -> Test:
    match expression:  # most tests of a large Boolean model; they take a third of the time without a formula
        case OptionValue():
            return Test(_is_yes, frozenset((met,)))
        case Not(OptionValue()):
            return Test(_is_no, frozenset((met,)))
    key, function = options_in(expression)[0], formula(expression, product.domains)

    def is_true(value: CanonicalValue | None) -> bool:
        return function({key: value}) is True

    return Test(is_true, frozenset((met,)))


def _is_yes(value: CanonicalValue | None) -> bool:
    return value is True


def _is_no(value: CanonicalValue | None) -> bool:
    return value is False


def _boxes(expression: Expression, product: Product, room: Room, *, met: bool) -> Alternatives | None:
    if not room.cells:
        return None
    axes = {}
    for key, of_option in terms(expression).items():
        classes = classified(product.by_key[key], of_option, product.domains)
        if classes is None:
            return None
        axes[key] = classes

    function = formula(expression, product.domains)

    def is_met(choices: Choices, _: tuple[Hashable, ...]) -> bool:
        return (function(choices) is True) is met

    table = grid(axes, is_met, room)
    boxes = table.boxes() if table else None
    return None if boxes is None else [Conjunction({key: (test,) for key, test in box.items()}) for box in boxes]


def _budgets(expression: Compare, product: Product, *, met: bool) -> Alternatives | None:
    left, right = linear(expression.left), linear(expression.right)
    if left is None or right is None:
        return None
    difference = left.plus(right.scaled(Fraction(-1)))
    sign = expression.sign if met else OPPOSITE[expression.sign]  # never unknown, so the opposite is all the rest
    if sign == "=":
        return None
    signs = ("<", ">") if sign == "!=" else (sign,)
    found = [
        budget
        for each in signs
        if (budget := _budget(difference if each[0] == ">" else difference.scaled(Fraction(-1)), each, product))
    ]
    return [Conjunction(budget=budget) for budget in found] if len(found) == len(signs) else None


def _budget(difference: Linear, sign: str, product: Product) -> Budget | None:
    """Where a linear sum is above zero, or not below it where `sign` ends with `=`."""
    amounts = {}
    for key, of_option in difference.weights:
        found = _amounts(product.by_key[key], of_option, product)
        if found is None:
            return None
        amounts[key] = found
    scale = lcm(*(amount.denominator for _, sample in amounts.values() for amount in sample))
    limit = -difference.constant * scale
    whole = floor(limit)
    if sign.endswith("=") and whole == limit:
        whole -= 1
    weights = {key: _weight(amount, sample, scale) for key, (amount, sample) in amounts.items()}
    widest = sum(max(abs(weight.least), abs(weight.most)) for weight in weights.values()) + abs(whole)
    return Budget(weights, whole) if widest.bit_length() < WIDEST_BUDGET else None


Amount = Callable[[CanonicalValue | None], Fraction]


def _amounts(
    option: Option, of_option: tuple[tuple[Fraction, Expression], ...], product: Product
) -> tuple[Amount, list[Fraction]] | None:
    """What an option's values add, and samples with all bounds and denominators; None if no sample can tell them."""
    functions = [(factor, formula(term, product.domains)) for factor, term in of_option]
    key = option.key

    def amount(value: CanonicalValue | None) -> Fraction:
        total, choices = _NOTHING, {key: value}
        for factor, function in functions:
            worth = function(choices)
            if isinstance(worth, Fraction) and worth:
                worth = worth if factor == 1 else factor * worth
                total = total + worth if total else worth
        return total

    domain = option.domain
    sample: tuple[CanonicalValue | None, ...] | None
    if isinstance(domain, IntegerDomain | NumberDomain) and all(is_affine(term) for _, term in of_option):
        last = domain.size() - 1
        sample = (None, domain.at(0), domain.at(min(1, last)), domain.at(last))
    else:
        sample = listed_values(option)
    return None if sample is None else (amount, [amount(value) for value in sample])


def _weight(amount: Amount, sample: list[Fraction], scale: int) -> Weight:
    def weight(value: CanonicalValue | None) -> int:
        return int(amount(value) * scale)

    whole = [int(each * scale) for each in sample]
    return Weight(weight, min(whole), max(whole))
