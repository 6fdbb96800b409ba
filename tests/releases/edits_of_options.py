"""Edits of what options are: baselines, conditions, kinds, units, spaces, and what may change at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from author import Choose, Past
from changes import some_option, some_value, unasked, with_numbers, with_value
from conditions import BY_ATTRIBUTE, Joined
from edits_of_names import Edit
from inventions import new_condition, new_values, possible, with_space
from things import LISTED, NUMERIC, Amount, Option, Ref, Space, World


def change_baseline(world: World, past: Past, choose: Choose) -> World | None:
    """Added, changed or dropped."""
    found = some_option(world, choose)
    if found is None or not found[1].fits_unsaid:
        return None
    baseline = choose.maybe([None, *possible(world, found[1])])
    return world.with_option(found[1].number, lambda each: replace(each, baseline=baseline, default=None))


def change_default(world: World, past: Past, choose: Choose) -> World | None:
    found = some_option(world, choose)
    if found is None or found[1].baseline is not None or not found[1].fits_unsaid:
        return None
    default = choose.maybe([None, *possible(world, found[1])])
    return world.with_option(found[1].number, lambda each: replace(each, default=default))


def change_condition(world: World, past: Past, choose: Choose) -> World | None:
    """Another one, none, or the same written otherwise; every other time where another option looks at this one."""
    some = [(product, option) for product in world.products for option in product.options]
    asked = [each for each in some if any(each[1].number in other.looks_at() for other in each[0].options)]
    found = choose.of(asked) if asked and choose.chance(2) else choose.maybe(some)
    if found is None:
        return None
    product, option = found
    if option.derived is not None:
        return None
    before = product.in_order()[: product.in_order().index(option)]
    when = option.when
    how = choose.below(4)
    if isinstance(when, Joined) and how == 0:
        when = replace(when, parts=tuple(reversed(when.parts)))
    elif how == 1 or not before:
        when = None
    elif when is not None and how == 2:
        when = Joined(choose.of(("and", "or")), (when, new_condition(world, choose, before)))
    else:
        when = new_condition(world, choose, before)
    return world.with_option(option.number, lambda each: replace(each, when=when))


def change_attribute(world: World, past: Past, choose: Choose) -> World | None:
    """Attributes are master data, so they change, every other time where a condition looks at them."""
    some = [option for product in world.products for option in product.options]
    conditions = [each for option in some for each in (option.when, option.derived and option.derived.condition)]
    tests = [test for each in conditions if each for test in each.tests() if test.asks in BY_ATTRIBUTE]
    asked = {test.asked for test in tests}
    seen = [(option.list, each) for option in some if option.number in asked for each in world.values_of(option)]
    found = choose.of(seen) if seen and choose.chance(2) else some_value(world, choose)
    if found is None:
        return None
    ref, value = found
    tone = choose.of(("warm", "cold", None))
    size = value.size if choose.chance(2) else choose.of((1, 2, None))
    return with_value(world, ref, value, replace(value, tone=tone, size=size))


def change_optional(world: World, past: Past, choose: Choose) -> World | None:
    found = some_option(world, choose)
    return found and world.with_option(found[1].number, lambda each: replace(each, optional=not each.optional))


def change_count(world: World, past: Past, choose: Choose) -> World | None:
    """How many values a set may have."""
    option = choose.maybe([each for product in world.products for each in product.options if each.kind == "any"])
    least, most = choose.below(2), choose.of((None, 1, 2))
    return (
        None if option is None else world.with_option(option.number, lambda each: replace(each, least=least, most=most))
    )


def change_range(world: World, past: Past, choose: Choose) -> World | None:
    option = choose.maybe([each for product in world.products for each in product.options if each.kind in NUMERIC])
    low, step = choose.below(3), choose.of((1, 1, 2))
    high = low + step * (1 + choose.below(3))
    return (
        None
        if option is None
        else world.with_option(option.number, lambda each: replace(each, low=low, high=high, step=step))
    )


def change_unit(world: World, past: Past, choose: Choose) -> World | None:
    """Another unit behind the same figures, or the same lengths written in another unit."""
    option = choose.maybe([each for product in world.products for each in product.options if each.kind == "number"])
    if option is None:
        return None
    unit = choose.of([each for each in ("cm", "mm", None) if each != option.unit])
    other = replace(option, unit=unit)
    if (option.unit, unit) == ("cm", "mm") and choose.chance(2):
        other = replace(other, low=10 * other.low, high=10 * other.high, step=10 * other.step)
    elif isinstance(option.baseline, Amount):
        other = replace(other, baseline=other.amount(option.written(option.baseline)))
    return world.with_option(option.number, lambda _: replace(other, default=None))


def change_case(world: World, past: Past, choose: Choose) -> World | None:
    option = choose.maybe([each for product in world.products for each in product.options if each.kind == "text"])
    case = choose.of((None, "upper", "lower"))
    return (
        None
        if option is None
        else world.with_option(option.number, lambda each: replace(each, case=case, default=None))
    )


KINDS_AFTER = {
    "one": ("any", "text", "flag"),
    "any": ("one", "text"),
    "flag": ("one", "integer"),
    "integer": ("number", "one"),
    "number": ("integer", "text"),
    "text": ("one", "integer", "image"),
    "image": ("text", "one"),
}


def change_kind(world: World, past: Past, choose: Choose) -> World | None:
    """What looks at the option is always asked for afterwards."""
    found = some_option(world, choose)
    if found is None:
        return None
    option = found[1]
    if option.derived is not None or option.kind not in KINDS_AFTER:
        return None
    kind = choose.of(KINDS_AFTER[option.kind])
    alike = any({kind, option.kind} <= set(some) for some in (LISTED, NUMERIC))
    other = replace(option, kind=kind, default=None, baseline=option.baseline if alike else None, private=False)
    if kind == "one" and option.kind not in LISTED:
        world, values = new_values(world, choose)
        other = replace(other, values=values, space=None)
    return unasked(world.with_option(option.number, lambda _: other), option.number)


def use_other_space(world: World, past: Past, choose: Choose) -> World | None:
    """Equal keys in the other space may mean other things; only where they do not, somebody may say so."""
    option = _some_listed(world, choose)
    space = choose.maybe([each for each in world.spaces if option and each.number != option.space])
    if option is None or space is None:
        return None
    return _pointed_at(world, option, space, choose, numbers=_by_equal_keys(world, option, space))


def use_copied_space(world: World, past: Past, choose: Choose) -> World | None:
    """A new space of the same things."""
    option = _some_listed(world, choose)
    if option is None:
        return None
    number, world = world.with_number()
    space = Space(number, f"list{number}", world.values_of(option))
    world = replace(world, spaces=(*world.spaces, space))
    return _pointed_at(world, option, space, choose, numbers={})


def use_own_list(world: World, past: Past, choose: Choose) -> World | None:
    """The values of a space are written out in place."""
    options = [each for product in world.products for each in product.options if each.space is not None]
    option = choose.maybe([each for each in options if each.kind in LISTED])
    if option is None:
        return None
    values = world.values_of(option)
    states = choose.below(3) > 0
    same = (option.list,) if states else ()
    own = replace(option, space=None, values=values, same=same)
    world = world.with_option(option.number, lambda _: own)
    return replace(world, stated=world.stated | {(own.list, each) for each in same})


def _some_listed(world: World, choose: Choose) -> Option | None:
    return choose.maybe([each for product in world.products for each in product.options if each.kind in LISTED])


def _by_equal_keys(world: World, option: Option, space: Space) -> dict[int, int]:
    there = {each.key: each.number for each in space.values}
    return {each.number: there[each.key] for each in world.values_of(option) if each.key in there}


def _pointed_at(world: World, option: Option, space: Space, choose: Choose, numbers: Mapping[int, int]) -> World:
    """The option with that space, and a statement behind the option, behind the space, or none at all."""
    states = choose.of(("option", "space", "nothing"))
    before, after = option.list, Ref(True, space.number)
    world = with_numbers(world, before, numbers, only=option.number)
    same = (before,) if states == "option" else ()
    world = world.with_option(
        option.number, lambda each: replace(each, space=space.number, values=(), same=same, least=0, most=None)
    )
    if states == "space":
        spaces = (
            replace(each, same=(*each.same, before)) if each.number == space.number else each for each in world.spaces
        )
        world = replace(world, spaces=tuple(spaces))
    return world if states == "nothing" else replace(world, stated=world.stated | {(after, before)})


def forget_statements(world: World, past: Past, choose: Choose) -> World:
    """What is published once stays true, so nobody has to go on saying it."""
    spaces = tuple(replace(each, same=()) for each in world.spaces)
    products = (replace(each, options=tuple(replace(o, same=()) for o in each.options)) for each in world.products)
    return replace(world, spaces=spaces, products=tuple(products))


def add_space(world: World, past: Past, choose: Choose) -> World | None:
    return with_space(world, choose) if len(world.spaces) < 4 else None


def change_order(world: World, past: Past, choose: Choose) -> World | None:
    """Options or values in another order."""
    found = some_option(world, choose)
    if found is None:
        return None
    product, option = found
    if option.kind in LISTED and choose.chance(2):
        return world.with_list(option.list, lambda values: tuple(reversed(values)))
    options = tuple(reversed(product.options))
    return world.with_product(product.number, lambda each: replace(each, options=options))


def change_words(world: World, past: Past, choose: Choose) -> World | None:
    """Labels, and days from which something cannot be sold."""
    found, value = some_option(world, choose), some_value(world, choose)
    if found is None or value is None:
        return None
    product, option = found
    world = world.with_option(option.number, lambda each: replace(each, label=each.label + 1, retired=choose.chance(2)))
    world = world.with_product(product.number, lambda each: replace(each, label=each.label + 1))
    return with_value(world, value[0], value[1], replace(value[1], retired=not value[1].retired))


EDITS_OF_OPTIONS: tuple[Edit, ...] = (
    change_baseline,
    change_default,
    change_condition,
    change_attribute,
    change_optional,
    change_count,
    change_range,
    change_unit,
    change_case,
    change_kind,
    use_other_space,
    use_copied_space,
    use_own_list,
    forget_statements,
    add_space,
    change_order,
    change_words,
)
