"""What is said of each of several things: `every phone in phones (…)`, and sums and counts over them.

Several are the values of an `any of` option, and the products in a list. What is said of one is typed once, with a name
for it, and then stands there for each that there may be, beside the condition that it is there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from configurator.analysis.expression_types import TRUTH
from configurator.analysis.nesting import Place, places_of
from configurator.diagnostics import Label, codes
from configurator.model import expression as e
from configurator.model.domain import AnyOfDomain, ProductDomain
from configurator.model.expression import FALSE, TRUE
from configurator.model.option import Option
from configurator.model.substitution import UNKNOWN_AMOUNT, counting_given, rekeyed, simplified, substituted, unfolded
from configurator.model.value import Value
from configurator.syntax import nodes as n

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed, Typer

MOST_PARTS = 20_000
"""Parts of what is said of each, over all that there may be."""


@dataclass(frozen=True)
class Several(ABC):
    """Several things of an option, one of which is called `name` where something is said of it."""

    option: Option
    name: str

    @abstractmethod
    def bound(self) -> tuple[Option, ...]:
        """What can be named of one of them, as options."""

    @abstractmethod
    def each(self, said: e.Expression) -> Iterator[tuple[e.Expression, e.Expression]]:
        """For each that there may be: the condition that it is there, and what is said of it."""


class Members(Several):
    """The values of an `any of` option."""

    @property
    def _domain(self) -> AnyOfDomain:
        assert isinstance(self.option.domain, AnyOfDomain)  # noqa: S101 - `several` has looked
        return self.option.domain

    def bound(self) -> tuple[Option, ...]:
        """One of the values."""
        return (Option(self.name, self.option.label, self._domain.members, span=self.option.span),)

    def each(self, said: e.Expression) -> Iterator[tuple[e.Expression, e.Expression]]:
        """For each value: that it is in the set, and what is said of it."""
        said = counting_given(said, (self.name,))
        for value in self._domain.members.values:
            here = substituted(said, lambda leaf, value=value: self._leaf(leaf, value))  # type: ignore[misc]
            yield _surely(self.option, e.Contains(self.option.key, value.key)), simplified(here)

    def _leaf(self, leaf: e.Expression, value: Value) -> e.Expression:
        match leaf:
            case e.OptionValue(self.name):
                return e.Constant(value.key)
            case e.Attribute(self.name, name):
                return e.Constant(value.attributes[name]) if name in value.attributes else UNKNOWN_AMOUNT
            case e.Present(self.name, name):
                return TRUE if name is None or name in value.attributes else FALSE
        return leaf


class Products(Several):
    """The products in a list."""

    @property
    def _one(self) -> Option:
        """One of them, as if it were a product of its own."""
        domain = self.option.domain
        assert isinstance(domain, ProductDomain)  # noqa: S101 - `several` has looked
        return Option(self.name, self.option.label, replace(domain, least=1, greatest=1, many=False))

    def bound(self) -> tuple[Option, ...]:
        """One of the products, and its options."""
        return (self._one, *Place(self._one).options())

    def each(self, said: e.Expression) -> Iterator[tuple[e.Expression, e.Expression]]:
        """For each place of the list: that there is a product, and what is said of it."""
        before, said = f"{self.name}.", unfolded(said)
        for place in places_of(self.option):
            there = TRUE if place.guard is None else _surely(self.option, place.guard)
            here = substituted(said, lambda leaf, there=there: self._leaf(leaf, there))  # type: ignore[misc]

            def key(own: str, prefix: str = place.prefix) -> str:
                return prefix + own.removeprefix(before) if own.startswith(before) else own

            yield there, rekeyed(here, key)

    def _leaf(self, leaf: e.Expression, there: e.Expression) -> e.Expression:
        match leaf:
            case e.Present(self.name) | e.HasValue(self.name):
                return there
        return leaf


def _surely(option: Option, there: e.Expression) -> e.Expression:
    """That one of several is there, never unknown: where the option has no value at all, there are none."""
    if option.when is None and not option.may_lack_value:
        return there
    return e.And((e.HasValue(option.key), there))


def several(typer: Typer, node: n.Reference, name: n.Name) -> Several | None:
    """The several things that a reference names; None, and a diagnostic, where it names none."""
    scope, node = typer.scope, typer.scope.joined(node)
    option = scope.option(node.name)
    if option is None:
        return None
    if name.text in scope.declared or name.text in scope.facts:
        label = Label(scope.declared.get(name.text, option.span), "the option is declared here")
        message = f"`{name.text}` is an option, so it cannot be the name of one of the `{option.key}`"
        scope.report.say(codes.DUPLICATE_NAME, name.span, message, "choose another name for it", label)
        return None
    domain = option.domain
    if len(node.path) == 1 and isinstance(domain, AnyOfDomain):
        return Members(option, name.text)
    if len(node.path) == 1 and isinstance(domain, ProductDomain) and domain.many:
        return Products(option, name.text)
    message = f"`{node.text}` is one thing, not several"
    typer.say(codes.NEEDS_SET, node.span, message, "name an option of `any of`, or a list of products")
    return None


def read_quantified(typer: Typer, node: n.Quantified) -> Typed | None:
    """`every X in SEVERAL (CONDITION)`, and `some`."""
    found = several(typer, node.several, node.member)
    said = None if found is None else typer.naming(found).condition(node.condition)
    if found is None or said is None or _is_too_large(typer, node, found, said):
        return None
    if node.word == "every":
        each: e.Expression = e.And(tuple(e.Or((e.Not(there), here)) for there, here in found.each(said)))
    else:
        each = e.Or(tuple(e.And((there, here)) for there, here in found.each(said)))
    return _told(typer, found, node.word, (said, None), simplified(each)), TRUTH


def read_counted(typer: Typer, node: n.Counted) -> e.Expression | None:
    """`X in SEVERAL when CONDITION`, inside `count`: how many of them meet the condition."""
    member = node.member
    if (
        not isinstance(member, n.Membership)
        or member.negated
        or not isinstance(member.item, n.Reference)
        or not isinstance(member.collection, n.Reference)
        or len(member.item.path) > 1
    ):
        hint = "write `count(phone in phones when phone.model = pro)`, with a name for one of them"
        typer.say(codes.WRONG_ARGUMENTS, node.span, "what is counted here has no name", hint)
        return None
    found = several(typer, member.collection, member.item.name)
    said = None if found is None else typer.naming(found).condition(node.condition)
    if found is None or said is None or _is_too_large(typer, node, found, said):
        return None
    each = (simplified(e.And((there, here))) for there, here in found.each(said))
    written = e.Count(tuple(e.where_true(part) for part in each if part != FALSE))
    return _told(typer, found, "count", (said, None), written)


def read_each_amount(typer: Typer, node: n.EachAmount, function: str) -> Typed | None:
    """`AMOUNT for X in SEVERAL when CONDITION`, inside `sum`, `min` and `max`: the sum, the least or the greatest."""
    found = several(typer, node.several, node.member)
    if found is None:
        return None
    inner = typer.naming(found)
    amount = inner.amount(node.amount)
    condition = TRUE if node.condition is None else inner.condition(node.condition)
    if amount is None or condition is None or _is_too_large(typer, node, found, amount[0]):
        return None
    conditions = (simplified(e.And((there, here))) for there, here in found.each(condition))
    amounts = (here for _, here in found.each(amount[0]))
    parts = [(met, each) for met, each in zip(conditions, amounts, strict=True) if met != FALSE]
    settled = [met == TRUE or (node.condition is None and _vanishes(found, each)) for met, each in parts]
    said = condition, amount[0]
    if function == "sum":
        summed = zip(parts, settled, strict=True)
        every = tuple(
            each if alone else e.Product(each, e.Count((e.where_true(met),))) for (met, each), alone in summed
        )
        return _told(typer, found, "sum", said, e.Sum(every, (1,) * len(every))), amount[1]
    if typer.scope.is_rule and not all(settled):
        message = f"`{function}` over some of several stands in `derive` and `build` only"
        hint = f"write `every … in {node.several.text} (…)`, or take it of all of them"
        typer.say(codes.ONLY_DERIVED, node.span, message, hint)
        return None
    chosen = zip(parts, settled, strict=True)
    every = tuple(each if alone else e.Conditional(each, met, UNKNOWN_AMOUNT) for (met, each), alone in chosen)
    return _told(typer, found, function, said, e.Extreme(function, every)), amount[1]


def amounts_of_list(typer: Typer, node: n.Reference, function: str) -> Typed | None:
    """`phones.price` inside `sum`, `min` and `max`: the amount of each product in a list."""
    one = n.Name(f"{node.name.text}[]", node.name.span)
    path = n.Reference((one, *node.path[1:]), node.span)
    each = n.EachAmount(path, one, n.Reference(node.path[:1], node.span), None, node.span)
    return read_each_amount(typer, each, function)


def _told(
    typer: Typer, found: Several, how: str, said: tuple[e.Expression, e.Expression | None], written: e.Expression
) -> e.Expression:
    """What is written out for all, with what was `said` of one: its condition, and its amount if there is one.

    Whoever counts configurations asks for what was said, since the order in a list means nothing.
    """
    if not typer.scope.folds or not isinstance(found, Products):
        return written
    return e.OfEach(how, found.option.key, found.name, *said, written)


def _vanishes(found: Several, amount: e.Expression) -> bool:
    """Whether an amount of one of several is absent by itself where that one is not there, as what is chosen is."""
    leaves = e.OptionValue | e.Attribute | e.ChosenAmounts
    return (
        isinstance(found, Products) and isinstance(amount, leaves) and amount.option.startswith(f"{found.option.key}.")
    )


def _is_too_large(typer: Typer, node: n.ExpressionNode, found: Several, said: e.Expression) -> bool:
    domain = found.option.domain
    size = (
        domain.greatest
        if isinstance(domain, ProductDomain)
        else domain.size()
        if isinstance(domain, AnyOfDomain)
        else 1
    )
    parts = size * sum(1 for _ in e.walk(said))
    if parts <= MOST_PARTS:
        return False
    message = f"what is said here of each of {size:,} comes to {parts:,} parts; at most {MOST_PARTS:,} are possible"
    typer.say(codes.TOO_LARGE, node.span, message, "say it of an attribute, or of fewer")
    return True
