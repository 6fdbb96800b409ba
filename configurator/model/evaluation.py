"""What an expression is worth for given choices: the referee of everything faster.

An expression is worth a truth value (`bool`), an amount (`Fraction`, base units), a word (`str`: key, symbol, text,
color or date), a set of keys (`frozenset`), or *unknown* (`None`) where an option has no value. Truth follows Kleene's
strong three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, section 64). Never unknown are
`Present`, `HasValue`, `Count` and `Sum` (of which `a + b` is one): an absent amount in a sum counts 0.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from configurator.model.domain import AnyOfDomain, CanonicalValue, Domain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Conditional,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    HasValue,
    InRange,
    InSet,
    Length,
    Matches,
    Not,
    OfEach,
    OptionValue,
    Or,
    Present,
    Product,
    Quotient,
    Sum,
)
from configurator.model.value import AttributeValue, Value
from configurator.text.graphemes import grapheme_count

Worth = bool | Fraction | str | frozenset[str] | None
Choices = Mapping[str, CanonicalValue | None]

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""What each sign of a comparison asks of two sides that have a value."""


def evaluate(expression: Expression, choices: Choices, domains: Mapping[str, Domain]) -> Worth:
    """What an expression is worth.

    `choices` has canonical values by option key, completed (CODE.md section 1): a missing option or None has no value.
    `domains` has the domain of each option named in the expression.
    """
    match expression:
        case Constant(value):
            return value
        case OptionValue() | Attribute() | Present() | HasValue() | Contains() | Length():
            return _leaf(expression, choices.get(expression.option), domains[expression.option])
        case Not(part):
            truth = evaluate(part, choices, domains)
            return None if truth is None else not truth
        case And(parts):
            return _all(evaluate(part, choices, domains) for part in parts)
        case Or(parts):
            truth = _all(_negate(evaluate(part, choices, domains)) for part in parts)
            return None if truth is None else not truth
        case Compare(sign, left, right):
            return compare(sign, evaluate(left, choices, domains), evaluate(right, choices, domains))
        case InSet(item, values):
            worth = evaluate(item, choices, domains)
            return None if worth is None else worth in values
        case Matches(item, pattern):
            worth = evaluate(item, choices, domains)
            return pattern.matches(worth) if isinstance(worth, str) else None
        case InRange(item, low, high):
            worth = evaluate(item, choices, domains)
            above = compare(">=", worth, evaluate(low, choices, domains))
            return _all((above, compare("<=", worth, evaluate(high, choices, domains))))
        case Product(left, right) | Quotient(left, right):
            return multiply(expression, evaluate(left, choices, domains), evaluate(right, choices, domains))
        case Sum(parts, signs):
            total = Fraction(0)
            for part, factor in zip(parts, signs, strict=True):
                total += factor * sum(_amounts(part, choices, domains), Fraction(0))
            return total
        case Extreme(which, parts):
            amounts = [amount for part in parts for amount in _amounts(part, choices, domains)]
            return None if not amounts else min(amounts) if which == "min" else max(amounts)
        case Count(parts):
            return Fraction(sum(_counted(part, choices, domains) for part in parts))
        case Conditional(then, condition, otherwise):
            met = evaluate(condition, choices, domains) is True
            return evaluate(then if met else otherwise, choices, domains)
        case OfEach():
            return evaluate(expression.written, choices, domains)
        case ChosenAmounts():
            raise TypeError("an attribute of a set stands only inside sum, min and max")


def compare(sign: str, left: Worth, right: Worth) -> bool | None:
    """Compare two worths of one type; unknown if either is."""
    return None if left is None or right is None else SIGNS[sign](left, right)


def multiply(expression: Product | Quotient, left: Worth, right: Worth) -> Fraction | None:
    """The product or quotient of two amounts; unknown if either is, and where the divisor is zero."""
    if left is None or right is None:
        return None
    assert isinstance(left, Fraction)  # noqa: S101 - analysis has typed it
    assert isinstance(right, Fraction)  # noqa: S101
    if isinstance(expression, Product):
        return left * right
    return left / right if right else None


def attribute_of(domain: Domain, key: str, name: str) -> AttributeValue | None:
    """An attribute of a value in a domain, or None where the value has none."""
    return _values(domain)[key].attributes.get(name)


def _leaf(leaf: Expression, chosen: CanonicalValue | None, domain: Domain) -> Worth:
    match leaf:
        case HasValue():
            return chosen is not None
        case Present(_, None):
            return chosen is not None and chosen != ()
        case Present(_, str() as name):
            return isinstance(chosen, str) and attribute_of(domain, chosen, name) is not None
    if chosen is None:
        return None
    match leaf:
        case OptionValue():
            return worth_of(chosen, domain)
        case Attribute(_, name):
            return attribute_of(domain, str(chosen), name)
        case Contains(_, key):
            return isinstance(chosen, tuple) and key in chosen
        case Length():
            return Fraction(grapheme_count(str(chosen)))
    raise TypeError(f"not a leaf: {leaf!r}")


def worth_of(chosen: CanonicalValue, domain: Domain) -> Worth:
    """A canonical value as expressions see it: amounts for numbers, a frozenset for a set, else itself."""
    if isinstance(domain, IntegerDomain) and isinstance(chosen, int):
        return domain.amount(chosen)
    if isinstance(domain, NumberDomain) and isinstance(chosen, str):
        return domain.amount(chosen)
    if isinstance(chosen, tuple):
        return frozenset(chosen)
    assert isinstance(chosen, str | bool)  # noqa: S101 - integers belong to integer domains
    return chosen


def _values(domain: Domain) -> Mapping[str, Value]:
    if isinstance(domain, AnyOfDomain):
        return domain.members.by_key
    return domain.by_key if isinstance(domain, ValueDomain) else {}


def _all(truths: Iterator[Worth] | tuple[Worth, ...]) -> bool | None:
    known = True
    for truth in truths:
        if truth is False:
            return False
        known = known and truth is not None
    return True if known else None


def _negate(truth: Worth) -> bool | None:
    return None if truth is None else not truth


def _amounts(part: Expression, choices: Choices, domains: Mapping[str, Domain]) -> list[Fraction]:
    """The amounts that a part adds to a sum or an extreme: none where it is absent, several for a set."""
    if isinstance(part, ChosenAmounts):
        chosen = choices.get(part.option) or ()
        assert isinstance(chosen, tuple)  # noqa: S101
        found = (attribute_of(domains[part.option], key, part.name) for key in chosen)
        return [amount for amount in found if isinstance(amount, Fraction)]
    worth = evaluate(part, choices, domains)
    return [worth] if isinstance(worth, Fraction) else []


def _counted(part: Expression, choices: Choices, domains: Mapping[str, Domain]) -> int:
    if isinstance(part, OptionValue):
        chosen = choices.get(part.option)
        return len(chosen) if isinstance(chosen, tuple) else int(chosen is not None)
    return int(evaluate(part, choices, domains) is True)
