"""Canonical documents where things have been renamed and options have baselines; read back, they say the same."""

from __future__ import annotations

from itertools import islice
from typing import Any

import referee
from hypothesis import given, settings
from hypothesis import strategies as st
from lineage_strategies import products_with_lineage

from configurator.compiler.compile_flat import compile_product
from configurator.engine.validate import validate, validate_clearly
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.model.catalog import Product
from configurator.model.domain import members_of
from configurator.model.stored import read_stored


def valid_ones(product: Product, most: int = 60) -> list[referee.CompletedChoices]:
    return list(islice(referee.all_valid(product), most))


def raw(completed: referee.CompletedChoices) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in completed.items()}


@given(products_with_lineage())
@settings(max_examples=150, deadline=None)
def test_a_document_is_the_one_that_the_clear_way_writes(product: Product) -> None:
    knowledge = compile_product(product)
    for completed in valid_ones(product):
        assert canonical_document(knowledge, completed) == canonical_bytes(document_of(product, completed))


@given(products_with_lineage())
@settings(max_examples=150, deadline=None)
def test_a_document_holds_first_keys_and_no_baseline(product: Product) -> None:
    for completed in valid_ones(product):
        document: Any = document_of(product, completed)
        assert document["product"] == product.permanent_key
        for key, value in document["choices"].items():
            option = product.by_permanent_key[key]
            members = members_of(option.domain)
            if members is not None and value is not None:
                assert set(value if isinstance(value, list) else [value]) <= set(members.by_permanent_key)
            assert value is not None or option.left_out is not None


@given(products_with_lineage())
@settings(max_examples=150, deadline=None)
def test_different_products_have_different_documents(product: Product) -> None:
    """Inactive and empty are one, and so are what documents leave out and the baseline; nothing else is."""
    seen: dict[bytes, dict[str, Any]] = {}
    for completed in valid_ones(product):
        said: dict[str, Any] = {
            key: value
            for key, value in completed.items()
            if not (value is None and product.by_key[key].left_out is None) and value != ()
        }
        document = canonical_bytes(document_of(product, completed))
        before = seen.setdefault(document, said)
        differing = {key for key in {*before, *said} if before.get(key, "nothing") != said.get(key, "nothing")}
        assert not differing, (before, said)


@given(products_with_lineage())
@settings(max_examples=150, deadline=None)
def test_a_stored_document_is_read_as_what_was_written(product: Product) -> None:
    for completed in valid_ones(product):
        document: Any = document_of(product, completed)
        reading = read_stored(product, document["choices"])
        assert not reading.problems
        assert not reading.lost
        assert reading.completed == completed


@given(products_with_lineage(), st.data())
@settings(max_examples=150, deadline=None)
def test_an_unmentioned_option_gets_its_baseline_by_both_validators(product: Product, data: st.DataObject) -> None:
    knowledge = compile_product(product)
    for completed in valid_ones(product, 10):
        choices = raw(completed)
        left_out = data.draw(st.lists(st.sampled_from(sorted(choices)), unique=True))
        for key in left_out:
            del choices[key]
        fast, clear = validate(knowledge, choices), validate_clearly(product, choices)
        assert fast == clear
        for key in left_out:
            option = product.by_key[key]
            if option.baseline is not None and option.when is None:
                assert fast.completed[key] == option.baseline


@given(products_with_lineage(), st.dictionaries(st.sampled_from(["o0", "former_o1", "x"]), st.none() | st.booleans()))
@settings(max_examples=100, deadline=None)
def test_whatever_is_stored_is_read(product: Product, choices: dict[str, Any]) -> None:
    """No document is refused: what says nothing today is lost, with a problem, and kept as it stands."""
    reading = read_stored(product, choices)
    for key in choices:
        known = product.by_permanent_key.get(key)
        assert key in reading.lost or (known is not None and known.key in reading.completed)
    assert not reading.lost or reading.problems
