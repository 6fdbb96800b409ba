"""From a rule or an activity to the test that says whether it is broken.

The test is over terms, each the largest part that looks at one option only: under `and`, `or`, `count` and in sums,
parts that look at the same option are drawn together, which makes fewer terms and coarser classes. Truth needs no third
value here: a test asks whether a condition is *true*, or whether it is *false*, and unknown is neither.

`max(a, b) <= 7` becomes conditions over `a` and `b` alone, so that no amounts need to be remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from configurator.compiler.comparisons import MIRRORED, OPPOSITE
from configurator.compiler.nodes import Amount, Kind, Node
from configurator.compiler.residual import Residuals
from configurator.compiler.terms import ExpressionTerm, Term
from configurator.model.constraint import Activity, Rule
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    And,
    ChosenAmounts,
    Compare,
    Constant,
    Count,
    Expression,
    Extreme,
    HasValue,
    InRange,
    InSet,
    Not,
    Or,
    Product,
    Quotient,
    Sum,
    options_in,
)

Condition = tuple[Expression, bool]  # an expression, and the truth value that is asked for
Addend = tuple[Fraction, Expression, bool]  # a factor, an expression, and whether it is counted rather than added

_ONE = Fraction(1)


def broken(constraint: Rule | Activity, residuals: Residuals) -> Node:
    """The test that holds exactly where a rule or an activity is broken."""
    translation = Translation(residuals)
    if isinstance(constraint, Rule):
        return translation.test([(constraint.when, True), (constraint.condition, constraint.forbids)], every=True)
    valued = HasValue(constraint.option)
    idle = residuals.not_(translation.truth(constraint.when, True))
    unasked = residuals.all_((idle, translation.truth(valued, True)))
    if constraint.optional:
        return unasked
    return residuals.any_((unasked, translation.test([(constraint.when, True), (valued, False)], every=True)))


def terms_in(test: Node) -> Iterator[Term]:
    """The terms of a test, each once."""
    seen = {test: None}
    waiting = [test]
    while waiting:
        node = waiting.pop()
        if node.kind is Kind.TERM:
            yield node.fact
        waiting.extend(part for part in node.parts if part not in seen)
        seen |= dict.fromkeys(node.parts)


class Translation:
    """Expressions to nodes; `truth` makes tests, `worth` makes worths."""

    def __init__(self, residuals: Residuals) -> None:
        self._make = residuals

    def truth(self, expression: Expression, wanted: bool) -> Node:
        """The test that holds where an expression is worth `wanted`."""
        return self._truth(expression, wanted, options_in(expression))

    def _truth(self, expression: Expression, wanted: bool, options: tuple[str, ...]) -> Node:
        """As `truth`; `options` are those in the expression."""
        if not options:
            return self._make.known(evaluate(expression, {}, {}) is wanted)
        if len(options) == 1:
            return self._make.term(ExpressionTerm(options[0], expression if wanted else Not(expression), truth=True))
        match expression:
            case Not(part):
                return self.truth(part, not wanted)
            case And() | InRange():
                return self.test([(expression, wanted)], every=wanted)
            case Or():
                return self.test([(expression, wanted)], every=not wanted)
            case Compare(sign, left, right):
                return self._compare(sign if wanted else OPPOSITE[sign], left, right)
            case InSet(Extreme() as item, values) if values:
                equal = [Compare("=", item, Constant(value)) for value in sorted(values, key=str)]
                return self.truth(Or(tuple(equal)), wanted)
            case InSet(item, values):
                return self._make.in_(self.worth(item), values, wanted)
        raise TypeError(f"not a condition: {expression!r}")

    def test(self, conditions: Iterable[Condition], every: bool) -> Node:
        """The test that all of these conditions, or some of them, are met."""
        alone: dict[str, list[Expression]] = {}
        others: list[Node] = []
        for expression, wanted, options in _flat(conditions, every):
            if len(options) == 1:
                alone.setdefault(options[0], []).append(expression if wanted else Not(expression))
            else:
                others.append(self._truth(expression, wanted, options))
        join = And if every else Or
        others += [
            self._truth(parts[0] if len(parts) == 1 else join(tuple(parts)), True, (option,))
            for option, parts in alone.items()
        ]
        return self._make.all_(others) if every else self._make.any_(others)

    def _compare(self, sign: str, left: Expression, right: Expression) -> Node:
        if isinstance(left, Extreme) and len(options_in(left)) > 1:
            return self._compare_extreme(sign, left, right)
        if isinstance(right, Extreme) and len(options_in(right)) > 1:
            return self._compare_extreme(MIRRORED[sign], right, left)
        if isinstance(left, Sum | Count | Constant) and isinstance(right, Sum | Count):
            left, right = Sum((left, right), (1, -1)), Constant(Fraction(0))  # neither is ever unknown
        return self._make.compare(sign, self.worth(left), self.worth(right))

    def _compare_extreme(self, sign: str, extreme: Extreme, other: Expression) -> Node:
        """`max(a, b) <= x` holds where some part is at most x and none is known to be above; so for each sign."""
        outward = ">" if extreme.which == "max" else "<"

        def some(sign: str) -> Node:
            return self._make.any_(self.truth(Compare(sign, part, other), True) for part in _by_option(extreme))

        if sign[0] == outward:
            return some(sign)
        if sign == "!=":
            return self._make.any_(
                (self._compare_extreme("<", extreme, other), self._compare_extreme(">", extreme, other))
            )
        if sign == "=":
            return self._make.all_((some("="), self._make.not_(some(outward))))
        return self._make.all_((some(sign), self._make.not_(some(OPPOSITE[sign]))))

    def worth(self, expression: Expression) -> Node:
        """The node that is worth what an expression is worth."""
        options = options_in(expression)
        if not options:
            return self._make.known(evaluate(expression, {}, {}))
        if len(options) == 1:
            return self._make.term(ExpressionTerm(options[0], expression, truth=False))
        match expression:
            case Sum() | Count():
                return self._sum(expression)
            case Product(left, right):
                return self._make.product(self.worth(left), self.worth(right))
            case Quotient(left, right):
                return self._make.product(self.worth(left), self.worth(right), divided=True)
            case Extreme(which):
                return self._make.extreme(which, None, [self.worth(part) for part in _by_option(expression)])
        return self._make.truth(self.truth(expression, True), self.truth(expression, False))

    def _sum(self, expression: Sum | Count) -> Node:
        alone: dict[str, list[Addend]] = {}
        others: list[tuple[Amount, Node]] = []
        for factor, part, counted in _addends(_ONE, expression, False):
            options = options_in(part)
            if len(options) == 1:
                alone.setdefault(options[0], []).append((factor, part, counted))
            elif counted:
                others.append((factor, self._make.number(self.truth(part, True))))
            else:
                others.append((factor, self.worth(part)))
        sums = (Sum(tuple(map(_multiple, addends)), tuple(map(_sign, addends))) for addends in alone.values())
        return self._make.sum_(0, [*others, *((1, self.worth(each)) for each in sums)])


def _flat(conditions: Iterable[Condition], every: bool) -> Iterator[tuple[Expression, bool, tuple[str, ...]]]:
    """Conditions with the ands among them (`every`), or the ors, taken apart, unless they look at one option only.

    With each come the options that it looks at.
    """
    waiting = list(conditions)[::-1]
    while waiting:
        expression, wanted = waiting.pop()
        inner: Sequence[Condition] | None = None
        options = options_in(expression)
        if len(options) > 1:
            match expression:
                case Not(part):
                    inner = [(part, not wanted)]
                case And(parts) if wanted is every:
                    inner = [(part, wanted) for part in parts]
                case Or(parts) if wanted is not every:
                    inner = [(part, wanted) for part in parts]
                case InRange(item, low, high) if wanted is every:
                    inner = [(Compare(">=", item, low), wanted), (Compare("<=", item, high), wanted)]
        if inner is None:
            yield expression, wanted, options
        else:
            waiting.extend(reversed(inner))


def _by_option(extreme: Extreme) -> list[Expression]:
    """The parts of an extreme, those that look at the same one option, or at none, drawn together."""
    groups: dict[tuple[str, ...] | int, list[Expression]] = {}
    for place, part in enumerate(extreme.parts):
        options = options_in(part)
        groups.setdefault(options if len(options) < 2 else place, []).append(part)
    return [
        parts[0]
        if len(parts) == 1 and not isinstance(parts[0], ChosenAmounts)
        else replace(extreme, parts=tuple(parts))
        for parts in groups.values()
    ]


def _addends(factor: Fraction, expression: Expression, counted: bool) -> Iterator[Addend]:
    """What a sum adds up: sums in it, counts, and multiples by constants taken apart."""
    match expression:
        case Sum(parts, signs) if not counted:
            for part, sign in zip(parts, signs, strict=True):
                yield from _addends(factor * sign, part, False)
        case Count(parts) if not counted:
            for part in parts:
                yield from _addends(factor, part, True)
        case Product(left, right) if not counted and (constant := _constant(right)) is not None:
            yield from _addends(factor * constant, left, False)
        case Product(left, right) if not counted and (constant := _constant(left)) is not None:
            yield from _addends(factor * constant, right, False)
        case Quotient(left, right) if not counted and (constant := _constant(right)):
            yield from _addends(factor / constant, left, False)
        case _:
            yield factor, expression, counted


def _constant(expression: Expression) -> Fraction | None:
    worth = None if options_in(expression) else evaluate(expression, {}, {})
    return worth if isinstance(worth, Fraction) else None


def _multiple(addend: Addend) -> Expression:
    """An addend as an expression that is never unknown, its sign left out."""
    factor, part, counted = addend
    expression: Expression = Count((part,)) if counted else part
    if abs(factor) == 1:
        return expression
    return Product(Constant(abs(factor)), expression if counted else Sum((expression,), (1,)))


def _sign(addend: Addend) -> int:
    return -1 if addend[0] < 0 else 1
