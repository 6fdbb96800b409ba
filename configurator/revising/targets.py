"""What a row of a revision names: a value, an option, a product, a space, a fact of the sale, an amount, the catalog.

People write a path, `phone_case/cover/blue` or `space team/eagles`, by today's keys; what is remembered is the address,
made of permanent keys, that translations have as well (`model.language`). Both are read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from configurator.diagnostics import Code, codes, did_you_mean
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import ValueDomain, members_of
from configurator.model.language import (
    amount_address,
    fact_address,
    option_address,
    product_address,
    space_address,
)
from configurator.model.option import Option
from configurator.model.problem import shown
from configurator.model.properties import UNSAID, Properties
from configurator.model.value import AttributeType, Value

T = TypeVar("T")

KINDS = ("product", "space", "context", "amount", "catalog")


class UnknownTargetError(Exception):
    """A place that names nothing here; it never leaves the reading of revisions."""

    def __init__(self, code: Code, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True, slots=True)
class Target:
    """Something that has a label; a value has attributes of these `types`, too.

    `path` is what people call it, by today's keys. `properties` is None for what has none. `in_file`: whether its cells
    stand in a file, where a number is written without its unit.
    """

    address: str
    path: str
    label: str
    properties: Properties | None = None
    value: Value | None = None
    types: Mapping[str, AttributeType] = field(default_factory=dict)
    in_file: bool = False


def target_of(catalog: Catalog, place: str) -> Target:
    """What a place names. Raises `UnknownTargetError`."""
    kind, keys = _taken_apart(catalog, place)
    match kind:
        case "catalog" if not keys:
            return Target("catalog", "catalog", catalog.label)
        case "amount" if len(keys) == 2:
            return _amount(catalog, keys[0], keys[1])
        case "space" if 1 <= len(keys) <= 2:
            return _in_space(catalog, *keys)
        case "context" if 1 <= len(keys) <= 2:
            return _in_context(catalog, *keys)
        case "product" if 1 <= len(keys) <= 3:
            return _in_product(catalog, *keys)
    hint = (
        "write `PRODUCT/OPTION/VALUE`, `space SPACE/VALUE`, `context FACT/VALUE`, `amount KEY of PRODUCT` or `catalog`"
    )
    raise UnknownTargetError(codes.BAD_REVISION, f"`{shown(place)}` names nothing that a catalog has", hint)


def _taken_apart(catalog: Catalog, place: str) -> tuple[str, list[str]]:
    """The kind of thing that a place names, and the keys that lead to it."""
    words = place.split()
    kind = words[0] if words and words[0] in KINDS and (len(words) > 1 or words[0] == "catalog") else "product"
    rest = words[1:] if words and words[0] == kind else words
    if kind == "amount":
        return kind, [each for each in rest if each != "of"]
    if len(rest) > 1:  # an address: `phone_case option cover value blue`
        named = [each for number, each in enumerate(rest) if number % 2 == 0]
        joints = rest[1::2]
        usual = ["option", "value"] if kind == "product" else ["value"]
        return (kind, named) if joints == usual[: len(joints)] and len(named) == len(joints) + 1 else ("", [])
    keys = "".join(rest).split("/")
    own = (catalog.key, catalog.permanent_key)
    if kind == "product" and len(keys) > 1 and keys[0] in own and _found(catalog.products, keys[0]) is None:
        keys = keys[1:]
    return kind, [] if keys == [""] else keys


def _found(known: Sequence[T], key: str) -> T | None:
    """What has this key today, else what has it as its permanent key."""
    found = next((each for each in known if getattr(each, "key", None) == key), None)
    if found is None:
        found = next(
            (each for each in known if (getattr(each, "was", None) or getattr(each, "key", None)) == key), None
        )
    return found


def _in_product(catalog: Catalog, product_key: str, option_key: str | None = None, key: str | None = None) -> Target:
    product = _found(catalog.products, product_key)
    if product is None:
        hint = did_you_mean(product_key, [each.key for each in catalog.products])
        if product_key in catalog.spaces:
            hint = f"write `space {product_key}/…`"
        message = f"catalog `{catalog.key}` has no product `{shown(product_key)}`"
        raise UnknownTargetError(codes.UNKNOWN_PRODUCT, message, hint)
    if option_key is None:
        return Target(product_address(product), product.key, product.label, product.properties)
    option = _found(product.declared_options, option_key)
    if option is None:
        hint = did_you_mean(option_key, product.declared_by_key)
        message = f"`{product.key}` has no option `{shown(option_key)}`"
        raise UnknownTargetError(codes.UNKNOWN_OPTION, message, hint)
    address, path = option_address(product, option), f"{product.key}/{option.key}"
    if key is None:
        return Target(address, path, option.label, option.properties)
    return _listed(option, address, path, key, product)


def _listed(option: Option, address: str, path: str, key: str, product: Product | None = None) -> Target:
    """A value that an option, or a fact of a sale, lists itself."""
    members = members_of(option.domain)
    if members is None:
        message = f"`{option.key}` has no values that are listed, so none has attributes"
        raise UnknownTargetError(codes.UNKNOWN_VALUE, message, "what is a number, text or picture has none")
    value = members.by_key.get(key) or members.by_permanent_key.get(key)
    if value is None:
        message = f"`{option.key}` has no value `{shown(key)}`"
        raise UnknownTargetError(codes.UNKNOWN_VALUE, message, did_you_mean(key, members.by_key))
    if members.space is not None and value.key not in members.further:
        where = f"`{option.key}`" + (f" of `{product.key}`" if product else "")
        message = f"{where} takes `{value.key}` from the space `{members.space}`, which says what it is like"
        hint = f"write `space {members.space}/{value.key}`; it changes wherever the space is taken"
        raise UnknownTargetError(codes.BAD_REVISION, message, hint)
    return _value(members, address, path, value)


def _value(members: ValueDomain, address: str, path: str, value: Value, *, in_file: bool = False) -> Target:
    return Target(
        f"{address} value {value.permanent_key}",
        f"{path}/{value.key}",
        value.label,
        value.properties,
        value,
        members.attribute_types,
        in_file,
    )


def _in_space(catalog: Catalog, space: str, key: str | None = None) -> Target:
    head = next((each for each in catalog.space_heads if each.key == space), None)
    if head is None:
        message = f"catalog `{catalog.key}` has no space `{shown(space)}`"
        raise UnknownTargetError(codes.UNKNOWN_SPACE, message, did_you_mean(space, catalog.spaces))
    address, path = space_address(head.key), f"space {head.key}"
    if key is None:
        return Target(address, path, head.label, head.properties)
    domain = catalog.spaces[head.key]
    value = domain.by_key.get(key) or domain.by_permanent_key.get(key)
    if value is None:
        message = f"space `{head.key}` has no value `{shown(key)}`"
        raise UnknownTargetError(codes.UNKNOWN_VALUE, message, did_you_mean(key, domain.by_key))
    return _value(domain, address, path, value, in_file=head.file is not None)


def _in_context(catalog: Catalog, fact_key: str, key: str | None = None) -> Target:
    fact = _found(catalog.facts, fact_key)
    if fact is None:
        message = f"catalog `{catalog.key}` has no fact of a sale `{shown(fact_key)}`"
        hint = did_you_mean(fact_key, [each.key for each in catalog.facts])
        raise UnknownTargetError(codes.UNKNOWN_OPTION, message, hint)
    address, path = fact_address(fact), f"context {fact.key}"
    return Target(address, path, fact.label, UNSAID) if key is None else _listed(fact, address, path, key)


def _amount(catalog: Catalog, key: str, product_key: str) -> Target:
    product = _found(catalog.products, product_key)
    amount = None if product is None else _found(product.derived, key)
    if product is None or amount is None:
        known = [f"amount {each.key} of {own.key}" for own in catalog.products for each in own.derived]
        hint = did_you_mean(f"amount {key} of {product_key}", known)
        message = f"catalog `{catalog.key}` derives no amount `{shown(key)}` of `{shown(product_key)}`"
        raise UnknownTargetError(codes.UNKNOWN_DERIVED, message, hint)
    return Target(amount_address(product, amount), f"amount {amount.key} of {product.key}", amount.label)
