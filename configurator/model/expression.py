"""Resolved, typed expressions: what conditions and amounts look at, as a tree of frozen values.

`evaluation` says what they are worth. Whatever an expression can be is here, a class a kind, so that whoever compiles
expressions into something faster knows when it has them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from configurator.text.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: bool | Fraction | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class OptionValue:
    """What is chosen for an option: a key, truth value, amount, text, or set of keys."""

    option: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the value chosen for an option; unknown without a value, or where the value lacks it."""

    option: str
    name: str


@dataclass(frozen=True, slots=True)
class Present:
    """Whether an option has a value that is not the empty set. With `attribute`: whether that value has it."""

    option: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class HasValue:
    """Whether an option has a value at all; the empty set is one. True exactly for active options of `any of`."""

    option: str


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether an `any of` option's set has this key in it."""

    option: str
    key: str


@dataclass(frozen=True, slots=True)
class Length:
    """How many graphemes a text option's text has."""

    option: str


@dataclass(frozen=True, slots=True)
class ChosenAmounts:
    """An attribute of each value in an `any of` option's set; stands only inside sum, min and max."""

    option: str
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """Not."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides of one type under one of `= != < <= > >=`."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class InSet:
    """Whether a word or an amount is one of some constants."""

    item: Expression
    values: frozenset[bool | Fraction | str]


@dataclass(frozen=True, slots=True)
class Matches:
    """Whether the whole of a text is one that a pattern describes."""

    item: Expression
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class InRange:
    """Whether an amount lies between two, both included."""

    item: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts added up, each times +1 or -1; what is absent counts 0. `a - b` is `Sum((a, b), (1, -1))`."""

    parts: tuple[Expression, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """An amount times another."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Quotient:
    """An amount by another; unknown where that is zero."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least (`which` = "min") or greatest ("max") of some amounts; absent ones do not count; unknown if all are."""

    which: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many: a condition counts 1 where it is true, a set option as many as it has, another option 1 if present."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """One of two amounts: `then` where the condition is true, `otherwise` where it is false or unknown."""

    then: Expression
    condition: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class OfEach:
    """What is said of each product in a list, as it was said; stands where several are looked at together.

    `how`: every, some, count, sum, min or max. `condition` and `amount` look at one of them, whose options have `name`
    and a dot before their keys. `written` says the same, place by place: all that is evaluated or compiled.
    """

    how: str
    option: str
    name: str
    condition: Expression
    amount: Expression | None
    written: Expression


Expression = (
    Constant | OptionValue | Attribute | Present | HasValue | Contains | Length | ChosenAmounts | Not | And | Or
    | Compare | InSet | Matches | InRange | Sum | Product | Quotient | Extreme | Count | Conditional | OfEach
)  # fmt: skip

TRUE, FALSE = Constant(True), Constant(False)


def where_true(condition: Expression) -> Expression:
    """A condition as `Count` counts it, where it is true: a bare option would count wherever it has a value."""
    return Compare("=", condition, TRUE) if isinstance(condition, OptionValue) else condition


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside this one."""
    match expression:
        case Not(part):
            return (part,)
        case And(parts) | Or(parts) | Sum(parts, _) | Extreme(_, parts) | Count(parts):
            return parts
        case Compare(_, left, right) | Product(left, right) | Quotient(left, right):
            return (left, right)
        case InSet(item, _) | Matches(item, _):
            return (item,)
        case InRange(item, low, high):
            return (item, low, high)
        case Conditional(then, condition, otherwise):
            return (then, condition, otherwise)
        case OfEach():
            return (expression.written,)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """This expression and all inside it, outer before inner, left before right."""
    waiting = [expression]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(children(each)))


def options_in(expression: Expression) -> tuple[str, ...]:
    """The keys of the options that it looks at, in order of appearance, each once."""
    if isinstance(expression, LEAVES):  # most of all
        return (expression.option,)
    found: dict[str, None] = {}
    waiting: list[Expression] = [expression]
    while waiting:
        each = waiting.pop()
        if isinstance(each, LEAVES):
            found[each.option] = None
        elif isinstance(each, _JOINED):
            waiting += each.parts[::-1]
        elif isinstance(each, Not):
            waiting.append(each.part)
        elif not isinstance(each, Constant):
            waiting.extend(reversed(children(each)))
    return tuple(found)


def attributes_in(expression: Expression) -> tuple[tuple[str, str], ...]:
    """The attributes that it looks at, as key of the option and name, in order of appearance, each once."""
    found = []
    for each in walk(expression):
        match each:
            case Attribute(option, name) | ChosenAmounts(option, name) | Present(option, str(name)):
                found.append((option, name))
    return tuple(dict.fromkeys(found))


LEAVES = (OptionValue, Attribute, Present, HasValue, Contains, Length, ChosenAmounts)
_JOINED = (And, Or)
