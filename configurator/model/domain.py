"""Option spaces: what an option can be, in the order that its catalog declares.

A *canonical value* is a key (`str`), `True` or `False`, an `int`, an exact decimal as `str`, a sorted `tuple` of keys,
or canonical text (`str`). `None` is "no value". Keys are those of today: only where documents are written or read do
the permanent keys take their places. The kinds:

=============  ==================  ========================================================
ValueDomain    `str`               values listed in place or a shared space
FlagDomain     `bool`              yes or no
IntegerDomain  `int`               from `least` to `greatest` in steps
NumberDomain   decimal as `str`    the same with a unit, all three figures in that unit
AnyOfDomain    sorted `tuple`      a set of values, between `least` and `greatest` of them
TextDomain     `str`               canonical text; open: it does not count
DateDomain     ISO 8601 as `str`   any day; only facts of a sale have it, never options
ImageDomain    `str`               the digest of a file, `sha256:…`; open, too
ProductDomain  `int`               how many products are chosen within the product: one, or a list of them
=============  ==================  ========================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import TYPE_CHECKING

from configurator.media.fonts import FontTable
from configurator.model.units import Dimension, Unit, decimal_text
from configurator.model.value import AttributeType, Value
from configurator.text.banned import BannedWords
from configurator.text.patterns import Pattern

if TYPE_CHECKING:
    from configurator.model.catalog import Product

CanonicalValue = str | bool | int | tuple[str, ...]


@dataclass(frozen=True)
class ValueDomain:
    """Values by their keys. `space` is the key of the shared space they come from, or None when listed in place.

    `beyond` are the keys of those that the space or the family has and this option has not: rules for many products may
    name them, and nothing is ever chosen that is one of them. `further` are the keys of those that the option has
    beside those of the space.
    """

    values: tuple[Value, ...]
    attribute_types: Mapping[str, AttributeType] = field(default_factory=dict)
    space: str | None = None
    beyond: frozenset[str] = frozenset()
    further: frozenset[str] = frozenset()

    def part(self, values: tuple[Value, ...]) -> ValueDomain:
        """The same with some of its values only."""
        left = {value.key for value in values}
        beyond = frozenset(key for key in self.by_key if key not in left)
        return replace(self, values=values, beyond=self.beyond | beyond, further=self.further & left)

    @property
    def listed(self) -> tuple[Value, ...]:
        """Those that the option lists itself: all without a space, else the further ones."""
        return self.values if self.space is None else tuple(each for each in self.values if each.key in self.further)

    @property
    def is_whole_space(self) -> bool:
        """Whether these are the values of a space, no fewer and no more."""
        return self.space is not None and not self.beyond and not self.further

    @cached_property
    def words(self) -> Mapping[str, object]:
        """What rules may name: its own keys in declared order, then those beyond it."""
        return {**self.by_key, **dict.fromkeys(sorted(self.beyond))} if self.beyond else self.by_key

    @cached_property
    def by_key(self) -> Mapping[str, Value]:
        """Each value under its key, in declared order."""
        return {value.key: value for value in self.values}

    @cached_property
    def by_permanent_key(self) -> Mapping[str, Value]:
        """Each value under its permanent key, in declared order."""
        return {value.permanent_key: value for value in self.values} if self.renamed else self.by_key

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """The permanent key of each value that has another one today, by today's key."""
        return {value.key: value.was for value in self.values if value.was not in (None, value.key)}

    @cached_property
    def retired(self) -> Mapping[str, str]:
        """The day from which a value cannot be sold, by the keys of those that have one."""
        return {value.key: value.retired for value in self.values if value.retired is not None}

    def size(self) -> int:
        """How many values there are."""
        return len(self.values)


@dataclass(frozen=True, slots=True)
class FlagDomain:
    """Yes or no."""

    def size(self) -> int:
        """Two."""
        return 2


@dataclass(frozen=True, slots=True)
class IntegerDomain:
    """Whole numbers from `least` to `greatest`, both included, in steps counted from the lower bound."""

    least: int
    greatest: int
    step: int = 1

    def size(self) -> int:
        """How many numbers there are."""
        return (self.greatest - self.least) // self.step + 1

    def amount(self, value: int) -> Fraction:
        """A value as an amount in expressions."""
        return Fraction(value)

    def at(self, index: int) -> int:
        """The value with this index, from 0."""
        return self.least + index * self.step

    def amount_at(self, index: int) -> Fraction:
        """The amount of the value with this index, from 0."""
        return Fraction(self.at(index))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDomain(IntegerDomain):
    """A product within a product: one, or (`many`) a list of `least` to `greatest` of them.

    Its value is how many are chosen. What is chosen for each stands under options of their own, whose keys have that of
    this one before them (`configurator.model.nesting`). `name` is the permanent key of the product, `nested` the
    product itself.
    """

    name: str
    nested: Product = field(compare=False, repr=False)
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultisetDomain(IntegerDomain):
    """How many things of `kinds` kinds there are, from none to `greatest`: what products in a list come to, counted.

    Their order means nothing, so each number stands for as many multisets as there are of that size.
    """

    kinds: int

    def ways(self, number: int) -> int:
        """How many multisets there are of so many."""
        return comb(self.kinds + number - 1, number) if number else 1


