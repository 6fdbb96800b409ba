"""Feature models as catalogs: as many configurations as products, in text that is laid out and has no mistake."""

from __future__ import annotations

from feature_strategies import models, products_of
from hypothesis import given
from hypothesis import settings as examples

from configurator.diagnostics.render import report
from configurator.engine.count import count
from configurator.exchange.feature_tree.catalog import catalog_of
from configurator.exchange.feature_tree.tree import FeatureModel
from configurator.exchange.uvl import catalog_text
from configurator.exchange.uvl.printer import uvl_of
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source
from configurator.syntax.formatter import formatted


def no_file(name: str) -> str:
    raise AssertionError(f"`{name}` is read, and the text names no file")


def product_in(text: str) -> Product:
    outcome = build(Source("model.vpc", text), no_file, listing=False)
    assert outcome.value is not None, text + report(outcome.diagnostics, outcome.sources)
    (knowledge,) = outcome.value.products.values()
    return knowledge.product


def catalog_in(model: FeatureModel) -> str:
    made = catalog_of(model)
    assert made.value is not None, made.diagnostics
    return made.value


@examples(max_examples=150)
@given(models())
def test_a_catalog_has_as_many_configurations_as_its_model_has_products(model: FeatureModel) -> None:
    assert count(product_in(catalog_in(model))) == sum(1 for _ in products_of(model))


@examples(max_examples=50)
@given(models())
def test_the_text_of_a_model_is_in_the_layout_of_fmt(model: FeatureModel) -> None:
    text = catalog_in(model)
    assert formatted(Source("model.vpc", text)).text == text


@examples(max_examples=50)
@given(models())
def test_a_model_that_is_printed_as_uvl_is_read_as_the_same_catalog(model: FeatureModel) -> None:
    read = catalog_text(Source("model.uvl", uvl_of(model)), no_file)
    assert read.value is not None, uvl_of(model) + report(read.diagnostics, read.sources)
    assert count(product_in(read.value)) == sum(1 for _ in products_of(model))


@examples(max_examples=50)
@given(models())
def test_every_feature_can_be_found_in_the_catalog(model: FeatureModel) -> None:
    text = catalog_in(model)
    assert all(feature.name in text or feature.name.replace(" ", "_") in text for feature in model.root)
