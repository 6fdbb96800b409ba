"""Families in a world: each product has all its options, and those of the product that it extends are linked to these.

The catalog says what is shared once. So whoever edits an option of a family there edits it in all products of it; here,
each has a copy of its own, with a number of its own, and what was edited in one of them is edited in the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from author import Choose
from changes import unasked, without_option
from things import Option, Product, World
from written import written_option


def heirs_of(world: World, base: Product) -> list[Product]:
    """The products that extend one."""
    return [each for each in world.products if each.extends == base.number]


def linked_copy(world: World, owner: int, option: Option, to: int) -> World:
    """The same with a copy of an option in another product, where it is linked to it."""
    number, world = world.with_number()
    copy = _transplanted(world, owner, option, to, replace(option, number=number, family=option.number))
    world = world.with_product(to, lambda each: replace(each, options=(*each.options, copy)))
    return _stating(world, copy)


def in_the_family(before: World, after: World, choose: Choose) -> World:
    """What was edited in one product of a family is edited in the others, too, where it was the same.

    What was edited in an heir is edited in the family every other time; else that heir is no longer quite like it.
    """
    for heir in after.products:
        base = after.product(heir.extends) if heir.extends is not None else None
        if base is not None and choose.chance(2):
            for option in heir.options:
                whole = base.option(option.family) if option.family is not None else None
                if whole is not None:
                    after = _followed(before, after, (heir.number, option), (base.number, whole))
    for base in after.products:
        for heir in heirs_of(after, base):
            after = _inherited(before, after, base, heir)
    return after


def _inherited(before: World, after: World, base: Product, heir: Product) -> World:
    """An heir with what has been edited, added and taken out in the product that it extends."""
    links = {option.family: option for option in heir.options if option.family is not None}
    had = before.product(base.number)
    for whole in base.in_order():
        if whole.number in links:
            after = _followed(before, after, (base.number, whole), (heir.number, links[whole.number]))
        elif had is not None and had.option(whole.number) is None:
            after = linked_copy(after, base.number, whole, heir.number)
    for number, option in links.items():
        if base.option(number) is None:
            after = unasked(without_option(after, heir.number, option.number), option.number)
    return after


def _followed(before: World, after: World, edited: tuple[int, Option], other: tuple[int, Option]) -> World:
    """The same with one option edited as another one was, if they were the same before."""
    (owner, option), (to, target) = edited, other
    old_owner, old_to = before.product(owner), before.product(to)
    old, old_target = (
        old_owner.option(option.number) if old_owner else None,
        old_to.option(target.number) if old_to else None,
    )
    if old is None or old_target is None or old == option or old_target != target:
        return after
    if written_option(before, old_owner, old) != written_option(before, old_to, old_target):  # type: ignore[arg-type]
        return after
    copy = _transplanted(after, owner, option, to, target)
    return _stating(after.with_option(target.number, lambda _: copy), copy)


def _transplanted(world: World, owner: int, option: Option, to: int, target: Option) -> Option:
    """An option in the place of another product's, which looks at the options there that it is linked with."""
    when, derived = option.when, option.derived
    for number, there in _links(world, owner, to).items():
        when = when and when.renumbered(number, there, {})
        derived = derived and replace(derived, condition=derived.condition.renumbered(number, there, {}))
    return replace(option, number=target.number, family=target.family, when=when, derived=derived)


def _links(world: World, owner: int, to: int) -> Mapping[int, int]:
    one, other = world.product(owner), world.product(to)
    if one is None or other is None:
        return {}
    down = {each.family: each.number for each in other.options if each.family is not None}
    up = {each.number: each.family for each in one.options if each.family is not None}
    return {each.number: found for each in one.options if (found := down.get(each.number) or up.get(each.number))}


def _stating(world: World, option: Option) -> World:
    return replace(world, stated=world.stated | {(option.list, each) for each in option.same})
