"""Edits of families: what products share is written in one that they extend, and written out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from author import PRODUCT_KEYS, Choose, Past
from changes import with_family, without_option
from edits_of_names import Edit
from families import heirs_of, linked_copy
from inventions import possible, with_new_option
from things import NUMERIC, Option, Product, World


def found_family(world: World, past: Past, choose: Choose) -> World | None:
    """Some options of a product move into a new abstract one, which it extends."""
    product = choose.maybe([each for each in world.products if each.extends is None and each.options])
    if product is None or len(world.products) > 3:
        return None
    number, world = world.with_number()
    moved = product.in_order()[: 1 + choose.below(len(product.options))]
    world = replace(world, products=(*world.products, Product(number, choose.of(PRODUCT_KEYS), (), abstract=True)))
    world = world.with_product(product.number, lambda each: replace(each, extends=number))
    for option in moved:
        world = _moved_up(world, product.number, number, option)
    return world


def add_heir(world: World, past: Past, choose: Choose) -> World | None:
    """A new product that extends one, mostly with an option of its own, or with fewer values than in the family."""
    base = choose.maybe(world.products)
    if base is None or len(world.products) > 3:
        return None
    number, world = world.with_number()
    heir = Product(number, choose.of(PRODUCT_KEYS), (), extends=base.number)
    world = replace(world, products=(*world.products, heir))
    for option in base.in_order():
        world = linked_copy(world, base.number, option, number)
    if choose.below(3):
        world = with_new_option(world, choose, number, "own", is_late=False)
    return (choose.chance(2) and _narrowed(world, choose, [world.products[-1]])) or world


def extend_product(world: World, past: Past, choose: Choose) -> World | None:
    """A product extends another one from now on; what it has under the same key, it has from there."""
    pairs = [
        (product, base)
        for product in world.products
        for base in world.products
        if product.extends is None and base != product and base.extends is None
    ]
    found = choose.maybe(pairs)
    if found is None:
        return None
    product, base = found
    own = {each.key: each for each in product.options}
    world = world.with_product(product.number, lambda each: replace(each, extends=base.number))
    for option in base.in_order():
        if option.key in own:
            world = with_family(world, own[option.key].number, option.number)
        else:
            world = linked_copy(world, base.number, option, product.number)
    return world


def move_up(world: World, past: Past, choose: Choose) -> World | None:
    """An option moves from a product into the one that it extends."""
    found = [
        (product, option)
        for product in world.products
        if product.extends is not None
        for option in product.options
        if option.family is None
    ]
    one = choose.maybe(found)
    if one is None or one[0].extends is None:
        return None
    return _moved_up(world, one[0].number, one[0].extends, one[1])


def _moved_up(world: World, product: int, base: int, option: Option) -> World:
    number = world.fresh
    world = linked_copy(world, product, option, base)
    return with_family(with_family(world, number, None), option.number, number)


def move_down(world: World, past: Past, choose: Choose) -> World | None:
    """An option moves from an abstract product into those that extend it."""
    found = [(base, option) for base in world.products if base.abstract for option in base.options]
    one = choose.maybe(found)
    if one is None:
        return None
    base, moved = one
    for heir in heirs_of(world, base):
        for option in heir.options:
            if option.family == moved.number:
                world = with_family(world, option.number, None)
    return without_option(world, base.number, moved.number)


def narrow_option(world: World, past: Past, choose: Choose) -> World | None:
    """An option has fewer values, or a smaller range, than in its family."""
    return _narrowed(world, choose, world.products)


def _narrowed(world: World, choose: Choose, products: Sequence[Product]) -> World | None:
    found = [option for product in products for option in product.options if option.family is not None]
    option = choose.maybe([each for each in found if each.kind in NUMERIC or len(each.values) > 1])
    if option is None:
        return None
    gone = choose.of(option.values) if option.values else None
    fewer = replace(option, values=tuple(each for each in option.values if each != gone))
    if option.kind in NUMERIC:
        fewer = replace(option, high=max(option.low, option.high - option.step))
    if fewer.default not in possible(world, fewer):
        fewer = replace(fewer, default=None)  # a default of the family that is left out is none
    return world.with_option(option.number, lambda _: fewer)


def leave_family(world: World, past: Past, choose: Choose) -> World | None:
    """All that a product has from another one is written out."""
    product = choose.maybe([each for each in world.products if each.extends is not None])
    if product is None:
        return None
    options = tuple(replace(each, family=None) for each in product.options)
    return world.with_product(product.number, lambda each: replace(each, extends=None, options=options))


def change_abstract(world: World, past: Past, choose: Choose) -> World | None:
    """What nobody could choose is sold by itself, or the other way round."""
    product = choose.maybe(world.products)
    if product is None:
        return None
    return world.with_product(product.number, lambda each: replace(each, abstract=not each.abstract))


EDITS_OF_FAMILIES: tuple[Edit, ...] = (
    found_family,
    add_heir,
    extend_product,
    move_up,
    move_down,
    narrow_option,
    leave_family,
    change_abstract,
)
