"""A feature model in, the text of an ordinary catalog out, with as many configurations as the model has products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.diagnostics.enough import MOST_TOLD
from configurator.exchange.catalog_text import CatalogText, Keys, named, number, quoted
from configurator.exchange.feature_tree.assigned import Assigned, unknown_in
from configurator.exchange.feature_tree.comparisons import Comparing, TypedFeature
from configurator.exchange.feature_tree.domains import Numbers, Range, domains, numbers_of
from configurator.exchange.feature_tree.expression import (
    FALSE,
    TRUE,
    And,
    Compare,
    Expression,
    Iff,
    Implies,
    Selected,
    Total,
    mapped,
)
from configurator.exchange.feature_tree.placing import Choice, Kind, Option, Places, Presence, placed
from configurator.exchange.feature_tree.polynomials import Algebra
from configurator.exchange.feature_tree.rules import Rules
from configurator.exchange.feature_tree.tree import Attribute, Constraint, Feature, FeatureModel, Type
from configurator.exchange.mistake import ForeignMistakeError, beyond

_NOT_KEPT = frozenset(("abstract", "extended__"))
"""Attributes that tools set for themselves."""

_LONGEST_TEXT = 2_000
_MOST_REASONS = 1_000
"""Constraints up to which each is its rule's reason, too; beyond, the text would be twice as long."""


def catalog_of(model: FeatureModel, texts: Mapping[str, str] | None = None) -> Outcome[str]:
    """The catalog of a model; `texts` are those of its files, out of which constraints are quoted as reasons."""
    writer = _Writer(model, texts or {})
    try:
        text = writer.run()
    except ForeignMistakeError as mistake:
        writer.said.append(mistake.diagnostic)
    else:
        if not any(each.is_error for each in writer.said):
            return Outcome(text, tuple(writer.said))
    return Outcome(None, tuple(writer.said))


