"""Find declarations by what is said in them: keys, labels, reasons, and the free properties.

A declaration is found if each of the words stands somewhere in it, be it in the middle of another word. Letter case and
accents do not count: `zoe` finds `Zoë`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Table
from configurator.model.domain import members_of
from configurator.model.properties import Properties
from configurator.model.value import Value
from configurator.source import Span


class Kind(StrEnum):
    """What can be declared; whoever looks for rules finds tables as well."""

    PRODUCT = "product"
    OPTION = "option"
    VALUE = "value"
    SPACE = "space"
    RULE = "rule"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One thing that a catalog declares.

    `key` is the key that it has today, and `within` the keys that lead to it (`phone_case.cover`), empty at the top. A
    rule or a table has no label, and nothing else has a `because`. It stands at `span`, in a text of the catalog.
    """

    kind: Kind
    within: str
    key: str
    span: Span
    properties: Properties
    label: str | None = None
    because: str | None = None
    was: str | None = None

    @property
    def path(self) -> str:
        """The way to it from the top: `phone_case.cover.black`."""
        return f"{self.within}.{self.key}" if self.within else self.key

    def texts(self) -> Iterator[str]:
        """What is said in it: its key, the first that it ever had, its label or reason, and its properties."""
        yield from (each for each in (self.key, self.was, self.label, self.because) if each is not None)
        yield from (text for _, text in self.properties.said())


def search(
    catalog: Catalog,
    words: Sequence[str],
    *,
    owner: str | None = None,
    ticket: str | None = None,
    kind: Kind | None = None,
) -> tuple[Declaration, ...]:
    """The declarations in which all words stand, in the order of the catalog: spaces first, then product by product.

    `owner` may be a part of what the property says, `ticket` is all of it; without words, they alone decide.
    """
    wanted = [folded(word) for word in words]
    return tuple(
        each for each in declarations(catalog) if _is_meant(each, owner, ticket, kind) and _holds(each, wanted)
    )


def _is_meant(found: Declaration, owner: str | None, ticket: str | None, kind: Kind | None) -> bool:
    kinds = (Kind.RULE, Kind.TABLE) if kind is Kind.RULE else (kind,)
    return (
        (kind is None or found.kind in kinds)
        and (owner is None or folded(owner) in folded(found.properties.owner or ""))
        and (ticket is None or folded(ticket) == folded(found.properties.ticket or ""))
    )


def _holds(found: Declaration, words: Sequence[str]) -> bool:
    texts = [folded(each) for each in found.texts()] if words else []
    return all(any(word in text for text in texts) for word in words)


def folded(text: str) -> str:
    """A text without letter case and accents, and with its white space as single spaces."""
    plain = "".join(char for char in normalize("NFKD", text) if not combining(char))
    return " ".join(normalize("NFKD", plain.casefold()).split())


def declarations(catalog: Catalog) -> Iterator[Declaration]:
    """All that a catalog declares; values of a space once, whoever chooses among them."""
    for head in catalog.space_heads:
        yield Declaration(Kind.SPACE, "", head.key, head.span, head.properties, head.label)
        yield from _values(head.key, catalog.spaces[head.key].values)
    for product in catalog.products:
        yield from _of_product(product)


def _of_product(product: Product) -> Iterator[Declaration]:
    yield Declaration(Kind.PRODUCT, "", product.key, product.span, product.properties, product.label, was=product.was)
    for option in product.declared_options:
        yield Declaration(
            Kind.OPTION, product.key, option.key, option.span, option.properties, option.label, was=option.was
        )
        members = members_of(option.domain)
        yield from _values(f"{product.key}.{option.key}", members.listed if members else ())
    for each in (*product.declared_constraints, *product.declared_sales):
        kind = Kind.TABLE if isinstance(each, Table) else Kind.RULE
        yield Declaration(kind, product.key, each.key, each.span, each.properties, because=each.because)


def _values(within: str, values: Iterable[Value]) -> Iterator[Declaration]:
    for value in values:
        yield Declaration(Kind.VALUE, within, value.key, value.span, value.properties, value.label, was=value.was)
