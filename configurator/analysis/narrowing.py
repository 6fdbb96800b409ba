"""Fewer values: a part of a space for one option, an option of a family that is narrowed in one of its products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from configurator.analysis.literals import raw_literal
from configurator.analysis.scope import Report
from configurator.diagnostics import Code, Label, codes
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    ValueDomain,
)
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.model.value import Value
from configurator.syntax import nodes as n


class ReadsDomains(Protocol):
    """What reads a domain as written."""

    def domain(self, node: n.DomainNode) -> Domain | None:
        """The domain; None, and a diagnostic, if it makes no sense."""


def is_within(option: Option, value: CanonicalValue | None) -> bool:
    """Whether an option takes a value, or none is given."""
    raw: object = list(value) if isinstance(value, tuple) else value
    return value is None or read_value(option, raw, Hints(0)) == (value, ())


def part_of_space(report: Report, space: ValueDomain, node: n.PartNode) -> ValueDomain | None:
    """The values of a space that `only {…}` or `without {…}` leaves; None, and a diagnostic, if that makes no sense."""
    named = _keys(report, space, ((str(raw_literal(each)), each) for each in node.values.items), codes.UNKNOWN_VALUE)
    if named is None:
        return None
    left = tuple(value for value in space.values if (value.key in named) is node.only)
    if not left:
        report.say(codes.NO_VALUES, node.span, "this leaves no values", "leave at least one of them")
        return None
    return space.part(left)


def _keys(
    report: Report, space: ValueDomain, named: Iterable[tuple[str, n.Literal | n.Name]], code: Code
) -> set[str] | None:
    """The keys that are named, all of them values; None, and a diagnostic for each that is none."""
    keys, sound = set(), True
    for key, place in named:
        if key not in space.by_key:
            what = f"space `{space.space}`" if space.space else "the family"
            report.unknown(code, n.Name(key, place.span), f"{what} has no value `{key}`", space.by_key)
            sound = False
        keys.add(key)
    return keys if sound else None


class Narrowing:
    """Reads what an option is narrowed to; `whole` is the option of the family."""

    def __init__(self, report: Report, reader: ReadsDomains, whole: Option) -> None:
        self._report, self._reader, self._whole = report, reader, whole

    def domain(self, node: n.DomainNode) -> Domain | None:
        """The narrower domain, with the values of the family; None, and a diagnostic, if it is not narrower."""
        whole = self._whole.domain
        if isinstance(whole, ProductDomain):
            self._nested(whole, node)
            return None
        match node:
            case n.ValuesNode() if isinstance(whole, ValueDomain):
                return self._values(whole, node)
            case n.AnyOfNode() if isinstance(whole, AnyOfDomain):
                return self._sets(whole, node)
        read = self._reader.domain(node)
        if read is None:
            return None
        if _is_inside(whole, read):
            return read
        message = f"this is not a part of what `{self._whole.key}` is in its family"
        label = Label(self._whole.span, "it is declared here")
        hint = "a list is narrowed to some of its values, a range to a smaller one on its steps, in its unit"
        self._report.say(codes.NOT_NARROWER, node.span, message, hint, label)
        return None

    def _nested(self, whole: ProductDomain, node: n.DomainNode) -> None:
        """Report a product within the family: what it is and how many of it there are is the same in every product."""
        message = f"`{self._whole.key}` is a product within its family, and is the same in every product of it"
        label = Label(self._whole.span, "it is declared here")
        each = f"`count({self._whole.key})` or the options of each" if whole.many else "its options"
        hint = f"say what holds here in a rule about {each}"
        self._report.say(codes.NOT_NARROWER, node.span, message, hint, label)

    def _values(self, whole: ValueDomain, node: n.ValuesNode) -> ValueDomain | None:
        if isinstance(node.part, n.MoreNode):
            self._widened(node.part)
            return None
        if node.part is not None:
            return part_of_space(self._report, whole, node.part)
        named = _keys(self._report, whole, ((each.key.text, each.key) for each in node.values), codes.NOT_NARROWER)
        return None if named is None else whole.part(tuple(e for e in whole.values if e.key in named))

    def _widened(self, node: n.MoreNode) -> None:
        """Report further values where there can only be fewer."""
        message = f"`{self._whole.key}` is narrowed here, so it cannot have more values than in its family"
        label = Label(self._whole.span, "it is declared here")
        hint = "give them to the family, or declare an option of its own"
        self._report.say(codes.NOT_NARROWER, node.span, message, hint, label)

    def _members_of_space(self, whole: ValueDomain, space: n.Name, part: n.PartNode | None) -> tuple[Value, ...] | None:
        """The values that `any of SPACE` leaves of those that the family takes from this space."""
        if space.text != whole.space:
            message = f"this is not a part of what `{self._whole.key}` is in its family"
            label = Label(self._whole.span, "it is declared here")
            self._report.say(codes.NOT_NARROWER, space.span, message, "list the values that are left in braces", label)
            return None
        left = whole if part is None else part_of_space(self._report, whole, part)
        return None if left is None else left.values

    def _sets(self, whole: AnyOfDomain, node: n.AnyOfNode) -> AnyOfDomain | None:
        if isinstance(node.values, tuple):
            named = _keys(
                self._report, whole.members, ((each.key.text, each.key) for each in node.values), codes.NOT_NARROWER
            )
            members = None if named is None else tuple(e for e in whole.members.values if e.key in named)
        elif isinstance(node.part, n.MoreNode):
            self._widened(node.part)
            members = None
        else:
            members = self._members_of_space(whole.members, node.values, node.part)
        if members is None:
            return None
        numbers = {word: int(number.amount) for word, number in node.bounds}
        exactly = numbers.get("exactly")
        least = exactly if exactly is not None else numbers.get("at least", whole.least)
        most = exactly if exactly is not None else numbers.get("up to", min(whole.greatest, len(members)))
        if least < whole.least or most > whole.greatest or not least <= most <= len(members):
            message = (
                f"from {least} to {most} of {len(members)} is not within what `{self._whole.key}` is in its family"
            )
            hint = "a family's numbers of values can only be tightened"
            self._report.say(codes.NOT_NARROWER, node.span, message, hint)
            return None
        return AnyOfDomain(whole.members.part(members), least, most)


def _is_inside(whole: Domain, read: Domain) -> bool:
    """Whether a range is a part of another one: of its kind, in its unit, on its steps."""
    match whole, read:
        case _, ProductDomain():
            return False
        case IntegerDomain(), IntegerDomain():
            pass
        case NumberDomain(), NumberDomain() if whole.unit == read.unit:
            pass
        case _:
            return False
    on_steps = not (read.least - whole.least) % whole.step and not read.step % whole.step
    return on_steps and whole.least <= read.least <= read.greatest <= whole.greatest
