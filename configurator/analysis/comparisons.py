"""Comparisons and questions: `a = b`, `a in {b, c}`, `a in 3 .. 8`, `a present`."""

from __future__ import annotations

from collections.abc import Collection
from itertools import takewhile
from typing import TYPE_CHECKING

from configurator.analysis.expression_types import TRUTH, Type, amount_of, type_of_domain
from configurator.analysis.literals import as_expression
from configurator.analysis.scope import attribute_types
from configurator.diagnostics import Label, codes
from configurator.diagnostics.suggest import nearest
from configurator.model import expression as e
from configurator.model.domain import AnyOfDomain, ValueDomain
from configurator.syntax import nodes as n

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed, Typer

# What to do about two things that cannot be compared, one of them of this kind.
_ADVICE = {
    "set": "write `VALUE in OPTION`, or compare with a set in braces: `{a, b}`",
    "truth": "compare it with `yes` or `no`",
    "text": "text is compared with text in quotes",
    "color": "a color is compared with a color such as `#1a2b3c`",
    "date": "a day is compared with a day such as `2026-05-01`",
    "amount": "compare an amount with an amount, such as an attribute of the option",
    "word": "only options and attributes of one space share their values",
}


def read_comparison(typer: Typer, node: n.Comparison) -> Typed | None:
    """Two sides of one type; None, and a diagnostic, if they cannot be compared."""
    left, right = _pair(typer, node.left, node.right)
    if left is None or right is None or _is_ambiguous(typer, node.right, right, left[1]):
        return None
    if _cannot_be_looked_at(typer, node.left, left) or _cannot_be_looked_at(typer, node.right, right):
        return None
    if not left[1].agrees(right[1]):
        _disagree(typer, node, left[1], right[1])
        return None
    if node.sign.text not in ("=", "!=") and left[1].kind not in ("amount", "date"):
        message = f"`{node.sign.text}` compares amounts, and this is {left[1].described}"
        typer.say(codes.TYPE_MISMATCH, node.span, message, "use `=`, `!=` or `in`")
        return None
    return e.Compare(node.sign.text, left[0], right[0]), TRUTH


def read_membership(typer: Typer, node: n.Membership) -> Typed | None:
    """A value in a set, an amount in a range, or a value in what an `any of` option has."""
    found = _interval(typer, node) if isinstance(node.collection, n.Interval) else _in_collection(typer, node)
    if found is None:
        return None
    return (e.Not(found) if node.negated else found), TRUTH


def read_presence(typer: Typer, node: n.Presence) -> Typed | None:
    """Whether an option, or an attribute of what is chosen for it, is there."""
    if not isinstance(node.item, n.Reference):
        hint = "write `OPTION present` or `OPTION.ATTRIBUTE present`"
        typer.say(codes.WRONG_ARGUMENTS, node.item.span, "only an option or an attribute can be present", hint)
        return None
    item = typer.scope.joined(node.item)
    option = typer.scope.option(item.name)
    if option is None:
        return None
    attribute = item.attribute
    if attribute is not None and typer.is_no_attribute(option, item):
        return None
    if attribute is not None and typer.attribute_type(option, attribute) is None:
        return None
    if attribute is not None and isinstance(option.domain, AnyOfDomain):
        message = f"`{option.key}` can have several values, so none has `{attribute.text}` alone"
        typer.say(codes.NEEDS_SET, node.item.span, message, f"ask for `{option.key} present`")
        return None
    present = e.Present(option.key, attribute.text if attribute else None)
    return (present if node.wanted else e.Not(present)), TRUTH


def _is_ambiguous(typer: Typer, node: n.ExpressionNode, typed: Typed, other: Type) -> bool:
    """Whether a name was read as a value though it is also an option that could be compared here; said, if so."""
    if not isinstance(node, n.Reference) or not isinstance(typed[0], e.Constant):
        return False
    option = typer.scope.options.get(node.name.text) if len(node.path) == 1 else None
    if option is None or not type_of_domain(option.key, option.domain).agrees(other):
        return False
    message = f"`{option.key}` is an option, and a value of {other.vocabulary} too"
    hint = f'write `"{option.key}"` for the value; for the option, give it another key'
    typer.scope.report.say(
        codes.AMBIGUOUS_NAME, node.span, message, hint, Label(option.span, "the option is declared here")
    )
    return True


