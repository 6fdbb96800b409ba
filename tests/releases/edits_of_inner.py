"""Edits of products within products. What stands within is edited as any product is."""

from __future__ import annotations

from dataclasses import replace

from author import OPTION_KEYS, Choose, Past
from changes import unasked
from edits_of_names import Edit, some_key
from inventions import possible_inner, with_nested
from things import NESTED, Option, World


def nest_product(world: World, past: Past, choose: Choose) -> World | None:
    """One more option, which takes a product."""
    product = choose.maybe([each for each in world.products if possible_inner(world, each)])
    if product is None:
        return None
    key = some_key(OPTION_KEYS, past.options(product.number), product.options, choose)
    return with_nested(world, choose, product.number, key, is_late=True)


def change_bounds(world: World, past: Past, choose: Choose) -> World | None:
    """How many products there may be in a list."""
    option = choose.maybe([each for each in _nested(world) if each.kind == "list"])
    least = choose.below(2)
    most = max(1, least) + choose.below(2)
    return (
        None if option is None else world.with_option(option.number, lambda each: replace(each, least=least, most=most))
    )


def change_many(world: World, past: Past, choose: Choose) -> World | None:
    """One product becomes a list of them, or the other way round."""
    option = choose.maybe(_nested(world))
    if option is None:
        return None
    kind = "inner" if option.kind == "list" else "list"
    other = replace(option, kind=kind, least=choose.below(2), most=2)
    return unasked(world.with_option(option.number, lambda _: other), option.number)


def change_inner(world: World, past: Past, choose: Choose) -> World | None:
    """Another product stands within."""
    found = [(product, each) for product in world.products for each in product.options if each.kind in NESTED]
    others = [
        (option, inner)
        for product, option in found
        for inner in possible_inner(world, product)
        if inner != option.inner
    ]
    other = choose.maybe(others)
    if other is None:
        return None
    option, inner = other
    return unasked(world.with_option(option.number, lambda each: replace(each, inner=inner)), option.number)


def _nested(world: World) -> list[Option]:
    return [each for product in world.products for each in product.options if each.kind in NESTED]


EDITS_OF_INNER: tuple[Edit, ...] = (nest_product, change_bounds, change_many, change_inner)
