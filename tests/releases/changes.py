"""Changes that keep a world whole: what names a thing goes on naming the one that has taken its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from author import Choose
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
    found = []
    for product in world.products:
        options = product.options
        for option in product.options:
            if option.kind in LISTED and option.list == ref and only in (None, option.number):
                options = tuple(_renumbered(each, option.number, values) for each in options)
        found.append(replace(product, options=options))
    return replace(world, products=tuple(found))


def _renumbered(each: Option, option: int, values: Mapping[int, int]) -> Option:
    if each.when is not None:
        each = replace(each, when=each.when.renumbered(option, option, values))
    if each.number != option:
        return each
    return replace(each, baseline=_other(each.baseline, values), default=_other(each.default, values))


def _other(hidden: Hidden | None, values: Mapping[int, int]) -> Hidden | None:
    return frozenset(values.get(each, each) for each in hidden) if isinstance(hidden, frozenset) else hidden
