"""A catalog beside its earlier releases, and which things of them are the same.

Two things are the same if they have one permanent key in one scope: products in a catalog, options in a product, values
in an option. The values are looked at option by option, so that an option that has been pointed at another space is
compared with what it really had before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from configurator.model.catalog import Catalog, Product
from configurator.model.domain import members_of
from configurator.model.option import Option
from configurator.source import Span


class Thing(Protocol):
    """A product, an option or a value: what has a key of today and, maybe, one that it had first."""

    @property
    def key(self) -> str:
        """What it is called today."""

    @property
    def was(self) -> str | None:
        """The key that it had first, where its catalog says so."""

    @property
    def span(self) -> Span:
        """Where it is declared."""


def permanent(thing: Thing) -> str:
    """The key that codes name a thing by."""
    return thing.was or thing.key


Things = Mapping[str, Thing]
"""The things of one scope under their permanent keys, in declared order."""


@dataclass(frozen=True, slots=True)
class Release:
    """An earlier release: what messages call it, and what it declared."""

    name: str
    catalog: Catalog


@dataclass(frozen=True)
class Scope:
    """The things of one kind that one owner has: now, and in each release in which it had any, oldest first.

    `owner` is what messages call the owner, `span` its place in the catalog of today.
    """

    kind: str
    owner: str
    span: Span
    now: Things
    earlier: Sequence[tuple[str, Things]]

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Every permanent key that something of this scope ever had, and the first release in which it did."""
        found: dict[str, str] = {}
        for name, things in self.earlier:
            for key in things:
                found.setdefault(key, name)
        return found

    @cached_property
    def called(self) -> Mapping[str, tuple[str, Thing]]:
        """By each key that something of this scope was ever called by: the last that was, and in which release."""
        return {thing.key: (name, thing) for name, things in self.earlier for thing in things.values()}

    @cached_property
    def mistaken(self) -> Mapping[str, str]:
        """What lacks its right `was`: the key that it would have in codes now, and the one that it has had."""
        found = {
            key: permanent(self.called[name][1])
            for key, thing in self.now.items()
            for name in (key, thing.key)
            if name in self.called
        }
        return {key: first for key, first in found.items() if first not in self.now}


@dataclass(frozen=True, slots=True)
class Lineage:
    """An option of today and what it was in each release that had it, oldest first; `product` is that of today.

    `earlier` has the name of the release, the product of that release, and the option.
    """

    product: Product
    option: Option
    earlier: Sequence[tuple[str, Product, Option]]


@dataclass(frozen=True)
class History:
    """A catalog and its earlier releases, oldest first; it takes only those that are of the same catalog.

    `only`: the permanent keys of the products that are looked into, where these are not all. What products are called
    is looked at for all of them, since each key is held against the others.
    """

    catalog: Catalog
    releases: Sequence[Release]
    only: frozenset[str] | None = None

    def has(self, product: str) -> bool:
        """Whether the product of a permanent key is looked into."""
        return self.only is None or product in self.only

    @cached_property
    def own(self) -> Sequence[Release]:
        """The releases of this catalog; others are reported and not looked into."""
        return [each for each in self.releases if each.catalog.permanent_key == self.catalog.permanent_key]

    @cached_property
    def products(self) -> Sequence[tuple[Product, Sequence[tuple[str, Product]]]]:
        """Each product of today that is looked into, with the releases that had it."""
        found = [(release.name, _by_key(release.catalog)) for release in self.own]
        return [
            (
                product,
                [(name, products[permanent(product)]) for name, products in found if permanent(product) in products],
            )
            for product in self.catalog.products
            if self.has(permanent(product))
        ]

    @cached_property
    def options(self) -> Sequence[Lineage]:
        """Each option of today that some release had, product by product."""
        return [
            Lineage(product, option, found)
            for product, earlier in self.products
            for option in product.declared_options
            if (found := _of_option(option.permanent_key, earlier))
        ]

    @cached_property
    def scopes(self) -> Sequence[Scope]:
        """Every scope that some release had: products, options product by product, values option by option."""
        return list(self._scopes())

    def _scopes(self) -> Iterator[Scope]:
        catalog = self.catalog
        if self.own:
            earlier = [(release.name, _by_key(release.catalog)) for release in self.own]
            yield Scope("product", f"catalog `{catalog.key}`", catalog.span, _by_key(catalog), earlier)
        for product, releases in self.products:
            if releases:
                options = [(name, each.declared_by_permanent_key) for name, each in releases]
                yield Scope("option", f"`{product.key}`", product.span, product.declared_by_permanent_key, options)
        for each in self.options:
            now = members_of(each.option.domain)
            found = [(name, members_of(option.domain)) for name, _, option in each.earlier]
            values = [(name, domain.by_permanent_key) for name, domain in found if domain is not None]
            if now is not None and values:
                own = now.space is None or now.further or not now.values
                span = each.option.span if own else now.values[0].span
                name = each.option.key if own else now.space
                yield Scope("value", f"`{name}`", span, now.by_permanent_key, values)


def _by_key(catalog: Catalog) -> dict[str, Product]:
    return {permanent(product): product for product in catalog.products}


def _of_option(key: str, earlier: Sequence[tuple[str, Product]]) -> list[tuple[str, Product, Option]]:
    return [
        (name, product, product.declared_by_permanent_key[key])
        for name, product in earlier
        if key in product.declared_by_permanent_key
    ]
