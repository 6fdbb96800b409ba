"""What made products physically are: worked out from worlds alone, never from the code under test.

What an option was for a product that does not know it: its baseline, where its condition is met; else nothing. A new
option that has to have a value, and whose baseline nobody tells, had some value on everything all the same: here, the
first of its values. So whoever orders that one now gets what has been there before. What stands within a product is one
of its own base product, and is described like that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conditions import Derivation
from inventions import possible
from made import Made, attribute
from things import Hidden, Inside, Option, Part, Product, World, physical


class Descriptions:
    """What all made products are, in the light of all releases up to now."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds
        self._having: dict[tuple[int, int], list[tuple[int, World, Product, Option]]] = {}
        for release, world in enumerate(worlds):
            for product in world.sold:
                for option in product.options:
                    found = self._having.setdefault((product.number, option.number), [])
                    found.append((release, world, product, option))

    def options(self, product: int) -> list[int]:
        """Every option that a product ever had and somebody chose: what follows from choices is nothing more."""
        return [
            option
            for (owner, option), found in self._having.items()
            if owner == product and any(each.derived is None for _, _, _, each in found)
        ]

    def releases_with(self, product: int, option: int) -> list[tuple[int, World, Product, Option]]:
        """The releases that have an option, oldest first."""
        return self._having.get((product, option), [])

    def of(self, made: Made) -> Mapping[int, Hidden]:
        """What a product is: all that it has, option by option."""
        thing = _Thing(self, made)
        found = {option: physical(thing.value(option)) for option in self.options(made.product)}
        return {option: self._whole(value, made) for option, value in found.items() if value is not None}

    def _whole(self, value: Hidden, made: Made) -> Hidden:
        """The same with products within that have all that they are."""
        if not isinstance(value, Inside):
            return value
        inner = (replace(made, product=each.product, values=dict(each.has)) for each in value.each())
        return Inside.of(Part(each.product, frozenset(self.of(each).items())) for each in inner)


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

    def follows(self, option: int, derived: Derivation, release: int) -> Hidden | None:
        """What a derived option is for it in a release."""
        return derived.value(_Seen(self, (self.made.product, option), release))

    def _fact(self, release: int, world: World, product: Product, option: Option) -> Hidden | None:
        """What everything had that was made when there was no such option, or no longer."""
        if option.derived is not None:
            return self.follows(option.number, option.derived, release)
        if option.baseline is not None or option.optional or option.kind == "any" or release <= self.made.release:
            return option.baseline
        values = possible(world, option)
        return values[0] if values else None

    def is_asked(self, option: int, release: int) -> bool:
        """Whether the condition that an option had in some release is met by this thing."""
        found = self.descriptions.releases_with(self.made.product, option)
        when = next(each.when for at, _, _, each in found if at == release)
        return when is None or when.truth(_Seen(self, (self.made.product, option), release)) is True


class _Seen:
    """What the condition of an option in a release sees of a thing that another release may have made.

    `owner` is the option that has the condition, behind its product; the thing may stand within one of that.
    """

    def __init__(self, thing: _Thing, owner: tuple[int, int], release: int) -> None:
        self.thing, self.owner, self.release = thing, owner, release

    def chosen(self, option: int) -> Hidden | None:
        """A set is empty where that release asks for it and nothing is to be seen, and not there where it does not."""
        found = self.thing.descriptions.releases_with(self.thing.made.product, option)
        now = next((each for at, _, _, each in found if at == self.release), None)
        if now is not None and now.derived is not None:
            return now.derived.value(self)
        value = physical(self.thing.value(option)) if found else None
        if value is None and now is not None and now.kind == "any" and self.thing.is_asked(option, self.release):
            return frozenset()
        return value

    def attribute(self, option: int, value: int, name: str) -> str | int | None:
        """As of the first release that has the option and the value."""
        for release, world, _, _ in self.thing.descriptions.releases_with(*self.owner):
            product = world.product(self.thing.made.product)
            asked = product.option(option) if product else None
            known = {each.number for each in world.values_of(asked)} if asked else set()
            if release >= self.release and product is not None and value in known:
                return attribute(world, product, option, value, name)
        return None

    def within(self, option: int) -> Sequence[_Seen]:
        known = self.thing.descriptions.releases_with(self.thing.made.product, option)
        value = self.thing.value(option) if known else None
        made = self.thing.made
        inner = (
            replace(made, product=each.product, values=dict(each.has))
            for each in (value.each() if isinstance(value, Inside) else ())
        )
        return [_Seen(_Thing(self.thing.descriptions, each), self.owner, self.release) for each in inner]
