"""Products as constraint problems in JSON: read back, they have as many configurations."""

from __future__ import annotations

import json

from hypothesis import assume, given
from hypothesis import settings as examples
from imports import counted
from strategies import products

from configurator.engine.count import count
from configurator.errors import ExportError, TooComplexError
from configurator.exchange.tables_export import json_text
from configurator.model.catalog import Product


@examples(max_examples=150)
@given(products())
def test_a_product_that_is_read_back_has_as_many_configurations(product: Product) -> None:
    try:
        text, expected = json_text(product), count(product)
    except (ExportError, TooComplexError):
        assume(False)
    assert counted("x.json", text) == expected, text


@examples(max_examples=50)
@given(products())
def test_every_value_that_a_rule_names_is_one_of_its_variable(product: Product) -> None:
    try:
        whole = json.loads(json_text(product))
    except ExportError:
        assume(False)
    variables = whole["variables"]
    for table in whole["tables"]:
        for row in table.get("allow", table.get("forbid")):
            for name, cell in zip(table["scope"], row, strict=True):
                assert all(each in variables[name] for each in (cell if isinstance(cell, list) else [cell]))
