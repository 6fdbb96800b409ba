"""Constraints of feature models: conditions over features, and amounts and texts that they compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from configurator.exchange.feature_tree.tree import Feature
from configurator.source import Span


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """The feature is there."""

    feature: Feature


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """What is not so."""

    part: Expression


@dataclass(frozen=True, slots=True, eq=False)
class And:
    """All of them."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    """At least one of them."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Implies:
    """If the one, then the other."""

    condition: Expression
    then: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Iff:
    """Both or none of the two."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Always:
    """True, or false, whatever is chosen."""

    truth: bool


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """Two amounts, or two texts, beside each other; `sign` as the language of catalogs writes it: `=`, `!=`, `<` …"""

    sign: str
    left: Amount
    right: Amount
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A comparison as a catalog writes it, and its opposite; `option` is what it looks at, where that may be absent.

    `absent` is its truth then; without an `option` it is never unknown.
    """

    text: str
    opposite: str
    option: str | None = None
    absent: bool = False


Expression = Selected | Not | And | Or | Implies | Iff | Always | Compare | Written


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text as it is written."""

    worth: Fraction | str


@dataclass(frozen=True, slots=True)
class Value:
    """The number or text of a typed feature; 0 or the empty text where it is not there."""

    feature: Feature


@dataclass(frozen=True, slots=True)
class Known:
    """An attribute of a feature; 0 or the empty text where the feature is not there."""

    feature: Feature
    attribute: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two amounts with `+`, `-`, `*` or `/` between them."""

    sign: str
    left: Amount
    right: Amount


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of one amount or text: `floor`, `ceil`, `len`."""

    function: str
    argument: Amount


@dataclass(frozen=True, slots=True)
class Total:
    """The `sum` or `avg` of an attribute over those features below `root`, and itself, that are there and have it."""

    function: str
    attribute: str
    root: Feature


Amount = Literal | Value | Known | Arithmetic | Applied | Total

TRUE, FALSE = Always(True), Always(False)
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SWAPPED = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}


def every(parts: Iterable[Expression]) -> Expression:
    """All of them, with what is always so left out."""
    found: list[Expression] = []
    for part in parts:
        if isinstance(part, And):
            found += part.parts
        elif not isinstance(part, Always):
            found.append(part)
        elif not part.truth:
            return FALSE
    return And(tuple(found)) if len(found) > 1 else found[0] if found else TRUE


def some(parts: Iterable[Expression]) -> Expression:
    """At least one of them, with what is never so left out."""
    found: list[Expression] = []
    for part in parts:
        if isinstance(part, Or):
            found += part.parts
        elif not isinstance(part, Always):
            found.append(part)
        elif part.truth:
            return TRUE
    return Or(tuple(found)) if len(found) > 1 else found[0] if found else FALSE


def negated(expression: Expression) -> Expression:
    """What holds exactly where this does not; negations stand before single features only."""
    match expression:
        case Always(truth):
            return FALSE if truth else TRUE
        case Not(part):
            return plain(part)
        case And(parts):
            return some([negated(each) for each in parts])
        case Or(parts):
            return every([negated(each) for each in parts])
        case Implies(condition, then):
            return every([plain(condition), negated(then)])
        case Iff(left, right):
            return some([every([plain(left), negated(right)]), every([negated(left), plain(right)])])
        case Compare(sign, left, right, span):
            return Compare(OPPOSITE[sign], left, right, span)
        case Written(text, other, option, absent):
            return Written(other, text, option, not absent)
        case Selected():
            return Not(expression)


def plain(expression: Expression) -> Expression:
    """The same with `and` and `or` only, and negations before single features only."""
    match expression:
        case Not(part):
            return expression if isinstance(part, Selected) else negated(part)
        case And(parts):
            return every([plain(each) for each in parts])
        case Or(parts):
            return some([plain(each) for each in parts])
        case Implies(condition, then):
            return some([negated(condition), plain(then)])
        case Iff(left, right):
            return some([every([plain(left), plain(right)]), every([negated(left), negated(right)])])
    return expression


def comparisons(expression: Expression) -> Iterator[Compare]:
    """Every comparison in a condition."""
    waiting = [expression]
    while waiting:
        match waiting.pop():
            case Compare() as found:
                yield found
            case Not(part):
                waiting.append(part)
            case And(parts) | Or(parts):
                waiting += parts
            case Implies(left, right) | Iff(left, right):
                waiting += (left, right)


def amounts(amount: Amount) -> Iterator[Amount]:
    """An amount and all that it is made of."""
    yield amount
    match amount:
        case Arithmetic(_, left, right):
            yield from amounts(left)
            yield from amounts(right)
        case Applied(_, argument):
            yield from amounts(argument)


def mapped(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same condition with its features and comparisons changed, and what follows of that simplified."""
    match expression:
        case Not(part):
            return opposite(mapped(part, change))
        case And(parts):
            return every([mapped(each, change) for each in parts])
        case Or(parts):
            return some([mapped(each, change) for each in parts])
        case Implies(left, right):
            return implied(mapped(left, change), mapped(right, change))
        case Iff(left, right):
            one, other = mapped(left, change), mapped(right, change)
            for first, second in ((one, other), (other, one)):
                if isinstance(first, Always):
                    return second if first.truth else opposite(second)
            return Iff(one, other)
    return change(expression)


def opposite(expression: Expression) -> Expression:
    """Its negation, written as one where it is not a constant."""
    return negated(expression) if isinstance(expression, Always | Not) else Not(expression)


def implied(condition: Expression, then: Expression) -> Expression:
    """If the one, then the other; constants are worked out."""
    if isinstance(condition, Always):
        return then if condition.truth else TRUE
    if isinstance(then, Always):
        return TRUE if then.truth else opposite(condition)
    if isinstance(condition, Selected) and isinstance(then, Selected) and condition.feature is then.feature:
        return TRUE
    return Implies(condition, then)
