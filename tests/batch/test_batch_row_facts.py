"""Facts of a sale in columns: what a row comes to is what it comes to by itself, for its own facts."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import cut, made_so
from cli_runs import run
from expression_strategies import Expressions
from hypothesis import given, settings
from hypothesis import strategies as st
from referee import all_choices, outcomes_of

import configurator
from configurator.batch import amounts, completed
from configurator.batch.amounts import AmountOf
from configurator.batch.answers import Answers, schema_of
from configurator.batch.batch import Batch
from configurator.compiler.compile_flat import compile_product
from configurator.engine.validate import validate
from configurator.errors import BatchInputError, BatchQuestionError
from configurator.model.catalog import Product
from configurator.model.derivation import Case, Derived
from configurator.model.expression import Expression
from configurator.product_line import ProductLine

_ENGINE = str(Path(__file__).parents[1] / "engine")
if _ENGINE not in sys.path:
    sys.path.append(_ENGINE)

from priced_products import amounts as amounts_of  # noqa: E402
from priced_products import priced_products  # noqa: E402


def raw(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical values as a row has them; what is null is left out."""
    found = {key: list(value) if isinstance(value, tuple) else value for key, value in choices.items()}
    return {key: value for key, value in found.items() if value is not None}


@st.composite
def conditions(draw: st.DrawFn, product: Product) -> Expression:
    """Something that may be true of choices and facts."""
    return Expressions(draw, product.options).truth(1)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_amounts_for_the_facts_of_rows_are_those_of_each(data: st.DataObject) -> None:
    product = data.draw(priced_products())
    number = data.draw(st.integers(0, len(product.options)))
    facts = tuple(replace(each, when=None, optional=False, default=None) for each in product.options[:number])
    options = tuple(replace(each, when=None) for each in product.options[number:])
    cases = [replace(product.derived[0].cases[0])]
    if data.draw(st.booleans()):
        cases.insert(0, Case(data.draw(amounts_of(product)), data.draw(conditions(product)), None))
    price = Derived("price", "Price", tuple(cases), additive=False)
    sold = replace(product, options=options, facts=facts, constraints=(), derived=(price,))
    worlds = {fact.key: (None, *outcomes_of(fact, product.constraints)) for fact in facts}
    in_rows = tuple(fact.key for fact in facts if data.draw(st.booleans()))
    for_all = {key: data.draw(st.sampled_from(world)) for key, world in worlds.items() if data.draw(st.booleans())}
    knowledge = compile_product(sold)
    wholes = list(islice(all_choices(options, product.constraints), 60))
    own = [{key: data.draw(st.sampled_from(worlds[key])) for key in in_rows} for _ in wholes]
    rows: list[Any] = [{**raw(each), **raw(told)} for each, told in zip(wholes, own, strict=True)]
    with made_so(data.draw), pytest.MonkeyPatch.context() as patch:
        patch.setattr(amounts, "SHORT", data.draw(st.sampled_from((18, 18, 0))))
        patch.setattr(completed, "MOST_KEPT", data.draw(st.sampled_from((2**16, 2))))
        batch = Batch(knowledge, coded=False, following=[AmountOf("price", tuple(for_all.items()), in_rows)])
        answers = Answers(batch.reasons.words, batch.beside)
        found = [answers.batch(batch.judge(each)) for each in cut(rows, data.draw(st.integers(1, 60)))]
    table = pa.Table.from_batches(found, schema_of(coded=False, beside=batch.beside)).to_pylist()
    for told, row, answer in zip(own, rows, table, strict=True):
        verdict = validate(knowledge, {key: value for key, value in row.items() if key not in in_rows})
        assert answer["valid"] is verdict.valid
        if not verdict.valid:
            assert (answer["price"], answer["price_unit"]) == (None, None)
            continue
        facts_of_row = for_all | {key: value for key, value in told.items() if value is not None}
        worth = price.worth({**verdict.completed, **facts_of_row}, sold.sale_domains)
        said = answer["price"]
        assert said == worth.digits if isinstance(said, str) else Fraction(said) == worth.number
        assert answer["price_unit"] == (worth.unit.symbol if worth.unit else None)


SHOP = """
catalog shop "Shop" {}
context market: eu | us | jp
context day: date
product case "Case" {
  option model: slim { price: 19.90 EUR } | pro { price: 21 EUR }
  option extra: strap | stand optional
  derive price: money = model.price when market = eu else 24 USD when market = us else 3500 JPY
  derive late = 1 when day >= 2026-06-01 else 0
  build {
    pick "case-{model}" when model = slim
    pick "screws" 4 g when extra = strap
  }
}
product pair "Pair" {
  option first: product case
  derive late = first.late
}
"""
ROWS: list[dict[str, Any]] = [
    {"order": 1, "model": "slim", "market": "us", "day": "2026-05-01", "extra": None},
    {"order": 2, "model": "slim", "market": None, "day": "2026-07-01", "extra": "strap"},
    {"order": 3, "model": "none such", "market": "mars"},
    {"order": 4, "model": "pro", "market": "jp"},
]
FACTS = ["market", "day"]


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    (tmp_path / "shop.vpc").write_text(SHOP)
    return configurator.load(tmp_path / "shop.vpc")["case"]


def without(rows: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in keys} for row in rows]


