"""The recipes of `configurator help judge-many-at-once` for other engines, each said by its own rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import BOX

import configurator
from configurator.product_line import ProductLine

ORDERS = pa.table(
    {
        "order": pa.array(range(900)),
        "model": pa.array(["slim", "pro", "pro"] * 300),
        "size": pa.array([None, 3, 12] * 300, pa.int64()),
        "gift": pa.array([None, True, False] * 300),
    }
)


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    (tmp_path / "shop.vpc").write_text(BOX, "utf-8")
    pq.write_table(ORDERS, tmp_path / "orders.parquet")
    return configurator.load(tmp_path / "shop.vpc").only


@pytest.fixture
def expected(line: ProductLine) -> list[dict[str, Any]]:
    found = line.code_many(ORDERS.drop_columns(["order"])).to_pylist()
    assert [each["valid"] for each in found[:3]] == [True, True, False]
    return [{"order": number, **each} for number, each in enumerate(found)]


def test_polars(line: ProductLine, expected: list[dict[str, Any]]) -> None:
    polars = pytest.importorskip("polars")
    frame: Any = polars.from_arrow(ORDERS)
    codes = polars.from_arrow(line.code_many(frame.drop("order").to_arrow()))
    assert frame.select("order").hstack(codes).to_dicts() == expected


def test_duckdb(line: ProductLine, expected: list[dict[str, Any]], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    work = line.for_workers(keep=["order"])
    reader = duckdb.sql(f"select * from '{tmp_path / 'orders.parquet'}' order by \"order\"").to_arrow_reader(100)
    assert pa.Table.from_batches(work(reader)).to_pylist() == expected


def test_dask(line: ProductLine, expected: list[dict[str, Any]], tmp_path: Path) -> None:
    frames = pytest.importorskip("dask.dataframe")
    work = line.for_workers(keep=["order"])

    def answered(part: Any) -> Any:
        (found,) = work([pa.RecordBatch.from_pandas(part, preserve_index=False)])
        return found.to_pandas()

    orders = frames.from_pandas(ORDERS.to_pandas(types_mapper=_nullable()), npartitions=3)
    empty = answered(orders.get_partition(0).compute()).iloc[:0]
    found = orders.map_partitions(answered, meta=empty).compute()
    assert pa.Table.from_pandas(found, preserve_index=False).to_pylist() == expected


def test_ray(line: ProductLine, expected: list[dict[str, Any]], tmp_path: Path) -> None:
    ray = pytest.importorskip("ray")
    work = line.for_workers(keep=["order"])

    def answered(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches(work(table.combine_chunks().to_batches()))

    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False)
    try:
        found = ray.data.read_parquet(str(tmp_path / "orders.parquet")).map_batches(answered, batch_format="pyarrow")
        assert sorted(found.take_all(), key=lambda each: each["order"]) == expected
    finally:
        ray.shutdown()


def _nullable() -> Any:
    """Types of pandas that have nulls, so that integers stay integers."""
    import pandas as pd

    return {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get
