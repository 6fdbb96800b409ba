"""What an author has in mind: a catalog whose things are told apart by numbers that never reach the catalog text.

A thing keeps its number for as long as it is the same thing, whatever it is called. All is immutable, so that an edit
gives another world, and a release check that refuses it leaves the one before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from conditions import Condition, Derivation, Test, looks_at


class Flag(NamedTuple):
    """Yes or no."""

    truth: bool


class Amount(NamedTuple):
    """So much of something: `length` in metres, or a `plain` number."""

    dimension: str
    base: Fraction


class Engraved(NamedTuple):
    """The text that stands on a thing."""

    text: str


class Picture(NamedTuple):
    """A picture that a customer brought."""

    number: int


class Part(NamedTuple):
    """A product within another one: which, and what it has for each of its options."""

    product: int
    has: frozenset[tuple[int, Hidden | None]]


class Inside(NamedTuple):
    """Products within a product, each with how many of it there are: a list has no order. There is at least one."""

    parts: frozenset[tuple[Part, int]]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Inside:
        """Products in any order, one or several."""
        return cls(frozenset(Counter(parts).items()))

    def each(self) -> list[Part]:
        """Every one of them."""
        return [part for part, times in self.parts for _ in range(times)]


Hidden = frozenset[int] | Flag | Amount | Engraved | Picture | Inside
"""What a thing has for an option: values by their numbers, one or several; an empty set is nothing to look at."""

FACTORS = {None: Fraction(1), "mm": Fraction(1, 1000), "cm": Fraction(1, 100)}
NUMERIC = ("integer", "number")
LISTED = ("one", "any")
NESTED = ("inner", "list")


class Ref(NamedTuple):
    """A list of values: a shared space (`is_space`), or the list in place of an option."""

    is_space: bool
    number: int


@dataclass(frozen=True)
class Value:
    """A value; `was` is what its author writes, right or wrong. `tone` is a word and `size` an amount."""

    number: int
    key: str
    was: str | None = None
    tone: str | None = None
    size: int | None = None
    retired: bool = False

    @property
    def permanent(self) -> str:
        return self.was or self.key


@dataclass(frozen=True)
class Space:
    """A shared space; `same` are the lists that it is stated to have equal keys with."""

    number: int
    key: str
    values: tuple[Value, ...]
    same: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Option:
    """An option of some kind: one, any, flag, integer, number, text, image, or a product within: inner, or a list.

    `values` in place, or else a `space`; `inner` is the product that stands within. `low`, `high` and `step` are in the
    declared unit; `least` and `most` count the values of a set, or the products of a list. `family` is the option of
    the product that this one's extends, if it comes from there.
    """

    number: int
    key: str
    kind: str
    was: str | None = None
    values: tuple[Value, ...] = ()
    space: int | None = None
    least: int = 0
    most: int | None = None
    low: int = 1
    high: int = 3
    step: int = 1
    unit: str | None = None
    case: str | None = None
    optional: bool = False
    when: Condition | None = None
    default: Hidden | None = None
    baseline: Hidden | None = None
    same: tuple[Ref, ...] = ()
    retired: bool = False
    label: int = 0
    inner: int | None = None
    private: bool = False
    derived: Derivation | None = None
    family: int | None = None

    @property
    def permanent(self) -> str:
        return self.was or self.key

    @property
    def fits_unsaid(self) -> bool:
        """Whether it can have a baseline or a default."""
        return self.kind not in ("image", *NESTED) and not self.private and self.derived is None

    @property
    def list(self) -> Ref:
        return Ref(False, self.number) if self.space is None else Ref(True, self.space)

    def looks_at(self) -> set[int]:
        """The options that decide whether it is asked for, or what it is."""
        return looks_at(self.when) | (looks_at(self.derived.condition) if self.derived else set())

    def amount(self, written: Fraction | int) -> Amount:
        """A number in the declared unit as what it really is."""
        unit = self.unit if self.kind == "number" else None
        return Amount("plain" if unit is None else "length", written * FACTORS[unit])

    def written(self, amount: Amount) -> Fraction:
        """An amount in the declared unit, or as it is where that is none of its kind."""
        fits = (amount.dimension == "length") == (self.unit is not None)
        return amount.base / FACTORS[self.unit] if fits else amount.base


@dataclass(frozen=True)
class Product:
    """A base product with all its options, also those that stand in the one that it `extends`."""

    number: int
    key: str
    options: tuple[Option, ...]
    was: str | None = None
    retired: bool = False
    label: int = 0
    extends: int | None = None
    abstract: bool = False

    @property
    def permanent(self) -> str:
        return self.was or self.key

    def option(self, number: int) -> Option | None:
        """The option with this number."""
        return next((each for each in self.options if each.number == number), None)

    def in_order(self) -> list[Option]:
        """Each option behind those that its condition looks at, or what it follows from."""
        found: dict[int, Option] = {}

        def add(option: Option | None) -> None:
            if option is not None and option.number not in found:
                for asked in sorted(option.looks_at()):
                    add(self.option(asked))
                found[option.number] = option

        for option in self.options:
            add(option)
        return list(found.values())


@dataclass(frozen=True)
class World:
    """A catalog. `stated` has all lists that were ever stated to have equal keys; `fresh` is the next number."""

    key: str
    products: tuple[Product, ...]
    spaces: tuple[Space, ...] = ()
    was: str | None = None
    stated: frozenset[tuple[Ref, Ref]] = frozenset()
    fresh: int = 1

    @property
    def permanent(self) -> str:
        return self.was or self.key

    def product(self, number: int) -> Product | None:
        """The product with this number."""
        return next((each for each in self.products if each.number == number), None)

    @property
    def sold(self) -> tuple[Product, ...]:
        """The products that have codes: all but abstract ones."""
        return tuple(each for each in self.products if not each.abstract)

    def space(self, number: int) -> Space | None:
        """The space with this number."""
        return next((each for each in self.spaces if each.number == number), None)

    def inner_of(self, option: Option | None) -> Product | None:
        """The product that stands within another one for an option."""
        return self.product(option.inner) if option is not None and option.inner is not None else None

    def asked(self, product: Product, test: Test) -> Option | None:
        """The option that a test in a product looks at."""
        option = product.option(test.option)
        if test.inside is None:
            return option
        inner = self.inner_of(option)
        return inner.option(test.inside) if inner else None

    def values_of(self, option: Option) -> tuple[Value, ...]:
        """The values of an option, which are in place or in its space."""
        if option.space is None:
            return option.values
        space = self.space(option.space)
        return space.values if space else ()

    def lists(self) -> Iterator[tuple[Ref, tuple[Value, ...]]]:
        """All lists of values."""
        for space in self.spaces:
            yield Ref(True, space.number), space.values
        for product in self.products:
            for option in product.options:
                if option.kind in LISTED and option.space is None:
                    yield option.list, option.values

    def with_list(self, ref: Ref, change: Callable[[tuple[Value, ...]], tuple[Value, ...]]) -> World:
        """The same with another list of values in place of one."""
        if ref.is_space:
            spaces = (
                replace(each, values=change(each.values)) if each.number == ref.number else each for each in self.spaces
            )
            return replace(self, spaces=tuple(spaces))
        return self.with_option(ref.number, lambda option: replace(option, values=change(option.values)))

    def with_option(self, number: int, change: Callable[[Option], Option]) -> World:
        """The same with an option changed."""
        products = (
            replace(each, options=tuple(change(o) if o.number == number else o for o in each.options))
            for each in self.products
        )
        return replace(self, products=tuple(products))

    def with_product(self, number: int, change: Callable[[Product], Product]) -> World:
        """The same with a product changed."""
        return replace(self, products=tuple(change(each) if each.number == number else each for each in self.products))

    def with_number(self) -> tuple[int, World]:
        """A number that nothing ever had."""
        return self.fresh, replace(self, fresh=self.fresh + 1)


def physical(hidden: Hidden | None) -> Hidden | None:
    """What one sees: an empty set, no value, and an option that is not asked for look alike."""
    return None if hidden == frozenset() else hidden
