"""UVL, the Universal Variability Language: text in, text of an ordinary catalog out.

D. Benavides et al., "UVL: Feature modelling with the Universal Variability Language", JSS 225 (2025). All levels of the
language are read: groups with cardinalities, attributes, arithmetic, texts, aggregates, imports.
"""

from __future__ import annotations

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Outcome
from configurator.exchange.feature_tree.catalog import catalog_of
from configurator.exchange.uvl.file import model_of
from configurator.source import Source, Sources


def catalog_text(source: Source, read_file: ReadFile) -> Outcome[str]:
    """The catalog that a UVL model is; or its mistakes, each at its place, be it in an imported file."""
    model, reading = model_of(source, read_file)
    sources = Sources(tuple(reading.sources) or (source,))
    if model is None:
        return Outcome(None, tuple(reading.mistakes), sources)
    made = catalog_of(model, {each.name: each.text for each in sources.texts})
    return Outcome(made.value, made.diagnostics, sources)
