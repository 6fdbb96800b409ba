"""Values as they stand in orders, with the keys and the units of a world."""

from __future__ import annotations

from things import LISTED, Amount, Hidden, Inside, Option, Picture, World
from written import decimal


def raw(world: World, option: Option, value: Hidden) -> object:
    """What stands in an order for a value, with the keys of a world; LookupError where it has no such value."""
    if isinstance(value, Inside):
        raise LookupError
    if isinstance(value, frozenset):
        if option.kind not in LISTED:
            raise LookupError
        keys = {each.number: each.key for each in world.values_of(option)}
        listed = [keys[each] for each in sorted(value, reverse=True)]
        return listed if option.kind == "any" or len(listed) != 1 else listed[0]
    if isinstance(value, Picture):
        return digest_of(value)
    return bare(option, value) if isinstance(value, Amount) else value[0]


def digest_of(picture: Picture) -> str:
    """How documents write a picture; these files have never been."""
    return f"sha256:{picture.number:064x}"


def bare(option: Option, value: Amount) -> object:
    """A number in the declared unit, as documents write it."""
    written = option.written(value)
    return int(written) if option.kind == "integer" else decimal(written)


def with_unit(option: Option, value: Amount) -> object:
    """A number with its unit, where it has one."""
    return f"{bare(option, value)} {option.unit}" if option.unit and option.kind == "number" else bare(option, value)