def misjoined(typer: Typer, node: n.Logic) -> bool:
    """Whether bare values stand where conditions should, as in `size = small or large`; reported at the first."""
    for place, part in enumerate(node.parts[:-1]):
        if not isinstance(part, n.Comparison) or part.sign.text not in ("=", "!="):
            continue
        option, first = part.left, part.right
        if not (isinstance(option, n.Reference) and isinstance(first, n.Reference)):
            continue
        more = [
            each
            for each in takewhile(lambda each: _is_bare_value(typer, each), node.parts[place + 1 :])
            if isinstance(each, n.Reference)
        ]
        words = _words_of(typer, option)
        if not more or any(each.name.text not in words for each in (first, *more)):
            continue
        name = option.text
        values = ", ".join(each.name.text for each in (first, *more))
        message = f"`{more[0].name.text}` alone is not a condition"
        hint = f"write `{name} {'in' if part.sign.text == '=' else 'not in'} {{{values}}}`"
        typer.say(codes.NOT_A_CONDITION, more[0].span, message, hint)
        return True
    return False


def _words_of(typer: Typer, node: n.Reference) -> Collection[str]:
    """The values that a name or attribute can be compared with."""
    node = typer.scope.joined(node)
    option = typer.scope.options.get(node.name.text)
    if option is None:
        return ()
    if node.attribute is None:
        return option.domain.by_key if isinstance(option.domain, ValueDomain) else ()
    found = attribute_types(option.domain).get(node.attribute.text)
    return found.symbols if found else ()


def _is_bare_value(typer: Typer, node: n.ExpressionNode) -> bool:
    if not isinstance(node, n.Reference) or node.attribute is not None or node.name.text in typer.scope.declared:
        return False
    derived = typer.scope.derivations
    return derived is None or node.name.text not in derived.keys


def _looks_like_option(typer: Typer, node: n.ExpressionNode) -> bool:
    is_guessing = typer.scope.report.is_guessing
    return isinstance(node, n.Reference) and is_guessing and bool(nearest(node.name.text, typer.scope.declared, most=1))


def _pair(typer: Typer, left: n.ExpressionNode, right: n.ExpressionNode) -> tuple[Typed | None, Typed | None]:
    """Both sides of a comparison, each in the light of the other."""
    if _is_bare_value(typer, left) and _is_bare_value(typer, right):
        # One of them is a misspelt option: the one that looks like an option, else the left one.
        culprit = max((left, right), key=lambda side: _looks_like_option(typer, side))
        return typer.typed(culprit), None
    if _is_bare_value(typer, left) or isinstance(left, n.SetLiteral | n.Text):
        second = typer.typed(right)
        return (typer.typed(left, second[1]) if second else None), second
    first = typer.typed(left)
    return first, typer.typed(right, first[1]) if first else None


def _disagree(typer: Typer, node: n.Comparison, left: Type, right: Type) -> None:
    if left.kind == right.kind == "amount":
        message = f"{amount_of(left.dimension)} cannot be compared with {amount_of(right.dimension)}"
        plain = not left.dimension or not right.dimension
        advice = "write the unit after the number" if plain else "both sides need one kind of unit"
        typer.say(codes.UNIT_MISMATCH, node.span, message, advice)
        return
    kinds = (left.kind, right.kind)
    hint = next((hint for kind, hint in _ADVICE.items() if kind in kinds), None)
    typer.say(codes.TYPE_MISMATCH, node.span, f"{left.described} cannot be compared with {right.described}", hint)


