"""What the paths of a COOM model lead to: an option for each part, in the products that its structures become.

A feature with several parts has an option for each, `bag_1`, `bag_2`; so a path leads to several `Place`s. Each knows
which part must be there for it to have a value: the last one on its way that can be missing, since that is there only
with those around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from configurator.diagnostics import Diagnostic, codes, did_you_mean
from configurator.exchange.catalog_text import WORDS, Keys, identifier, number, quoted
from configurator.exchange.coom import tree as t
from configurator.exchange.mistake import beyond, not_so
from configurator.source import Span

TRUTH = "Bool"
_DEEPEST = 7


@dataclass(slots=True)
class Enumerated:
    """An enumeration: its key as a space, None for yes or no, and the keys of its choices and attributes by names."""

    label: str
    key: str | None
    choices: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    worths: dict[str, list[Decimal | str]] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        """The names that its attributes are worth."""
        return (each for worths in self.worths.values() for each in worths if isinstance(each, str))

    def written(self, attribute: str, worth: Decimal | str) -> str:
        """A worth of an attribute, as a catalog has it: a number, a word, or text where not all could be words."""
        if isinstance(worth, Decimal):
            return number(worth)
        every = self.worths[attribute]
        return worth if all(isinstance(each, str) and is_word(each) for each in every) else quoted(worth)


@dataclass(slots=True)
class Structured:
    """A structure: its key as a product, and its features by their names."""

    label: str
    key: str
    features: dict[str, Featured] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Featured:
    """A feature: the keys of its options, one for each part, of which the first `least` are always there."""

    name: str
    type: Enumerated | Structured | t.Range
    least: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a path leads to: its text, its kind, and the part that must be there, None where it always is.

    `attribute` is the name of an attribute of what stands at the place, where the path leads to that.
    """

    text: str
    kind: Enumerated | Structured | t.Range
    needs: str | None = None
    attribute: str | None = None

    @property
    def worths(self) -> list[Decimal | str]:
        """All that the attribute can be worth, in the order of the choices."""
        assert isinstance(self.kind, Enumerated)  # noqa: S101 - only those have attributes
        return self.kind.worths[self.attribute or ""]

    @property
    def is_number(self) -> bool:
        """Whether it is a number that can be calculated with."""
        if isinstance(self.kind, t.Range):
            return True
        return self.attribute is not None and all(isinstance(each, Decimal) for each in self.worths)


@dataclass(slots=True)
class World:
    """All structures and enumerations of a model, by their names; the product is that of no name."""

    structures: dict[str | None, Structured]
    enumerations: dict[str, Enumerated]

    def places(self, path: t.Path, start: Structured) -> list[Place] | None:
        """What a path leads to from a structure; None if its only name is no feature there."""
        if len(path.steps) == 1 and path.steps[0].name.text not in start.features:
            return None
        found = [Place("", start)]
        for step in path.steps:
            found = [further for place in found for further in _steps(place, step)]
        return found


def _steps(place: Place, step: t.Step) -> Iterator[Place]:
    name = step.name.text
    if isinstance(place.kind, Structured):
        feature = place.kind.features.get(name)
        if feature is None:
            message = f"`{place.kind.label}` has no feature `{name}`"
            raise not_so(step.name.span, message, did_you_mean(name, place.kind.features))
        for number, key in enumerate(feature.keys):
            if step.first is None or step.first <= number <= (step.last if step.last is not None else step.first):
                text = f"{place.text}.{key}" if place.text else key
                yield Place(text, feature.type, text if number >= feature.least else place.needs)
        if step.first is not None and not 0 <= step.first <= (step.last or step.first) < len(feature.keys):
            raise not_so(
                step.name.span, f"`{name}` has no such part: they are numbered from 0 to {len(feature.keys) - 1}"
            )
        return
    known = place.kind.attributes if isinstance(place.kind, Enumerated) and place.attribute is None else {}
    if name not in known:
        raise not_so(step.name.span, f"there is no attribute `{name}` here", did_you_mean(name, known))
    yield Place(f"{place.text}.{known[name]}", place.kind, place.needs, name)


