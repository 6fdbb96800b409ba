"""Slicing properties as options, and the slices in which something holds as conditions on them.

A property that nothing names slices nothing, and becomes no option. Numbers become an integer from the least to the
greatest that is named. Of days, as BooleRules does it, those stand for all where something begins, and those just
behind its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from configurator.exchange.catalog_text import CatalogText, Keys, named
from configurator.exchange.conditions import Condition, both, flag, test
from configurator.exchange.mistake import not_so
from configurator.exchange.prl import tree as t


@dataclass(frozen=True, slots=True)
class _Sliced:
    """A property: the key of its option, and the keys of its values, by what they are, where it has some."""

    key: str
    values: dict[object, str] = field(default_factory=dict)


@dataclass(slots=True)
class Slices:
    """The options of the properties, by their names."""

    _known: dict[str, _Sliced]

    def of(self, body: t.Body) -> Condition:
        """The slices in which something holds that has these properties."""
        found = (body.properties or {}).items()
        return both(self._one(self._known[name], worth) for name, (worth, _) in found if name in self._known)

    @staticmethod
    def _one(sliced: _Sliced, worth: t.Worth) -> Condition:
        match worth:
            case bool():
                return flag(sliced.key) if worth else Condition(f"not {sliced.key}", opposite=sliced.key)
            case t.Numbers(listed, is_range):
                return numbers_in(sliced.key, listed, is_range=is_range)
            case t.Days(listed, is_range):
                days = [each for each in sliced.values if isinstance(each, date)]
                inside = [each for each in days if (listed[0] <= each <= listed[-1] if is_range else each in listed)]
                return values_in(sliced.key, [sliced.values[each] for each in inside])
        return values_in(sliced.key, [sliced.values[each] for each in dict.fromkeys(worth)])


def numbers_in(text: str, numbers: Iterable[int], *, is_range: bool) -> Condition:
    """That an amount is one of some numbers, or lies between two."""
    listed = list(numbers)
    if is_range:
        return Condition(
            f"{text} in {listed[0]} .. {listed[-1]}", opposite=f"{text} not in {listed[0]} .. {listed[-1]}"
        )
    return values_in(text, [str(each) for each in listed])


def values_in(key: str, values: list[str]) -> Condition:
    """That an option is one of some values."""
    if len(values) == 1:
        return test(key, "=", values[0])
    inside = f"{{ {', '.join(values)} }}"
    return Condition(f"{key} in {inside}", opposite=f"{key} not in {inside}")


def write_slices(text: CatalogText, keys: Keys, found: t.RuleFile) -> Slices:
    """Write an option for each property that something names."""
    known: dict[str, _Sliced] = {}
    for each in found.properties:
        worths = list(_worths(each, found))
        if not worths:
            continue
        known[each.name.text] = sliced = _Sliced(keys.of(each.name.text), _values(worths))
        text.option(sliced.key, each.name.text, _domain(each, sliced, worths))
    if known:
        text.gap()
    return Slices(known)


def _worths(wanted: t.Property, found: t.RuleFile) -> Iterator[t.Worth]:
    """All that a property is anywhere. Raises `ForeignMistakeError` where it is of another kind."""
    of_parts = [each.body for each in found.features] + [each.body for each in found.groups]
    for body in of_parts + [each.body for each in found.rules]:
        if wanted.name.text in (body.properties or {}):
            worth, span = (body.properties or {})[wanted.name.text]
            if _kind(worth) != wanted.kind:
                raise not_so(span, f"`{wanted.name.text}` is declared as `{wanted.kind}`")
            yield worth


def _kind(worth: t.Worth) -> str:
    match worth:
        case bool():
            return "bool"
        case t.Numbers():
            return "int"
        case t.Days():
            return "date"
    return "enum"


def _values(worths: list[t.Worth]) -> dict[object, str]:
    """The values of a property of texts or days."""
    keys = Keys()
    texts = dict.fromkeys(each for worth in worths if isinstance(worth, tuple) for each in worth)
    found: dict[object, str] = {each: keys.of(each) for each in texts}
    days = [worth for worth in worths if isinstance(worth, t.Days)]
    if days:
        last = max(worth.listed[-1] if worth.is_range else max(worth.listed) for worth in days)
        ends = [each for worth in days for each in (worth.listed[-1:] if worth.is_range else worth.listed)]
        starts = [each for worth in days for each in (worth.listed[:1] if worth.is_range else worth.listed)]
        behind = [each + timedelta(days=1) for each in ends if each < last]
        found |= {
            each: keys.of(f"from_{each}") for each in sorted({*starts, *(day for day in behind if day < last), last})
        }
    return found


def _domain(each: t.Property, sliced: _Sliced, worths: list[t.Worth]) -> str:
    if each.kind == "bool":
        return "yes or no"
    if each.kind == "int":
        every = [number for worth in worths if isinstance(worth, t.Numbers) for number in worth.listed]
        return f"integer {min(every)} .. {max(every)}"
    return " | ".join(named(key, str(value)) for value, key in sliced.values.items())
