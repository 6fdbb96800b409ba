"""Domains and values that two products have in common, told by permanent keys.

What is in both domains is one domain, whose values go by their permanent keys and have the attributes of both sides,
each under the name of its side: so what either says of them can be said of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
    members_of,
)
from configurator.model.value import AttributeValue, Value


class IncomparableDomainsError(Exception):
    """Two domains of one option that cannot be compared; the text goes on after the option's name."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two products: the name that attributes of its values have before theirs."""

    name: str

    def attribute(self, name: str) -> str:
        """The name of an attribute of this side."""
        return f"{self.name}.{name}"

    @property
    def key(self) -> str:
        """The attribute that has the key that a value goes by on this side."""
        return f"{self.name}#"


OLD, NEW = Side("old"), Side("new")


def by_permanent(domain: Domain, value: CanonicalValue | None) -> CanonicalValue | None:
    """A canonical value with the permanent keys in the place of those of today."""
    members = members_of(domain)
    if members is None:
        return value
    if isinstance(value, tuple):
        return tuple(sorted(members.by_key[key].permanent_key for key in value))
    return members.by_key[value].permanent_key if isinstance(value, str) and value in members.by_key else value


def of_today(domain: Domain, value: CanonicalValue | None) -> CanonicalValue | None:
    """A canonical value by today's keys, in the place of permanent ones: the way back from `by_permanent`."""
    members = members_of(domain)
    if members is None:
        return value
    known = members.by_permanent_key
    if isinstance(value, tuple):
        return tuple(sorted(known[key].key for key in value))
    return known[value].key if isinstance(value, str) else value


def seen(domain: Domain, side: Side) -> Domain:
    """A domain of one side alone, its values by permanent keys."""
    match domain:
        case ValueDomain():
            return ValueDomain(tuple(_value(each, side) for each in domain.values))
        case AnyOfDomain(members, least, greatest):
            found = seen(members, side)
            assert isinstance(found, ValueDomain)  # noqa: S101 - as above
            return AnyOfDomain(found, least, greatest)
        case ProductDomain():
            return IntegerDomain(domain.least, domain.greatest)
    return domain


def seen_beside(domain: Domain, side: Side, other: Domain, beside: Side) -> Domain:
    """A domain of one side, as `seen`; what both have has the attributes of the other side, too."""
    match domain, other:
        case ValueDomain(), ValueDomain():
            others = other.by_permanent_key
            return ValueDomain(
                tuple(
                    replace(found, attributes={**found.attributes, **_attributes(others[found.key], beside)})
                    if found.key in others
                    else found
                    for found in (_value(each, side) for each in domain.values)
                )
            )
        case AnyOfDomain(), AnyOfDomain():
            members = seen_beside(domain.members, side, other.members, beside)
            assert isinstance(members, ValueDomain)  # noqa: S101 - as above
            return AnyOfDomain(members, domain.least, domain.greatest)
    return seen(domain, side)


def common(old: Domain, new: Domain) -> Domain | None:
    """What is in both domains; None where nothing is. Raises `IncomparableDomainsError` where they are of two kinds."""
    match old, new:
        case ValueDomain(), ValueDomain():
            return _values(old, new)
        case AnyOfDomain(), AnyOfDomain():
            return AnyOfDomain(
                _values(old.members, new.members), max(old.least, new.least), min(old.greatest, new.greatest)
            )
        case FlagDomain(), FlagDomain():
            return old
        case IntegerDomain(), IntegerDomain():
            return _range(old, new)
        case NumberDomain(), NumberDomain():
            return _range(old, new)
        case TextDomain(), TextDomain():
            return _text(old, new)
        case ImageDomain(), ImageDomain():
            return new
    raise IncomparableDomainsError("is of another kind")


def _values(old: ValueDomain, new: ValueDomain) -> ValueDomain:
    others = old.by_permanent_key
    return ValueDomain(
        tuple(
            Value(
                each.permanent_key,
                each.label,
                {**_attributes(others[each.permanent_key], OLD), **_attributes(each, NEW)},
            )
            for each in new.values
            if each.permanent_key in others
        )
    )


def _value(value: Value, side: Side) -> Value:
    return Value(value.permanent_key, value.label, _attributes(value, side))


def _attributes(value: Value, side: Side) -> Mapping[str, AttributeValue]:
    named = {side.attribute(name): each for name, each in value.attributes.items()}
    return {**named, side.key: value.key}


def _range(old: IntegerDomain | NumberDomain, new: IntegerDomain | NumberDomain) -> Domain | None:
    """The numbers of both ranges, which are again evenly spaced: the Chinese remainder theorem."""
    if isinstance(old, ProductDomain) and isinstance(new, ProductDomain) and (old.many or new.many):
        raise IncomparableDomainsError("is a list of products, whose order means nothing")
    if isinstance(old, NumberDomain) and isinstance(new, NumberDomain) and old.unit != new.unit:
        raise IncomparableDomainsError("is in another unit")
    starts, steps = (Fraction(old.least), Fraction(new.least)), (Fraction(old.step), Fraction(new.step))
    scale = lcm(*(each.denominator for each in (*starts, *steps)))
    (first, second), (one, other) = (int(each * scale) for each in starts), (int(each * scale) for each in steps)
    shared, step = gcd(one, other), lcm(one, other)
    if (second - first) % shared:
        return None
    turns = (second - first) // shared * pow(one // shared, -1, other // shared) % (other // shared)
    found = first + turns * one
    least = max(first, second)
    found += -((found - least) // step) * step
    greatest = int(min(Fraction(old.greatest), Fraction(new.greatest)) * scale // 1)
    if found > greatest:
        return None
    low, high, width = Fraction(found, scale), Fraction(greatest, scale), Fraction(step, scale)
    if isinstance(new, NumberDomain):
        return NumberDomain(low, high, width, new.unit)
    return IntegerDomain(int(low), int(high), int(width))


def _text(old: TextDomain, new: TextDomain) -> Domain | None:
    if (old.script, old.pattern, old.case, old.banned, old.lettering) != (
        new.script,
        new.pattern,
        new.case,
        new.banned,
        new.lettering,
    ):
        raise IncomparableDomainsError("takes texts of another script, pattern, case or lettering")
    least, most = max(old.least, new.least), min(old.most, new.most)
    if least > most:
        return None
    return TextDomain(most, least, new.script, new.pattern, new.case, new.banned, new.lettering)
