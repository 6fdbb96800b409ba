"""Products that are made: orders at random, and what they become, worked out from worlds alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from inventions import TEXTS, engraved, possible
from things import NESTED, Amount, Hidden, Inside, Option, Part, Product, World
from typed import bare, raw, with_unit


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

    def within(self, option: int) -> Sequence[Chosen]:
        chosen = self.values.get(option)
        parts = chosen.each() if isinstance(chosen, Inside) else []
        found = ((self.world.product(each.product), dict(each.has)) for each in parts)
        return [Chosen(self.world, product, has) for product, has in found if product is not None]


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
        if option.derived is not None:
            value = order.values[option.number] = option.derived.value(seen)
            if value not in possible(world, option) and not (value is None and option.optional):
                return None
            continue
        if option.when is not None and option.when.truth(seen) is not True:
            order.values[option.number] = None
            if random.random() < 0.3:
                order.choices[option.key] = None
            continue
        nothing = frozenset[int]() if option.kind == "any" else None
        unsaid = next((each for each in (option.baseline, option.default) if each is not None), None)
        if unsaid is None and (option.optional or (option.kind in ("any", "list") and option.least == 0)):
            unsaid = nothing
            says = random.random() < 0.7
        else:
            says = unsaid is None or random.random() < 0.8
        if not says:
            order.values[option.number] = unsaid
        elif option.optional and random.random() < 0.3:
            order.values[option.number], order.choices[option.key] = nothing, None
        elif option.kind in NESTED:
            if not _nest(world, option, order, random):
                return None
        else:
            values = possible(world, option)
            if not values:
                return None
            _mention(world, option, random.choice(values), order, random)
    return order


def _nest(world: World, option: Option, order: Order, random: Random) -> bool:
    """Choose products that stand for an option; False where there can be none."""
    product = world.inner_of(option)
    many = option.kind == "list"
    number = random.randint(max(option.least, 1), option.most or 1) if many else 1
    made = [random_order(world, product, random) if product else None for _ in range(number)]
    sound = [each for each in made if each is not None]
    if product is None or len(sound) < number:
        return False
    parts = [Part(product.number, frozenset(each.values.items())) for each in sound]
    order.values[option.number] = Inside.of(parts)
    order.choices[option.key] = [each.choices for each in sound] if many else sound[0].choices
    return True


def _mention(world: World, option: Option, value: Hidden, order: Order, random: Random) -> None:
    if option.kind == "text":
        typed = random.choice([each for each in TEXTS if engraved(option, each) == value])
        order.typed[option.number] = typed.replace(" ", "  ") + random.choice(("", " "))
    elif isinstance(value, Amount):
        order.typed[option.number] = with_unit(option, value) if random.random() < 0.5 else bare(option, value)
    order.values[option.number] = value
    order.choices[option.key] = order.typed.get(option.number, raw(world, option, value))