@dataclass
class _Writer:
    model: FeatureModel
    texts: Mapping[str, str]
    said: list[Diagnostic] = field(default_factory=list)

    def run(self) -> str:
        self.places = placed(self.model.root)
        self.unknown = unknown_in(self.model.constraints)
        self.option_keys = self.places.option_keys
        self.typed = self._typed()
        self._tell_clones()
        self.attributes = _attributes(self.places)
        keys = Keys()
        self.text = CatalogText(
            keys.of(self.model.name), self.model.name, Keys().of(self.model.root.name), self.model.root.name
        )
        self.text.notes = self._notes(None, "with ")
        self.rules = Rules(self.places.presence, self._value)
        for option in self.places.options:
            self._option(option)
        self.text.gap()
        for choice in self.places.choices:
            self._choice(choice)
        self._constraints()
        return self.text.text()

    # Options

    def _typed(self) -> dict[Feature, TypedFeature]:
        ranges = domains(self.model.root, self.model.constraints)
        found = {}
        for feature, option in self.places.typed.items():
            may_be_absent = option.may_be_absent
            if feature.type is Type.STRING:
                texts = _texts(ranges[feature])
                found[feature] = TypedFeature(option.key, may_be_absent, None, texts)
                continue
            numbers = numbers_of(feature, ranges[feature])
            if numbers is None:
                message = f"`{feature.name}` can be any real number, and there are infinitely many"
                hint = f"make it `Integer {feature.name}`, or say which it can be: `{feature.name} == 0.5`"
                raise beyond(feature.span, message, hint)
            if numbers.cut:
                message = f"the constraints do not say how large or small `{feature.name}` can be"
                hint = f"it is read as a whole number up to {number(numbers.high)}; counts take it so"
                self.said.append(Diagnostic(codes.FOREIGN_READING, feature.span, message, hint=hint))
            found[feature] = TypedFeature(option.key, may_be_absent, numbers)
        return found

    def _tell_clones(self) -> None:
        for feature in self.model.root:
            if feature.instances not in (None, (1, 1), (0, 1)):
                message = f"`{feature.name}` may be there several times"
                hint = "it is read as being there or not: all of them are alike, and how many there are is not counted"
                self.said.append(Diagnostic(codes.FOREIGN_READING, feature.span, message, hint=hint))

    def _option(self, option: Option) -> None:
        feature = option.feature
        if option.kind is Kind.TYPED:
            domain = _typed_domain(feature, self.typed[feature])
        elif option.kind is Kind.ON:
            domain = f"on{self._braces(option, Presence(option), '')}"
        else:
            domain = " | ".join(
                named(self.places.keys[each], each.name)
                + self._braces(option, Presence(option, each), self._notes(Presence(option, each), "with "))
                for each in option.values
            )
        modifiers = ["optional"] if option.optional else []
        if option.when is not None:
            modifiers.append(f"when {self._condition(option.when)}")
        notes = [self._notes(Presence(option), "with ")]
        if option.kind is not Kind.ON and self.places.presence[feature] == Presence(option):
            notes.insert(0, _shown(feature.attributes))
        if feature.instances is not None and feature.instances != (1, 1) and option.kind is not Kind.VALUES:
            notes.append(_cloned(feature))
        note = "; ".join(filter(None, notes))
        if note:
            modifiers.append(f"note {quoted(note)}")
        self.text.option(option.key, option.label, domain, *modifiers)

    def _braces(self, option: Option, presence: Presence, note: str) -> str:
        feature = presence.value or option.feature
        parts = [
            f"{key}: {_worth(feature.attributes[name])}"
            for name, key in self.attributes.get(option, {}).items()
            if name in feature.attributes
        ]
        if note:
            parts.append(f"note: {quoted(note)}")
        return f" {{ {', '.join(parts)} }}" if parts else ""

    def _notes(self, presence: Presence | None, before: str) -> str:
        """The features that go along with something, for those who look for them."""
        words = []
        for feature in self.places.along.get(presence, ()):
            if feature is self.model.root:
                if shown := _shown(feature.attributes):
                    words.append(f"{feature.name} ({shown})")
            else:
                shown = "; ".join(filter(None, (_shown(feature.attributes), _cloned(feature))))
                words.append(f"{feature.name} ({shown})" if shown else feature.name)
        return f"{before}{', '.join(words)}" if words else ""

    def _value(self, feature: Feature) -> str:
        """How a value is written in conditions: in quotes, where an option has the same key."""
        key = self.places.keys[feature]
        return f'"{key}"' if key in self.option_keys else key

    def _condition(self, presence: Presence) -> str:
        option, value = presence
        return f"{option.key} present" if value is None else f"{option.key} = {self._value(value)}"

    # Rules

    def _choice(self, choice: Choice) -> None:
        key = self.places.names.of(f"{self.places.keys[choice.parent]}_group")
        options = [self._there(each).option.key for each in choice.children]
        presence = self.places.presence[choice.parent]
        if (choice.low, choice.high) == (1, len(options)):
            condition = " or ".join(f"{each} present" for each in options)
        else:
            many = f"count({', '.join(options)})"
            if choice.low == choice.high:
                condition = f"{many} = {choice.low}"
            else:
                least = [f"{many} >= {choice.low}"] if choice.low else []
                most = [f"{many} <= {choice.high}"] if choice.high < len(options) else []
                condition = " and ".join([*least, *most])
        when = "" if presence is None else f" when {self._condition(presence)}"
        self.text.rule(key, f"require {condition}{when}")

    def _there(self, feature: Feature) -> Presence:
        presence = self.places.presence[feature]
        assert presence is not None
        return presence

    def _constraints(self) -> None:
        order = {option: at for at, option in enumerate(self.places.options)}
        worths = {option: _worths(option, found) for option, found in self.attributes.items()}
        texts = [each for each, typed in self.typed.items() if typed.numbers is None and typed.texts is None]
        algebra = Algebra(self.places.presence, self._carriers, texts)
        comparing = Comparing(algebra, self.typed, self._is_there, self._condition, order, worths)
        assigned = Assigned(comparing)
        rest = [each for each in self.model.constraints if not (self.unknown and assigned.take(each))]
        with_reasons = len(rest) <= _MOST_REASONS
        for at, constraint in enumerate(rest, 1):
            if len(self.said) >= MOST_TOLD:
                return
            try:
                condition = self._plain(constraint.condition, assigned)
            except ForeignMistakeError as mistake:
                self.said.append(mistake.diagnostic)
                continue
            self._rule(f"c{at}", condition, self._quoted(constraint) if with_reasons else None)
        for at, condition in enumerate(assigned.agreements(), 1):
            self._rule(f"agreement{at}", self._plain(condition, assigned), None)

    def _rule(self, name: str, condition: Expression, reason: str | None) -> None:
        if condition == FALSE:
            self._never(name, reason)
            return
        rules = list(self.rules.of(condition))
        for at, text in enumerate(rules):
            key = self.places.names.of(name if len(rules) == 1 else f"{name}_{at + 1}")
            self.text.rule(key, text, reason)

    def _never(self, name: str, reason: str | None) -> None:
        """A rule that nothing meets."""
        if self.places.options:
            option = self.places.options[0].key
        else:
            option = self.places.names.of("nothing")
            self.text.option(option, None, "on optional")
        self.text.rule(self.places.names.of(name), f"forbid {option} present or {option} absent", reason)

    def _quoted(self, constraint: Constraint) -> str | None:
        text = self.texts.get(constraint.span.name)
        return None if text is None else " ".join(text[constraint.span.start : constraint.span.end].split())

    def _plain(self, condition: Expression, assigned: Assigned) -> Expression:
        presence = self.places.presence

        def change(part: Expression) -> Expression:
            match part:
                case Selected(feature):
                    return TRUE if presence[feature] is None else part
                case Compare():
                    return assigned.written(part)
            return part

        if isinstance(condition, And | Iff | Implies) or presence:
            return mapped(condition, change)
        return condition

    def _is_there(self, presence: Presence) -> Expression:
        return Selected(presence.value or presence.option.feature)

    def _carriers(self, total: Total) -> tuple[Feature, ...]:
        nowhere: set[str] = set()
        return tuple(
            each
            for each in total.root
            if total.attribute in each.attributes or total.attribute in self.unknown.get(each, nowhere)
        )


