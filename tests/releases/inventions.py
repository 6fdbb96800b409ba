"""What an author makes up: whole catalogs to begin with, options, values, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from author import CATALOG_KEYS, OPTION_KEYS, PRODUCT_KEYS, VALUE_KEYS, Choose
from conditions import Condition, Derivation, Joined, Test
from things import LISTED, NESTED, NUMERIC, Engraved, Flag, Hidden, Option, Picture, Product, Space, Value, World

KINDS = ("one", "any", "one", "number", "flag", "text", "one", "any", "integer", "image")
DERIVABLE = ("one", "flag", "number", "integer")
TEXTS = ("zoe", "Zoe", "ZOE", "red", "blue", "zoe red")
"""What customers have engraved; some of it could be a key, and some is the same in another case."""


def first_world(choose: Choose, *, nests: bool = False, derives: bool = False) -> World:
    """A catalog that is released for the first time: one or two products, of two to four options.

    One of them may stand within another one (`nests`), and some options may follow from others (`derives`).
    """
    world = World(choose.of(CATALOG_KEYS), ())
    for _ in range(choose.below(3)):
        world = with_space(world, choose)
    for key in PRODUCT_KEYS[: (2 if nests else 1) + choose.below(2)]:
        world = with_product(world, choose, key)
    if derives:
        for product in world.products:
            world = with_derived(world, choose, product.number, "tone")
    if nests:
        world = with_nested(world, choose, world.products[-1].number, "first", is_late=False)
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


def with_new_option(
    world: World, choose: Choose, product: int, key: str, *, is_late: bool, kinds: Sequence[str] = KINDS
) -> World:
    """The same with one more option at the end of a product; a late one mostly has a baseline."""
    owner = world.product(product)
    assert owner is not None
    number, world = world.with_number()
    option = Option(number, key, choose.of(kinds))
    if option.kind in LISTED:
        space = choose.maybe(world.spaces) if choose.chance(2) else None
        world, values = (world, ()) if space else new_values(world, choose)
        option = replace(option, values=values, space=space.number if space else None)
    if option.kind == "number":
        option = replace(option, unit=choose.of(("cm", "mm", None)))
    if option.kind == "text":
        option = replace(option, case=choose.of((None, "upper", "lower")), private=choose.chance(3))
    option = replace(option, optional=choose.chance(3))
    if owner.options and (choose.below(3) if is_late else choose.chance(3)):
        option = replace(option, when=new_condition(world, choose, owner.options))
    world = world.with_product(product, lambda each: replace(each, options=(*each.options, option)))
    if not option.fits_unsaid:
        option = replace(option, optional=option.optional or (is_late and choose.below(3) > 0))
    elif choose.below(3) if is_late or option.when else choose.chance(6):
        option = replace(option, baseline=choose.maybe(possible(world, option)))
    elif choose.chance(3):
        option = replace(option, default=choose.maybe(possible(world, option)))
    return world.with_option(number, lambda _: option)


def with_derived(world: World, choose: Choose, product: int, key: str) -> World:
    """The same with an option at the end of a product that follows from the others."""
    owner, number = world.product(product), world.fresh
    assert owner is not None
    world = with_new_option(world, choose, product, key, is_late=False, kinds=DERIVABLE)
    return world.with_option(number, lambda option: following(world, choose, option, owner.options) or option)


def following(world: World, choose: Choose, option: Option, among: Sequence[Option]) -> Option | None:
    """An option that follows from others; None where it cannot."""
    derived = new_derivation(world, choose, option, among)
    if derived is None:
        return None
    return replace(option, derived=derived, when=None, baseline=None, default=None)


def with_nested(world: World, choose: Choose, product: int, key: str, *, is_late: bool) -> World:
    """The same with an option at the end of a product that takes another one, or a list; a late one is optional."""
    owner = world.product(product)
    assert owner is not None
    number, world = world.with_number()
    inner = choose.of(possible_inner(world, owner))
    option = Option(number, key, choose.of(NESTED), inner=inner, least=choose.below(2), most=1 + choose.below(2))
    option = replace(option, optional=choose.below(3) > 0 if is_late else choose.chance(3))
    if owner.options and choose.chance(4):
        option = replace(option, when=new_condition(world, choose, owner.options))
    return world.with_product(product, lambda each: replace(each, options=(*each.options, option)))


def possible_inner(world: World, product: Product) -> list[int]:
    """The products that can stand within another one; a few, and none within itself."""
    if sum(each.kind in NESTED for each in product.options) > 1:
        return []
    return [each.number for each in world.sold if each != product and not _within(world, each) and each.options]


def _within(world: World, product: Product) -> set[int]:
    """The products that stand within one; but for one level, that is enough to keep out."""
    direct = {each.inner for each in product.options if each.inner is not None}
    return {product.number} if direct else set()


def new_derivation(world: World, choose: Choose, option: Option, among: Sequence[Option]) -> Derivation | None:
    """What an option may follow from."""
    values = possible(world, option)
    if not among or not values or option.kind not in DERIVABLE:
        return None
    yes, no = (Flag(True), Flag(False)) if option.kind == "flag" else (choose.of(values), choose.of(values))
    columns = [each for each in among if each.kind in ("one", "flag")]
    condition = new_condition(world, choose, columns if columns and choose.chance(2) else among)
    by_table = isinstance(condition, Test) and condition.asks in ("is", "yes") and not condition.some
    by_table = by_table and choose.below(3) > 0
    return Derivation(condition, yes, no, is_truth=option.kind == "flag" and not by_table, by_table=by_table)


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
        case "image":
            return [Picture(1), Picture(2)]
        case "inner" | "list":
            return []
    return [option.amount(Fraction(each)) for each in range(option.low, option.high + 1, option.step)]


def engraved(option: Option, typed: str) -> Engraved:
    """What a typed text is on the thing."""
    text = " ".join(typed.split())
    return Engraved(text.upper() if option.case == "upper" else text.lower() if option.case == "lower" else text)


def new_condition(world: World, choose: Choose, among: Sequence[Option]) -> Condition:
    """A condition over some options, mostly over those that are not simply chosen, if there are any."""
    special = [each for each in among if each.derived is not None or each.kind in NESTED]
    among = special if special and choose.below(3) else among
    found = _test(world, choose, choose.of(among))
    if choose.chance(3):
        return Joined(choose.of(("and", "or")), (found, _test(world, choose, choose.of(among))))
    return Joined("not", (found,)) if choose.chance(6) else found


def _test(world: World, choose: Choose, option: Option) -> Test:
    inner = world.inner_of(option)
    if inner is not None and inner.options and choose.below(4):
        found = _test(world, choose, choose.of(inner.options))
        if found.inside is None:
            return replace(found, option=option.number, inside=found.option, some=option.kind == "list")
    if option.kind == "list" and choose.below(3):
        return Test(option.number, "count", least=1 + choose.below(2))
    if option.kind in LISTED:
        numbers = [each.number for each in world.values_of(option)]
        if numbers:
            return _test_of_values(choose, option, numbers)
    if option.kind == "flag" and not choose.chance(3):
        return Test(option.number, "yes")
    if option.kind in NUMERIC and not choose.chance(3):
        return Test(option.number, "at most", most=option.amount(option.low + (option.high - option.low) // 2))
    return Test(option.number, choose.of(("present", "absent")))


def _test_of_values(choose: Choose, option: Option, numbers: Sequence[int]) -> Test:
    one = frozenset((choose.of(numbers),))
    if option.kind == "one":
        asks = choose.of(("is", "tone", "has tone", "is not", "among", "absent"))
        values = one | {choose.of(numbers)} if asks == "among" else one if asks in ("is", "is not") else frozenset()
        return Test(option.number, asks, values, "warm" if asks == "tone" else "")
    asks = choose.of(("holds", "exactly", "exactly", "sum", "absent", "present"))
    values = one if asks == "holds" or (asks == "exactly" and choose.chance(2)) else frozenset()
    return Test(option.number, asks, values, least=2 if asks == "sum" else 0)
