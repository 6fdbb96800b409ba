"""What random phrases can name: options by their paths, what is known of values, derived amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from world_meaning import SIGNS, Derived, Option, Product, Said, Whole, at

COMPARISONS = tuple(SIGNS)
AMOUNTS = ("0", "1", "2", "3", "5", "0.5", "1.5", "20", "-1")
MEASURES = {"": ("", "", "percent"), "length": ("mm", "cm", "inch"), "mass": ("g", "kg"), "money": ("EUR",)}
TRAITS = {"weight": "mass", "price": "money", "level": ""}
TONES = ("dark", "light")
FACTS = ("market", "pieces", "trade", "day")
DAYS = ("2026-05-01", "2026-06-15", "2026-09-30")
TEXTS = ("a", "Zo", "77")


@dataclass(frozen=True)
class Ref:
    """An option that can be named, and the path to it."""

    path: tuple[str, ...]
    option: Option

    @property
    def text(self) -> str:
        return path_text(self.path)

    def get(self, whole: Whole) -> Any:
        return at(whole, self.path)

    def trait(self, name: str) -> Callable[[Whole], Any]:
        """An attribute of what is chosen."""
        return lambda whole: self.option.traits.get(self.get(whole) or "", {}).get(name)


def path_text(path: tuple[str, ...]) -> str:
    """A path as it is written, with its first name marked."""
    return ".".join((f"§{path[0]}§", *path[1:]))


def refs_of(options: Sequence[Option], prefix: tuple[str, ...] = ()) -> list[Ref]:
    """Options, and those of single products within them."""
    found: list[Ref] = []
    for option in options:
        found.append(Ref((*prefix, option.key), option))
        if option.kind == "one" and option.inner is not None:
            found += refs_of(option.inner.options, (*prefix, option.key))
    return found


def amount_traits(ref: Ref, kind: str) -> set[str]:
    return {name for each in ref.option.traits.values() for name in each if name in TRAITS and TRAITS[name] == kind}


def named(path: tuple[str, ...], derived: Derived) -> Said:
    """A derived amount that is named; of a product that is not there, it is nothing."""

    def of(whole: Whole) -> Fraction:
        inner = at(whole, path[:-1]) if len(path) > 1 else whole
        facts = {key: whole[key] for key in FACTS if key in whole}
        return derived.of(None if inner is None else {**inner, **facts})

    return Said(path_text(path), of)


def how_many(ref: Ref) -> Callable[[Whole], Any]:
    kind = ref.option.kind
    if kind in ("set", "many"):
        return lambda w: len(ref.get(w) or ())
    return (lambda w: ref.get(w) is True) if kind == "flag" else (lambda w: ref.get(w) is not None)


def counted_in(whole: Whole) -> Callable[[Said], int]:
    def counted(part: Said) -> int:
        found = part.of(whole)
        return found if type(found) is int else int(found is True)

    return counted


def of_values(ref: Ref, name: str) -> Callable[[Whole], list[Any]]:
    return lambda w: [ref.option.traits[key].get(name) for key in ref.get(w) or ()]


def named_amounts(product: Product) -> list[tuple[tuple[str, ...], Derived]]:
    """The derived amounts that can be named in a product: its own, and those of single products within it."""
    found: list[tuple[tuple[str, ...], Derived]] = [((each.key,), each) for each in product.amounts]
    for option in product.options:
        if option.kind == "one" and option.inner is not None:
            found += [((option.key, *path), each) for path, each in named_amounts(option.inner)]
    return found