@pytest.mark.parametrize("as_table", [False, True, "dictionaries"])
def test_each_row_has_its_own_facts(line: ProductLine, as_table: bool | str) -> None:
    rows: Any = without(ROWS, "order")
    if as_table:
        rows = pa.Table.from_pylist(rows)
    if as_table == "dictionaries":
        rows = rows.set_column(1, "market", rows.column("market").dictionary_encode())
    told = line.amounts_many(rows, ["price", "late"], row_facts=FACTS)
    assert told.column("price").to_pylist() == [Decimal(24), Decimal(3500), None, Decimal(3500)]
    assert told.column("price_unit").to_pylist() == ["USD", "JPY", None, "JPY"]
    assert told.column("late").to_pylist() == [0, 1, None, 0]
    told = line.amounts_many(rows, ["price", "late"], row_facts=FACTS, facts={"market": "eu"}, day=date(2026, 8, 1))
    assert told.column("price").to_pylist() == [Decimal(24), Decimal("19.90"), None, Decimal(3500)]
    assert told.column("late").to_pylist() == [0, 1, None, 1]


def test_days_of_arrow_are_facts_and_a_column_that_is_missing_is_not_known(line: ProductLine) -> None:
    rows = pa.table({"model": ["slim", "pro"], "day": pa.array([date(2026, 5, 1), date(2026, 6, 1)])})
    told = line.amounts_many(rows, ["late", "price"], row_facts=FACTS)
    assert told.column("late").to_pylist() == [0, 1]
    assert told.column("price_unit").to_pylist() == ["JPY", "JPY"]


def test_facts_are_no_choices_and_nobody_takes_them_unasked(line: ProductLine, tmp_path: Path) -> None:
    rows = without(ROWS, "order")
    assert line.amounts_many(rows, "price").column("reason").to_pylist()[0] == "unknown-option"
    codes = line.code_many(without(ROWS, "order", *FACTS)).column("code").to_pylist()
    following = line.following(amounts="price", row_facts="market")
    (answer,) = line.each_batch([pa.RecordBatch.from_pylist(without(ROWS, "order", "day"))], following=following)
    assert answer.column("code").to_pylist() == codes
    pair = configurator.load(tmp_path / "shop.vpc")["pair"]
    days = ("2026-05-01", "2026-06-01", None)
    told = pair.amounts_many([{"first": {"model": "slim"}, "day": each} for each in days], row_facts=["day"])
    assert told.column("late").to_pylist() == [0, 1, 0]


def test_a_fact_that_cannot_be_is_refused_where_a_valid_row_has_it(line: ProductLine) -> None:
    rows = without(ROWS, "order")
    rows[3]["market"] = "mars"
    with pytest.raises(BatchQuestionError, match="`market` has no value `mars`"):
        line.amounts_many(rows, "price", row_facts=FACTS)
    with pytest.raises(BatchQuestionError, match="knows no fact `markt`") as told:
        line.following(amounts="price", row_facts=["markt"])
    assert told.value.hint == "did you mean `market`?"
    batch = pa.RecordBatch.from_arrays([pa.array(["eu"]), pa.array(["eu"])], names=["market", "market"])
    with pytest.raises(BatchInputError, match="two columns `market`"):
        line.amounts_many(batch, "price", row_facts="market")


def test_facts_in_rows_that_nothing_depends_on_are_refused_and_not_taken_for_choices(line: ProductLine) -> None:
    with pytest.raises(BatchQuestionError, match="nothing depends on them") as told:
        line.following(row_facts=FACTS, numbered=True)
    assert told.value.hint == "name an amount, or leave them out"


def test_workers_may_keep_a_fact_that_amounts_look_at(line: ProductLine) -> None:
    following = line.following(amounts="price", row_facts=FACTS)
    work = pickle.loads(pickle.dumps(line.for_workers(keep=["order", "market"], coded=False, following=following)))
    (answer,) = work([pa.RecordBatch.from_pylist(ROWS)])
    assert answer.column("market").to_pylist() == ["us", None, "mars", "jp"]
    assert answer.column("price_unit").to_pylist() == ["USD", "JPY", None, "JPY"]
    assert [field.type for field in work.schema(line.product)] == answer.schema.types[2:]
    assert work.schema(line.product).names == answer.schema.names[2:]


def test_workers_tell_the_parts_of_rows_with_what_is_kept_of_them(line: ProductLine) -> None:
    rows = without(ROWS, *FACTS)
    work = pickle.loads(pickle.dumps(line.parts_for_workers(keep=["order"])))
    answers = list(work([pa.RecordBatch.from_pylist(rows[:3]), pa.RecordBatch.from_pylist(rows[2:])]))
    assert pa.Table.from_batches(answers).to_pylist() == [
        {"order": 1, "part": "case-slim", "quantity": Decimal(1), "unit": None},
        {"order": 2, "part": "case-slim", "quantity": Decimal(1), "unit": None},
        {"order": 2, "part": "screws", "quantity": Decimal(4), "unit": "g"},
    ]
    assert answers[0].schema.types[1:] == work.schema(line.product).types
    assert answers[0].schema.names[1:] == work.schema(line.product).names
    expected = line.parts_many(pa.Table.from_pylist(without(rows, "order")))
    assert pa.Table.from_batches(answers).column("part").to_pylist() == expected.column("part").to_pylist()
    with pytest.raises(BatchInputError, match="`unit`, which is to be kept, is the name"):
        list(line.parts_for_workers(keep=["unit"])([pa.RecordBatch.from_pylist([{"unit": "g"}])]))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_command_takes_facts_from_rows(line: ProductLine, tmp_path: Path, processes: str) -> None:
    rows, said = tmp_path / "rows.ndjson", tmp_path / "said.parquet"
    rows.write_text("\n".join(map(json.dumps, without(ROWS, "order", "day"))))
    command = ["batch", f"{tmp_path / 'shop.vpc'}:case", str(rows), "-o", str(said), "--verdicts", "--amount", "price"]
    done = run(*command, "--fact", "market", "--fact", "market=eu", "--processes", processes)
    assert done.code == 1, done.err
    assert pq.read_table(said).column("price_unit").to_pylist() == ["USD", "EUR", None, "JPY"]