def _interval(typer: Typer, node: n.Membership) -> e.Expression | None:
    assert isinstance(node.collection, n.Interval)  # noqa: S101
    if isinstance(node.collection.low, n.Date) and isinstance(node.collection.high, n.Date):
        return _period(typer, node.item, node.collection.low, node.collection.high)
    item, low, high = (typer.amount(part) for part in (node.item, node.collection.low, node.collection.high))
    if item is None or low is None or high is None:
        return None
    for part, bound in ((low, node.collection.low), (high, node.collection.high)):
        if part[1].dimension != item[1].dimension:
            message = f"{amount_of(item[1].dimension)} cannot be compared with {amount_of(part[1].dimension)}"
            typer.say(codes.UNIT_MISMATCH, bound.span, message, "write both bounds with the unit of the option")
            return None
    return e.InRange(item[0], low[0], high[0])


def _period(typer: Typer, node: n.ExpressionNode, first: n.Date, last: n.Date) -> e.Expression | None:
    """Whether a day lies between two, both included."""
    day = typer.typed(node)
    if day is None:
        return None
    if day[1].kind != "date":
        hint = "days lie between days"
        typer.say(codes.TYPE_MISMATCH, node.span, f"{day[1].described} cannot lie between two days", hint)
        return None
    if first.text > last.text:
        message = "this period ends before it begins"
        typer.say(codes.EMPTY_RANGE, first.span.cover(last.span), message, "write the first day first")
        return None
    constants = e.Constant(first.text), e.Constant(last.text)
    return e.And((e.Compare(">=", day[0], constants[0]), e.Compare("<=", day[0], constants[1])))


def _cannot_be_looked_at(typer: Typer, node: n.ExpressionNode, typed: Typed) -> bool:
    """Whether this is something that conditions know only to be there or not; said, if so."""
    if typed[1].kind not in ("image", "private", "product"):
        return False
    message = f"{typed[1].described} is compared with nothing"
    typer.say(codes.TYPE_MISMATCH, node.span, message, "ask whether it is `present` or `absent`")
    return True


def _in_collection(typer: Typer, node: n.Membership) -> e.Expression | None:
    assert not isinstance(node.collection, n.Interval)  # noqa: S101
    if isinstance(node.collection, n.SetLiteral):
        item = typer.typed(node.item)
        if item is None:
            return None
        if item[1].kind == "set":
            hint = "write `VALUE in OPTION`, or `OPTION = {…}` for exactly this set"
            typer.say(codes.NEEDS_SET, node.item.span, f"this is {item[1].described}, not one value", hint)
            return None
        if _cannot_be_looked_at(typer, node.item, item):
            return None
        return _one_of(typer, item, node.collection)
    collection = typer.typed(node.collection)
    if collection is None:
        return None
    if collection[1].kind != "set" or not isinstance(collection[0], e.OptionValue):
        hint = "write a set `{a, b}`, a range `3 .. 8`, or an option of `any of`"
        if collection[1].kind == "product":
            hint = "say what holds of one of them: `some x in … (…)`, or `count(x in … when …)`"
        typer.say(codes.NEEDS_SET, node.collection.span, f"this is {collection[1].described}, not a set", hint)
        return None
    item = typer.typed(node.item, collection[1])
    if item is None:
        return None
    if not isinstance(item[0], e.Constant) or not isinstance(item[0].value, str):
        hint = "name the value itself: `strap in extras`"
        typer.say(codes.TYPE_MISMATCH, node.item.span, "only a value can be looked for in a set", hint)
        return None
    return e.Contains(collection[0].option, item[0].value)


def _one_of(typer: Typer, item: Typed, node: n.SetLiteral) -> e.Expression | None:
    values = []
    for each in node.items:
        typed = typer.typed(as_expression(each), item[1])
        if typed is None:
            return None
        constant = typed[0].value if isinstance(typed[0], e.Constant) else None
        if constant is None or isinstance(constant, frozenset) or not typed[1].agrees(item[1]):
            message = f"{item[1].described} cannot be one of these: this is {typed[1].described}"
            typer.say(codes.TYPE_MISMATCH, each.span, message, "a set lists values of one kind")
            return None
        values.append(constant)
    return e.InSet(item[0], frozenset(values))
