"""Amounts of many rows are those of each: exact, in their units, null where a row is not valid."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import cut, made_so
from expression_strategies import Expressions
from hypothesis import given, settings
from hypothesis import strategies as st
from near_examples import rows_of
from referee import all_choices, outcomes_of

import configurator
from configurator.batch import amounts, completed
from configurator.batch.amounts import AmountOf
from configurator.batch.answers import Answers, schema_of
from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk
from configurator.batch.exact import bound_of
from configurator.compiler.compile_flat import compile_product
from configurator.engine.offer import offer
from configurator.engine.validate import validate
from configurator.errors import BatchQuestionError
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.derivation import Amount, Case, Derived
from configurator.model.expression import Expression
from configurator.model.units import UNITS
from configurator.places import shipped
from configurator.product_line import ProductLine

_ENGINE = str(Path(__file__).parents[1] / "engine")
if _ENGINE not in sys.path:
    sys.path.append(_ENGINE)

from priced_products import amounts as amounts_of  # noqa: E402
from priced_products import priced_products  # noqa: E402

DAY = date(2026, 11, 26)
CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
SHOWN = [None, UNITS["EUR"], UNITS["JPY"], UNITS["g"], UNITS["inch"], UNITS["h"], UNITS["percent"]]


def in_columns(
    knowledge: ProductKnowledge, chunks: Sequence[Chunk], facts: Mapping[str, Any], keys: Sequence[str]
) -> list[dict[str, Any]]:
    """What a batch says of the amounts of chunk after chunk."""
    batch = Batch(knowledge, coded=False, following=[AmountOf(key, tuple(facts.items())) for key in keys])
    answers = Answers(batch.reasons.words, batch.beside)
    found = [answers.batch(batch.judge(chunk)) for chunk in chunks]
    for each in found:
        each.validate(full=True)
    rows: list[dict[str, Any]] = pa.Table.from_batches(found, schema_of(coded=False, beside=batch.beside)).to_pylist()
    return rows


def is_it(number: Decimal | str | None, unit: str | None, amount: Amount) -> bool:
    """Whether cells are an amount: the same number, as the same text where they are text."""
    symbol = amount.unit.symbol if amount.unit else None
    is_same = number == amount.digits if isinstance(number, str) else Fraction(number or 0) == amount.number
    return number is not None and is_same and unit == symbol


@st.composite
def conditions(draw: st.DrawFn, product: Product) -> Expression:
    """Something that may be true of choices and facts."""
    return Expressions(draw, product.options).truth(1)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_amounts_of_many_are_those_of_each(data: st.DataObject) -> None:
    product = data.draw(priced_products())
    number = data.draw(st.integers(0, len(product.options)))
    facts, options = product.options[:number], tuple(replace(each, when=None) for each in product.options[number:])
    known = {fact.key: data.draw(st.sampled_from((None, *outcomes_of(fact, product.constraints)))) for fact in facts}
    units = st.sampled_from(SHOWN)
    cases = [replace(product.derived[0].cases[0], unit=data.draw(units))]
    for _ in range(data.draw(st.integers(0, 2))):
        cases.insert(0, Case(data.draw(amounts_of(product)), data.draw(conditions(product)), data.draw(units)))
    price = Derived("price", "Price", tuple(cases), additive=False)
    sold = replace(product, options=options, facts=facts, constraints=(), derived=(price,))
    wholes = list(islice(all_choices(options, product.constraints), 100))
    rows = [{key: list(v) if isinstance(v, tuple) else v for key, v in each.items()} for each in wholes]
    for place in data.draw(st.lists(st.integers(0, len(rows)), max_size=5)):
        rows.insert(place, {"none_such": True})
    knowledge = compile_product(sold)
    with made_so(data.draw), pytest.MonkeyPatch.context() as patch:
        patch.setattr(amounts, "SHORT", data.draw(st.sampled_from((18, 18, 0))))
        patch.setattr(completed, "MOST_KEPT", data.draw(st.sampled_from((2**16, 2))))
        found = in_columns(knowledge, cut(rows, data.draw(st.integers(1, 100))), known, ["price"])
    for row, each in zip(rows, found, strict=True):
        verdict = validate(knowledge, {key: value for key, value in row.items() if value is not None})
        assert each["valid"] is verdict.valid
        if verdict.valid:
            worth = price.worth({**verdict.completed, **known}, sold.sale_domains)
            assert is_it(each["price"], each["price_unit"], worth)
        else:
            assert (each["price"], each["price_unit"]) == (None, None)


@given(priced_products())
@settings(max_examples=150, deadline=None)
def test_what_is_known_of_an_amount_beforehand_is_so(product: Product) -> None:
    (price,) = product.derived
    bound = bound_of(price.cases[0].amount, product.domains)
    for each in islice(all_choices(product.options, product.all_constraints), 100):
        if bound is None:
            return
        worth = price.worth(each, product.domains).base
        assert abs(worth) <= bound.most
        assert worth == 0 or worth % bound.step == 0


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_the_amounts_of_products_that_ship_are_those_of_each(path: Path) -> None:
    catalog = configurator.load(path)
    for line in map(catalog.__getitem__, catalog):
        keys = [each.key for each in line.product.derived]
        rows = rows_of(line.knowledge, Random(5))
        told = line.amounts_many(rows, day=DAY)
        assert told.schema.names == ["valid", "reason", *(name for key in keys for name in (key, f"{key}_unit"))]
        for row, each in zip(rows, told.to_pylist(), strict=True):
            verdict = line.validate({key: value for key, value in row.items() if value is not None})
            assert each["valid"] is verdict.valid
            offered = offer(line.product, verdict.completed, DAY).amounts if verdict.valid else {}
            for key in keys:
                if verdict.valid:
                    assert is_it(each[key], each[f"{key}_unit"], offered[key])
                else:
                    assert each[key] is each[f"{key}_unit"] is None


SHOP = """
catalog shop "Shop" {}
context market: eu | us | jp
context day: date
product case "Case" {
  option model: slim { price: 19.90 EUR, weight: 31 g } | pro { price: 21 EUR, weight: 0.5 oz }
  option length: number 20 .. 60 cm step 0.5 optional
  option extras: any of { strap { price: 4 EUR }, stand { price: 6.05 EUR } }
  derive price: money = model.price + sum(extras.price) when market = eu else 24 USD when market = us else 3500 JPY
  derive thirds = model.price / 3
  derive long: number inch = length
  derive weight: number g = model.weight
  derive late = (1 when day >= 2026-06-01 else 0) + count(extras)
}
product plain "Plain" {
  option model: slim | pro
}
"""
ROWS: list[dict[str, Any]] = [
    {"model": "slim", "extras": ["strap", "stand"], "length": "50"},
    {"model": "none such"},
    {"model": "pro"},
]


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    (tmp_path / "shop.vpc").write_text(SHOP)
    return configurator.load(tmp_path / "shop.vpc")["case"]


def test_a_column_has_one_type_and_all_digits_that_rows_may_need(line: ProductLine) -> None:
    told = line.amounts_many(ROWS, facts={"market": "eu"}, day=DAY)
    types = {name: str(told.schema.field(name).type) for name in ("price", "thirds", "long", "weight", "late")}
    assert types == {
        "price": "decimal128(18, 2)",
        "thirds": "string",
        "long": "string",
        "weight": "decimal128(18, 10)",
        "late": "decimal128(18, 0)",
    }
    first, second, third = told.drop_columns(["valid", "reason"]).to_pylist()
    assert first == {
        "price": Decimal("29.95"),
        "price_unit": "EUR",
        "thirds": "199/30",
        "thirds_unit": "EUR",
        "long": "2500/127",
        "long_unit": "inch",
        "weight": Decimal("31.0000000000"),
        "weight_unit": "g",
        "late": Decimal(3),
        "late_unit": None,
    }
    assert set(second.values()) == {None}
    assert (third["thirds"], third["long"], third["weight"]) == ("7.00", "0", Decimal("14.1747615625"))


@pytest.mark.parametrize(
    ("facts", "price", "unit"),
    [
        ({"market": "us"}, "24.00", "USD"),
        ({"market": "jp"}, "3500.00", "JPY"),
        ({}, "3500.00", "JPY"),
        (None, "3500.00", "JPY"),
    ],
)
def test_amounts_are_for_the_facts_of_a_sale(
    line: ProductLine, facts: dict[str, object] | None, price: str, unit: str
) -> None:
    told = line.amounts_many(ROWS, "price", facts=facts)
    assert told.schema.names == ["valid", "reason", "price", "price_unit"]
    assert told.column("price").to_pylist() == [Decimal(price), None, Decimal(price)]
    assert told.column("price_unit").to_pylist() == [unit, None, unit]
    late = [line.amounts_many(ROWS, ["late"], **given).column("late")[2].as_py() for given in _DAYS]
    assert late == [0, 1, 0, 1]


_DAYS: list[dict[str, Any]] = [
    {},
    {"day": DAY},
    {"day": date(2026, 5, 1)},
    {"day": date(2026, 5, 1), "facts": {"day": "2026-06-01"}},
]


def test_what_cannot_be_asked_is_told_with_what_could_be(line: ProductLine, tmp_path: Path) -> None:
    with pytest.raises(BatchQuestionError) as told:
        line.amounts_many(ROWS, ["prise"])
    assert (str(told.value), told.value.hint) == ("`case` derives no amount `prise`", "did you mean `price`?")
    with pytest.raises(BatchQuestionError, match="knows no fact `markt`") as told:
        line.amounts_many(ROWS, facts={"markt": "eu"})
    assert told.value.hint == "did you mean `market`?"
    with pytest.raises(BatchQuestionError, match="two columns of the answers would be called `price`"):
        line.amounts_many(ROWS, ["price", "price"])
    (tmp_path / "code.vpc").write_text(SHOP.replace("derive thirds", "derive valid"))
    with pytest.raises(BatchQuestionError, match="two columns of the answers would be called `valid`"):
        configurator.load(tmp_path / "code.vpc")["case"].amounts_many(ROWS)
    plain = configurator.load(tmp_path / "shop.vpc")["plain"]
    assert plain.amounts_many([{"model": "slim"}]).to_pylist() == [{"valid": True, "reason": None}]
    with pytest.raises(BatchQuestionError, match="`plain` derives no amount `price`"):
        plain.following(amounts="price")


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".ndjson"])
def test_files_have_amounts_beside_codes(line: ProductLine, tmp_path: Path, suffix: str, processes: int) -> None:
    (tmp_path / "rows.ndjson").write_text("\n".join(map(json.dumps, ROWS)))
    target = tmp_path / f"said{suffix}"
    following = line.following(amounts=["price", "thirds"], facts={"market": "eu"})
    done = line.batch_file(tmp_path / "rows.ndjson", target, following=following, processes=processes)
    assert (done.rows, done.valid) == (3, 2)
    expected = pa.Table.from_batches(line.each_batch([pa.RecordBatch.from_pylist(ROWS)], following=following))
    if suffix == ".ndjson":
        first, second, third = map(json.loads, target.read_text().splitlines())
        assert (first["price"], first["price_unit"], first["thirds"]) == ("29.95", "EUR", "199/30")
        assert second == {"valid": False, "reason": "unknown-value:model"}
        assert (third["price"], third["code"]) == ("21.00", expected.column("code")[2].as_py())
    else:
        found = pq.read_table(target) if suffix == ".parquet" else pa.ipc.open_file(target).read_all()
        assert found.to_pylist() == expected.to_pylist()
        assert found.schema.field("price").type == pa.decimal128(18, 2)


def test_workers_elsewhere_tell_amounts_in_plain_types(line: ProductLine) -> None:
    following = line.following(amounts="price", facts={"market": "eu"})
    work = pickle.loads(pickle.dumps(line.for_workers(keep=["order"], coded=False, following=following)))
    rows = [{**row, "order": number} for number, row in enumerate(ROWS)]
    (answer,) = work([pa.RecordBatch.from_pylist(rows)])
    assert list(map(str, answer.schema.types)) == ["int64", "bool", "string", "decimal128(18, 2)", "string"]
    assert answer.column("price").to_pylist() == [Decimal("29.95"), None, Decimal("21.00")]
