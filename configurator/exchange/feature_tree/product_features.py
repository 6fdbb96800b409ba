"""The options of a product as features, so that there are as many products of the model as configurations.

Values become an exclusive group, sets a group with a cardinality, numbers a typed feature. What may be absent is an
optional feature; conditions and rules are constraints (`product_conditions`). Names are keys, which are told apart by
those of their options where two are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.errors import ExportError
from configurator.exchange.feature_tree.expression import (
    TRUE,
    Applied,
    Compare,
    Expression,
    Literal,
    Value,
    every,
    implied,
    some,
)
from configurator.exchange.feature_tree.expression import Selected as Is
from configurator.exchange.feature_tree.tree import Attribute, Feature, Group, GroupKind, Type
from configurator.exchange.feature_tree.tree import Worth as KnownWorth
from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option
from configurator.model.units import decimal_text, show_fraction
from configurator.model.value import Value as Listed
from configurator.source import Span

MOST_NUMBERS = 1_000
"""Numbers in steps that are listed one by one."""


@dataclass
class Features:
    """The features of a product: each option's, and by its keys those of its values.

    Of a flag that is always answered, the feature of the option itself is its yes; of another one, `values` has `True`
    and `False`. `bounds` are the conditions that say which numbers there are.
    """

    root: Feature
    options: dict[str, Feature] = field(default_factory=dict)
    values: dict[str, dict[str | bool, Feature]] = field(default_factory=dict)
    bounds: list[tuple[Expression, Span]] = field(default_factory=list)
    always: set[str] = field(default_factory=set)

    def present(self, key: str) -> Expression:
        """That an option has a value."""
        return TRUE if key in self.always else Is(self.options[key])


def features_of(product: Product) -> Features:
    """The features of a product. Raises `ExportError` for an option that no feature can be."""
    return _Making(product).run()


class _Making:
    def __init__(self, product: Product) -> None:
        self.product = product
        keys = Counter([product.key, *(option.key for option in product.options)])
        for option in product.options:
            for key in _keys_of(option):
                keys[key] += 1
        self.keys = keys
        self.taken: set[str] = set()
        self.features = Features(Feature(self._name(product.key), product.span))

    def _name(self, key: str, option: str = "") -> str:
        """A name that no other feature has, with that of the option before it if need be."""
        name = f"{option}_{key}" if option and self.keys[key] > 1 else key
        name = name.replace(".", "_")
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def run(self) -> Features:
        for option in self.product.options:
            feature = self._feature(option)
            self.features.options[option.key] = feature
            may_be_absent = option.may_lack_value
            if isinstance(option.domain, FlagDomain) and not may_be_absent:
                kind = GroupKind.OPTIONAL
                self.features.always.add(option.key)
            elif may_be_absent:
                kind = GroupKind.OPTIONAL
            else:
                kind = GroupKind.MANDATORY
                self.features.always.add(option.key)
            groups = self.features.root.groups
            if not groups or groups[-1].kind is not kind:
                groups.append(Group(kind, option.span))
            groups[-1].children.append(feature)
        return self.features

    def _feature(self, option: Option) -> Feature:
        feature = Feature(self._name(option.key), option.span)
        if option.label != option.key:
            feature.attributes["label"] = Attribute(option.label, option.label)
        match option.domain:
            case ProductDomain():
                raise ExportError("UVL", f"`{option.key}` is a product within the product")
            case ValueDomain((only,)):
                self.features.values[option.key] = {only.key: feature}
                feature.attributes |= _known_of(only)
            case ValueDomain() as domain:
                feature.groups.append(self._values(option, domain, GroupKind.ALTERNATIVE))
            case FlagDomain() if option.may_lack_value:
                group = Group(GroupKind.ALTERNATIVE, option.span)
                for truth, word in ((True, "yes"), (False, "no")):
                    group.children.append(Feature(self._name(f"{option.key}_{word}"), option.span))
                    self.features.values.setdefault(option.key, {})[truth] = group.children[-1]
                feature.groups.append(group)
            case AnyOfDomain() as domain:
                self._set(option, feature, domain)
            case IntegerDomain() | NumberDomain() as domain:
                self._number(option, feature, domain)
            case TextDomain() as domain:
                self._text(option, feature, domain)
            case ImageDomain():
                raise ExportError("UVL", f"`{option.key}` is an image")
        return feature

    def _values(self, option: Option, domain: ValueDomain, kind: GroupKind) -> Group:
        group = Group(kind, option.span)
        known = self.features.values.setdefault(option.key, {})
        for value in domain.values:
            child = Feature(self._name(value.key, option.key), value.span)
            if value.label != value.key:
                child.attributes["label"] = Attribute(value.label, value.label)
            child.attributes |= _known_of(value)
            known[value.key] = child
            group.children.append(child)
        return group

    def _set(self, option: Option, feature: Feature, domain: AnyOfDomain) -> None:
        group = self._values(option, domain.members, GroupKind.CARDINALITY)
        group.low, group.high = domain.least, domain.greatest
        if option.optional and domain.least:  # the empty set, or one that is large enough
            some_of = Feature(self._name(f"{option.key}_chosen"), option.span, groups=[group])
            group = Group(GroupKind.OPTIONAL, option.span, [some_of])
        feature.groups.append(group)

    def _number(self, option: Option, feature: Feature, domain: IntegerDomain | NumberDomain) -> None:
        low, high, step = Fraction(domain.least), Fraction(domain.greatest), Fraction(domain.step)
        value = Value(feature)
        if step == 1 and low.denominator == 1:
            feature.type = Type.INTEGER
            bounds = every([_compare(">=", value, low, option.span), _compare("<=", value, high, option.span)])
        elif domain.size() <= MOST_NUMBERS:
            feature.type = Type.REAL
            numbers = [low + step * at for at in range(domain.size())]
            bounds = some([_compare("=", value, each, option.span) for each in numbers])
        else:
            message = f"`{option.key}` has {domain.size():,} numbers in steps of {show_fraction(step)}"
            raise ExportError("UVL", f"{message}, and steps other than 1 are listed one by one")
        self.features.bounds.append((self._if_there(option, feature, bounds), option.span))

    def _text(self, option: Option, feature: Feature, domain: TextDomain) -> None:
        for what, said in (
            ("a pattern", domain.pattern),
            ("a script", domain.script),
            ("a case", domain.case),
            ("banned words", domain.banned),
            ("a font", domain.lettering),
        ):
            if said is not None:
                raise ExportError("UVL", f"the text `{option.key}` has {what}")
        feature.type = Type.STRING
        length = Applied("len", Value(feature))
        parts = [_compare("<=", length, Fraction(domain.most), option.span)]
        if domain.least > 1:
            parts.append(_compare(">=", length, Fraction(domain.least), option.span))
        self.features.bounds.append((self._if_there(option, feature, every(parts)), option.span))

    def _if_there(self, option: Option, feature: Feature, bounds: Expression) -> Expression:
        return implied(Is(feature), bounds) if option.may_lack_value else bounds


def _compare(sign: str, left: Value | Applied, right: Fraction, span: Span) -> Expression:
    return Compare(sign, left, Literal(right), span)


def _keys_of(option: Option) -> Iterator[str]:
    domain = option.domain
    members = domain.members if isinstance(domain, AnyOfDomain) else domain
    if isinstance(members, ValueDomain):
        yield from members.by_key


def _known_of(value: Listed) -> dict[str, Attribute]:
    """The attributes of a value."""
    return {name: Attribute(*_worth(worth)) for name, worth in value.attributes.items()}


def _worth(worth: bool | Fraction | str) -> tuple[KnownWorth, str]:
    """An attribute for UVL: an amount that no decimal is exact for is a text."""
    if isinstance(worth, Fraction) and not isinstance(worth, bool):
        shown = decimal_text(worth)
        return (worth, shown) if shown is not None else (show_fraction(worth), show_fraction(worth))
    return worth, str(worth)
