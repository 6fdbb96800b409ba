"""A hidden world written down as its author would: keys of today, `was` right or wrong, and no numbers of things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from conditions import Condition, Derivation, Test, written_condition
from inventions import possible
from things import (
    LISTED,
    NUMERIC,
    Amount,
    Engraved,
    Flag,
    Hidden,
    Inside,
    Option,
    Picture,
    Product,
    Ref,
    Space,
    Value,
    World,
)

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
    extends, lines = "", [written_option(world, product, option) for option in product.options]
    base = world.product(product.extends) if product.extends is not None else None
    if base is not None:
        own = beyond_family(world, base, product)
        extends, lines = (f" extends {base.key}", own) if own is not None else ("", lines)
    abstract = " abstract" if product.abstract else ""
    yield f'product {product.key} "Label {product.label}"{abstract}{extends}{was}{retired} {{'
    yield from (f"  {line}" for line in lines)
    yield "}"


def beyond_family(world: World, base: Product, product: Product) -> list[str] | None:
    """What a product says beyond the one that it extends; None where it is not all that, or other than narrower."""
    narrowed, own = list[str](), {option.key: option for option in product.options}
    if len(own) < len(product.options):
        return None
    for whole in base.options:
        option = own.get(whole.key)
        if option is None:
            return None
        text = written_option(world, base, whole)
        if written_option(world, product, option) == text:
            continue
        widened = replace(
            option, values=whole.values, low=whole.low, high=whole.high, step=whole.step, default=whole.default
        )
        part = option.space is None and set(option.values) <= set(whole.values)
        fits = option.kind in NUMERIC or (option.kind == "one" and part)
        default = whole.default if whole.default in possible(world, option) else None
        if not fits or option.default != default or written_option(world, product, widened) != text:
            return None
        domain = " | ".join(each.key for each in option.values) if option.kind == "one" else _domain(world, option)
        narrowed.append(f"narrow {option.key}: {domain}")
    inherited = {whole.key for whole in base.options}
    return [*narrowed, *(written_option(world, product, each) for each in own.values() if each.key not in inherited)]


def written_option(world: World, product: Product, option: Option) -> str:
    """What a product says of an option, with the table that it follows from."""
    return _option(world, product, option) + (_table(world, product, option) if option.derived else "")


def _table(world: World, product: Product, option: Option) -> str:
    derived = option.derived
    if derived is None or not derived.by_table:
        return ""
    test = next(iter(derived.condition.tests()))
    key, inside = _keys_of(world, product, test)
    column = f"{key}.{inside}" if inside else key
    yes, no = (literal(world, option, each) for each in (derived.yes, derived.no))
    cells = ", ".join(_words(world, product, test)) or "yes"
    return f"\n  table table_{option.key} ({column}) gives {option.key} {{\n    {cells}, {yes}\n    *, {no}\n  }}"


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
    if option.private:
        parts.append("private")
    if option.derived is not None:
        parts.append(_derived(world, product, option, option.derived))
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
        case "image":
            return "image { png }"
        case "inner" | "list":
            inner = world.product(option.inner) if option.inner is not None else None
            many = f"{option.least} .. {option.most} of " if option.kind == "list" else ""
            return f"{many}product {inner.key if inner else GONE}"
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
        case Picture() | Inside():
            return GONE
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
    assert option.when is not None
    return _condition(world, product, option.when)


def _condition(world: World, product: Product, condition: Condition) -> str:
    return written_condition(
        condition, lambda test: _keys_of(world, product, test), lambda test: _words(world, product, test)
    )


def _derived(world: World, product: Product, option: Option, derived: Derivation) -> str:
    if derived.by_table:
        return "derived"
    condition = _condition(world, product, derived.condition)
    if derived.is_truth:
        return f"derived = {condition}"
    yes, no = (literal(world, option, each) for each in (derived.yes, derived.no))
    return f"derived = ({yes} when {condition} else {no})"


def _keys_of(world: World, product: Product, test: Test) -> tuple[str, str]:
    """The keys of the option that a test asks about, and of the one inside of its product."""
    option, inner = product.option(test.option), world.asked(product, test)
    key = option.key if option else GONE
    return key, "" if test.inside is None else inner.key if inner else GONE


def _words(world: World, product: Product, test: Test) -> list[str]:
    asked = world.asked(product, test)
    if asked is None:
        return [GONE]
    return [literal(world, asked, test.most)] if test.most else _keys(world, asked, test.values)
