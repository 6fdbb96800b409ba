"""What an author makes up: whole catalogs to begin with, options, values, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from author import CATALOG_KEYS, OPTION_KEYS, PRODUCT_KEYS, VALUE_KEYS, Choose
from conditions import Condition, Joined, Test
from things import LISTED, NUMERIC, Engraved, Flag, Hidden, Option, Product, Space, Value, World

KINDS = ("one", "any", "one", "number", "flag", "text", "one", "any", "integer")
TEXTS = ("zoe", "Zoe", "ZOE", "red", "blue", "zoe red")
"""What customers have engraved; some of it could be a key, and some is the same in another case."""


def first_world(choose: Choose) -> World:
    """A catalog that is released for the first time: one or two products, of two to four options."""
    world = World(choose.of(CATALOG_KEYS), ())
    for _ in range(choose.below(3)):
        world = with_space(world, choose)
    for key in PRODUCT_KEYS[: 1 + choose.below(2)]:
        world = with_product(world, choose, key)
    return world


def with_space(world: World, choose: Choose) -> World:
    """The same with one more space."""
    world, values = new_values(world, choose)
    number, world = world.with_number()
    return replace(world, spaces=(*world.spaces, Space(number, f"list{number}", values)))


def with_product(world: World, choose: Choose, key: str) -> World:
    """The same with one more product, which is new."""
    number, world = world.with_number()
    world = replace(world, products=(*world.products, Product(number, key, ())))
    keys = list(OPTION_KEYS)
    for _ in range(2 + choose.below(3)):
        world = with_new_option(world, choose, number, keys.pop(choose.below(len(keys))), is_late=False)
    return world


def with_new_option(world: World, choose: Choose, product: int, key: str, *, is_late: bool) -> World:
    """The same with one more option at the end of a product; a late one mostly has a baseline."""
    owner = world.product(product)
    assert owner is not None
    number, world = world.with_number()
    option = Option(number, key, choose.of(KINDS))
    if option.kind in LISTED:
        space = choose.maybe(world.spaces) if choose.chance(2) else None
        world, values = (world, ()) if space else new_values(world, choose)
        option = replace(option, values=values, space=space.number if space else None)
    if option.kind == "number":
        option = replace(option, unit=choose.of(("cm", "mm", None)))
    if option.kind == "text":
        option = replace(option, case=choose.of((None, "upper", "lower")))
    option = replace(option, optional=choose.chance(3))
    if owner.options and (choose.below(3) if is_late else choose.chance(3)):
        option = replace(option, when=new_condition(world, choose, owner.options))
    world = world.with_product(product, lambda each: replace(each, options=(*each.options, option)))
    if choose.below(3) if is_late or option.when else choose.chance(6):
        option = replace(option, baseline=choose.maybe(possible(world, option)))
    elif choose.chance(3):
        option = replace(option, default=choose.maybe(possible(world, option)))
    return world.with_option(number, lambda _: option)


def new_values(world: World, choose: Choose) -> tuple[World, tuple[Value, ...]]:
    """Two or three values that are new."""
    keys, values = list(VALUE_KEYS), []
    for _ in range(2 + choose.below(2)):
        number, world = world.with_number()
        values.append(new_value(choose, number, keys.pop(choose.below(len(keys)))))
    return world, tuple(values)


def new_value(choose: Choose, number: int, key: str) -> Value:
    """A value that is new."""
    return Value(number, key, tone=choose.of(("warm", "cold", None)), size=choose.of((1, 2, None)))


def possible(world: World, option: Option) -> list[Hidden]:
    """All that an option can have, texts by some examples."""
    match option.kind:
        case "one":
            return [frozenset((each.number,)) for each in world.values_of(option)]
        case "any":
            numbers = [each.number for each in world.values_of(option)]
            most = len(numbers) if option.most is None else option.most
            sizes = range(option.least, most + 1)
            return [frozenset(some) for size in sizes for some in combinations(numbers, size)]
        case "flag":
            return [Flag(False), Flag(True)]
        case "text":
            return [engraved(option, each) for each in TEXTS]
    return [option.amount(Fraction(each)) for each in range(option.low, option.high + 1, option.step)]


def engraved(option: Option, typed: str) -> Engraved:
    """What a typed text is on the thing."""
    text = " ".join(typed.split())
    return Engraved(text.upper() if option.case == "upper" else text.lower() if option.case == "lower" else text)


def new_condition(world: World, choose: Choose, among: Sequence[Option]) -> Condition:
    """A condition over some options."""
    found = _test(world, choose, choose.of(among))
    if choose.chance(3):
        return Joined(choose.of(("and", "or")), (found, _test(world, choose, choose.of(among))))
    return Joined("not", (found,)) if choose.chance(6) else found


def _test(world: World, choose: Choose, option: Option) -> Condition:
    numbers = [each.number for each in world.values_of(option)] if option.kind in LISTED else []
    one = frozenset((choose.of(numbers),)) if numbers else frozenset()
    if not numbers and option.kind in LISTED:
        return Test(option.number, "present")
    if option.kind == "one":
        asks = choose.of(("is", "tone", "has tone", "is not", "among", "absent"))
        values = one | {choose.of(numbers)} if asks == "among" else one if asks in ("is", "is not") else frozenset()
        return Test(option.number, asks, values, "warm" if asks == "tone" else "")
    if option.kind == "any":
        asks = choose.of(("holds", "exactly", "exactly", "sum", "absent", "present"))
        values = one if asks == "holds" or (asks == "exactly" and choose.chance(2)) else frozenset()
        return Test(option.number, asks, values, least=2 if asks == "sum" else 0)
    if option.kind == "flag" and not choose.chance(3):
        return Test(option.number, "yes")
    if option.kind in NUMERIC and not choose.chance(3):
        return Test(option.number, "at most", most=option.amount(option.low + (option.high - option.low) // 2))
    return Test(option.number, choose.of(("present", "absent")))
