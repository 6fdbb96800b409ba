"""Features and groups as options, each with what it means that it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from configurator.diagnostics import Diagnostic, did_you_mean
from configurator.exchange.catalog_text import CatalogText, Keys, named, quoted
from configurator.exchange.conditions import ALWAYS, NEVER, Condition, both, either, flag, required, test
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.prl import tree as t
from configurator.exchange.prl.slices import Slices, numbers_in

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Option:
    """A feature: its kind and key; of yes or no, that it is there; its texts; and in which slices it is there at all.

    `there` is what a comparison needs beside it, where the option may have no value.
    """

    kind: str
    key: str
    condition: Condition = ALWAYS
    texts: Mapping[str, str] = field(default_factory=dict)
    there: Condition = ALWAYS


@dataclass(slots=True)
class Features:
    """All features by their names, and what people should hear of."""

    known: dict[str, Option]
    said: list[Diagnostic]

    def of(self, name: t.Word, *kinds: str) -> Option:
        """The feature of a name, which is of one of these kinds. Raises `ForeignMistakeError`."""
        found = self.known.get(name.text)
        if found is None:
            raise not_so(name.span, f"there is no feature `{name.text}`", did_you_mean(name.text, self.known))
        if found.kind not in kinds:
            hint = {"enum": f'write `[{name.text} = "…"]`', "int": f"write `[{name.text} = 5]`"}.get(found.kind)
            raise not_so(name.span, f"`{name.text}` is a feature of another kind than is wanted here", hint)
        return found

    def there(self, name: t.Word) -> Condition:
        """That a feature of yes or no, or of versions, is there."""
        return self.of(name, "bool", "versioned").condition


def write_features(
    text: CatalogText, keys: Keys, found: t.RuleFile, slices: Slices, said: list[Diagnostic]
) -> Features:
    """Write an option for each feature and group, and the rules that keep them within their slices."""
    features = Features({}, said)
    _no_twice(found)
    whole = [group for group in found.groups if _is_one_option(group, found)]
    within = {member.text for group in whole for member in group.members}
    highest = _highest_versions(found)
    bounds: list[tuple[str, str]] = []
    for feature in found.features:
        if feature.name.text not in within:
            features.known[feature.name.text] = option = _option(text, keys, feature, slices, highest)
            bounds += _bounds(feature, option, slices.of(feature.body))
    for group in found.groups:
        if group in whole:
            _group_option(text, keys, features, group)
        else:
            key = keys.of(group.name.text)
            text.option(key, group.name.text, "yes or no")
            features.known[group.name.text] = option = Option("bool", key, flag(key))
            bounds += _bounds(t.Feature(group.name, "bool"), option, slices.of(group.body))
    text.gap()
    for key, rule in bounds:
        text.rule(keys.of(key), rule)
    for group in found.groups:
        if group not in whole:
            _group_rules(text, keys, features, group, slices.of(group.body))
    return features


def _no_twice(found: t.RuleFile) -> None:
    """Refuse a feature that is declared twice: it may be there in other slices each time, which we do not read."""
    seen: set[str] = set()
    declared = [(each.name, each.body) for each in found.features] + [(each.name, each.body) for each in found.groups]
    for name, body in declared:
        message = f"`{name.text}` is declared twice"
        if name.text in seen and body.properties:
            raise beyond(name.span, f"{message}; features that are others in other slices are not read")
        if name.text in seen:
            raise not_so(name.span, message)
        seen.add(name.text)


def _is_one_option(group: t.Group, found: t.RuleFile) -> bool:
    """Whether a group can be one option: all its features are its own, of yes or no, and none is in slices."""
    times = Counter(member.text for each in found.groups for member in each.members)
    plain = {each.name.text for each in found.features if each.kind == "bool" and not each.body.properties}
    members = [member.text for member in group.members]
    return bool(members) and not group.body.properties and all(each in plain and times[each] == 1 for each in members)


def _option(text: CatalogText, keys: Keys, feature: t.Feature, slices: Slices, highest: Mapping[str, int]) -> Option:
    """Write the option of a feature."""
    name, slice_of = feature.name.text, slices.of(feature.body)
    key = keys.of(name)
    when = [f"when {slice_of.text}"] if slice_of != ALWAYS and feature.kind in ("enum", "int") else []
    there = Condition(f"{key} present") if when else ALWAYS
    note = [f"note {quoted(feature.body.description)}"] if feature.body.description else []
    if feature.kind == "enum":
        of_texts = Keys()
        texts = {each.text: of_texts.of(each.text) for each in {each.text: each for each in feature.texts}.values()}
        domain = " | ".join(named(value, label) for label, value in texts.items())
        text.option(key, name, domain, *when, *note)
        return Option("enum", key, texts=texts, there=there)
    if feature.kind == "int":
        listed = feature.numbers.listed
        text.option(key, name, f"integer {min(listed)} .. {max(listed)}", *when, *note)
        return Option("int", key, there=there)
    if highest.get(name, 0) > 0:
        text.option(key, name, f"integer 0 .. {highest[name]}", 'note "The version; 0 is none."')
        return Option("versioned", key, Condition(f"{key} > 0", opposite=f"{key} = 0"))
    text.option(key, name, "yes or no", *note)
    return Option(feature.kind, key, flag(key))


def _bounds(feature: t.Feature, option: Option, slice_of: Condition) -> Iterator[tuple[str, str]]:
    """The rules that keep a feature to its slices and numbers, each with the name that its key is made of."""
    if feature.kind == "int" and not feature.numbers.is_range:
        listed = sorted(feature.numbers.listed)
        if listed[-1] - listed[0] >= len(listed):
            yield f"{option.key}_numbers", f"require {numbers_in(option.key, listed, is_range=False).text}"
    if feature.kind in ("bool", "versioned"):
        rule = required(slice_of, option.condition)
        if rule is not None:
            yield f"{option.key}_slices", rule


def _group_option(text: CatalogText, keys: Keys, features: Features, group: t.Group) -> None:
    """Write a group as one option: its features are its values."""
    key, of_values = keys.of(group.name.text), Keys((_NOTHING,))
    values = {member.text: of_values.of(member.text) for member in group.members}
    none = [] if group.mandatory else [f'{_NOTHING} "none of them"']
    domain = " | ".join([*none, *(named(value, label) for label, value in values.items())])
    note = [f"note {quoted(group.body.description)}"] if group.body.description else []
    text.option(key, group.name.text, domain, *note)
    there = ALWAYS if group.mandatory else test(key, "!=", _NOTHING)
    features.known[group.name.text] = Option("bool", key, there)
    for label, value in values.items():
        features.known[label] = Option("bool", key, test(key, "=", value))


def _group_rules(text: CatalogText, keys: Keys, features: Features, group: t.Group, slice_of: Condition) -> None:
    """Write a group whose features are options of their own as rules."""
    members = list(dict.fromkeys(features.there(member) for member in group.members))
    there = features.known[group.name.text].condition
    key, because = group.body.id or group.name.text, group.body.description
    for rule in (
        required(one_of(members, exactly=group.mandatory), slice_of),
        required(either(members), both((slice_of, there))),
        required(there, both((slice_of, either(members)))),
    ):
        if rule is not None:
            text.rule(keys.of(f"{key}_group"), rule, because)


def one_of(conditions: list[Condition], *, exactly: bool) -> Condition:
    """That at most one of some conditions holds; with `exactly`, one."""
    surely = sum(each == ALWAYS for each in conditions)
    open_ones = [each for each in conditions if each not in (ALWAYS, NEVER)]
    if surely > 1:
        return NEVER
    if not open_ones:
        return ALWAYS if surely or not exactly else NEVER
    limit = 1 - surely
    if len(open_ones) == 1 and not exactly and limit:
        return ALWAYS
    sign = "=" if exactly or not limit else "<="
    return Condition(f"count({', '.join(each.text for each in open_ones)}) {sign} {limit}")


def _highest_versions(found: t.RuleFile) -> dict[str, int]:
    """The highest version of each feature that a rule can tell from others, as BooleRules counts them."""
    highest: dict[str, int] = {}
    for rule in found.rules:
        for formula in (rule.when, rule.then):
            for each in _versions(formula) if formula is not None else ():
                highest[each.name.text] = max(highest.get(each.name.text, 0), each.number + _BEYOND.get(each.sign, 0))
    versioned = {each.name.text for each in found.features if each.kind == "versioned"}
    return {name: number for name, number in highest.items() if name in versioned}


_BEYOND = {">": 1, "<": -1}


def _versions(formula: t.Formula) -> Iterator[t.Version]:
    """The comparisons of versions in a formula; that of a feature with a number may be one."""
    match formula:
        case t.Version():
            yield formula
        case t.Compared(t.Sum(((1, name),), 0), sign, t.Sum((), number)):
            yield t.Version(name, sign, number)
        case t.Joined(_, parts):
            for part in parts:
                yield from _versions(part)
