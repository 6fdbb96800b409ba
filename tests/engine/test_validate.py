"""The fast verdict is the clear one, whatever the product and whatever is sent."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import referee
import strategies
from flat_products import ALL_KINDS, DOMAINS, JUNK, completed_choices, products, raw_choices, truths
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.compiler.compile_flat import compile_product
from configurator.compiler.lookups import lookup_data
from configurator.compiler.sums import flat_checks
from configurator.engine.looked_up import document_of_valid, is_valid
from configurator.engine.validate import validate, validate_clearly
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.knowledge.formula import formula
from configurator.knowledge.lookup import Lookup, document_text
from configurator.model.catalog import Product
from configurator.model.constraint import holds
from configurator.model.evaluation import evaluate


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_flat_checks_name_exactly_the_constraints_that_do_not_hold(data: st.DataObject) -> None:
    product = data.draw(products())
    checks = flat_checks(product, product.all_constraints)
    for _ in range(5):
        completed = data.draw(completed_choices(product))
        expected = [each for each in product.all_constraints if not holds(each, completed, product.domains)]
        assert list(checks.broken_by(completed)) == expected


@given(strategies.products())
@settings(max_examples=80, deadline=None)
def test_flat_checks_let_through_exactly_what_brute_force_finds_valid(product: Product) -> None:
    checks = flat_checks(product, product.all_constraints)
    tried = islice(referee.all_choices(product.options, product.all_constraints), 400)
    for completed in tried:
        expected = tuple(each for each in product.all_constraints if not holds(each, completed, product.domains))
        assert checks.broken_by(completed) == expected


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_the_fast_verdict_is_the_clear_one(data: st.DataObject) -> None:
    product = data.draw(products())
    knowledge = compile_product(product)
    as_data = lookup_data(product, knowledge.flat)
    kept = None if as_data is None else Lookup(json.loads(json.dumps(as_data)), {})
    for _ in range(5):
        choices = data.draw(raw_choices(product))
        fast, clear = validate(knowledge, choices), validate_clearly(product, choices)
        assert fast == clear
        assert is_valid(knowledge, choices) is clear.valid
        if kept is not None and type(choices) is dict:
            text = document_text(kept, choices)
            assert text is None or bool(text) is clear.valid
            assert not text or text.encode() == canonical_bytes(document_of(product, clear.completed))
        assert list(fast.completed) == list(clear.completed)
        assert [type(value) for value in fast.completed.values()] == [type(value) for value in clear.completed.values()]
        if fast.valid:
            document = document_of(product, fast.completed)
            assert canonical_document(knowledge, fast.completed) == canonical_bytes(document)
            assert document_of_valid(knowledge, choices) in (canonical_bytes(document), None)


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_what_was_completed_is_valid_again_and_completed_the_same(data: st.DataObject) -> None:
    product = data.draw(products())
    knowledge = compile_product(product)
    verdict = validate(knowledge, data.draw(raw_choices(product)))
    if verdict.valid:
        again: dict[str, Any] = {
            key: list(value) if isinstance(value, tuple) else value for key, value in verdict.completed.items()
        }
        assert validate(knowledge, again) == verdict


@given(products(), st.dictionaries(st.sampled_from(sorted(DOMAINS)) | st.text(max_size=4), JUNK, max_size=6) | JUNK)
@settings(max_examples=80, deadline=None)
def test_whatever_is_sent_gets_a_verdict(product: Any, anything: Any) -> None:
    verdict = validate(compile_product(product), anything)
    assert verdict == validate_clearly(product, anything)
    for problem in verdict.problems:
        (problem.message + problem.path + (problem.hint or "")).encode()


@given(truths(3), st.lists(completed_choices(ALL_KINDS), min_size=5, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_formula_is_worth_what_evaluate_says(expression: Any, several: list[dict[str, Any]]) -> None:
    function = formula(expression, DOMAINS)
    for choices in several:
        assert function(choices) == evaluate(expression, choices, DOMAINS)
