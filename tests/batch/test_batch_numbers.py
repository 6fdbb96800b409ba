"""Numbers of many configurations are those of each, and the way back gives rows that a batch reads again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from batches import cut, made_so
from hypothesis import given, settings
from hypothesis import strategies as st
from referee import all_valid
from strategies import products

import configurator
from configurator import in_numbers
from configurator.batch import completed, numbers, rank_tables
from configurator.batch.batch import Batch
from configurator.batch.numbers import NumberOf
from configurator.batch.unranking import Unranking, configurations
from configurator.compiler.budget import USUAL
from configurator.compiler.compile_flat import compile_product
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError, UnnumberedError
from configurator.model.catalog import Product
from configurator.model.domain import FlagDomain
from configurator.places import shipped

_ENGINE = str(Path(__file__).parents[1] / "engine")
if _ENGINE not in sys.path:
    sys.path.append(_ENGINE)

from chosen import as_choices, chosen  # noqa: E402

CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
MOST = 60


def as_row(each: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration as a row: nulls are left out."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in each.items()}
    return {key: value for key, value in plain.items() if value is not None}


@st.composite
def with_defaults(draw: st.DrawFn) -> Product:
    """A small product; some of its options have a value where nobody mentions them."""
    product = draw(products())
    valid = list(islice(all_valid(product), 5))
    options = []
    for option in product.options:
        values = [each[option.key] for each in valid if each[option.key] is not None]
        default = draw(st.sampled_from([None, *values]))
        is_text = isinstance(option.domain, FlagDomain) and option.optional  # no column tells that it has none
        options.append(option if option.is_open or is_text else replace(option, default=default))
    return replace(product, options=tuple(options))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_numbers_of_many_are_those_of_each_and_lead_back_to_them(data: st.DataObject) -> None:
    product = data.draw(with_defaults())
    knowledge, space = compile_product(product), ValidSpace.of(product)
    ranks = Ranks(space)
    with made_so(data.draw), pytest.MonkeyPatch.context() as patch:
        long = data.draw(st.sampled_from((2**63, 2**63, 3)))
        patch.setattr(rank_tables, "_LONG", long)
        patch.setattr(numbers, "_LONG", long)
        patch.setattr(numbers, "_DECIMAL", data.draw(st.sampled_from((10**38, 3))))
        patch.setattr(completed, "MOST_KEPT", data.draw(st.sampled_from((2**16, 2))))
        patch.setattr(rank_tables, "MOST_CELLS", data.draw(st.sampled_from((2**23, 2**23, 2**23, 0))))
        tables = rank_tables.rank_tables(product, USUAL)
        assert tables is None or tables.count == ranks.count
        rows = [as_row(each) for each in islice(all_valid(product), MOST)]
        batch = Batch(knowledge, coded=False, following=[NumberOf(ranks.count, tables, lambda _: space)])
        size = data.draw(st.integers(1, MOST))
        for chunk in cut(rows, size):
            judged = batch.judge(chunk)
            for row, reason, number in zip(chunk, judged.reasons.tolist(), judged.beside[0].to_pylist(), strict=True):
                verdict = knowledge_says(knowledge, row)
                assert (reason == 0) is (verdict is not None)
                assert (number and int(number)) == (None if verdict is None else ranks.rank(verdict))
        some = data.draw(st.lists(st.integers(0, ranks.count - 1), max_size=MOST)) if ranks.count else []
        patch.setattr("configurator.batch.unranking.CHUNK", size)
        unranking = Unranking(product, ranks if tables is None else tables)
        again = pa.Table.from_batches(list(configurations(unranking, some)), unranking.schema)
        told = [batch.judge(each) for each in again.to_batches()]
    found = [number for each in told for number in each.beside[0].to_pylist()]
    if not unranking.schema.names:
        return  # Arrow has no rows without columns
    assert len(found) == len(some)
    for number, is_same in zip(some, found, strict=True):
        if any(option.is_open for option in product.options):
            assert is_same is None or int(is_same) == number
        else:
            assert int(is_same) == number


def knowledge_says(knowledge: Any, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A row as a completed configuration; None where it is not valid."""
    from configurator.engine.validate import validate

    verdict = validate(knowledge, row)
    return verdict.completed if verdict.valid else None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_after_choices_those_are_numbered_that_have_them(data: st.DataObject) -> None:
    product = data.draw(products())
    space, some = ValidSpace.of(product), chosen(data, product)
    ranks, tables = Ranks(space, as_choices(space, some)), rank_tables.rank_tables(product, USUAL, some)
    assert tables is not None
    assert tables.count == ranks.count
    wanted = range(min(ranks.count, MOST))
    keys = list(ranks.outcomes)
    assert list(tables.keys) == keys
    columns = tables.unranked(np.array(wanted, object))
    for number in wanted:
        told = {key: ranks.outcomes[key].at(int(each[number])) for key, each in zip(keys, columns, strict=True)}
        assert told == ranks.unrank(number)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
@pytest.mark.parametrize("singly", [False, True], ids=["tables", "singly"])
def test_the_numbers_of_products_that_ship_lead_there_and_back(
    path: Path, singly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if singly:
        monkeypatch.setattr(rank_tables, "MOST_CELLS", 0)
    monkeypatch.setattr(in_numbers, "_FEW", replace(USUAL, nodes=20_000))
    catalog, random = configurator.load(path), Random(7)
    for line in map(catalog.__getitem__, catalog):
        try:
            count = Ranks(line.space).count
        except (UnnumberedError, TooComplexError):
            with pytest.raises((UnnumberedError, TooComplexError)):
                line.unrank_many([0])
            continue
        wanted = [0, count - 1, *(random.randrange(count) for _ in range(10))]
        again = line.unrank_many(wanted)
        ranked = line.rank_many(again)
        ranks = Ranks(line.space)
        for number, row, told in zip(wanted, again.to_pylist(), ranked.to_pylist(), strict=True):
            assert told["number"] is None or int(told["number"]) == number
            assert told["valid"] is (told["number"] is not None)
            verdict = line.validate({key: value for key, value in row.items() if value is not None})
            if verdict.valid:
                assert ranks.rank(verdict.completed) == number
