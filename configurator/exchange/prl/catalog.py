"""Write a PRL rule file as a catalog of one product: first the properties that slice it, then its features."""

from __future__ import annotations

from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Diagnostic, Outcome
from configurator.exchange.catalog_text import CatalogText, Keys, identifier
from configurator.exchange.foreign import told
from configurator.exchange.prl.features import write_features
from configurator.exchange.prl.parser import rule_file
from configurator.exchange.prl.rules import write_rules
from configurator.exchange.prl.slices import write_slices
from configurator.source import Source


def catalog_text(source: Source, read_file: ReadFile) -> Outcome[str]:  # noqa: ARG001 - the notation imports nothing
    """The text of the catalog of a rule file."""
    said: list[Diagnostic] = []
    return told(source, lambda: _written(source, said), said)


def _written(source: Source, said: list[Diagnostic]) -> str:
    found = rule_file(source)
    label = PurePath(source.name).stem
    key = identifier(label)
    text, keys = CatalogText(key, label, product=key), Keys()
    slices = write_slices(text, keys, found)
    features = write_features(text, keys, found, slices, said)
    write_rules(text, keys, found, features, slices)
    return text.text()
