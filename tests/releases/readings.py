"""What a document says, read under a catalog, as the thing that it means in the world of that catalog."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from fractions import Fraction

from things import (
    FACTORS,
    LISTED,
    Amount,
    Engraved,
    Flag,
    Hidden,
    Inside,
    Option,
    Part,
    Picture,
    Product,
    World,
    physical,
)

from configurator.identity.identity_key import IdentityKey

KEY_BYTES = bytes(range(32))
IDENTITY_KEY = IdentityKey(KEY_BYTES)


def seen_in(world: World, option: Option, prefix: str, completed: Mapping[str, object]) -> Hidden | None:
    """What was read for an option whose key stands behind `prefix`; LookupError where something of it was not read."""
    value = completed[prefix + option.key]
    inner = world.inner_of(option)
    if value is None or inner is None:
        return None if value is None else _simple(world, option, value)
    starts = [f"{prefix}{option.key}."]
    if option.kind == "list":
        starts = [f"{prefix}{option.key}.{number}." for number in range(1, int(str(value)) + 1)]
    parts = []
    for start in starts:
        has = {each.number: seen_in(world, each, start, completed) for each in inner.options if each.derived is None}
        parts.append(Part(inner.number, frozenset((option, each) for option, each in has.items() if each is not None)))
    return Inside.of(parts)


def as_read(world: World, product: Product, option: Option, value: Hidden | None) -> Hidden | None:
    """How a thing that has this value looks under a catalog: of products within, and of private texts."""
    if isinstance(value, Engraved) and option.private:
        return Engraved(seal(world, product, option, value.text))
    if not isinstance(value, Inside):
        return value
    parts = []
    for part in value.each():
        inner, has = world.product(part.product), dict(part.has)
        asked = [each for each in inner.options if each.derived is None] if inner else []
        found = {each.number: as_read(world, inner, each, has.get(each.number)) for each in asked} if inner else {}
        parts.append(Part(part.product, frozenset((key, each) for key, each in found.items() if each is not None)))
    return Inside.of(parts)


def seal(world: World, product: Product, option: Option, text: str) -> str:
    """The keyed digest of a private text, as CODE.md has it."""
    message = f"{world.permanent}/{product.permanent}\0{option.permanent}\0{text}"
    return f"hmac-sha256:{hmac.digest(KEY_BYTES, message.encode(), 'sha256').hex()}"


def _simple(world: World, option: Option, value: object) -> Hidden | None:
    numbers = {each.key: each.number for each in world.values_of(option)} if option.kind in LISTED else {}
    if isinstance(value, tuple):
        return physical(frozenset(numbers[str(key)] for key in value))
    match option.kind:
        case "one":
            return frozenset((numbers[str(value)],))
        case "image":
            return Picture(int(str(value).removeprefix("sha256:"), 16))
        case "flag":
            return Flag(value is True)
        case "text":
            return Engraved(str(value))
    return Amount(
        "plain" if option.unit is None or option.kind == "integer" else "length",
        Fraction(str(value)) * (FACTORS[option.unit] if option.kind == "number" else 1),
    )
