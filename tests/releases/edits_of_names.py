"""Edits of names: renaming, taking out and putting back, with the right paper, with the wrong one, and with none.

Each edit takes a world, what has been published, and choices; it gives another world, or None where there is nothing
to edit. To rename without `was` is to say that one thing is gone and another is new: it gets another number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from author import CATALOG_KEYS, NEVER, OPTION_KEYS, PRODUCT_KEYS, VALUE_KEYS, Choose, Past, Thing
from changes import some_option, some_value, unasked, with_other_number, with_other_product, with_value
from conditions import names
from inventions import new_value, with_new_option, with_product
from things import LISTED, Hidden, Option, Value, World

Edit = Callable[[World, Past, Choose], World | None]
PAPERS = ("right", "right", "right", "interim", "made up", "none")


def rename_catalog(world: World, past: Past, choose: Choose) -> World:
    first, key = past.worlds[0].permanent, choose.of(CATALOG_KEYS)
    return replace(world, key=key, was=choose.of((None if key == first else first, None, world.key)))


def rename_product(world: World, past: Past, choose: Choose) -> World | None:
    product = choose.maybe(world.products)
    if product is None:
        return None
    key, was, keeps = _renaming(product, PRODUCT_KEYS, past, choose)
    number, world = (product.number, world) if keeps else world.with_number()
    world = world.with_product(product.number, lambda each: replace(each, number=number, key=key, was=was))
    return with_other_product(world, product.number, number)


def rename_option(world: World, past: Past, choose: Choose) -> World | None:
    found = some_option(world, choose)
    if found is None:
        return None
    option = found[1]
    key, was, keeps = _renaming(option, OPTION_KEYS, past, choose)
    number, world = (option.number, world) if keeps else world.with_number()
    world = world.with_option(option.number, lambda each: replace(each, key=key, was=was))
    return with_other_number(world, option.number, number)


def rename_value(world: World, past: Past, choose: Choose) -> World | None:
    found = some_value(world, choose)
    if found is None:
        return None
    ref, value = found
    key, was, keeps = _renaming(value, VALUE_KEYS, past, choose)
    number, world = (value.number, world) if keeps else world.with_number()
    return with_value(world, ref, value, replace(value, number=number, key=key, was=was))


def _renaming(thing: Thing, keys: tuple[str, ...], past: Past, choose: Choose) -> tuple[str, str | None, bool]:
    """Another key, what its author writes behind `was`, and whether it is the same thing then."""
    key, paper = choose.of(keys), choose.of(PAPERS)
    first, called = past.first_key(thing.number), past.called(thing.number)
    if first is None or key == thing.key:
        return key, thing.was, key == thing.key
    was = {"right": first, "interim": called[-1], "made up": NEVER}.get(paper)
    return key, was, was is not None or key == first or choose.chance(2)


def drop_was(world: World, past: Past, choose: Choose) -> World | None:
    """Nobody remembers what that `was` was good for."""
    return _with_was(world, choose, lambda thing, _: None, lambda thing: thing.was is not None)


def late_was(world: World, past: Past, choose: Choose) -> World | None:
    """Somebody remembers, releases later, what something was called before."""

    def gone(thing: Thing, others: list[str]) -> str | None:
        return choose.of([*others, NEVER])

    return _with_was(world, choose, gone, lambda thing: thing.was is None and bool(past.called(thing.number)), past)


def _with_was(
    world: World,
    choose: Choose,
    was: Callable[[Thing, list[str]], str | None],
    fits: Callable[[Thing], bool],
    past: Past | None = None,
) -> World | None:
    values = [(ref, each) for ref, found in world.lists() for each in found if fits(each)]
    options = [each for product in world.products for each in product.options if fits(each)]
    products = [each for each in world.products if fits(each)]
    kind = choose.maybe([kind for kind in (values, options, products) if kind])
    if kind is None:
        return None
    if kind is values:
        ref, value = choose.of(values)
        said = was(value, [each.permanent for each in past.values(ref)] if past else [])
        return with_value(world, ref, value, replace(value, was=said))
    if kind is options:
        option = choose.of(options)
        owner = next(each for each in world.products if option in each.options)
        said = was(option, [each.permanent for each in past.options(owner.number)] if past else [])
        return world.with_option(option.number, lambda each: replace(each, was=said))
    product = choose.of(products)
    said = was(product, [each.permanent for each in past.products()] if past else [])
    return world.with_product(product.number, lambda each: replace(each, was=said))


def swap_names(world: World, past: Past, choose: Choose) -> World | None:
    """Two values, or two options, change names, and one of them or both say so."""
    found = some_option(world, choose)
    if found is None:
        return None
    product, option = found
    values = world.values_of(option) if option.kind in LISTED else ()
    both = choose.chance(2)
    if len(values) > 1 and choose.chance(2):
        one, other = values[0], values[1]
        world = with_value(world, option.list, one, replace(one, key=other.key, was=past.first_key(one.number)))
        was = past.first_key(other.number) if both else None
        return with_value(world, option.list, other, replace(other, key=one.key, was=was))
    second = choose.of(product.options)
    was = past.first_key(second.number) if both else None
    world = world.with_option(option.number, lambda o: replace(o, key=second.key, was=past.first_key(o.number)))
    return world.with_option(second.number, lambda o: replace(o, key=option.key, was=was))


def remove_value(world: World, past: Past, choose: Choose) -> World | None:
    """With it go the conditions that look at it; a baseline that names it may be left standing."""
    found = some_value(world, choose)
    if found is None:
        return None
    ref, value = found
    world = world.with_list(ref, lambda values: tuple(each for each in values if each.number != value.number))
    drops = choose.chance(2)

    def without(option: Option) -> Option:
        baseline = None if drops and _has(option.baseline, value) else option.baseline
        default = None if _has(option.default, value) else option.default
        when = None if names(option.when, value.number) else option.when
        return replace(option, baseline=baseline, default=default, when=when)

    products = (replace(each, options=tuple(map(without, each.options))) for each in world.products)
    return replace(world, products=tuple(products))


def _has(hidden: Hidden | None, value: Value) -> bool:
    return isinstance(hidden, frozenset) and value.number in hidden


def remove_option(world: World, past: Past, choose: Choose) -> World | None:
    """What looks at it is then always asked for, or goes, too."""
    found = some_option(world, choose)
    if found is None:
        return None
    product, option = found
    goes_too = choose.chance(2)
    left: list[Option] = []
    for each in product.in_order():
        looks = each.looks_at()
        must_go = each.derived is not None and option.number in looks
        if each.number == option.number or (goes_too and not looks <= {other.number for other in left}) or must_go:
            continue
        left.append(replace(each, when=None) if option.number in looks else each)
    kept = {each.number: each for each in left}
    options = tuple(kept[each.number] for each in product.options if each.number in kept)
    return unasked(world.with_product(product.number, lambda each: replace(each, options=options)), option.number)


def remove_product(world: World, past: Past, choose: Choose) -> World | None:
    product = choose.maybe(world.products)
    if product is None:
        return None
    return replace(world, products=tuple(each for each in world.products if each != product))


def add_value(world: World, past: Past, choose: Choose) -> World | None:
    """Its key may be one that another value had, in this catalog or long ago."""
    lists = list(world.lists())
    if not lists:
        return None
    ref, here = choose.of(lists)
    number, world = world.with_number()
    value = new_value(choose, number, some_key(VALUE_KEYS, past.values(ref), here, choose))
    value = replace(value, was=choose.of((None, None, None, NEVER)))
    return world.with_list(ref, lambda values: (*values, value))


def some_key(keys: Sequence[str], had: Sequence[Thing], here: Sequence[Thing], choose: Choose) -> str:
    """Any key; every other time that of something that is gone, if there is such a one."""
    gone = [each.permanent for each in had if each.number not in {other.number for other in here}]
    return choose.of(gone) if gone and choose.chance(2) else choose.of(keys)


def add_option(world: World, past: Past, choose: Choose) -> World | None:
    product = choose.maybe(world.products)
    if product is None:
        return None
    key = some_key(OPTION_KEYS, past.options(product.number), product.options, choose)
    return with_new_option(world, choose, product.number, key, is_late=True)


def add_product(world: World, past: Past, choose: Choose) -> World | None:
    return with_product(world, choose, choose.of(PRODUCT_KEYS)) if len(world.products) < 3 else None


def bring_back_value(world: World, past: Past, choose: Choose) -> World | None:
    """The very same value is there again, and its author says so, or not."""
    lists = list(world.lists())
    if not lists:
        return None
    ref, values = choose.of(lists)
    value = choose.maybe([each for each in past.values(ref) if each.number not in {here.number for here in values}])
    if value is None:
        return None
    key, was = _coming_back(value, past, choose)
    return world.with_list(ref, lambda here: (*here, replace(value, key=key, was=was)))


def bring_back_option(world: World, past: Past, choose: Choose) -> World | None:
    product = choose.maybe(world.products)
    here = {each.number for each in product.options} if product else set()
    option = (
        choose.maybe([each for each in past.options(product.number) if each.number not in here]) if product else None
    )
    if product is None or option is None:
        return None
    key, was = _coming_back(option, past, choose)
    back = replace(option, key=key, was=was)
    return world.with_product(product.number, lambda each: replace(each, options=(*each.options, back)))


def bring_back_product(world: World, past: Past, choose: Choose) -> World | None:
    options = {each.number for product in world.products for each in product.options}
    here = {each.number for each in world.products}
    gone = [
        each
        for each in past.products()
        if each.number not in here and not options & {option.number for option in each.options}
    ]
    product = choose.maybe(gone)
    if product is None:
        return None
    key, was = _coming_back(product, past, choose)
    return replace(world, products=(*world.products, replace(product, key=key, was=was)))


def _coming_back(thing: Thing, past: Past, choose: Choose) -> tuple[str, str | None]:
    first = past.first_key(thing.number) or thing.key
    return choose.of(((first, first), (thing.key, first), (first, None), (thing.key, None)))


EDITS_OF_NAMES: tuple[Edit, ...] = (
    rename_catalog,
    rename_product,
    rename_option,
    rename_value,
    drop_was,
    late_was,
    swap_names,
    remove_value,
    remove_option,
    remove_product,
    add_value,
    add_option,
    add_product,
    bring_back_value,
    bring_back_option,
    bring_back_product,
)