def world(model: t.Model, main: str, keys: Keys, said: list[Diagnostic]) -> World:
    """The structures and enumerations of a model, with keys for all; `main` is that of the product."""
    enumerations = {TRUTH: Enumerated(TRUTH, None, {"True": "yes", "False": "no"})}
    declared: dict[str, Span] = {}
    names = [each.name for each in model.structures] + [each.name for each in model.enumerations]
    for name in names:
        if name is not None:
            if name.text in declared or name.text == TRUTH:
                raise not_so(name.span, f"`{name.text}` is declared twice")
            declared[name.text] = name.span
    for enumeration in model.enumerations:
        enumerations[enumeration.name.text] = _enumerated(enumeration, keys)
    structures: dict[str | None, Structured] = {}
    for structure in model.structures:
        called = structure.name.text if structure.name else None
        if called in structures:
            raise not_so(Span(0, 1, ""), "there are two products")
        structures[called] = Structured(main, main) if called is None else Structured(called, keys.of(called))
    if None not in structures:
        raise not_so(Span(0, 1, ""), "there is no `product` here, so nothing to configure")
    found = World(structures, enumerations)
    for structure in model.structures:
        _add_features(found, structure, keys, said)
    _no_circle(found, model, None, ())
    return found


def _enumerated(enumeration: t.Enumeration, keys: Keys) -> Enumerated:
    found = Enumerated(enumeration.name.text, keys.of(enumeration.name.text))
    of_choices, of_attributes = Keys(), Keys(("was", "retired", "owner", "reason", "ticket", "note", "label"))
    for attribute, _ in enumeration.attributes:
        found.attributes[attribute.text] = of_attributes.of(attribute.text)
        found.worths[attribute.text] = []
    if not enumeration.choices:
        raise not_so(enumeration.name.span, f"`{enumeration.name.text}` has no choices")
    for choice in enumeration.choices:
        if choice.name.text in found.choices:
            raise not_so(choice.name.span, f"`{choice.name.text}` stands here twice")
        found.choices[choice.name.text] = of_choices.of(choice.name.text)
        if len(choice.worths) < len(enumeration.attributes):
            raise not_so(choice.name.span, f"`{choice.name.text}` has no worth for each attribute")
        for (attribute, is_number), worth in zip(enumeration.attributes, choice.worths, strict=False):
            if is_number and not isinstance(worth, Decimal):
                raise not_so(worth.span, f"the attribute `{attribute.text}` is a number")
            found.worths[attribute.text].append(_worth(worth, is_number=is_number))
    return found


def _worth(worth: Decimal | t.Word, *, is_number: bool) -> Decimal | str:
    if isinstance(worth, Decimal):
        return worth if is_number else str(worth)
    return worth.text


def is_word(text: str) -> bool:
    """Whether a name can stand as a word in a catalog."""
    return identifier(text) == text and text not in WORDS


def _add_features(found: World, structure: t.Structure, all_keys: Keys, said: list[Diagnostic]) -> None:
    of_structure = found.structures[structure.name.text if structure.name else None]
    keys = Keys()
    for feature in structure.features:
        name = feature.name.text
        if name in of_structure.features:
            raise not_so(feature.name.span, f"the feature `{name}` stands here twice")
        if isinstance(feature.type, t.Range):
            kind: Enumerated | Structured | t.Range = feature.type
            if feature.type.low is None:
                raise beyond(feature.name.span, f"`{name}` can be any number", "give it a range: `num 0-100`")
        else:
            known = found.enumerations.get(feature.type.text) or found.structures.get(feature.type.text)
            if known is None:
                names = [*found.enumerations, *(each for each in found.structures if each)]
                message = (
                    f"there is no structure or enumeration `{feature.type.text}`; it is read as one without features"
                )
                hint = did_you_mean(feature.type.text, names)
                said.append(Diagnostic(codes.FOREIGN_READING, feature.type.span, message, hint=hint))
                known = found.structures[feature.type.text] = Structured(
                    feature.type.text, all_keys.of(feature.type.text)
                )
            kind = known
        many = feature.most > 1
        of_parts = tuple(keys.of(f"{name}_{number + 1}" if many else name) for number in range(feature.most))
        of_structure.features[name] = Featured(name, kind, feature.least, of_parts)


def _no_circle(found: World, model: t.Model, name: str | None, around: tuple[str | None, ...]) -> None:
    """Refuse a structure within itself, and what stands too deep."""
    if name in around or len(around) > _DEEPEST:
        (place,) = (each.name.span for each in model.structures if each.name and each.name.text == name)
        what = "stands within itself" if name in around else f"stands more than {_DEEPEST} deep in others"
        raise beyond(place, f"the structure `{name}` {what}")
    for kind in {id(each.type): each.type for each in found.structures[name].features.values()}.values():
        if isinstance(kind, Structured):
            (inner,) = (known for known, each in found.structures.items() if each is kind)
            _no_circle(found, model, inner, (*around, name))
