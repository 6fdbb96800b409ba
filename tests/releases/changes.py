"""Changes that keep a world whole: what names a thing goes on naming the one that has taken its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from author import Choose
from conditions import looks_at, looks_into
from things import LISTED, Hidden, Option, Product, Ref, Value, World


def some_option(world: World, choose: Choose) -> tuple[Product, Option] | None:
    """Some option of some product."""
    return choose.maybe([(product, option) for product in world.products for option in product.options])


def some_value(world: World, choose: Choose) -> tuple[Ref, Value] | None:
    """Some value of some list."""
    return choose.maybe([(ref, value) for ref, values in world.lists() for value in values])


def with_value(world: World, ref: Ref, old: Value, new: Value) -> World:
    """The same with another value in the place of one; what names that one names the other."""
    world = world.with_list(ref, lambda values: tuple(new if each.number == old.number else each for each in values))
    return with_numbers(world, ref, {old.number: new.number}) if new.number != old.number else world


def with_numbers(world: World, ref: Ref, values: Mapping[int, int], only: int | None = None) -> World:
    """The same, with other values named wherever options with this list (or only one of them) are spoken of."""
    options = [each for product in world.products for each in product.options]
    renumbered = {each.number for each in options if each.kind in LISTED and each.list == ref}
    renumbered &= renumbered if only is None else {only}
    found = []
    for product in world.products:
        own = product.options
        for number in sorted(renumbered):
            own = tuple(_renumbered(each, number, number, values) for each in own)
        found.append(replace(product, options=own))
    return replace(world, products=tuple(found))


def with_other_number(world: World, option: int, to: int) -> World:
    """The same with another number for an option, wherever it is spoken of."""
    found = (
        replace(product, options=tuple(_renumbered(each, option, to, {}) for each in product.options))
        for product in world.products
    )
    return replace(world, products=tuple(found))


def _renumbered(each: Option, option: int, to: int, values: Mapping[int, int]) -> Option:
    if each.when is not None:
        each = replace(each, when=each.when.renumbered(option, to, values))
    if each.derived is not None:
        condition = each.derived.condition.renumbered(option, to, values)
        each = replace(each, derived=replace(each.derived, condition=condition))
    if each.number != option:
        return each
    if each.derived is not None:
        yes, no = _other(each.derived.yes, values), _other(each.derived.no, values)
        assert yes is not None
        assert no is not None
        each = replace(each, derived=replace(each.derived, yes=yes, no=no))
    baseline, default = _other(each.baseline, values), _other(each.default, values)
    return replace(each, number=to, baseline=baseline, default=default)


def without_option(world: World, product: int, number: int) -> World:
    """The same without an option in one product; what looks at it is left as it is."""

    def without(each: Product) -> Product:
        return replace(each, options=tuple(option for option in each.options if option.number != number))

    return world.with_product(product, without)


def with_family(world: World, option: int, family: int | None) -> World:
    """The same with an option linked to one of the product that its own extends."""
    return world.with_option(option, lambda each: replace(each, family=family))


def with_other_product(world: World, product: int, to: int) -> World:
    """The same with another product standing within those that have this one within, and as the family of its heirs."""

    def inside(option: Option) -> Option:
        return replace(option, inner=to) if option.inner == product else option

    found = (
        replace(each, options=tuple(map(inside, each.options)), extends=to if each.extends == product else each.extends)
        for each in world.products
    )
    return replace(world, products=tuple(found))


def unasked(world: World, number: int) -> World:
    """The same where no condition looks at an option; what had one is always asked for."""

    def free(option: Option) -> Option:
        looks = number in looks_at(option.when) | looks_into(option.when)
        return replace(option, when=None) if looks else option

    products = (replace(each, options=tuple(map(free, each.options))) for each in world.products)
    return replace(world, products=tuple(products))


def _other(hidden: Hidden | None, values: Mapping[int, int]) -> Hidden | None:
    return frozenset(values.get(each, each) for each in hidden) if isinstance(hidden, frozenset) else hidden
