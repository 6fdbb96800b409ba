"""The JSON Schema (2020-12) of a product's configurations: the shape of what `validate` accepts.

Whatever `validate` accepts as JSON, the schema accepts; so what the schema refuses, `validate` refuses, too. The
reverse does not hold: rules, tables, steps, conditions (`when`) and what texts may consist of are beyond the schema and
told in descriptions at most.

What would surprise: a number may be a JSON number or a string, also with a unit (`25.5`, `"25.5"`, `"255 mm"`), and
bounds are for numbers only. A picture is the digest of its file. Labels stand under `x-titles`, by value, beside the
`enum` that decides. A shared space stands once, under `$defs`, however many options have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    RangeDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option
from configurator.model.pictures import aspect_words, size_words
from configurator.model.raw_values import lettering_words, may_be_empty
from configurator.model.units import UNITS, show_fraction
from configurator.text.canonical import MAX_CODE_POINTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]


def schema_of(product: Product) -> Schema:
    """The schema of the raw choices that `validate` takes; members in a stated order, values in their declared one."""
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:optionary:configuration:{product.permanent_key}",
        "title": product.label,
        "description": f"A configuration of {product.permanent_key}: a member for each choice.",
        **_choices(product),
    }
    spaces = [domain for option in product.options if (domain := _listed(option)) and domain.is_whole_space]
    definitions = {_name(domain): _keys(domain) for domain in spaces}
    definitions |= {f"product.{nested.key}": _nested(nested) for nested in _products_in(product)}
    if definitions:
        schema["$defs"] = definitions
    return schema


def as_draft_7(schema: Schema) -> Schema:
    """The same schema in the words of draft 7, which makers of forms read: it means the same.

    There `$ref` hides all that stands beside it, so it is put into an `allOf`.
    """
    found = _draft_7(schema)
    return {**found, "$schema": DRAFT_7}


def _draft_7(value: Any) -> Any:
    if isinstance(value, list):
        return [_draft_7(each) for each in value]
    if not isinstance(value, dict):
        return value
    found: Schema = {}
    for key, each in value.items():
        if key == "$ref":
            found |= {"allOf": [{"$ref": each.replace("#/$defs/", "#/definitions/")}]}
        elif key in _AS_IT_IS:
            found[key] = each
        else:
            found["definitions" if key == "$defs" else key] = _draft_7(each)
    return found["allOf"][0] if found.keys() == {"allOf"} else found


_AS_IT_IS = ("enum", "default", "x-titles")
"""What holds values and words of a catalog, which may look like anything."""


def _choices(product: Product) -> Schema:
    """An object with a member for each choice."""
    return {
        "type": "object",
        "properties": {option.key: _option(option) for option in product.declared_options},
        "required": [option.key for option in product.declared_options if _is_required(option)],
        "additionalProperties": False,
    }


def _products_in(product: Product) -> Iterator[Product]:
    """The products that stand within one, each once."""
    domains = (option.domain for option in product.options)
    yield from {each.nested.key: each.nested for each in domains if isinstance(each, ProductDomain)}.values()


def _nested(product: Product) -> Schema:
    """The choices for a product within another one, alone or beside its key."""
    names = sorted({product.key, product.permanent_key})
    beside: Schema = {
        "type": "object",
        "properties": {"product": {"enum": names}, "choices": _choices(product)},
        "required": ["product", "choices"],
        "additionalProperties": False,
    }
    return {"title": product.label, "anyOf": [_choices(product), beside]}


def _is_required(option: Option) -> bool:
    """Whether a configuration that does not mention it is refused, whatever else it has."""
    may_be_missing = option.optional or may_be_empty(option) or option.derivation is not None
    return option.when is None and option.preset is None and not may_be_missing


def _option(option: Option) -> Schema:
    """What one member may be."""
    schema: Schema = {"title": option.label}
    if option.derivation is not None:
        schema["description"] = "Follows from other choices; leave it out, or give what follows."
    elif option.when is not None:
        schema["description"] = "Applies only under a condition of the catalog; leave it out otherwise."
    alternatives = [*_values(option), *_nothing(option)]
    schema |= alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}
    if option.preset is not None:
        schema["default"] = list(option.preset) if isinstance(option.preset, tuple) else option.preset
    return schema


def _nothing(option: Option) -> list[Schema]:
    """How "no value" may be written, if the option may go without one."""
    if option.optional:
        return [{"title": "no value", "enum": [None, ""]}]
    return [] if option.when is None else [{"title": "no value", "type": "null"}]


def _values(option: Option) -> list[Schema]:
    """How a value may be written."""
    match option.domain:
        case ValueDomain() as domain:
            return [_one_of(domain)]
        case FlagDomain():
            return [{"type": "boolean"}]
        case ProductDomain() as domain:
            one: Schema = {"$ref": f"#/$defs/product.{domain.nested.key}"}
            few = 0 if option.optional or option.when is not None else domain.least
            many: Schema = {"type": "array", "items": one, "minItems": few, "maxItems": domain.greatest}
            return [many if domain.many else one]
        case IntegerDomain() as domain:
            return [{"type": "integer", **_bounds(domain)}, _written(domain)]
        case NumberDomain() as domain:
            return [{"type": "number", **_bounds(domain)}, _written(domain)]
        case AnyOfDomain() as domain:
            least = {} if may_be_empty(option) or not domain.least else {"minItems": domain.least}
            most = {"maxItems": domain.greatest}
            return [{"type": "array", "items": _one_of(domain.members), **least, **most, "uniqueItems": True}]
        case TextDomain() as domain:
            return [{"type": "string", "minLength": 1, "maxLength": MAX_CODE_POINTS, "description": _text(domain)}]
        case ImageDomain() as domain:
            return [{"type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "description": _image(domain)}]


def _listed(option: Option) -> ValueDomain | None:
    """The values that an option chooses among, if they are listed."""
    domain = option.domain.members if isinstance(option.domain, AnyOfDomain) else option.domain
    return domain if isinstance(domain, ValueDomain) else None


def _one_of(domain: ValueDomain) -> Schema:
    return {"$ref": f"#/$defs/{_name(domain)}"} if domain.is_whole_space else _keys(domain)


def _name(domain: ValueDomain) -> str:
    return f"space.{domain.space}"


def _keys(domain: ValueDomain) -> Schema:
    return {"enum": list(domain.by_key), "x-titles": {value.key: value.label for value in domain.values}}


def _bounds(domain: RangeDomain) -> Schema:
    """The bounds as JSON numbers; one that no such number can say is left out."""
    found: Schema = {}
    for name, bound, outwards in (("minimum", domain.least, -math.inf), ("maximum", domain.greatest, math.inf)):
        number = _number(Fraction(bound), outwards)
        if number is not None:
            found[name] = number
    return found


def _number(bound: Fraction, outwards: float) -> int | float | None:
    """A bound exactly or, where its digits are too many for a float, the next number outwards."""
    if bound.denominator == 1 and abs(bound) < 2**53:
        return int(bound)
    try:
        number = float(bound)
    except OverflowError:
        return None
    return number if Fraction(repr(number)) == bound else math.nextafter(number, outwards)


def _written(domain: RangeDomain) -> Schema:
    """A number in a string, with one of the units that measure the same, or without."""
    unit = domain.unit if isinstance(domain, NumberDomain) else None
    dimension = unit.dimension if unit else ()
    symbols = "|".join(each.symbol for each in UNITS.values() if each.dimension == dimension)
    pattern = rf"^{_SPACES}[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?{_SPACES}({symbols})?{_SPACES}$"
    low, high = show_fraction(Fraction(domain.least)), show_fraction(Fraction(domain.greatest))
    step = show_fraction(Fraction(domain.step))
    said = f"From {low} to {high}{f' {unit.symbol}' if unit else ''} in steps of {step}."
    return {"type": "string", "pattern": pattern, "description": said}


_SPACES = r"[ \u00a0\u202f]*"


def _text(domain: TextDomain) -> str:
    """What the schema cannot hold a text to, since it is brought into canonical form first."""
    most = f"Up to {domain.most}" if domain.least == 1 else f"From {domain.least} to {domain.most}"
    case = f", brought into {domain.case} case" if domain.case else ""
    script = f", in {domain.script} script" if domain.script else ""
    pattern = f", matching {domain.pattern.source}" if domain.pattern else ""
    lettering = f", {lettering_words(domain.lettering)}" if domain.lettering else ""
    banned = ", without words that are banned" if domain.banned else ""
    return f"{most} characters as people count them{case}{script}{pattern}{lettering}{banned}."


def _image(domain: ImageDomain) -> str:
    """What the picture is held to whose digest this is."""
    least = (domain.least_width, domain.least_height)
    pixels = f", at least {least[0]} x {least[1]} pixels" if least != (1, 1) else ""
    most = f", up to {size_words(domain.most_bytes)}" if domain.most_bytes else ""
    aspect = f", width to height {aspect_words(domain.aspect)}" if domain.aspect else ""
    return f"The SHA-256 digest of the bytes of a picture in {' or '.join(domain.media)}{pixels}{most}{aspect}."
