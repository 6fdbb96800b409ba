"""Write a COOM model as a catalog: enumerations are spaces, structures products, and the product comes first."""

from __future__ import annotations

from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Diagnostic, Outcome
from configurator.exchange.catalog_text import CatalogText, Keys, identifier, named, number, quoted
from configurator.exchange.coom import tree as t
from configurator.exchange.coom.behavior import Writer, default_of
from configurator.exchange.coom.formulas import Speaker
from configurator.exchange.coom.parser import model
from configurator.exchange.coom.paths import Enumerated, Featured, Structured, World, world
from configurator.exchange.foreign import told
from configurator.exchange.imported import Imported
from configurator.exchange.mistake import not_so
from configurator.exchange.rows import Tables
from configurator.source import Source
from configurator.syntax.layout.lines import WIDTH
from configurator.syntax.layout.statement import written


def catalog(source: Source, read_file: ReadFile) -> Outcome[Imported]:  # noqa: ARG001 - the notation imports nothing
    """The catalog of a COOM model; what it is about is the product without a name."""
    said: list[Diagnostic] = []
    return told(source, lambda: _read(source, said), said)


def _read(source: Source, said: list[Diagnostic]) -> Imported:
    found = model(source)
    label = PurePath(source.name).stem
    key = identifier(label)
    keys = Keys((key,))
    known = world(found, key, keys, said)
    for behavior in found.behaviors:
        name = behavior.structure
        if name is not None and name.text not in known.structures:
            raise not_so(name.span, f"there is no structure `{name.text}`")
    parts = [f"catalog {named(key, label)}", ""]
    spaces = [line for each in known.enumerations.values() for line in _space(each)]
    parts += [*spaces, ""] if spaces else []
    files: dict[str, str] = {}
    for structure in _reached(known):
        text = CatalogText(key, label if structure.key == key else structure.label, product=structure.key)
        files |= _product(text, found, known, structure, said)
        parts += [text.text().split("\n", 2)[2]]
    return Imported("\n".join(parts).rstrip("\n") + "\n", files, key)


def _reached(known: World) -> list[Structured]:
    """The product, and the structures that stand in it, as they are reached."""
    found = [known.structures[None]]
    for structure in found:
        for feature in structure.features.values():
            if isinstance(feature.type, Structured) and not any(feature.type is each for each in found):
                found.append(feature.type)
    return found


def _space(enumeration: Enumerated) -> list[str]:
    """The lines of the space that an enumeration is."""
    if enumeration.key is None:
        return []
    values = []
    for place, (name, key) in enumerate(enumeration.choices.items()):
        worths = [
            f"{attribute}: {enumeration.written(label, enumeration.worths[label][place])}"
            for label, attribute in enumeration.attributes.items()
        ]
        values.append(named(key, name) + (f" {{ {', '.join(worths)} }}" if worths else ""))
    statement = f"space {named(enumeration.key, enumeration.label)}: {' | '.join(values)}"
    return [statement] if len(statement) <= WIDTH else written(statement, 0)


def _product(
    text: CatalogText, found: t.Model, known: World, structure: Structured, said: list[Diagnostic]
) -> dict[str, str]:
    """Write a structure; the files of its tables come back."""
    speaker = Speaker(known, structure)
    name = next(each for each, one in known.structures.items() if one is structure)
    behaviors = [each for each in found.behaviors if (each.structure.text if each.structure else None) == name]
    defaults = dict(default for each in behaviors if (default := default_of(speaker, each)) is not None)
    taken: list[str] = []
    for feature in structure.features.values():
        for number_of_part, key in enumerate(feature.keys):
            _option(text, feature, number_of_part, key, defaults.get(key))
            taken.append(key)
    text.gap()
    tables = Tables(text)
    writer = Writer(speaker, text, tables, Keys(taken), said)
    for behavior in behaviors:
        writer.write(behavior)
    return tables.files


def _option(text: CatalogText, feature: Featured, part: int, key: str, default: str | None) -> None:
    label = feature.name if len(feature.keys) == 1 else f"{feature.name}[{part}]"
    modifiers = ["optional"] if part >= feature.least else []
    if part >= max(1, feature.least) and part > feature.least:
        modifiers.append(f"when {feature.keys[part - 1]} present")
    if default:
        modifiers.append(f"default {default}")
    if isinstance(feature.type, t.Range) and feature.type.unit:
        modifiers.append(f"note {quoted(feature.type.unit)}")
    text.option(key, label, _domain(feature), *modifiers)


def _domain(feature: Featured) -> str:
    """What an option can be."""
    match feature.type:
        case Enumerated(key=key):
            return key or "yes or no"
        case Structured(key=key):
            return f"product {key}"
        case t.Range(low, high) if low is not None and high is not None:
            places = max(0, -int(low.as_tuple().exponent), -int(high.as_tuple().exponent))
            if places:
                return f"number {number(low)} .. {number(high)} step {'0.' + '0' * (places - 1) + '1'}"
            return f"integer {number(low)} .. {number(high)}"
    raise AssertionError(feature)