def _texts(found: Range) -> Mapping[str, str] | None:
    """The texts that a feature can have, with a key each; None where it can be any."""
    texts = sorted(each for each in found.points or () if isinstance(each, str) and each.strip())
    keys = Keys()
    return {each: keys.of(each) for each in texts} or None


def _typed_domain(feature: Feature, typed: TypedFeature) -> str:
    if typed.numbers is not None:
        return _numbers_domain(feature, typed.numbers)
    if typed.texts is not None:
        return " | ".join(named(key, text) for text, key in typed.texts.items())
    return f"text {{ max: {_LONGEST_TEXT} }}"


def _numbers_domain(feature: Feature, numbers: Numbers) -> str:
    low, high = number(numbers.low), number(numbers.high)
    if feature.type is Type.INTEGER:
        return f"integer {low} .. {high}"
    return f"number {low} .. {high} step {number(numbers.step)}"


def _attributes(places: Places) -> dict[Option, dict[str, str]]:
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
                if name not in _NOT_KEPT and _worth(attribute):
                    kinds.setdefault(name, set()).add(type(attribute.worth))
        for name, types in kinds.items():
            if len(types) == 1:
                if name not in keys:
                    keys[name] = names.of(name)
                found.setdefault(option, {})[name] = keys[name]
    return found


def _worths(option: Option, attributes: Mapping[str, str]) -> dict[str, dict[Presence, Fraction]]:
    """The amounts among the attributes of an option, by key: what each value has."""
    found: dict[str, dict[Presence, Fraction]] = {}
    for name, key in attributes.items():
        for feature in option.values or [option.feature]:
            worth = feature.attributes[name].worth if name in feature.attributes else None
            if isinstance(worth, Fraction) and not isinstance(worth, bool):
                presence = Presence(option, feature if option.values else None)
                found.setdefault(key, {})[presence] = worth
    return found


def _worth(attribute: Attribute) -> str:
    """An attribute as the catalog writes it; empty for what it does not keep."""
    match attribute.worth:
        case bool(truth):
            return "yes" if truth else "no"
        case Fraction() as exact:
            return number(exact)
    shown = attribute.shown.strip()[:_LONGEST_TEXT]
    return quoted(shown) if shown else ""


def _shown(attributes: Mapping[str, Attribute]) -> str:
    """Attributes as a note for people."""
    kept: Iterable[tuple[str, Attribute]] = ((name, each) for name, each in attributes.items() if name not in _NOT_KEPT)
    parts: Sequence[str] = [f"{name} {each.shown}" for name, each in kept if each.shown]
    return ", ".join(parts)


def _cloned(feature: Feature) -> str:
    """A note on a feature that may be there several times."""
    if feature.instances in (None, (1, 1)):
        return ""
    low, high = feature.instances or (1, 1)
    return f"{feature.name} {low} to {'any number of' if high is None else high} times, all alike"
