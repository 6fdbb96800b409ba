"""A catalog with some of its data changed: attributes of values, labels in any language, free properties.

What is changed is named by its address, as in `language`: `product phone_case option cover value black`, `space team
value eagles`. A value of a space changes wherever the space is taken, and what a product has within another one changes
there, too. Nothing else of the catalog is touched: no value, rule or option comes or goes.

Whether rules would decide otherwise afterwards is not asked here (`configurator.revising.proof`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from configurator.model.catalog import Catalog, Product
from configurator.model.domain import AnyOfDomain, Domain, ProductDomain, ValueDomain, members_of
from configurator.model.language import (
    amount_address,
    fact_address,
    option_address,
    product_address,
    space_address,
)
from configurator.model.option import Option
from configurator.model.properties import PROPERTIES, Properties
from configurator.model.value import AttributeValue, Value

LABEL = "label"
"""What changes a label is named so; an attribute is never called that."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has an `address` gets another attribute, label or free property of this name; None takes it away.

    `language`: that of a label, where it is another than the one that the catalog is written in.
    """

    address: str
    name: str
    value: AttributeValue | None
    language: str | None = None


def state_name(release: str, changes: Sequence[Change]) -> str:
    """The name of a release with some changes: what is kept for it is found under this, and never under another."""
    if not changes:
        return release
    return f"{release}+{sha256(repr(tuple(changes)).encode(errors='surrogatepass')).hexdigest()}"


def with_changes(catalog: Catalog, changes: Iterable[Change]) -> Catalog:
    """The catalog after these changes, each of which fits what it names; of two for one thing the later counts."""
    work = _Revising.of(changes)
    if not work.own and not work.values and not work.texts:
        return catalog
    spaces = {key: work.values_of(space_address(key), domain, None) for key, domain in catalog.spaces.items()}
    work.spaces.update({key: each for key, each in spaces.items() if each is not catalog.spaces[key]})
    facts = tuple(work.asked(each, fact_address(each)) for each in catalog.facts)
    return replace(
        catalog,
        label=work.label("catalog", catalog.label),
        products=tuple(map(work.product, catalog.products)),
        facts=facts,
        spaces=spaces,
        space_heads=tuple(
            replace(
                each,
                label=work.label(space_address(each.key), each.label),
                properties=work.noted(space_address(each.key), each.properties),
            )
            for each in catalog.space_heads
        ),
        translations=_translated(catalog.translations, work.texts),
    )


def _translated(
    known: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str | None]]
) -> Mapping[str, Mapping[str, str]]:
    """Translations with other ones in the place of some; None takes one away."""
    found = {language: dict(texts) for language, texts in known.items()}
    for language, texts in new.items():
        merged = {**found.get(language, {}), **texts}
        found[language] = {address: text for address, text in merged.items() if text is not None}
    return found


@dataclass
class _Revising:
    """Changes at hand where they are needed: `own` by address, `values` by the address of who lists them, and key."""

    own: dict[str, dict[str, AttributeValue | None]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, AttributeValue | None]]] = field(default_factory=dict)
    texts: dict[str, dict[str, str | None]] = field(default_factory=dict)
    spaces: dict[str, ValueDomain] = field(default_factory=dict)
    products: dict[int, tuple[Product, Product]] = field(default_factory=dict)
    """Those that are done, by identity, with what they were: a product may stand within many."""

    @classmethod
    def of(cls, changes: Iterable[Change]) -> _Revising:
        work = cls()
        for each in changes:
            if each.language is not None:
                text = None if each.value is None else str(each.value)
                work.texts.setdefault(each.language, {})[each.address] = text
                continue
            owner, found, key = each.address.rpartition(" value ")
            named = work.values.setdefault(owner, {}).setdefault(key, {}) if found else None
            (work.own.setdefault(each.address, {}) if named is None else named)[each.name] = each.value
        return work

    def label(self, address: str, label: str) -> str:
        found = self.own.get(address, {}).get(LABEL)
        return label if found is None else str(found)

    def noted(self, address: str, properties: Properties) -> Properties:
        return _noted(properties, self.own.get(address, {}))

    def product(self, product: Product) -> Product:
        known = self.products.get(id(product))
        if known is not None:
            return known[1]
        own = product_address(product)
        done = replace(
            product,
            label=self.label(own, product.label),
            options=tuple(self.asked(each, option_address(product, each)) for each in product.options),
            facts=tuple(self.asked(each, fact_address(each)) for each in product.facts),
            derived=tuple(
                replace(each, label=self.label(amount_address(product, each), each.label)) for each in product.derived
            ),
            properties=self.noted(own, product.properties),
        )
        self.products[id(product)] = product, done
        return done

    def asked(self, option: Option, own: str) -> Option:
        """An option, or a fact of a sale, with this address."""
        domain: Domain = option.domain
        members = members_of(domain)
        if isinstance(domain, ProductDomain):
            domain = replace(domain, nested=self.product(domain.nested))
        elif members is not None:
            new = self.values_of(own, members, members.listed)
            if members.space is not None and members.space in self.spaces:
                new = _of_space(new, self.spaces[members.space])
            if new is not members:
                domain = replace(domain, members=new) if isinstance(domain, AnyOfDomain) else new
        label, properties = self.label(own, option.label), self.noted(own, option.properties)
        if domain is option.domain and label == option.label and properties is option.properties:
            return option
        return replace(option, domain=domain, label=label, properties=properties)

    def values_of(self, owner: str, domain: ValueDomain, listed: Iterable[Value] | None) -> ValueDomain:
        """A domain with the changes for those of its values that its owner lists; None: all of them."""
        changes = self.values.get(owner)
        if not changes:
            return domain
        own = None if listed is None else {value.key for value in listed}
        values = tuple(
            _value(each, changes[each.permanent_key])
            if each.permanent_key in changes and (own is None or each.key in own)
            else each
            for each in domain.values
        )
        return replace(domain, values=values)


def _of_space(members: ValueDomain, whole: ValueDomain) -> ValueDomain:
    """The values that an option has of a space, as the space has them now; those beside them stay as they are."""
    if members.is_whole_space:
        return whole
    further = members.further
    return replace(members, values=tuple(e if e.key in further else whole.by_key.get(e.key, e) for e in members.values))


def _value(value: Value, changes: Mapping[str, AttributeValue | None]) -> Value:
    attributes = {**value.attributes}
    label = value.label
    for name, new in changes.items():
        if name == LABEL:
            label = value.key if new is None else str(new)
        elif name in PROPERTIES:
            continue
        elif new is None:
            attributes.pop(name, None)
        else:
            attributes[name] = new
    return replace(value, label=label, attributes=attributes, properties=_noted(value.properties, changes))


def _noted(properties: Properties, changes: Mapping[str, AttributeValue | None]) -> Properties:
    said = {name: None if changes[name] is None else str(changes[name]) for name in PROPERTIES if name in changes}
    return replace(properties, **said) if said else properties
