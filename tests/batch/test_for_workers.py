"""A function for workers says elsewhere what a batch says here, with the columns that are kept beside it."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pytest
from batches import BOX

import configurator
from configurator.batch.batch import Batch
from configurator.errors import BatchInputError
from configurator.in_batches import ForWorkers
from configurator.product_line import ProductLine

ROWS = pa.table(
    {
        "order": pa.array([1, 2, 3, 4]),
        "model": pa.array(["slim", "pro", "slim", None]).dictionary_encode(),
        "size": pa.array([None, 3, None, None], pa.int64()),
        "gift": pa.array([None, True, True, None]),
    }
)


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    (tmp_path / "shop.vpc").write_text(BOX, "utf-8")
    return configurator.load(tmp_path / "shop.vpc").only


def answered(work: ForWorkers) -> pa.Table:
    return pa.Table.from_batches(list(work(ROWS.to_batches(max_chunksize=3))))


@pytest.mark.parametrize("coded", [True, False])
def test_another_process_says_the_same_without_the_catalog(line: ProductLine, tmp_path: Path, coded: bool) -> None:
    work = line.for_workers(keep=["order"], coded=coded)
    (tmp_path / "shop.vpc").unlink()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = pool.submit(answered, pickle.loads(pickle.dumps(work))).result()
    choices = ROWS.drop_columns(["order"])
    expected = line.code_many(choices) if coded else line.validate_many(choices)
    assert found.column("order").to_pylist() == [1, 2, 3, 4]
    assert found.drop_columns(["order"]).to_pylist() == expected.to_pylist()
    assert found.column("valid").to_pylist() == [True, True, False, False]
    plain = {"order": "int64", "valid": "bool", "reason": "string"} | (
        {"digest": "binary", "code": "string"} if coded else {}
    )
    assert {field.name: str(field.type) for field in found.schema} == plain


def test_a_process_loads_a_catalog_once_and_each_release_anew(line: ProductLine, tmp_path: Path) -> None:
    made: list[str] = []

    def make(release: str) -> Batch:
        made.append(release)
        return line.batch_maker(coded=True)()

    for release in ("first", "second"):
        work = ForWorkers(partial(make, release), (release,), True, ("order",))
        assert answered(work) == answered(work)
    assert made == ["first", "second"]


def test_columns_to_keep_must_be_there_and_be_no_answers(line: ProductLine) -> None:
    with pytest.raises(BatchInputError, match=r"`parcel`.* is not there"):
        answered(line.for_workers(keep=["parcel"]))
    renamed = ROWS.rename_columns({"order": "code"}).to_batches()
    with pytest.raises(BatchInputError, match=r"`code`.* is the name of an answer"):
        list(line.for_workers(keep=["code"])(renamed))
