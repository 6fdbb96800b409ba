"""A batch says of each row what the single path says, whatever the product, the rows and the chunks are."""

from __future__ import annotations

from itertools import islice
from typing import Any

import flat_products
import numpy as np
import referee
import strategies
from batches import cut, made_so, said_in_columns, said_singly
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.batch.codes import codes_of
from configurator.compiler.compile_flat import compile_product
from configurator.identity.code_text import code_text
from configurator.model.catalog import Product


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_rows_of_whatever_is_sent_are_judged_as_one_by_one(data: st.DataObject) -> None:
    product = data.draw(flat_products.products())
    knowledge = compile_product(product)
    rows = data.draw(st.lists(flat_products.raw_choices(product) | flat_products.JUNK, min_size=1, max_size=12))
    rows += data.draw(st.lists(st.sampled_from(rows), max_size=8))
    with made_so(data.draw):
        said = said_in_columns(knowledge, cut(rows, data.draw(st.integers(1, 20))))
    assert said == [said_singly(knowledge, row) for row in rows]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_all_configurations_of_a_product_are_judged_as_one_by_one(data: st.DataObject) -> None:
    product: Product = data.draw(strategies.products())
    knowledge = compile_product(product)
    completed = islice(referee.all_choices(product.options, product.all_constraints), 300)
    rows: list[dict[str, Any]] = [
        {key: list(value) if isinstance(value, tuple) else value for key, value in each.items()} for each in completed
    ]
    with made_so(data.draw):
        said = said_in_columns(knowledge, cut(rows, data.draw(st.integers(1, 300))))
    assert said == [said_singly(knowledge, row) for row in rows]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=30))
def test_codes_written_together_are_those_written_one_by_one(digests: list[bytes]) -> None:
    digests += [bytes(32), bytes([255]) * 32]
    codes = codes_of(np.frombuffer(b"".join(digests), np.uint8))
    assert [bytes(each).decode() for each in codes] == [code_text(each) for each in digests]
