"""Foreign texts as catalogs, for the tests of all notations: built, laid out, and counted."""

from __future__ import annotations

from configurator.diagnostics import Outcome
from configurator.diagnostics.render import report
from configurator.engine.count import count
from configurator.exchange.bridge import bridge_of, imported
from configurator.exchange.imported import Imported
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source
from configurator.syntax.formatter import formatted


def no_file(name: str) -> str:
    raise AssertionError(f"`{name}` is read, and the text names no file")


def read(name: str, text: str) -> Outcome[Imported]:
    """What becomes of a text in a file of this name."""
    bridge = bridge_of(name)
    assert bridge is not None
    return imported(bridge, Source(name, text), no_file)


def catalog_in(name: str, text: str) -> Imported:
    """The catalog of a text that has no mistake; it is in the layout of `fmt`."""
    outcome = read(name, text)
    assert outcome.value is not None, text + report(outcome.diagnostics, outcome.sources)
    assert formatted(Source("model.vpc", outcome.value.text)).text == outcome.value.text
    return outcome.value


def product_in(name: str, text: str) -> Product:
    """The product of a text: its only one, or that which it is about."""
    catalog = catalog_in(name, text)
    outcome = build(Source("model.vpc", catalog.text), catalog, listing=False)
    assert outcome.value is not None, catalog.text + report(outcome.diagnostics, outcome.sources)
    products = outcome.value.products
    (knowledge,) = products.values() if catalog.product is None else (products[catalog.product],)
    return knowledge.product


def counted(name: str, text: str) -> int:
    """How many configurations a text has."""
    return count(product_in(name, text))
