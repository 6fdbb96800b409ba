"""What a feature model says beside its tree and constraints: domains of options, attributes, notes for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from configurator.exchange.catalog_text import Keys, named, number, quoted
from configurator.exchange.feature_tree.domains import Numbers, Range
from configurator.exchange.feature_tree.placing import Kind, Option, Places, Presence
from configurator.exchange.feature_tree.tree import Attribute, Feature, Type
from configurator.exchange.feature_tree.typed import TypedFeature

_NOT_KEPT = frozenset(("abstract", "extended__"))
"""Attributes that tools set for themselves."""

_LONGEST_TEXT = 2_000


def texts_of(found: Range) -> Mapping[str, str] | None:
    """The texts that a feature can have, with a key each; None where it can be any."""
    texts = sorted(each for each in found.points or () if isinstance(each, str) and each.strip())
    keys = Keys()
    return {each: keys.of(each) for each in texts} or None


def typed_domain(feature: Feature, typed: TypedFeature) -> str | Sequence[str]:
    """The domain of the option of a typed feature."""
    if typed.numbers is not None:
        return _numbers_domain(feature, typed.numbers)
    if typed.texts is not None:
        return [named(key, text) for text, key in typed.texts.items()]
    return f"text {{ max: {_LONGEST_TEXT} }}"


def _numbers_domain(feature: Feature, numbers: Numbers) -> str:
    low, high = number(numbers.low), number(numbers.high)
    if feature.type is Type.INTEGER:
        return f"integer {low} .. {high}"
    return f"number {low} .. {high} step {number(numbers.step)}"


def attributes_of(places: Places) -> dict[Option, dict[str, str]]:
    """The attributes that the values of each option have, by name, with their keys: those of one kind each."""
    names = Keys(("on",))
    keys: dict[str, str] = {}
    found: dict[Option, dict[str, str]] = {}
    for option in places.options:
        if option.kind is Kind.TYPED:
            continue
        features = option.values or [option.feature]
        kinds: dict[str, set[type]] = {}
        for feature in features:
            for name, attribute in feature.attributes.items():
                if name not in _NOT_KEPT and worth(attribute):
                    kinds.setdefault(name, set()).add(type(attribute.worth))
        for name, types in kinds.items():
            if len(types) == 1:
                if name not in keys:
                    keys[name] = names.of(name)
                found.setdefault(option, {})[name] = keys[name]
    return found


def worths_of(option: Option, attributes: Mapping[str, str]) -> dict[str, dict[Presence, Fraction]]:
    """The amounts among the attributes of an option, by key: what each value has."""
    found: dict[str, dict[Presence, Fraction]] = {}
    for name, key in attributes.items():
        for feature in option.values or [option.feature]:
            worth = feature.attributes[name].worth if name in feature.attributes else None
            if isinstance(worth, Fraction) and not isinstance(worth, bool):
                presence = Presence(option, feature if option.values else None)
                found.setdefault(key, {})[presence] = worth
    return found


def worth(attribute: Attribute) -> str:
    """An attribute as the catalog writes it; empty for what it does not keep."""
    match attribute.worth:
        case bool(truth):
            return "yes" if truth else "no"
        case Fraction() as exact:
            return number(exact)
    shown = attribute.shown.strip()[:_LONGEST_TEXT]
    return quoted(shown) if shown else ""


def shown(attributes: Mapping[str, Attribute]) -> str:
    """Attributes as a note for people."""
    kept: Iterable[tuple[str, Attribute]] = ((name, each) for name, each in attributes.items() if name not in _NOT_KEPT)
    parts: Sequence[str] = [f"{name} {each.shown}" for name, each in kept if each.shown]
    return ", ".join(parts)


def cloned(feature: Feature) -> str:
    """A note on a feature that may be there several times."""
    if feature.instances in (None, (1, 1)):
        return ""
    low, high = feature.instances or (1, 1)
    return f"{feature.name} {low} to {'any number of' if high is None else high} times, all alike"
