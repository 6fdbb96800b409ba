"""What a catalog means comes back as it was from the data that is kept of it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import flat_products
import orjson
import pytest
import strategies
from hypothesis import given
from law import LAW
from release_strategies import releases
from valid_walks import CATALOGS

import configurator
from configurator.knowledge import model_data as module
from configurator.knowledge.model_data import model_data, model_from
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import IntegerDomain
from configurator.model.option import Option
from configurator.release.artifact import FORM

KINDS_OF_FORM = {1: "5e487b0d42497a19"}
"""What `KINDS` and their fields were in each form of the artifact."""


def test_whoever_changes_the_model_counts_up_the_form_of_the_artifact() -> None:
    kinds = sha256(json.dumps(module._kinds()).encode()).hexdigest()[:16]
    assert KINDS_OF_FORM[FORM] == kinds, f"the model has changed: count up `FORM`, and add it here with {kinds}"


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_shipped_catalog_comes_back(path: Path) -> None:
    catalog = configurator.load(path)._knowledge.catalog
    found = model_from(model_data(catalog))
    assert found == catalog
    assert model_data(found) == model_data(catalog)


@given(flat_products.products())
@LAW
def test_a_flat_product_comes_back(product: Product) -> None:
    comes_back(product)


@given(strategies.products())
@LAW
def test_any_product_comes_back(product: Product) -> None:
    comes_back(product)


@given(releases())
@LAW
def test_a_product_with_a_history_comes_back(both: tuple[Product, Product]) -> None:
    for product in both:
        comes_back(product)


def comes_back(product: Product) -> None:
    catalog = Catalog("tests", "Tests", (product,))
    found = model_from(model_data(catalog))
    assert found == catalog
    assert model_data(found) == model_data(catalog)  # and what is not compared


def test_large_numbers_come_back() -> None:
    numbers = IntegerDomain(-(2**63) - 1, 2**70, 2**63)
    catalog = Catalog("tests", "Tests", (Product("p", "P", "tests", (Option("a", "A", numbers),)),))
    assert model_from(model_data(catalog)) == catalog


def test_what_is_no_kind_of_the_model_is_not_kept() -> None:
    with pytest.raises(TypeError, match="complex is no kind of the model"):
        model_data(Catalog("tests", "Tests", (), digest=1j))  # type: ignore[arg-type]


def test_data_that_was_not_written_so_is_refused() -> None:
    sound = orjson.loads(model_data(Catalog("tests", "Tests", ())))
    wrong = [
        b"",
        b"[]",
        orjson.dumps({**sound, "kinds": sound["kinds"][1:]}),
        orjson.dumps({**sound, "rows": []}),
        orjson.dumps({**sound, "rows": [[0, 99]]}),
        orjson.dumps({**sound, "rows": [[99]]}),
        orjson.dumps({**sound, "rows": [*sound["rows"], [0]]}),
        orjson.dumps({**sound, "rows": [sound["rows"][-1][:2]]}),
    ]
    for each in wrong:
        with pytest.raises(ValueError, match=r"."):
            model_from(each)
