"""The functions of the language: count, sum, min, max, length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.analysis.expression_types import NUMBER, Type, amount_of
from configurator.analysis.members import amounts_of_list, read_counted, read_each_amount
from configurator.diagnostics import codes
from configurator.model import expression as e
from configurator.model.domain import AnyOfDomain, ProductDomain, TextDomain
from configurator.syntax import nodes as n

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed, Typer


def read_call(typer: Typer, node: n.Call) -> Typed | None:
    """A call, with its type; None, and a diagnostic, if it cannot take its arguments."""
    name = node.function.text
    if not node.arguments:
        typer.say(
            codes.WRONG_ARGUMENTS, node.span, f"`{name}` has nothing between its parentheses", "name what it is of"
        )
        return None
    match name:
        case "count":
            return _count(typer, node)
        case "length":
            return _length(typer, node)
    return _of_amounts(typer, node)


def _count(typer: Typer, node: n.Call) -> Typed | None:
    parts: list[e.Expression] = []
    sums: list[e.Expression] = []
    for argument in node.arguments:
        if isinstance(argument, n.Counted):
            counted = read_counted(typer, argument)
            if counted is None:
                return None
            sums.append(counted)
            continue
        typed = typer.typed(argument)
        if typed is None:
            return None
        if typed[1].kind == "product":
            sums.append(typed[0])
            continue
        if typed[1].kind != "truth" and not isinstance(typed[0], e.OptionValue):
            message = f"`count` takes options and conditions, and this is {typed[1].described}"
            typer.say(
                codes.WRONG_ARGUMENTS, argument.span, message, "write `count(extras)` or `count(a present, b = c)`"
            )
            return None
        is_flag = typed[1].kind == "truth" and isinstance(typed[0], e.OptionValue)
        # A yes-or-no option counts where it is yes, not where it has a value.
        parts.append(e.Compare("=", typed[0], e.TRUE) if is_flag else typed[0])
    if sums:  # an option that takes products is worth how many there are
        sums += [e.Count(tuple(parts))] if parts else []
        return e.Sum(tuple(sums), (1,) * len(sums)), NUMBER
    return e.Count(tuple(parts)), NUMBER


def _length(typer: Typer, node: n.Call) -> Typed | None:
    only = node.arguments[0]
    only = typer.scope.joined(only) if isinstance(only, n.Reference) else only
    option = typer.scope.option(only.name) if isinstance(only, n.Reference) and only.attribute is None else None
    if option is not None and option.private:
        message = "private text is not measured: rules and their messages would tell of it"
        typer.say(
            codes.WRONG_ARGUMENTS, only.span, message, "ask whether it is `present`; `max` in its braces limits it"
        )
        return None
    if option is not None and isinstance(option.domain, TextDomain) and len(node.arguments) == 1:
        return e.Length(option.key), NUMBER
    if option is not None or not isinstance(only, n.Reference) or only.attribute is not None:
        message = "`length` takes one text option"
        typer.say(codes.WRONG_ARGUMENTS, node.span, message, "for how many values are chosen, write `count(…)`")
    return None


def _of_amounts(typer: Typer, node: n.Call) -> Typed | None:
    """Sum, min and max: of amounts, and of an attribute of all values that an `any of` option has."""
    parts = [_amount_or_set(typer, argument, node.function.text) for argument in node.arguments]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    dimension = known[0][1].dimension
    for (_, kind), argument in zip(known, node.arguments, strict=True):
        if kind.dimension != dimension:
            message = f"{amount_of(kind.dimension)} stands beside {amount_of(dimension)} in one `{node.function.text}`"
            typer.say(codes.UNIT_MISMATCH, argument.span, message, "all of them need one kind of unit")
            return None
    expressions = tuple(part[0] for part in known)
    kind = Type("amount", dimension, unit=next((each.unit for _, each in known if each.unit is not None), None))
    if node.function.text == "sum":
        return e.Sum(expressions, (1,) * len(expressions)), kind
    return e.Extreme(node.function.text, expressions), kind


def _amount_or_set(typer: Typer, argument: n.ExpressionNode, function: str) -> Typed | None:
    if isinstance(argument, n.EachAmount):
        return read_each_amount(typer, argument, function)
    argument = typer.scope.joined(argument) if isinstance(argument, n.Reference) else argument
    if isinstance(argument, n.Reference) and argument.attribute is not None:
        option = typer.scope.options.get(argument.name.text)
        if option is not None and isinstance(option.domain, ProductDomain) and option.domain.many:
            return amounts_of_list(typer, argument, function)
        if option is not None and isinstance(option.domain, AnyOfDomain):
            found = typer.attribute_type(option, argument.attribute)
            if found is None:
                return None
            if found.kind != "amount":
                message = f"this is {found.described}, not an amount"
                typer.say(codes.NOT_AN_AMOUNT, argument.span, message, "name an attribute that is a number")
                return None
            return e.ChosenAmounts(option.key, argument.attribute.text), found
    return typer.amount(argument)
