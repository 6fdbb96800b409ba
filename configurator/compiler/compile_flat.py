"""A catalog becomes a knowledge base: the flat checks of each product, how its configurations are read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from json.encoder import encode_basestring as quoted  # with exactly the escapes of RFC 8785, section 3.2.2.2

from configurator.compiler.fragments import fragments_of
from configurator.compiler.grids import MOST_LISTED_NUMBERS, listed_values
from configurator.compiler.lookups import lookup_of
from configurator.compiler.sums import flat_checks
from configurator.knowledge.flat_checks import OptionSums
from configurator.knowledge.formula import formula
from configurator.knowledge.knowledge_base import (
    DocumentPlan,
    FlatKnowledge,
    KnowledgeBase,
    OptionPlan,
    ProductKnowledge,
)
from configurator.knowledge.row_masks import given_by_table
from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    FlagDomain,
    IntegerDomain,
    ProductDomain,
)
from configurator.model.equations import value_of
from configurator.model.evaluation import Choices
from configurator.model.expression import options_in
from configurator.model.nesting import HowMany, inside
from configurator.model.option import Option
from configurator.model.reading import unmentioned


def compile_catalog(catalog: Catalog, *, listing: bool = True) -> KnowledgeBase:
    """All products of a sound catalog; `listing` as in `compile_product`."""
    return KnowledgeBase(catalog, {each.key: compile_product(each, listing=listing) for each in catalog.products})


def compile_product(product: Product, *, listing: bool = True) -> ProductKnowledge:
    """One product, whose flat checks wait until they are asked for: they take time in the values times the rules.

    Without `listing` they take less, and each verdict more, and nothing is looked up: for those who ask for a few
    verdicts, as the check of a catalog does for its examples.
    """
    blank: dict[str, CanonicalValue | None] = {option.key: None for option in product.options}
    looking_up = partial(lookup_of, product) if listing else _nothing_looked_up
    return ProductKnowledge(product, blank, lambda: compile_checks(product, listing=listing), looking_up)


def _nothing_looked_up(_: FlatKnowledge) -> None:
    """Tables for a few verdicts would take longer than these."""


def compile_checks(product: Product, *, listing: bool = True) -> FlatKnowledge:
    """All that verdicts and documents of a product need; `listing` as in `compile_product`."""
    checks = flat_checks(product, product.checked_constraints, listing=listing)
    return FlatKnowledge(
        checks,
        tuple(_plan(option, product, checks.sums[option.key]) for option in product.in_order_of_dependence),
        _document_plan(product, checks.sums),
        {option.key: _derived(option, product) for option in product.options if option.derivation is not None},
    )


def _derived(option: Option, product: Product) -> Callable[[Choices], CanonicalValue | None]:
    """What a derived option is, as a function of completed choices; `derived_value` is its referee."""
    if isinstance(option.derivation, Table):
        return given_by_table(option.derivation, product.domains)
    assert option.derivation is not None  # noqa: S101 - it is derived
    function, domain = formula(option.derivation, product.domains), option.domain
    return lambda completed: value_of(function(completed), domain)


def _document_plan(
    whole: Product, sums: Mapping[str, OptionSums], prefix: str = "", within: Product | None = None
) -> DocumentPlan:
    """How the document of a product is written, or of a product `within` it whose options have `prefix` as keys."""
    product = within or whole
    fragments = []
    nested: dict[str, tuple[tuple[DocumentPlan, ...], bool]] = {}
    for declared in sorted(product.declared_options, key=lambda option: option.permanent_key):
        option = whole.by_key[prefix + declared.key]
        if option.derivation is not None:
            continue
        is_met = condition(option, whole)
        fragments.append(fragments_of(option, declared.permanent_key, sums[option.key], is_met))
        if isinstance(option.domain, ProductDomain):
            domain = option.domain
            plans = tuple(_document_plan(whole, sums, each, domain.nested) for each in inside(option))
            nested[option.key] = plans, domain.many
    return DocumentPlan(tuple(fragments), f'}},"product":{quoted(product.permanent_key)}}}', nested)


def _plan(option: Option, product: Product, sums: OptionSums) -> OptionPlan:
    value, problems = unmentioned(option)
    if option.derivation is not None:
        return OptionPlan(option.key, _Nobody, {}, condition(option, product), None, option, sums)
    return OptionPlan(
        option.key,
        _RAW_TYPES.get(type(option.domain), str),
        sums.listed,
        condition(option, product),
        None if problems else (value, sums.of(value)),
        option,
        sums,
    )


class _Nobody:
    """The type of no raw value: that of a derived option is never taken as it is."""


# A set comes as a list, which is no key of a mapping; None is never listed.
_RAW_TYPES: Mapping[type, type] = {
    FlagDomain: bool,
    IntegerDomain: int,
    ProductDomain: HowMany,
    AnyOfDomain: type(None),
}


def condition(option: Option, product: Product) -> Callable[[Choices], bool] | None:
    """Whether an option's `when` is met: a look-up where one option with few values decides it, else its formula.

    None where it is always asked for.
    """
    if option.when is None:
        return None
    function, asked = formula(option.when, product.domains), options_in(option.when)
    if len(asked) == 1:
        key, values = asked[0], listed_values(product.by_key[asked[0]])
        if values is not None and len(values) <= MOST_LISTED_NUMBERS:
            meeting = frozenset(value for value in values if function({key: value}) is True)
            return lambda completed: completed[key] in meeting
    return lambda completed: function(completed) is True
