"""Amounts that are made of others: sums, products, choices between two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.analysis.expression_types import Type, amount_of
from configurator.diagnostics import codes
from configurator.model import expression as e
from configurator.model.units import times
from configurator.syntax import nodes as n
from configurator.syntax.statements import COMMENT_HINT

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed, Typer

_ZERO = Fraction(0)


def read_additive(typer: Typer, node: n.Additive) -> Typed | None:
    """A sum, of amounts of one kind of unit."""
    last = node.parts[-1].part if isinstance(node.parts[-1], n.Negative) else None
    if isinstance(last, n.Reference) and node.signs[-1] < 0 and last.name.text not in typer.scope.declared:
        message = f"there is no option `{last.name.text}`"  # it stands behind `--`
        typer.say(codes.UNKNOWN_NAME, last.span, message, COMMENT_HINT)
        return None
    parts = [typer.amount(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    for part, each in zip(known, node.parts, strict=True):
        if part[1].dimension != known[0][1].dimension:
            message = f"{amount_of(part[1].dimension)} cannot be added to {amount_of(known[0][1].dimension)}"
            typer.say(codes.UNIT_MISMATCH, each.span, message, "all parts of a sum need one kind of unit")
            return None
    return e.Sum(tuple(part[0] for part in known), node.signs), shown_as(part[1] for part in known)


def read_multiplicative(typer: Typer, node: n.Multiplicative) -> Typed | None:
    """A product or a quotient of two amounts."""
    left, right = typer.amount(node.left), typer.amount(node.right)
    if left is None or right is None:
        return None
    sign = 1 if node.sign.text == "*" else -1
    unit = left[1].unit if not right[1].dimension else None
    if sign == 1 and not left[1].dimension:
        unit = right[1].unit
    kind = Type("amount", times(left[1].dimension, right[1].dimension, sign), unit=unit)
    if sign == 1:
        return e.Product(left[0], right[0]), kind
    if right[0] == e.Constant(_ZERO):
        typer.say(codes.WRONG_ARGUMENTS, node.right.span, "nothing can be divided by zero", "write another number")
        return None
    return e.Quotient(left[0], right[0]), kind


def read_conditional(typer: Typer, node: n.Conditional, expected: Type | None) -> Typed | None:
    """One of two amounts, or of two values; `expected` is what bare names are looked up as."""
    if typer.scope.is_rule:
        hint = "write two rules, each with its own `when`"
        message = "a choice between two amounts stands in `derive`, `sell` and `build` only"
        typer.say(codes.ONLY_DERIVED, node.span, message, hint)
        return None
    condition = typer.condition(node.condition)
    then, otherwise = typer.typed(node.then, expected), typer.typed(node.otherwise, expected)
    if condition is None or then is None or otherwise is None:
        return None
    if not then[1].agrees(otherwise[1]):
        message = f"{otherwise[1].described} stands beside {then[1].described}"
        code = codes.UNIT_MISMATCH if then[1].kind == otherwise[1].kind == "amount" else codes.TYPE_MISMATCH
        typer.say(code, node.otherwise.span, message, "both need to be of one kind")
        return None
    return e.Conditional(then[0], condition, otherwise[0]), shown_as((then[1], otherwise[1]))


def shown_as(kinds: Iterable[Type]) -> Type:
    """The type of several things of one type, in the unit of the first that has one."""
    first, *others = kinds
    unit = next((each.unit for each in (first, *others) if each.unit is not None), None)
    return replace(first, unit=unit)


def opposite(amount: e.Expression) -> e.Expression:
    """An amount times -1."""
    if isinstance(amount, e.Constant) and isinstance(amount.value, Fraction):
        return e.Constant(-amount.value)
    return e.Product(e.Constant(Fraction(-1)), amount)
