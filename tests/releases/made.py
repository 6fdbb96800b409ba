"""Products that were made, and what they physically are: worked out from worlds alone, never from the code under test.

What an option was for a product that does not know it: its baseline, where its condition is met; else nothing. A new
option that has to have a value, and whose baseline nobody tells, had some value on everything all the same: here, the
first of its values. So whoever orders that one now gets what has been there before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from inventions import TEXTS, engraved, possible
from things import FACTORS, LISTED, Amount, Hidden, Option, Product, World, physical
from written import decimal


@dataclass(frozen=True)
class Made:
    """A product made under a release: what it has for each option of then, and the document that it got.

    `typed` is what the customer typed for numbers and texts.
    """

    release: int
    product: int
    values: Mapping[int, Hidden | None]
    typed: Mapping[int, object]
    document: bytes = field(default=b"", compare=False)


@dataclass(frozen=True)
class Order:
    """A configuration as it is ordered, and what it is to become."""

    choices: dict[str, object]
    values: dict[int, Hidden | None]
    typed: dict[int, object]


class Chosen:
    """What the options of one product have, for its conditions to look at."""

    def __init__(self, world: World, product: Product, values: Mapping[int, Hidden | None]) -> None:
        self.world, self.product, self.values = world, product, values

    def chosen(self, option: int) -> Hidden | None:
        return self.values.get(option)

    def attribute(self, option: int, value: int, name: str) -> str | int | None:
        return attribute(self.world, self.product, option, value, name)


def attribute(world: World, product: Product, option: int, value: int, name: str) -> str | int | None:
    """An attribute in one release; None where the value is not there, or has none."""
    asked = product.option(option)
    values = world.values_of(asked) if asked else ()
    found = next((each for each in values if each.number == value), None)
    return (found.tone if name == "tone" else found.size) if found else None


def random_order(world: World, product: Product, random: Random) -> Order | None:
    """A valid configuration, with options mentioned, null, or not mentioned; None where an option can have no value."""
    order = Order({}, {}, {})
    for option in product.in_order():
        seen = Chosen(world, product, order.values)
        if option.when is not None and option.when.truth(seen) is not True:
            order.values[option.number] = None
            if random.random() < 0.3:
                order.choices[option.key] = None
            continue
        nothing = frozenset[int]() if option.kind == "any" else None
        unsaid = next((each for each in (option.baseline, option.default) if each is not None), None)
        if unsaid is None and (option.optional or (option.kind == "any" and option.least == 0)):
            unsaid = nothing
            says = random.random() < 0.7
        else:
            says = unsaid is None or random.random() < 0.8
        if not says:
            order.values[option.number] = unsaid
        elif option.optional and random.random() < 0.3:
            order.values[option.number], order.choices[option.key] = nothing, None
        else:
            values = possible(world, option)
            if not values:
                return None
            _mention(world, option, random.choice(values), order, random)
    return order


def _mention(world: World, option: Option, value: Hidden, order: Order, random: Random) -> None:
    if option.kind == "text":
        typed = random.choice([each for each in TEXTS if engraved(option, each) == value])
        order.typed[option.number] = typed.replace(" ", "  ") + random.choice(("", " "))
    elif isinstance(value, Amount):
        order.typed[option.number] = with_unit(option, value) if random.random() < 0.5 else bare(option, value)
    order.values[option.number] = value
    order.choices[option.key] = order.typed.get(option.number, raw(world, option, value))


def raw(world: World, option: Option, value: Hidden) -> object:
    """What stands in an order for a value, with the keys of a world; LookupError where it has no such value."""
    if isinstance(value, frozenset):
        if option.kind not in LISTED:
            raise LookupError
        keys = {each.number: each.key for each in world.values_of(option)}
        listed = [keys[each] for each in sorted(value, reverse=True)]
        return listed if option.kind == "any" or len(listed) != 1 else listed[0]
    return bare(option, value) if isinstance(value, Amount) else value[0]


def bare(option: Option, value: Amount) -> object:
    """A number in the declared unit, as documents write it."""
    written = option.written(value)
    return int(written) if option.kind == "integer" else decimal(written)


def with_unit(option: Option, value: Amount) -> object:
    """A number with its unit, where it has one."""
    return f"{bare(option, value)} {option.unit}" if option.unit and option.kind == "number" else bare(option, value)


class Descriptions:
    """What all made products are, in the light of all releases up to now."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds
        self._having: dict[tuple[int, int], list[tuple[int, World, Product, Option]]] = {}
        for release, world in enumerate(worlds):
            for product in world.products:
                for option in product.options:
                    found = self._having.setdefault((product.number, option.number), [])
                    found.append((release, world, product, option))

    def options(self, product: int) -> list[int]:
        """Every option that a product ever had."""
        return [option for owner, option in self._having if owner == product]

    def releases_with(self, product: int, option: int) -> list[tuple[int, World, Product, Option]]:
        """The releases that have an option, oldest first."""
        return self._having.get((product, option), [])

    def of(self, made: Made) -> Mapping[int, Hidden]:
        """What a product is: all that it has, option by option."""
        thing = _Thing(self, made)
        found = {option: physical(thing.value(option)) for option in self.options(made.product)}
        return {option: value for option, value in found.items() if value is not None}


