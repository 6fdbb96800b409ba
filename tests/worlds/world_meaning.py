"""What the parts of a random catalog mean, in plain Python that knows nothing of the package.

A configuration is nested as in JSON: keys of values as text, yes and no as bool, integers as int, numbers as the
decimal text of their unit, sets as sorted tuples, a product within as a dict, several as a list, no value as None.

`Said` is a text with its meaning; both grow together. Truth is True, False or None (unknown), an amount a Fraction in
base units. In a text, the name of an option stands between `§`, so that rules can be written for options that others
name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Whole = Mapping[str, Any]
"""What is chosen, with the facts of a sale where they matter, and the name of one of several where it is asked for."""

UNITS: Mapping[str, tuple[str, Fraction]] = {
    "": ("", Fraction(1)),
    "percent": ("", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)),
    "cm": ("length", Fraction(1, 100)),
    "inch": ("length", Fraction(254, 10_000)),
    "g": ("mass", Fraction(1, 1000)),
    "kg": ("mass", Fraction(1)),
    "EUR": ("money", Fraction(1)),
}
"""By unit: of what kind it is, and how many base units are in one."""

MARK = re.compile("§(.*?)§")


@dataclass(frozen=True)
class Said:
    """A text and what it is worth for a whole."""

    text: str
    of: Callable[[Whole], Any] = field(compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The options, amounts and facts that it looks at."""
        return frozenset(MARK.findall(self.text))


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """The text as it stands in a catalog; `names` are other names for what it names."""
    return MARK.sub(lambda found: (names or {}).get(found[1], found[1]), text)


def at(whole: Whole | None, path: Iterable[str]) -> Any:
    """What stands at a path into nested choices, None where there is nothing."""
    found: Any = whole
    for step in path:
        if found is None:
            return None
        found = found.get(step)
    return found


def amount_of(number: object, unit: str) -> Fraction:
    """So many of a unit, in base units."""
    return Fraction(str(number)) * UNITS[unit][1]


def decimal(number: Fraction) -> str | None:
    """The shortest decimal, None where there is none."""
    for digits in range(12):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            whole, rest = divmod(abs(scaled.numerator), 10**digits)
            sign = "-" if number < 0 else ""
            return f"{sign}{whole}" + (f".{rest:0{digits}}" if digits else "")
    return None


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """Kleene's «and»."""
    found = list(truths)
    return False if False in found else None if None in found else True


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Kleene's «or»."""
    found = list(truths)
    return True if True in found else None if None in found else False


def negated(truth: bool | None) -> bool | None:
    """Kleene's «not»."""
    return None if truth is None else not truth


SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(sign: str, left: Any, right: Any) -> bool | None:
    """A comparison, unknown if either side is."""
    return None if left is None or right is None else SIGNS[sign](left, right)


def total(amounts: Iterable[Fraction | None]) -> Fraction:
    """A sum, in which what is absent counts nothing."""
    return sum((each for each in amounts if each is not None), Fraction(0))


@dataclass(frozen=True)
class Option:
    """One option: its domain as text, all that it can be by that domain, and what is said of it.

    `values` of a nested product are its wholes, of a list tuples of them. `follows` gives what an option is that nobody
    chooses, and whether that is in order. `left_out` is what is never written into a code.
    """

    key: str
    kind: str
    domain: str
    values: tuple[Any, ...]
    unit: str = ""
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    space: str | None = None
    optional: bool = False
    when: Said | None = None
    has_unsaid: bool = False
    unsaid: Any = None
    left_out: Any = None
    follows: Callable[[Whole], tuple[Any, bool]] | None = field(default=None, compare=False)
    because: str = ""
    inner: Product | None = None
    was: str | None = None
    former: Mapping[str, str] = field(default_factory=dict)
    modifiers: str = ""
    names: frozenset[str] = frozenset()
    wider: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it does not multiply."""
        return self.kind == "text"

    def amount(self, value: Any) -> Fraction | None:
        """The amount that a number is."""
        return None if value is None else amount_of(value, self.unit)


@dataclass(frozen=True)
class Rule:
    """A rule, a table or a `sell` rule under its key: its text behind the key, and whether a whole breaks it."""

    key: str
    word: str
    text: str
    breaks: Callable[[Whole], bool] = field(compare=False)
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Derived:
    """A derived amount: its formula, of what kind it is, and the type that is declared for it.

    What looks at facts no rule can name, nor what `chooses` between amounts.
    """

    key: str
    formula: Said
    kind: str
    type: str = ""
    looks_at_facts: bool = False
    chooses: bool = False

    def of(self, whole: Whole | None) -> Fraction:
        """What it comes to; unknown is nothing."""
        found = None if whole is None else self.formula.of(whole)
        return Fraction(0) if found is None else found


@dataclass(frozen=True)
class Pick:
    """A part: its name for a whole, so many of it, under a condition."""

    text: str
    part: Callable[[Whole], str] = field(compare=False)
    quantity: Callable[[Whole], Fraction | None] = field(compare=False)
    unit: str = ""
    when: Said | None = None


@dataclass
class Product:
    """A product, options in order of dependence; `declared` is the order of its text."""

    key: str
    catalog: str
    options: list[Option] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    sells: list[Rule] = field(default_factory=list)
    amounts: list[Derived] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    giving: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)

    def option(self, key: str) -> Option:
        """The option of this key."""
        return next(each for each in self.options if each.key == key)
