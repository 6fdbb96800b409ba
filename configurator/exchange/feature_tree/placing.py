"""Settles which options a feature model has, and what of them says that a feature is there.

An exclusive group is one option. Where its parent may be left out, the option is the parent's own, so that it is absent
exactly if the parent is; a parent that is a value of another option, or always there, lends it its name. Further
exclusive groups of one parent get options of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from configurator.exchange.catalog_text import Keys
from configurator.exchange.feature_tree.tree import Feature, Group, GroupKind, Type


class Kind(Enum):
    """What an option offers: to be there, one of some features, or a number or text."""

    ON = "on"
    VALUES = "values"
    TYPED = "typed"


@dataclass(slots=True, eq=False)
class Option:
    """An option, for the feature that it is called after; asked for where `when` is there, always where that is None.

    `optional`: it may be left out even then.
    """

    key: str
    label: str
    kind: Kind
    feature: Feature
    optional: bool
    when: Presence | None
    values: list[Feature] = field(default_factory=list)

    @property
    def may_be_absent(self) -> bool:
        """Whether there are configurations without it."""
        return self.optional or self.when is not None


class Presence(NamedTuple):
    """What says that a feature is there: an option that has a value, or that has this one."""

    option: Option
    value: Feature | None = None


@dataclass(slots=True, eq=False)
class Choice:
    """A group of which some features are there, if `parent` is: between `low` and `high` of them."""

    parent: Feature
    children: list[Feature]
    low: int
    high: int


@dataclass
class Places:
    """The options of a model, in the order of its features, and what says that each feature is there.

    `presence` is None for features that are in every product; `along` has the features without a place of their own, by
    what says that they are there.
    """

    keys: dict[Feature, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    presence: dict[Feature, Presence | None] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    along: dict[Presence | None, list[Feature]] = field(default_factory=dict)
    typed: dict[Feature, Option] = field(default_factory=dict)
    names: Keys = field(default_factory=Keys)

    @property
    def option_keys(self) -> frozenset[str]:
        """The keys of all options."""
        return frozenset(option.key for option in self.options)


def placed(root: Feature) -> Places:
    """The places of all features of a tree."""
    return _Placing(root).run()


class _Placing:
    def __init__(self, root: Feature) -> None:
        self.root = root
        self.places = Places()
        self.names = self.places.names
        self.had: Counter[Feature] = Counter()
        for feature in root:
            self.places.keys[feature] = self.names.of(feature.name)

    def run(self) -> Places:
        self.places.presence[self.root] = None
        waiting: list[tuple[Feature, Presence | None, bool]] = [(self.root, None, True)]
        while waiting:
            # a child is looked at before its later siblings, so that options stand in the order of the text
            waiting += reversed(list(self._place(*waiting.pop())))
        return self.places

    def _place(
        self, feature: Feature, around: Presence | None, goes_along: bool
    ) -> Iterator[tuple[Feature, Presence | None, bool]]:
        """Give a feature its place: `around` says that its parent is there, and it itself where it `goes_along`."""
        places = self.places
        exclusive = [group for group in feature.groups if group.settled()[0] is GroupKind.ALTERNATIVE]
        here = around
        taken: Group | None = None
        if goes_along:
            places.presence.setdefault(feature, around)
            if around is None or around.value is not feature:
                places.along.setdefault(around, []).append(feature)
            if feature.type is not Type.BOOLEAN:
                self._typed(feature, around, optional=False)
        elif feature.type is not Type.BOOLEAN:
            here = Presence(self._typed(feature, around, optional=True))
            places.presence[feature] = here
        else:
            kind = Kind.VALUES if exclusive else Kind.ON
            option = self._option(feature, kind, around, optional=True)
            here = places.presence[feature] = Presence(option)
            if exclusive:
                taken = exclusive[0]
                yield from self._values(option, taken)
        for group in feature.groups:
            if group is not taken:
                yield from self._group(feature, group, here)

    def _group(
        self, parent: Feature, group: Group, here: Presence | None
    ) -> Iterator[tuple[Feature, Presence | None, bool]]:
        kind, low, high = group.settled()
        if kind is GroupKind.MANDATORY:
            for child in group.children:
                # one that may be there no time may be left out
                yield child, here, child.instances is None or child.instances[0] > 0
        elif kind is GroupKind.ALTERNATIVE or (high == 1 < len(group.children)):
            option = self._option(parent, Kind.VALUES, here, optional=low == 0)
            yield from self._values(option, group)
        else:
            for child in group.children:
                yield child, here, False
            if kind is not GroupKind.OPTIONAL:
                self.places.choices.append(Choice(parent, group.children, low, high))

    def _values(self, option: Option, group: Group) -> Iterator[tuple[Feature, Presence | None, bool]]:
        option.values = group.children
        for child in group.children:
            presence = Presence(option, child)
            self.places.presence[child] = presence
            yield child, presence, True

    def _typed(self, feature: Feature, around: Presence | None, *, optional: bool) -> Option:
        option = self._option(feature, Kind.TYPED, around, optional=optional)
        self.places.typed[feature] = option
        return option

    def _option(self, feature: Feature, kind: Kind, around: Presence | None, *, optional: bool) -> Option:
        places = self.places
        key, label = places.keys[feature], feature.name
        self.had[feature] += 1
        if (number := self.had[feature]) > 1:
            key, label = self.names.of(f"{key}_{number}"), f"{label} ({number})"
        option = Option(key, label, kind, feature, optional, around)
        places.options.append(option)
        return option
