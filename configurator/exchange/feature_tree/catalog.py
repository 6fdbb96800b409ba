"""A feature model in, the text of an ordinary catalog out, with as many configurations as the model has products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.diagnostics.enough import MOST_TOLD
from configurator.exchange.catalog_text import CatalogText, Keys, named, number, quoted
from configurator.exchange.feature_tree.assigned import Assigned, unknown_in
from configurator.exchange.feature_tree.comparisons import Comparing
from configurator.exchange.feature_tree.describing import (
    attributes_of,
    cloned,
    shown,
    texts_of,
    typed_domain,
    worth,
    worths_of,
)
from configurator.exchange.feature_tree.domains import domains, numbers_of
from configurator.exchange.feature_tree.expression import (
    FALSE,
    TRUE,
    Compare,
    Expression,
    Selected,
    Total,
    mapped,
)
from configurator.exchange.feature_tree.placing import Choice, Kind, Option, Presence, placed
from configurator.exchange.feature_tree.polynomials import Algebra
from configurator.exchange.feature_tree.rules import Rules
from configurator.exchange.feature_tree.sums import Sums
from configurator.exchange.feature_tree.tree import Constraint, Feature, FeatureModel, Type
from configurator.exchange.feature_tree.typed import TypedFeature
from configurator.exchange.mistake import ForeignMistakeError, beyond

_MOST_NAMED = 8
"""Features of a group that are named in words."""

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
        self.attributes = attributes_of(self.places)
        root = self.model.root.name
        self.text = CatalogText(Keys().of(self.model.name), self.model.name, Keys().of(root), product_label=root)
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
            there = Selected(feature) if option.may_be_absent else TRUE
            if feature.type is Type.STRING:
                texts = texts_of(ranges[feature])
                found[feature] = TypedFeature(option.key, there, None, texts)
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
            found[feature] = TypedFeature(option.key, there, numbers)
        return found

    def _tell_clones(self) -> None:
        for feature in self.model.root:
            if feature.instances not in (None, (1, 1), (0, 1)):
                message = f"`{feature.name}` may be there several times"
                hint = "it is read as being there or not: all of them are alike, and how many there are is not counted"
                self.said.append(Diagnostic(codes.FOREIGN_READING, feature.span, message, hint=hint))

    def _option(self, option: Option) -> None:
        feature = option.feature
        domain: str | Sequence[str]
        if option.kind is Kind.TYPED:
            domain = typed_domain(feature, self.typed[feature])
        elif option.kind is Kind.ON:
            domain = f"on{self._braces(option, Presence(option), '')}"
        else:
            domain = [
                named(self.places.keys[each], each.name)
                + self._braces(option, Presence(option, each), self._notes(Presence(option, each), "with "))
                for each in option.values
            ]
        modifiers = ["optional"] if option.optional else []
        if option.when is not None:
            modifiers.append(f"when {self._condition(option.when)}")
        notes = [self._notes(Presence(option), "with ")]
        if option.kind is not Kind.ON and self.places.presence[feature] == Presence(option):
            notes.insert(0, shown(feature.attributes))
        if feature.instances is not None and feature.instances != (1, 1) and option.kind is not Kind.VALUES:
            notes.append(cloned(feature))
        note = "; ".join(filter(None, notes))
        if note:
            modifiers.append(f"note {quoted(note)}")
        self.text.option(option.key, option.label, domain, *modifiers)

    def _braces(self, option: Option, presence: Presence, note: str) -> str:
        feature = presence.value or option.feature
        parts = [
            f"{key}: {worth(feature.attributes[name])}"
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
                if known := shown(feature.attributes):
                    words.append(f"{feature.name} ({known})")
            else:
                known = "; ".join(filter(None, (shown(feature.attributes), cloned(feature))))
                words.append(f"{feature.name} ({known})" if known else feature.name)
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
        presence = self.places.presence[choice.parent]
        found = [self.places.presence[each] for each in choice.children]
        options = [each.option.key for each in found if each is not None]
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
        self.text.rule(key, f"require {condition}{when}", self._group_words(choice))

    def _group_words(self, choice: Choice) -> str:
        """What a group asks for, in words."""
        low, high, size = choice.low, choice.high, len(choice.children)
        many = f"{low} or more" if high == size else f"{low}" if low == high else f"{low} to {high}"
        names = [each.name for each in choice.children[:_MOST_NAMED]]
        more = [f"{size - len(names)} more"] if size > len(names) else []
        return f"{choice.parent.name}: {many} of {', '.join([*names, *more])}"

    def _constraints(self) -> None:
        order = {option: at for at, option in enumerate(self.places.options)}
        worths = {option: worths_of(option, found) for option, found in self.attributes.items()}
        texts = [each for each, typed in self.typed.items() if typed.numbers is None and typed.texts is None]
        algebra = Algebra(self.places.presence, self._carriers, texts)
        sums = Sums(self.typed, self._is_there, self._condition, order, worths)
        comparing = Comparing(algebra, sums)
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

        return mapped(condition, change)

    def _is_there(self, presence: Presence) -> Expression:
        return Selected(presence.value or presence.option.feature)

    def _carriers(self, total: Total) -> tuple[Feature, ...]:
        nowhere: set[str] = set()
        return tuple(
            each
            for each in total.root
            if total.attribute in each.attributes or total.attribute in self.unknown.get(each, nowhere)
        )
