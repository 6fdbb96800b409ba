"""A hidden world written down as its author would: keys of today, `was` right or wrong, and no numbers of things."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from conditions import Test, written_condition
from things import LISTED, Amount, Engraved, Flag, Hidden, Option, Product, Ref, Space, Value, World

GONE = "gone"
"""Stands where something is named that is not there; the catalog is not sound then, and is no release."""


def catalog_text(world: World) -> str:
    """The text of the catalog."""
    head = f"catalog {world.key}" + (f" {{ was {world.was} }}" if world.was else "")
    spaces = (_space(world, each) for each in world.spaces if each.values)
    products = (line for each in world.products for line in _product(world, each))
    return "\n".join((head, *spaces, *products)) + "\n"


def _space(world: World, space: Space) -> str:
    return f"space {space.key}{_same(world, space.same)}: {_values(space.values, ' | ')}"


def _values(values: tuple[Value, ...], separator: str) -> str:
    return separator.join(map(_value, values))


def _value(value: Value) -> str:
    written = {
        "tone": value.tone,
        "size": value.size,
        "was": value.was,
        "retired": "2031-01-01" if value.retired else None,
    }
    attributes = ", ".join(f"{name}: {each}" for name, each in written.items() if each is not None)
    return f"{value.key} {{ {attributes} }}" if attributes else value.key


def _same(world: World, refs: tuple[Ref, ...]) -> str:
    names = [name for name in (list_name(world, each) for each in refs) if name]
    return f" same keys as {', '.join(names)}" if names else ""


def list_name(world: World, ref: Ref) -> str | None:
    """What a list of values is called in statements; None if it is not there."""
    if ref.is_space:
        space = world.space(ref.number)
        return space.key if space and space.values else None
    for product in world.products:
        option = product.option(ref.number)
        if option is not None:
            return f"{product.key}.{option.key}"
    return None


def _product(world: World, product: Product) -> Iterator[str]:
    retired = " retired 2031-01-01" if product.retired else ""
    was = f" was {product.was}" if product.was else ""
    yield f'product {product.key} "Label {product.label}"{was}{retired} {{'
    for option in product.options:
        yield f"  {_option(world, product, option)}"
    yield "}"


def _option(world: World, product: Product, option: Option) -> str:
    label = f' "Label {option.label}"' if option.label else ""
    parts = [f"option {option.key}{label}: {_domain(world, option)}"]
    if option.optional:
        parts.append("optional")
    if option.when is not None:
        parts.append(f"when {written_when(world, product, option)}")
    if option.default is not None:
        parts.append(f"default {literal(world, option, option.default)}")
    if option.baseline is not None:
        parts.append(f'since "later" baseline {literal(world, option, option.baseline)}')
    if option.was is not None:
        parts.append(f"was {option.was}")
    if option.retired:
        parts.append("retired 2031-01-01")
    return " ".join(parts) + _same(world, option.same)


def _domain(world: World, option: Option) -> str:
    space = world.space(option.space) if option.space is not None else None
    unit = f" {option.unit}" if option.unit else ""
    match option.kind:
        case "one":
            if space is not None:
                return space.key
            alone = len(option.values) == 1 and _value(option.values[0]) == option.values[0].key
            return f'"{option.values[0].key}"' if alone else _values(option.values, " | ")
        case "any":
            listed = space.key if space is not None else f"{{ {_values(option.values, ', ')} }}"
            least = f" at least {option.least}" if option.least else ""
            return f"any of {listed}{least}" + (f" up to {option.most}" if option.most is not None else "")
        case "flag":
            return "yes or no"
        case "integer":
            return f"integer {option.low} .. {option.high} step {option.step}"
        case "number":
            return f"number {option.low} .. {option.high}{unit} step {option.step}"
        case "text":
            return "text { max: 9" + (f", case: {option.case} }}" if option.case else " }")
    raise ValueError(option.kind)


def literal(world: World, option: Option, hidden: Hidden) -> str:
    """A value of an option as the catalog writes it."""
    match hidden:
        case Flag(truth):
            return "yes" if truth else "no"
        case Amount():
            return decimal(option.written(hidden)) + (f" {option.unit}" if option.unit else "")
        case Engraved(text):
            return f'"{text}"'
    keys = _keys(world, option, hidden)
    return f"{{{', '.join(keys)}}}" if option.kind == "any" else keys[0] if keys else GONE


def decimal(amount: Fraction) -> str:
    """An exact decimal; the amounts of these worlds have few places."""
    return f"{float(amount):.6f}".rstrip("0").rstrip(".")


def _keys(world: World, option: Option, numbers: frozenset[int]) -> list[str]:
    if option.kind not in LISTED:
        return [GONE]
    keys = {each.number: each.key for each in world.values_of(option)}
    return [keys.get(each, GONE) for each in sorted(numbers)]


def written_when(world: World, product: Product, option: Option) -> str:
    """The condition of an option."""

    def key(number: int) -> str:
        asked = product.option(number)
        return asked.key if asked else GONE

    def words(test: Test) -> list[str]:
        asked = product.option(test.option)
        if asked is None:
            return [GONE]
        return [literal(world, asked, test.most)] if test.most else _keys(world, asked, test.values)

    assert option.when is not None
    return written_condition(option.when, key, words)
