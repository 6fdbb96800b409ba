"""What a condition that is true says by itself of options: that they have a value, and that the value has an attribute.

Only its shape is looked at, so that no search is needed for `pick "STRAP-{strap}" when strap present`. Whatever is not
found here may be so all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.model.domain import ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    Compare,
    Contains,
    Expression,
    HasValue,
    InRange,
    InSet,
    Length,
    Matches,
    OptionValue,
    Present,
    children,
)
from configurator.model.option import Option


def parts_of(condition: Expression | None) -> Iterator[Expression]:
    """The conditions that are all true where this one is."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from parts_of(part)
    elif condition is not None:
        yield condition


def has_value(option: Option, condition: Expression | None) -> bool:
    """Whether an option surely has a value where a condition is true."""
    if not option.may_lack_value:
        return True
    parts = list(parts_of(condition))
    if any(_needs(part, option.key) for part in parts):
        return True
    return not option.optional and option.when is not None and all(each in parts for each in parts_of(option.when))


def has_attribute(option: Option, name: str, condition: Expression | None) -> bool:
    """Whether the value of an option surely is there, and has an attribute, where a condition is true."""
    if any(_needs(part, option.key, name) for part in parts_of(condition)):
        return True
    domain = option.domain
    everywhere = isinstance(domain, ValueDomain) and all(name in value.attributes for value in domain.values)
    return everywhere and has_value(option, condition)


def _needs(part: Expression, key: str, attribute: str | None = None) -> bool:
    """Whether a condition can be true only where an option has a value, or where that has an attribute."""
    match part:
        case Present(option, name):
            return option == key and (attribute is None or name == attribute)
        case HasValue(option) | Contains(option, _):
            return option == key and attribute is None
        case Compare() | InSet() | InRange() | Matches():  # unknown, and not true, where a side is
            looks = [each for each in children(part) if isinstance(each, OptionValue | Attribute | Length)]
            if attribute is not None:
                return Attribute(key, attribute) in looks
            return any(each.option == key for each in looks)
    return False
