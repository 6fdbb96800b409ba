"""A catalog in its further languages: which texts there are, their addresses, and the catalog with others in place.

The catalog itself is written in its first language. A translation belongs to an address, which is made of permanent
keys and so outlives every renaming: `product phone_case option cover value black`, `rule dark_ink of phone_case`,
`space team value eagles`. Where a language has nothing to say, the first one speaks.

Texts are for people: no verdict, document or code is ever made from one, so all of this happens beside the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Rule, Table
from configurator.model.derivation import Derived
from configurator.model.domain import AnyOfDomain, Domain, ValueDomain, members_of
from configurator.model.nesting import home
from configurator.model.option import Option
from configurator.model.problem import Problem, broken
from configurator.model.value import Value

Texts = Mapping[str, str]
"""Texts of one language by their addresses."""

T = TypeVar("T", Rule, Table, Rule | Table)

_PLACEHOLDER = re.compile(r"\{[A-Za-z][A-Za-z0-9_.]*\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a catalog in its first language."""

    address: str
    text: str


def texts_of(catalog: Catalog) -> Iterator[Text]:
    """Every label and message that people may see, in declared order; keys of CSV rows without a label are none."""
    for each in _all_texts(catalog):
        if each.text:
            yield each


def _all_texts(catalog: Catalog) -> Iterator[Text]:
    yield Text("catalog", catalog.label)
    for head in catalog.space_heads:
        yield Text(space_address(head.key), head.label)
        yield from _values(space_address(head.key), catalog.spaces[head.key].values, in_file=head.file is not None)
    for fact in catalog.facts:
        yield Text(fact_address(fact), fact.label)
        yield from _listed(fact_address(fact), fact.domain)
    for product in catalog.products:
        own = product_address(product)
        yield Text(own, product.label)
        for option in product.declared_options:
            yield Text(option_address(product, option), option.label)
            yield from _listed(option_address(product, option), option.domain)
        for constraint in (*product.declared_constraints, *product.declared_sales):
            yield Text(constraint_address(product, constraint), constraint.because or "")
        for amount in product.derived:
            yield Text(amount_address(product, amount), amount.label)


def _listed(owner: str, domain: Domain) -> Iterator[Text]:
    """The values that an option, or a fact of the sale, lists itself."""
    members = members_of(domain)
    return _values(owner, members.listed if members else ())


def _values(owner: str, values: Iterable[Value], *, in_file: bool = False) -> Iterator[Text]:
    for value in values:
        if not in_file or value.label != value.key:
            yield Text(f"{owner} value {value.permanent_key}", value.label)


def space_address(key: str) -> str:
    """Where the label of a space is; its values stand below."""
    return f"space {key}"


def product_address(product: Product) -> str:
    """Where the label of a product is; its options stand below."""
    return f"product {product.was or product.key}"


def option_address(product: Product, option: Option) -> str:
    """Where the label of an option is; values that it lists itself stand below."""
    owner, own = home(product, option.key)
    return f"{product_address(owner)} option {owner.by_key[own].permanent_key}"


def fact_address(fact: Option) -> str:
    """Where the label of a fact of the sale is; values that it lists itself stand below."""
    return f"context {fact.key}"


def amount_address(product: Product, amount: Derived) -> str:
    """Where the label of a derived amount is."""
    return f"amount {amount.key} of {product.was or product.key}"


def constraint_address(product: Product, constraint: Rule | Table) -> str:
    """Where the message of a rule, a `sell` rule or a table is; they share one set of keys."""
    owner, own = home(product, constraint.key)
    return f"{'table' if isinstance(constraint, Table) else 'rule'} {own} of {owner.was or owner.key}"


def placeholders(text: str) -> tuple[str, ...]:
    """What is filled in when a text is shown (`{model}`), in alphabetical order; a translation has the same."""
    return tuple(sorted(_PLACEHOLDER.findall(text)))


def language_of(catalog: Catalog, asked: str) -> str | None:
    """The language of a catalog that is meant: `fr` also by `fr-CH`, letter case aside; None if it has none such."""
    known = {each.lower(): each for each in catalog.languages}
    parts = asked.replace("-", "_").lower().split("_")
    names = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known[name] for name in names if name in known), None)


def translated(catalog: Catalog, language: str) -> Catalog:
    """The same catalog with the labels and messages of one of its languages, as far as they are translated."""
    texts = catalog.translations.get(language, {})
    if not texts:
        return catalog
    spaces = {key: _domain(space_address(key), domain, domain.values, texts) for key, domain in catalog.spaces.items()}
    heads = tuple(replace(each, label=texts.get(space_address(each.key), each.label)) for each in catalog.space_heads)
    facts = tuple(_asked(each, fact_address(each), texts, spaces) for each in catalog.facts)
    return replace(
        catalog,
        label=texts.get("catalog", catalog.label),
        products=tuple(replace(_product(each, texts, spaces), facts=facts) for each in catalog.products),
        facts=facts,
        spaces=spaces,
        space_heads=heads,
    )


def told(problems: tuple[Problem, ...], product: Product) -> tuple[Problem, ...]:
    """The same problems; those of broken constraints as a product, translated or not, has them say it.

    What the system itself says of single values stays as it is, in English.
    """
    constraints = {each.key: each for each in product.constraints}

    def in_its_words(problem: Problem) -> Problem:
        constraint = constraints.get(problem.constraint or "")
        return replace(problem, message=broken(constraint).message) if constraint else problem

    return tuple(map(in_its_words, problems))


def _product(product: Product, texts: Texts, spaces: Mapping[str, ValueDomain]) -> Product:
    def said(each: T) -> T:
        return replace(each, because=texts.get(constraint_address(product, each), each.because))

    def amount(each: Derived) -> Derived:
        return replace(each, label=texts.get(amount_address(product, each), each.label))

    return replace(
        product,
        label=texts.get(product_address(product), product.label),
        options=tuple(_asked(each, option_address(product, each), texts, spaces) for each in product.options),
        constraints=tuple(map(said, product.constraints)),
        sales=tuple(map(said, product.sales)),
        derived=tuple(map(amount, product.derived)),
    )


def _asked(option: Option, own: str, texts: Texts, spaces: Mapping[str, ValueDomain]) -> Option:
    """An option, or a fact of the sale, with its texts at this address."""
    members = members_of(option.domain)
    domain: Domain = option.domain
    if members is not None:
        new = _domain(own, members, members.listed, texts)
        new = new if members.space is None else _of_space(new, spaces[members.space])
        domain = replace(option.domain, members=new) if isinstance(option.domain, AnyOfDomain) else new
    return replace(option, label=texts.get(own, option.label), domain=domain)


def _of_space(members: ValueDomain, whole: ValueDomain) -> ValueDomain:
    """The values that an option has of a space, in the words of that space; those beside them stay as they are."""
    if members.is_whole_space:
        return whole
    return replace(members, values=tuple(whole.by_key.get(each.key, each) for each in members.values))


def _domain(owner: str, domain: ValueDomain, listed: Iterable[Value], texts: Texts) -> ValueDomain:
    """A domain with the texts of those of its values that its owner lists."""
    own = {value.key: texts.get(f"{owner} value {value.permanent_key}", value.label) for value in listed}
    return replace(domain, values=tuple(replace(e, label=own.get(e.key, e.label)) for e in domain.values))