@dataclass(frozen=True, slots=True)
class PortionDomain(IntegerDomain):
    """How many of some things have one of the looks that they may have. Open: which of them have it does not count."""


@dataclass(frozen=True, slots=True)
class NumberDomain:
    """Exact decimals from `least` to `greatest` in steps counted from the lower bound, all in `unit` (or plain)."""

    least: Fraction
    greatest: Fraction
    step: Fraction
    unit: Unit | None = None

    @property
    def factor(self) -> Fraction:
        """Base units in one of the declared unit."""
        return self.unit.factor if self.unit else Fraction(1)

    @property
    def dimension(self) -> Dimension:
        """The dimension of the declared unit."""
        return self.unit.dimension if self.unit else ()

    def size(self) -> int:
        """How many numbers there are."""
        return int((self.greatest - self.least) / self.step) + 1

    def amount(self, value: str) -> Fraction:
        """A canonical value as an amount in base units."""
        return Fraction(value) * self.factor

    def at(self, index: int) -> str:
        """The canonical value with this index, from 0. Bounds and steps are decimals, so every value is one."""
        text = decimal_text(self.least + index * self.step)
        if text is None:
            raise ValueError(f"{self} has values that are no decimals")
        return text

    def amount_at(self, index: int) -> Fraction:
        """The amount in base units of the value with this index, from 0."""
        return (self.least + index * self.step) * self.factor


@dataclass(frozen=True)
class AnyOfDomain:
    """Sets of values, `least` to `greatest` of them; `optional` lets the empty set in all the same."""

    members: ValueDomain
    least: int
    greatest: int

    def size(self) -> int:
        """How many values one may choose among; not how many sets."""
        return self.members.size()


@dataclass(frozen=True, slots=True)
class Lettering:
    """A font in which a text must be possible: `font` as the catalog calls it, and what is known of it.

    `size` is its em square and `width` the room there is for the text, if that is limited, both in millimeters.
    """

    font: str
    table: FontTable
    size: Fraction
    width: Fraction | None = None

    def width_of(self, text: str) -> Fraction:
        """The width of a text in millimeters, exactly; the table has all its characters."""
        return self.table.width(text) * self.size


@dataclass(frozen=True, slots=True)
class TextDomain:
    """Canonical text of `least` to `most` graphemes, in one script if named, matching a pattern if given.

    `case` is `upper` or `lower` where all is brought into that case. `banned` words may not stand in it; in the
    `lettering`, each of its characters must have a glyph, and all of it room.
    """

    most: int
    least: int = 1
    script: str | None = None
    pattern: Pattern | None = None
    case: str | None = None
    banned: BannedWords | None = None
    lettering: Lettering | None = None


@dataclass(frozen=True, slots=True)
class DateDomain(TextDomain):
    """A text that is a day of the calendar: what a fact of a sale can be, and no option."""

    most: int = 10


@dataclass(frozen=True, slots=True)
class ImageDomain:
    """A picture in one of these media types, at least so wide and high, in pixels, as it is shown.

    `most_bytes` of its file, if that is limited; `aspect` has the least and the greatest of width to height.
    """

    media: tuple[str, ...]
    least_width: int = 1
    least_height: int = 1
    most_bytes: int | None = None
    aspect: tuple[Fraction, Fraction] | None = None


Domain = ValueDomain | FlagDomain | IntegerDomain | NumberDomain | AnyOfDomain | TextDomain | ImageDomain
OpenDomain = TextDomain | ImageDomain | PortionDomain
RangeDomain = IntegerDomain | NumberDomain


def members_of(domain: Domain) -> ValueDomain | None:
    """The values that a domain has, or that its sets are made of; None for other kinds."""
    return domain.members if isinstance(domain, AnyOfDomain) else domain if isinstance(domain, ValueDomain) else None


def keys_of(domain: Domain) -> Iterator[str]:
    """The keys that a domain of values, or sets of values, has; nothing for other kinds."""
    members = members_of(domain)
    yield from members.by_key if members else ()
