"""Numbers of many configurations are those of each, and the way back gives rows that a batch reads again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import cut, made_so
from hypothesis import given, settings
from hypothesis import strategies as st
from referee import all_valid
from strategies import products

import configurator
from configurator import here_or_aside, in_numbers
from configurator.batch import completed, numbers, rank_tables
from configurator.batch.batch import Batch
from configurator.batch.numbers import NumberOf
from configurator.batch.unranking import Unranking, configurations
from configurator.compiler.budget import USUAL
from configurator.compiler.compile_flat import compile_product
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.errors import BatchInputError, BatchQuestionError, TooComplexError, UnnumberedError
from configurator.model.catalog import Product
from configurator.model.domain import FlagDomain
from configurator.places import shipped
from configurator.service import LoadedCatalog

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
        monkeypatch.setattr(here_or_aside, "can_hold_memory", lambda: False)  # another process has its own limits
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


SHOP = """
catalog shop "Shop" {}
product rack "Rack" {
  option gift: yes or no default no
  option color: red | blue optional default red when gift = yes
  option depth: integer 1 .. 9 optional default 5
  option length: number 20 .. 60 cm step 0.5 optional default 30 cm
  option lit: yes or no optional default yes
  option sides: any of { left, right } optional
  option rest: integer 0 .. 99999999
}
product wall "Wall" {
  option name: text { max: 4 } optional
  option first: product shelf
  option second: product shelf optional
}
product shelf "Shelf" {
  option board: oak | ash
  option carved: text { max: 9 } optional
}
product tall "Tall" {
LEVELS
}
""".replace("LEVELS", "\n".join(f"  option level{number}: integer 1 .. 10000" for number in range(8)))


@pytest.fixture
def shop(tmp_path: Path) -> LoadedCatalog:
    (tmp_path / "shop.vpc").write_text(SHOP)
    return configurator.load(tmp_path / "shop.vpc")


def test_no_value_is_told_where_a_default_would_take_its_place(shop: LoadedCatalog) -> None:
    rack = shop["rack"]
    count, random = rack.count(), Random(3)
    wanted = [random.randrange(count) for _ in range(3_000)]
    rows = rack.unrank_many(wanted)
    assert {name: str(kind) for name, kind in zip(rows.schema.names, rows.schema.types, strict=True)} == {
        "gift": "bool",
        "color": "dictionary<values=string, indices=int32, ordered=0>",
        "depth": "string",
        "length": "string",
        "lit": "dictionary<values=string, indices=int32, ordered=0>",
        "sides": "list<item: string>",
        "rest": "int64",
    }
    assert {"", None, "red"} <= set(rows.column("color").to_pylist())
    assert {"", "5"} <= set(rows.column("depth").to_pylist())
    assert {"", "30"} <= set(rows.column("length").to_pylist())
    assert set(rows.column("lit").to_pylist()) == {"yes", "no", ""}
    refused = rack.rank_many(rows).to_pylist()
    for number, row, told in zip(wanted, rows.to_pylist(), refused, strict=True):
        assert told["reason"] == (None if row["lit"] == "" else "wrong-type:lit"), "never taken for its default"
        assert told["number"] == (number if row["lit"] == "" else None)
    values = {"yes": True, "no": False, "": ""}
    mended: list[dict[str, Any]] = [{**row, "lit": values[row["lit"]]} for row in rows.to_pylist()]
    assert rack.rank_many(mended).column("number").to_pylist() == wanted


def test_products_within_products_stand_in_structs(shop: LoadedCatalog) -> None:
    wall = shop["wall"]
    rows = wall.unrank_many(range(wall.count()))
    assert rows.to_pylist() == [
        {"first": {"board": first}, "second": second and {"board": second}}
        for first in ("oak", "ash")
        for second in (None, "oak", "ash")
    ]
    assert wall.rank_many(rows).column("number").to_pylist() == [0, 1, 2, 3, 4, 5]


def test_numbers_have_one_type_for_a_product(shop: LoadedCatalog) -> None:
    tall = shop["tall"]
    wanted = [10**32 - 1, 12_345_678_901_234_567_890_123, 0]
    rows = tall.unrank_many(wanted)
    assert rows.to_pylist()[0] == {f"level{number}": 10_000 for number in range(8)}
    again = tall.rank_many(rows)
    assert again.schema.field("number").type == pa.decimal128(38, 0)
    assert again.column("number").to_pylist() == list(map(Decimal, wanted))
    for given_as in (again.column("number"), list(map(str, wanted)), [Decimal(each) for each in wanted]):
        assert tall.unrank_many(given_as).equals(rows)
    assert tall.unrank_many(np.array([3, 4])).num_rows == 2
    assert numbers.type_for(2**63) == pa.int64()
    assert numbers.type_for(10**38 + 1) == pa.string()
    assert numbers.as_arrow(np.array([10**40], object), 10**41).to_pylist() == [str(10**40)]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([6], "no configuration has number 6"),
        ([2, -1], "`-1` in row 1 is no number from 0 on"),
        ([1.0], "`1.0` in row 0 is no number from 0 on"),
        ([True], "`True` in row 0 is no number from 0 on"),
        (["two"], "`two` in row 0 is no number from 0 on"),
        ([None], "`None` in row 0 is no number from 0 on"),
    ],
)
def test_what_is_no_number_of_a_configuration_is_told(shop: LoadedCatalog, wanted: list[Any], message: str) -> None:
    with pytest.raises(BatchInputError, match=message):
        shop["wall"].unrank_many(wanted)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".ndjson"])
def test_files_of_configurations_are_read_again(
    shop: LoadedCatalog, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("configurator.batch.unranking.CHUNK", 7)
    wall, target, heard = shop["wall"], tmp_path / f"rows{suffix}", list[int]()
    wanted = [number % 6 for number in range(30)]
    assert wall.configurations_file(target, iter(wanted), progress=heard.append) == 30
    assert heard == [7, 14, 21, 28, 30]
    for processes in (1, 2):
        said = tmp_path / f"said{processes}.parquet"
        wall.batch_file(target, said, following=wall.following(numbered=True, rows=30), processes=processes)
        assert pq.read_table(said).column("number").to_pylist() == wanted
    oak = {"first": {"board": "ash"}}
    assert wall.configurations_file(target, range(3), choices=oak) == 3
    with pytest.raises(BatchQuestionError, match="`shelf` has no option `bord`"):
        wall.configurations_file(target, range(3), choices={"first": {"bord": "ash"}})


def test_more_may_be_spent_where_there_are_many_rows(shop: LoadedCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_numbers, "_FEW", replace(USUAL, nodes=3))
    rack, asked = shop["rack"], list[int]()
    real = rank_tables.rank_tables

    def counted(product: Product, budget: Any, chosen: Any) -> Any:
        asked.append(budget.nodes)
        return real(product, budget, chosen)

    monkeypatch.setattr(rank_tables, "rank_tables", counted)
    monkeypatch.setattr(here_or_aside, "can_hold_memory", lambda: False)
    few = [rack.unrank_many([number]).to_pylist() for number in (7, 8)]
    assert asked == [3]
    many = rack.unrank_many([7, 8] * in_numbers.MANY_ROWS).slice(0, 2).to_pylist()
    assert asked == [3, 5 * USUAL.nodes]
    assert [few[0][0], few[1][0]] == many
    assert rack.unrank_many([7]).to_pylist() == few[0]
    assert len(asked) == 2


def test_rows_are_counted_as_rows_and_not_as_columns_or_batches(
    shop: LoadedCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rack, asked = shop["rack"], list[int]()

    def column(rows: int) -> NumberOf:
        asked.append(rows)
        return NumberOf(rack.count(), None, lambda _: rack.space)

    monkeypatch.setattr(rack._numbers, "column", column)
    table = pa.table({"rest": [1, 2, 3]})
    (batch,) = table.to_batches()
    columns = {"rest": np.array([1, 2, 3])}
    for rows in (table, batch, table.to_pylist(), [batch, batch], table.to_reader(), columns, iter(table.to_pylist())):
        assert rack.rank_many(rows).num_rows in (3, 6)
    assert asked == [3, 3, 3, *[in_numbers.MANY_ROWS] * 4]
