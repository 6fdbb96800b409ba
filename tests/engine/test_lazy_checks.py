"""The flat checks of a product are compiled when somebody needs them, and then once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from laptop_product import LAPTOP

from configurator.compiler.compile_flat import compile_product
from configurator.compiler.sums import flat_checks
from configurator.engine.count import count
from configurator.engine.looked_up import is_valid
from configurator.engine.validate import validate

TOGETHER = 8


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the products whose flat checks have been compiled, one each time."""
    found: list[str] = []

    def noted(product, constraints, *, listing=True):  # type: ignore[no-untyped-def]
        found.append(product.key)
        return flat_checks(product, constraints, listing=listing)

    monkeypatch.setattr("configurator.compiler.compile_flat.flat_checks", noted)
    return found


def test_who_asks_about_the_space_needs_no_flat_checks(compiled: list[str]) -> None:
    knowledge = compile_product(LAPTOP)
    count(knowledge.product)
    assert not compiled
    validate(knowledge, {})
    validate(knowledge, {})
    assert compiled == [LAPTOP.key]


def test_for_a_few_verdicts_no_tables_are_made_to_look_up_and_they_are_the_same() -> None:
    few, many = compile_product(LAPTOP, listing=False), compile_product(LAPTOP)
    assert (few.lookup, many.lookup is None) == (None, False)
    choices: tuple[dict[str, object], ...] = ({}, {"nobody": 1}, {LAPTOP.options[0].key: 3})
    for each in choices:
        assert validate(few, each) == validate(many, each)
        assert is_valid(few, each) is is_valid(many, each)


def test_threads_that_are_first_together_compile_once(compiled: list[str]) -> None:
    knowledge, barrier = compile_product(LAPTOP), Barrier(TOGETHER)

    def verdict(_: int) -> bool:
        barrier.wait()
        return validate(knowledge, {}).valid

    with ThreadPoolExecutor(TOGETHER) as pool:
        verdicts = set(pool.map(verdict, range(TOGETHER)))
    assert compiled == [LAPTOP.key]
    assert len(verdicts) == 1
