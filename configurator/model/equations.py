"""What an option is that follows from others: a value that is worked out, and a condition that two sides agree."""

from __future__ import annotations

from fractions import Fraction

from configurator.errors import TooComplexError
from configurator.model.domain import (
    CanonicalValue,
    Domain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    ValueDomain,
)
from configurator.model.evaluation import Worth
from configurator.model.expression import (
    FALSE,
    TRUE,
    And,
    Compare,
    Conditional,
    Constant,
    Count,
    Expression,
    HasValue,
    InRange,
    InSet,
    Not,
    OptionValue,
    Or,
    walk,
    where_true,
)
from configurator.model.substitution import rebuilt
from configurator.model.units import decimal_text

_ONE = Constant(Fraction(1))

MOST_PARTS = 2_000
"""Parts of a condition without choices between amounts, about."""


def value_of(worth: Worth, domain: Domain) -> CanonicalValue | None:
    """The value of an option that is worth this; None if it has none such."""
    match domain:
        case FlagDomain() if isinstance(worth, bool):
            return worth
        case ValueDomain() if isinstance(worth, str):
            return worth if worth in domain.by_key else None
        case IntegerDomain() | NumberDomain() if isinstance(worth, Fraction):
            return _number(worth, domain)
    return None


def _number(worth: Fraction, domain: IntegerDomain | NumberDomain) -> CanonicalValue | None:
    number = worth / domain.factor if isinstance(domain, NumberDomain) else worth
    if not domain.least <= number <= domain.greatest or (number - domain.least) % domain.step:
        return None
    return int(number) if isinstance(domain, IntegerDomain) else decimal_text(number)


def equation(key: str, formula: Expression, domain: Domain) -> Expression:
    """The condition, true or false and never unknown, that an option has what a formula comes to.

    Where the formula is unknown, the option has no value.
    """
    if isinstance(domain, FlagDomain):
        yes, no = _is_true(formula), _is_true(Not(formula))
        chosen = OptionValue(key)
        equal: Expression = Or(
            (
                And((yes, _is_true(Compare("=", chosen, TRUE)))),
                And((no, _is_true(Compare("=", chosen, FALSE)))),
            )
        )
        return Or((equal, And((Not(Or((yes, no))), Not(HasValue(key))))))
    return Or((_equal(key, formula), And((Not(_known(formula)), Not(HasValue(key))))))


def _equal(key: str, formula: Expression) -> Expression:
    if isinstance(formula, Conditional):
        met = _is_true(formula.condition)
        return Or((And((met, _equal(key, formula.then))), And((Not(met), _equal(key, formula.otherwise)))))
    return _is_true(Compare("=", OptionValue(key), formula))


def _known(formula: Expression) -> Expression:
    if isinstance(formula, Conditional):
        met = _is_true(formula.condition)
        return Or((And((met, _known(formula.then))), And((Not(met), _known(formula.otherwise)))))
    return _is_true(Compare("=", formula, formula))


def without_choices(condition: Expression) -> Expression:
    """A condition in which choices between two amounts are written as `or`, since no graph knows them otherwise.

    Each doubles the comparison that it stands in: `TooComplexError` where that makes more than `MOST_PARTS`.
    """
    return _without_choices(condition, [MOST_PARTS])


def _without_choices(condition: Expression, room: list[int]) -> Expression:
    if not isinstance(condition, Compare | InSet | InRange):
        return rebuilt(condition, lambda each: _without_choices(each, room))
    choice = next((each for each in walk(condition) if isinstance(each, Conditional)), None)
    if choice is None:
        return rebuilt(condition, lambda each: _without_choices(each, room))
    room[0] -= sum(1 for _ in walk(condition))
    if room[0] < 0:
        raise TooComplexError("there are too many choices between amounts in one condition", (), (), None)
    met = _is_true(_without_choices(choice.condition, room))
    one, other = (
        _without_choices(_replaced(condition, choice, each), room) for each in (choice.then, choice.otherwise)
    )
    return Or((And((met, one)), And((Not(met), other))))


def _replaced(expression: Expression, old: Expression, new: Expression) -> Expression:
    return new if expression == old else rebuilt(expression, lambda each: _replaced(each, old, new))


def _is_true(condition: Expression) -> Expression:
    return Compare("=", Count((where_true(condition),)), _ONE)
