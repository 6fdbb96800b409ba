"""How an author chooses, what has been published, and what no author does: to state what is not true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from things import LISTED, Option, Product, Ref, Value, World

T = TypeVar("T")

CATALOG_KEYS = ("shop", "store", "studio")
PRODUCT_KEYS = ("mug", "jug", "pot", "vase")
OPTION_KEYS = ("hue", "trim", "extras", "depth", "mark", "gift")
VALUE_KEYS = ("red", "blue", "teal", "gold", "gray")
NEVER = "nowhere"
"""A key that nothing ever has."""


class Thing(Protocol):
    """What has a number, a key, and maybe a `was`."""

    @property
    def number(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def was(self) -> str | None: ...
    @property
    def permanent(self) -> str: ...


class Choose:
    """Choices, each from a source of small integers."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def of(self, among: Sequence[T]) -> T:
        """One of some."""
        return among[self.below(len(among))] if len(among) > 1 else among[0]

    def maybe(self, among: Sequence[T]) -> T | None:
        """One of some; None if there is none."""
        return self.of(among) if among else None

    def chance(self, one_in: int) -> bool:
        """True once in so many times; small choices are the plain ones."""
        return self.below(one_in) == one_in - 1


class Past:
    """All published worlds, oldest first; the last one is what an edit begins from."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds

    def first_key(self, number: int) -> str | None:
        """The key under which a thing was published first; None if it never was."""
        return next((each.permanent for world in self.worlds for each in things(world) if each.number == number), None)

    def called(self, number: int) -> list[str]:
        """The keys that a thing was published under, oldest first, each once."""
        found = (each.key for world in self.worlds for each in things(world) if each.number == number)
        return list(dict.fromkeys(found))

    def products(self) -> list[Product]:
        """Each product that there ever was, as it was last."""
        return list({each.number: each for world in self.worlds for each in world.products}.values())

    def options(self, product: int) -> list[Option]:
        """Each option that a product ever had, as it was last."""
        had = (found for world in self.worlds if (found := world.product(product)))
        return list({each.number: each for one in had for each in one.options}.values())

    def values(self, ref: Ref) -> list[Value]:
        """Each value that a list ever had, as it was last."""
        had = (values for world in self.worlds for each, values in world.lists() if each == ref)
        return list({each.number: each for values in had for each in values}.values())


def things(world: World) -> Iterator[Thing]:
    """Products, options and values; what is abstract stands in no document."""
    for product in world.sold:
        yield product
        yield from product.options
    for _, values in world.lists():
        yield from values


def scopes(world: World) -> Iterator[tuple[object, object, Sequence[Thing]]]:
    """Each scope: its name, the list that it takes its things from, and these."""
    yield "products", None, world.sold
    for product in world.sold:
        yield ("options", product.number), None, product.options
        for option in product.options:
            if option.kind in LISTED:
                yield ("values", product.number, option.number), option.list, world.values_of(option)


def is_truthful(world: World, past: Past) -> bool:
    """Whether an honest author can have written this, who may forget things and be wrong about names in between.

    What keeps its key from one release to the next is the same thing, and what was gone and comes under a key that it
    never had, without a word, is another one; what `was` names is a key that the thing itself had or that nothing had;
    and lists that are stated to have equal keys have equal things under them.
    """
    there = {each.number for each in things(past.worlds[-1])}
    for each in things(world):
        called = [] if each.number in there else past.called(each.number)
        if called and each.was is None and each.key not in (*called, past.first_key(each.number)):
            return False
    last: dict[object, tuple[object, Sequence[Thing]]] = {}
    owners: dict[object, dict[str, set[int]]] = {}
    for earlier in past.worlds:
        for scope, ref, had in scopes(earlier):
            last[scope] = ref, had
            for each in had:
                owners.setdefault(scope, {}).setdefault(each.permanent, set()).add(each.number)
    for scope, ref, now in scopes(world):
        if scope not in last:
            continue
        known = owners.get(scope, {})
        before = {each.permanent: each.number for each in last[scope][1] if each.permanent == each.key}
        for each in now:
            if each.was is None and last[scope][0] == ref and before.get(each.key, each.number) != each.number:
                return False
            if each.was is not None and each.number not in known.get(each.was, {each.number}):
                published = any(each.number in numbers for numbers in known.values())
                if not published:
                    return False
    return _equal_keys_are_equal_things([*past.worlds, world])


def _equal_keys_are_equal_things(worlds: Sequence[World]) -> bool:
    groups = grouped(worlds[-1])
    if not groups:
        return True
    named: dict[tuple[Ref, str], int] = {}
    for world in worlds:
        for ref, values in world.lists():
            for value in values if ref in groups else ():
                for key in (value.key, value.permanent):
                    if named.setdefault((groups[ref], key), value.number) != value.number:
                        return False
    return True


def grouped(world: World) -> Mapping[Ref, Ref]:
    """For each list that is stated to have equal keys with another, one that stands for all of its group."""
    groups: dict[Ref, Ref] = {}
    for one, other in world.stated:
        mine, theirs = groups.setdefault(one, one), groups.setdefault(other, other)
        groups.update({each: mine for each, group in groups.items() if group == theirs})
    return groups
