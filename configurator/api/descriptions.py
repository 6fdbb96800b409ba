"""What catalogs have: which there are, their products, the options of a product, and its JSON Schema."""

from __future__ import annotations

from fractions import Fraction

import orjson

from configurator.answers.answer import flat_choices
from configurator.answers.narrowed import kind_of
from configurator.api.call import Call
from configurator.api.conditions import Conditions
from configurator.api.messages import (
    AttributeAnswer,
    CatalogAnswer,
    CatalogsAnswer,
    OptionAnswer,
    ProductDescription,
    ProductInShort,
)
from configurator.api.releases import ServedCatalog
from configurator.api.reply import Reply
from configurator.exchange.json_schema import as_draft_7, schema_of
from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    DateDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option
from configurator.model.units import show_fraction


def catalogs(call: Call) -> Reply:
    """All catalogs that are served."""
    return Reply.of(CatalogsAnswer(catalogs=tuple(_catalog(each, call) for each in call.releases.values())))


def catalog(call: Call) -> Reply:
    """One catalog."""
    return Reply.of(_catalog(call.catalog, call))


def product(call: Call) -> Reply:
    """A product with its options."""
    served, language = call.product, call.language()
    shown = served.product(language)
    loaded = served.catalog.loaded
    conditions = served.catalog.conditions
    return Reply.of(
        ProductDescription(
            key=shown.key,
            permanent_key=shown.permanent_key,
            label=shown.label,
            catalog=loaded.key,
            release=loaded.release,
            language=language or next(iter(loaded.languages), None),
            gtin=shown.gtin,
            options=tuple(_option(each, conditions) for each in shown.options),
            facts=tuple(_option(each, conditions) for each in shown.facts),
            amounts=tuple(AttributeAnswer(key=each.key, label=each.label) for each in shown.derived),
        )
    )


def schema(call: Call) -> Reply:
    """The JSON Schema of a product's configurations."""
    found = schema_of(call.product.product(call.language()))
    if call.query.draft == "7":
        found = as_draft_7(found)
    return Reply(orjson.dumps(found), media="application/schema+json")


def runtime(call: Call) -> Reply:
    """A product as the browser runtime loads it, in all languages."""
    return Reply(call.product.runtime(call.state.serving.budget), media="application/json")


def _catalog(served: ServedCatalog, call: Call) -> CatalogAnswer:
    loaded = served.loaded
    language = None if "catalog" not in call.named else call.language()
    label = loaded.label if language is None else loaded.translated(language).label
    products = [each.product(language) for each in served.products.values()]
    return CatalogAnswer(
        key=loaded.key,
        label=label,
        release=loaded.release,
        languages=loaded.languages,
        products=tuple(map(_in_short, products)),
    )


def _in_short(shown: Product) -> ProductInShort:
    return ProductInShort(
        key=shown.key, permanent_key=shown.permanent_key, label=shown.label, options=len(shown.options)
    )


def _option(option: Option, conditions: Conditions) -> OptionAnswer:
    domain = option.domain
    told: dict[str, object] = {}
    match domain:
        case ProductDomain():
            told = {"least": domain.least, "greatest": domain.greatest, "product": domain.name}
        case IntegerDomain() | NumberDomain():
            unit = domain.unit.symbol if isinstance(domain, NumberDomain) and domain.unit else None
            bounds = (show_fraction(Fraction(each)) for each in (domain.least, domain.greatest, domain.step))
            told = {**dict(zip(("least", "greatest", "step"), bounds, strict=True)), "unit": unit}
            told["values"] = domain.size()
        case AnyOfDomain():
            told = {"least": domain.least, "greatest": domain.greatest, "values": domain.size()}
        case ValueDomain():
            told = {"values": domain.size()}
        case TextDomain():
            told = {"least": domain.least, "greatest": domain.most}
        case ImageDomain():
            told = {"media": domain.media}
    bounds_in_words = {key: str(told[key]) for key in ("least", "greatest", "step") if told.get(key) is not None}
    return OptionAnswer(
        key=option.key,
        label=option.label,
        kind="date" if isinstance(domain, DateDomain) else kind_of(option),
        optional=option.optional,
        private=option.private,
        derived=option.derivation is not None,
        when=conditions.of(option),
        depends_on=tuple(dict.fromkeys(option.depends_on)),
        default=flat_choices({option.key: option.preset})[option.key],
        retired=option.retired,
        **{**told, **bounds_in_words},  # type: ignore[arg-type] # each is as the model has it
    )
