"""Things that are described in full and ordered again, with the keys of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from made import Chosen, Made
from things import NUMERIC, Amount, Hidden, Inside, Option, Part, Product, World
from typed import bare, raw, with_unit


def of_today(world: World, product: Product, thing: Mapping[int, Hidden]) -> dict[int, Hidden | None]:
    """What a thing has for each option of today, also within; LookupError where there is no such product now."""
    return {each.number: _today(world, thing.get(each.number)) for each in product.options}


def _today(world: World, value: Hidden | None) -> Hidden | None:
    if not isinstance(value, Inside):
        return value
    parts = []
    for each in value.each():
        product = world.product(each.product)
        if product is None:
            raise LookupError
        known = {option: has for option, has in each.has if has is not None}
        parts.append(Part(each.product, frozenset(of_today(world, product, known).items())))
    return Inside.of(parts)


def reorders(
    world: World, then: World, made: Made, product: Product, here: Mapping[int, Hidden | None]
) -> Iterator[dict[str, object]]:
    """A thing described in full, with the keys of today: numbers with the unit of then, bare, and as typed then.

    No value is said by null; of sets that are asked for, by an empty array, too.
    """
    told: list[str] = []
    for numbers in ("with unit", "bare", "as typed"):
        for says_empty in (False, True):
            typed = made.typed if numbers == "as typed" else {}
            texts = {key: each for key, each in made.typed.items() if not isinstance(here.get(key), Amount)}
            try:
                words = _Words(world, then, numbers == "with unit", says_empty)
                choices = words.choices(product, here, {**texts, **typed})
            except LookupError:
                return  # one of its values is gone
            if repr(choices) not in told:
                told.append(repr(choices))
                yield choices


@dataclass(frozen=True)
class _Words:
    """One way to describe things: numbers with their units or without, empty sets by an empty array or by null."""

    world: World
    then: World
    with_units: bool
    says_empty: bool

    def choices(
        self, product: Product, here: Mapping[int, Hidden | None], typed: Mapping[int, object]
    ) -> dict[str, object]:
        """All that a product has; LookupError where it cannot be said today."""
        asked = _asked_sets(self.world, product, here) if self.says_empty else set()
        before, found = self.then.product(product.number), dict[str, object]()
        for option in product.options:
            value = here[option.number]
            if value is None:
                if option.derived is None:
                    found[option.key] = list[str]() if option.number in asked else None
            elif option.number in typed:
                found[option.key] = typed[option.number]
            else:
                found[option.key] = self._said(option, before.option(option.number) if before else None, value)
        return found

    def _said(self, option: Option, then: Option | None, value: Hidden) -> object:
        if isinstance(value, Amount):
            counted = then if then and then.kind in NUMERIC else option
            return with_unit(counted, value) if self.with_units else bare(counted, value)
        if not isinstance(value, Inside):
            return raw(self.world, option, value)
        inner, found = self.world.inner_of(option), list[dict[str, object]]()
        for part in value.each():
            if inner is None or inner.number != part.product:
                raise LookupError
            found.append(self.choices(inner, dict(part.has), {}))
        if option.kind == "list":
            return found
        if len(found) != 1:
            raise LookupError
        return found[0]


def _asked_sets(world: World, product: Product, here: Mapping[int, Hidden | None]) -> set[int]:
    """The sets that are asked for today and are empty."""
    values, found = dict(here), set()
    for option in product.in_order():
        seen = Chosen(world, product, values)
        if option.derived is not None:
            values[option.number] = option.derived.value(seen)
            continue
        is_asked = option.when is None or option.when.truth(seen) is True
        if is_asked and option.kind == "any" and values[option.number] is None:
            values[option.number] = frozenset()
            found.add(option.number)
    return found
