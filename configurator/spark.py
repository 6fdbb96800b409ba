"""Very many configurations on a Spark cluster: the verdicts, digests and codes that everybody else gets, row for row.

line = configurator.load("catalogs/laptop/laptop.vpc").only
answers = configurator.spark.answered(spark.read.parquet("orders.parquet"), line, keep=["order"])

It takes the extra `spark` here, and the extra `batch` on the workers. The catalog need not be there: its files go
along.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from configurator.errors import BatchInputError, MissingExtraError
from configurator.in_batches import InBatches
from configurator.revalidating import TryingWorker

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from configurator.service import LoadedCatalog


def answered(
    frame: DataFrame,
    line: InBatches,
    *,
    keep: Sequence[str] = (),
    coded: bool = True,
    identity_key: bytes | None = None,
) -> DataFrame:
    """A data frame with the answers to one of choices: `valid`, `reason`, and for codes `digest` and `code`.

    A column is an option by its key, but for those to `keep`, such as the number of an order, which stand before the
    answers. The rows are in no other order than they were, partition by partition. It is done when Spark does it, in
    `mapInArrow`; a worker that is lost is made good by Spark, with the same answers.

    Raises `MissingExtraError` without pyspark, and `BatchInputError` where a column to keep is missing.
    """
    try:
        from pyspark.sql.types import BinaryType, BooleanType, StringType, StructField, StructType
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pyspark", "Spark") from None
    known = {field.name: field for field in frame.schema.fields}
    lacking = next((name for name in keep if name not in known), None)
    if lacking is not None:
        raise BatchInputError(f"the column `{lacking}`, which is to be kept, is not there")
    found = [StructField("valid", BooleanType()), StructField("reason", StringType())]
    if coded:
        found += [StructField("digest", BinaryType()), StructField("code", StringType())]
    work = line.for_workers(keep=keep, coded=coded, identity_key=identity_key)
    return frame.mapInArrow(work, StructType([*(known[name] for name in keep), *found]))


def revalidated(frame: DataFrame, catalog: LoadedCatalog, day: date) -> DataFrame:
    """What became of issued codes, of which a data frame has at least the columns `code` and `document`.

    `configurator.revalidating.write_codes` writes those of a registry into a file. The answers are as in
    `configurator registry revalidate`: a row for each code of the catalog, partition by partition in their order.

    Raises `MissingExtraError` without pyspark, and `BatchInputError` where a column is missing.
    """
    try:
        from pyspark.sql.types import BooleanType, StringType, StructField, StructType
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pyspark", "Spark") from None
    for name in ("code", "document"):
        if name not in frame.columns:
            raise BatchInputError(f"the column `{name}` is not there")
    kinds = {"buildable": BooleanType(), "sellable": BooleanType(), "code_kept": BooleanType()}
    names = ("code", "product", "buildable", "problem", "sellable", "code_kept")
    schema = StructType([StructField(name, kinds.get(name, StringType())) for name in names])
    work = TryingWorker(catalog.files.packed(), catalog.release, day)
    return frame.select("code", "document").mapInArrow(work, schema)
