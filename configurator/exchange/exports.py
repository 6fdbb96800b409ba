"""Which notations of others a product is written in: their names, and writers that are imported when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from configurator.model.catalog import Product
from configurator.product_line import ProductLine

Writer = Callable[[ProductLine], str]
"""A product in, the text of a file out. Raises `ExportError` for what the notation cannot say."""


@dataclass(frozen=True, slots=True)
class Export:
    """A notation that is written: its name for people, and what imports its writer."""

    name: str
    writer: Callable[[], Writer]


def _uvl() -> Writer:
    from configurator.exchange.uvl.export import uvl_text

    return _of_product(uvl_text)


def _json() -> Writer:
    from configurator.exchange.tables_export import json_text

    return _of_product(json_text)


def _dimacs() -> Writer:
    from configurator.exchange.dimacs_export import dimacs_text

    return _of_product(dimacs_text)


def _browser() -> Writer:
    from configurator.exchange.browser.product import browser_text

    return browser_text


def _of_product(write: Callable[[Product], str]) -> Writer:
    """The writer of a notation that knows nothing of releases and languages."""
    return lambda line: write(line.product)


EXPORTS: Mapping[str, Export] = {
    "uvl": Export("UVL", _uvl),
    "dimacs": Export("DIMACS CNF", _dimacs),
    "json": Export("variables, tables and rules in JSON", _json),
    "browser": Export("the document of the browser runtime", _browser),
}
"""The notations by what `configurator export --to` calls them."""
