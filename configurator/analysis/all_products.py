"""The products of a catalog, each read when it is first asked for: one that stands within others before these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from itertools import pairwise

from configurator.analysis.derivations import Derivations
from configurator.analysis.products import Names, Read, read_product
from configurator.analysis.scope import Report
from configurator.diagnostics import Label, codes
from configurator.diagnostics.suggest import listed
from configurator.model.catalog import Product
from configurator.model.domain import ProductDomain
from configurator.model.nesting import MOST_PRODUCTS, numberless
from configurator.syntax import nodes as n

MOST_DEEP = 8
"""Products within one another: documents stay readable, and far from the depth at which readers of JSON give up."""


ProductReader = Callable[[Report, n.ProductNode, str, Names, "AllProducts"], Read]
"""Reads one product; another one in the place of `read_product` may remember what that found."""


class AllProducts:
    """Reads products; `catalog` is the permanent key of the catalog that declares those without one of their own."""

    def __init__(
        self,
        report: Report,
        nodes: Iterable[n.ProductNode],
        catalog: str,
        names: Names,
        reader: ProductReader = read_product,
    ) -> None:
        self._report, self._catalog, self._names, self._reader = report, catalog, names, reader
        self._nodes = {node.key.text: node for node in nodes}
        self._read: dict[str, Read] = {}
        self._reading: list[str] = []
        self._note: Callable[[str], object] = lambda _: None

    def noting(self, note: Callable[[str], object]) -> AllProducts:
        """The same, which tells `note` the key of each product that is taken for another one."""
        found = copy(self)
        found._note = note  # noqa: SLF001 - its own
        return found

    @property
    def described(self) -> tuple[tuple[str, bool], ...]:
        """What is said of products that a mistake names: their keys, and which are abstract."""
        return tuple((key, node.is_abstract) for key, node in self._nodes.items())

    def get(self, key: str) -> Read | None:
        """The product of this key, read."""
        return self.read(self._nodes[key]) if key in self._nodes else None

    def read(self, node: n.ProductNode) -> Read:
        """A product as far as it is sound, with its derived amounts."""
        key = node.key.text
        if key not in self._read:
            self._reading.append(key)
            self._read[key] = self._reader(self._report, node, node.catalog or self._catalog, self._names, self)
            self._reading.pop()
        return self._read[key]

    def amounts(self, key: str) -> Derivations | None:
        """The derived amounts of a product that stands within another one."""
        return self._read[key].derivations if key in self._read else None

    def nested(self, report: Report, node: n.NestedNode) -> ProductDomain | None:
        """The domain of an option that takes products; None, and a diagnostic, if it cannot be."""
        name = node.product
        found = self._nodes.get(name.text)
        numbers = _numbers(report, node)
        if found is None:
            report.unknown(codes.UNKNOWN_PRODUCT, name, f"there is no product `{name.text}`", self._nodes)
            return None
        if found.is_abstract:
            message = f"`{name.text}` is abstract, and so it is nothing that can be chosen"
            heirs = [key for key, each in self._nodes.items() if not each.is_abstract and _extends(each, name.text)]
            hint = f"name one that extends it: {listed(heirs)}" if heirs else "name a product that extends it"
            report.say(codes.UNKNOWN_PRODUCT, name.span, message, hint)
            return None
        if name.text in self._reading:
            self._say_circle(report, name)
            return None
        if numbers is None:
            return None
        self._note(name.text)
        product = self.read(found).product
        if _depth(product) >= MOST_DEEP:
            message = f"products stand within each other more than {MOST_DEEP} deep here"
            report.say(codes.TOO_DEEP, name.span, message, "take some of the inner ones up")
            return None
        low, high = numbers
        many = bool(node.numbers)
        return ProductDomain(max(low, 1), high, name=product.permanent_key, nested=product, many=many)

    def _say_circle(self, report: Report, name: n.Name) -> None:
        circle = self._reading[self._reading.index(name.text) :]
        message = f"`{name.text}` would stand within itself"
        if len(circle) > 1:
            links = ", ".join(f"`{other}` stands in `{key}`" for key, other in pairwise(circle))
            message = f"{links}, and `{name.text}` would stand in `{circle[-1]}`"
        label = Label(self._nodes[name.text].key.span, "it is declared here")
        hint = "a product has no end that has itself within it"
        report.say(codes.CIRCULAR_PRODUCT, name.span, message, hint, label)


def products_within(node: n.ProductNode) -> tuple[str, ...]:
    """The keys of the products that a product takes within it, as written."""
    options = (item for item in node.items if isinstance(item, n.OptionNode))
    domains = ((option.narrowed or option).domain for option in options)
    return tuple(domain.product.text for domain in domains if isinstance(domain, n.NestedNode))


def _extends(node: n.ProductNode, key: str) -> bool:
    return any(name.text == key for modifier in node.modifiers for name in modifier.names)


def _numbers(report: Report, node: n.NestedNode) -> tuple[int, int] | None:
    """The least and the greatest number of products; None, and a diagnostic, where these are none."""
    if not node.numbers:
        return 1, 1
    low, high = node.numbers[0], node.numbers[-1]
    for number in node.numbers:
        if number.amount.denominator != 1:
            message = f"`{number.digits}` is not a whole number"
            report.say(codes.TYPE_MISMATCH, number.span, message, "products are counted")
            return None
    if low.amount > high.amount:
        message = f"this range ends at {high.digits} before it begins at {low.digits}"
        report.say(codes.EMPTY_RANGE, low.span.cover(high.span), message, "write the lower bound first")
        return None
    if high.amount < 1:
        report.say(codes.BAD_CARDINALITY, high.span, "no products are no choice at all", "allow one at least")
        return None
    if high.amount > MOST_PRODUCTS:
        message = f"a list has at most {MOST_PRODUCTS:,} products"
        hint = "an `integer` option can say how many there are of each"
        report.say(codes.TOO_LARGE, high.span, message, hint)
        return None
    return int(low.amount), int(high.amount)


def _depth(product: Product) -> int:
    """How many products stand within one another, this one counted."""
    return 1 + max((numberless(option.key).count(".") for option in product.options if product.nests), default=0)
