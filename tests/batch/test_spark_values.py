"""What a Spark cluster tells of amounts, numbers and parts is what one process tells, for the facts of each row."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

import spark_rows

import configurator
from configurator import spark
from configurator.errors import BatchInputError, BatchQuestionError
from configurator.product_line import ProductLine

SHOP = """
catalog shop "Shop" {}
context market: eu | us | jp
context day: date
product case "Case" {
  option model: slim { price: 19.90 EUR } | pro { price: 21 EUR } | mini { price: 7 EUR }
  option extra: strap | stand optional
  option length: integer 1 .. 9
  rule no_stand forbid model = mini and extra = stand
  derive price: money = model.price when market = eu else 24 USD when market = us else 3500 JPY
  derive third = model.price / 3
  derive late = length when day >= 2026-06-01 else 0
  build {
    pick "case-{model}" when model != mini
    pick "screws" 0.5 g when extra = strap
    pick "cord" length
  }
}
"""
ROWS = 4_000
MODELS, EXTRAS, MARKETS = ("slim", "pro", "mini", "none such"), ("strap", "stand", None), ("eu", "us", "jp", None)
DAYS = ("2026-05-01", "2026-06-01", None)


def rows() -> list[dict[str, Any]]:
    found = []
    for order in range(ROWS):
        left = order * 2_654_435_761 % (1 << 31)
        row: dict[str, Any] = {"order": order}
        for key, values in (("model", MODELS), ("extra", EXTRAS), ("market", MARKETS), ("day", DAYS)):
            row[key] = values[left % len(values)]
            left //= len(values)
        found.append({**row, "length": left % 9 + 1})
    return found


def test_a_cluster_tells_amounts_numbers_and_parts_as_one_process_does(tmp_path: Path) -> None:
    (tmp_path / "shop.vpc").write_text(SHOP)
    line = configurator.load(tmp_path / "shop.vpc").only
    table = pa.Table.from_pylist(rows())
    choices = table.drop_columns(["order"])
    names, facts = ["price", "third", "late"], ["market", "day"]
    amounts = line.amounts_many(choices, names, facts={"market": "eu"}, row_facts=facts).to_pylist()
    numbers = line.rank_many(choices.drop_columns(facts)).column("number").to_pylist()
    codes = line.code_many(choices.drop_columns(facts)).column("code").to_pylist()
    needed = line.parts_many(choices.drop_columns(facts)).to_pylist()
    assert 0 < sum(each["valid"] for each in amounts) < ROWS
    schema = "order long, model string, extra string, market string, day string, length long"
    with spark_rows.cluster() as session:
        frame = session.createDataFrame([tuple(row.values()) for row in rows()], schema).repartition(5)
        answers = spark.answered(
            frame, line, keep=["order"], amounts=names, facts={"market": "eu"}, row_facts=facts, numbered=True
        )
        told = {row["order"]: row for row in (each.asDict() for each in answers.collect())}
        assert len(told) == ROWS
        for order, (amount, number, code) in enumerate(zip(amounts, numbers, codes, strict=True)):
            one = told[order]
            assert {key: one[key] for key in amount} == amount
            assert (one["number"], one["code"]) == (number, code)
        plain = frame.drop(*facts)
        parts = [each.asDict() for each in spark.parts(plain, line, keep=["order"]).collect()]
        expected = [{"order" if key == "row" else key: value for key, value in each.items()} for each in needed]
        assert sorted(parts, key=lambda each: each["order"]) == expected
        _totals_are_those_of_one_process(spark.parts(plain, line, keep=["order"]), line, choices.drop_columns(facts))
        with pytest.raises(BatchInputError, match="`parcel`"):
            spark.parts(plain, line, keep=["parcel"])
        with pytest.raises(BatchQuestionError, match="derives no amount `prise`"):
            spark.answered(plain, line, amounts="prise")


def _totals_are_those_of_one_process(parts: Any, line: ProductLine, choices: pa.Table) -> None:
    from pyspark.sql import functions

    found = parts.groupBy("part", "unit").agg(functions.sum("quantity").alias("quantity")).collect()
    told = {(each["part"], each["unit"]): each["quantity"] for each in found}
    expected = line.parts_total(choices).to_pylist()
    assert told == {(each["part"], each["unit"]): each["quantity"] for each in expected}