class _Thing:
    """One product, seen with all options that its base product ever had."""

    def __init__(self, descriptions: Descriptions, made: Made) -> None:
        self.descriptions, self.made = descriptions, made
        self.known: dict[int, Hidden | None] = dict(made.values)

    def value(self, option: int) -> Hidden | None:
        """What it has for an option of any release."""
        if option not in self.known:
            first = self.descriptions.releases_with(self.made.product, option)[0]
            fact = self._fact(*first)
            self.known[option] = fact if fact is not None and self.is_asked(option, first[0]) else None
        return self.known[option]

    def _fact(self, release: int, world: World, product: Product, option: Option) -> Hidden | None:
        """What everything had that was made when there was no such option, or no longer."""
        if option.baseline is not None or option.optional or option.kind == "any" or release <= self.made.release:
            return option.baseline
        values = possible(world, option)
        return values[0] if values else None

    def is_asked(self, option: int, release: int) -> bool:
        """Whether the condition that an option had in some release is met by this thing."""
        found = self.descriptions.releases_with(self.made.product, option)
        when = next(each.when for at, _, _, each in found if at == release)
        return when is None or when.truth(_Seen(self, option, release)) is True


class _Seen:
    """What the condition of an option in a release sees of a thing that another release may have made."""

    def __init__(self, thing: _Thing, option: int, release: int) -> None:
        self.thing, self.option, self.release = thing, option, release

    def chosen(self, option: int) -> Hidden | None:
        """A set is empty where that release asks for it and nothing is to be seen, and not there where it does not."""
        found = self.thing.descriptions.releases_with(self.thing.made.product, option)
        now = next((each for at, _, _, each in found if at == self.release), None)
        value = physical(self.thing.value(option)) if found else None
        if value is None and now is not None and now.kind == "any" and self.thing.is_asked(option, self.release):
            return frozenset()
        return value

    def attribute(self, option: int, value: int, name: str) -> str | int | None:
        """As of the first release that has the option and the value."""
        product = self.thing.made.product
        for release, world, owner, _ in self.thing.descriptions.releases_with(product, self.option):
            asked = owner.option(option)
            if release >= self.release and asked and value in {each.number for each in world.values_of(asked)}:
                return attribute(world, owner, option, value, name)
        return None


def seen_by(world: World, option: Option, value: object) -> Hidden | None:
    """A completed canonical value as the thing that it means in a world."""
    if value is None:
        return None
    numbers = {each.key: each.number for each in world.values_of(option)} if option.kind in LISTED else {}
    if isinstance(value, tuple):
        return physical(frozenset(numbers[str(key)] for key in value))
    if isinstance(value, bool) or option.kind in ("one", "text"):
        return frozenset((numbers[str(value)],)) if option.kind == "one" else _simple(value)
    return Amount(
        "plain" if option.unit is None or option.kind == "integer" else "length",
        Fraction(str(value)) * (FACTORS[option.unit] if option.kind == "number" else 1),
    )


def _simple(value: object) -> Hidden:
    from things import Engraved, Flag

    return Flag(value) if isinstance(value, bool) else Engraved(str(value))
