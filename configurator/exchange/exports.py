"""Which notations of others a product is written in: their names, and writers that are imported when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from configurator.model.catalog import Product

Writer = Callable[[Product], str]
"""A product in, the text of a file out. Raises `ExportError` for what the notation cannot say."""


@dataclass(frozen=True, slots=True)
class Export:
    """A notation that is written: its name for people, and what imports its writer."""

    name: str
    writer: Callable[[], Writer]


def _uvl() -> Writer:
    from configurator.exchange.uvl.export import uvl_text

    return uvl_text


def _json() -> Writer:
    from configurator.exchange.tables_export import json_text

    return json_text


def _dimacs() -> Writer:
    from configurator.exchange.dimacs_export import dimacs_text

    return dimacs_text


EXPORTS: Mapping[str, Export] = {
    "uvl": Export("UVL", _uvl),
    "dimacs": Export("DIMACS CNF", _dimacs),
    "json": Export("variables, tables and rules in JSON", _json),
}
"""The notations by what `configurator export --to` calls them."""
