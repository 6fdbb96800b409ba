"""Very many configurations on a Spark cluster: the verdicts, digests and codes that everybody else gets, row for row.

line = configurator.load("catalogs/laptop/laptop.vpc").only
answers = configurator.spark.answered(spark.read.parquet("orders.parquet"), line, keep=["order"])

It takes the extra `spark` here, and the extra `batch` on the workers. The catalog need not be there: its files go
along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from configurator.errors import BatchInputError, MissingExtraError
from configurator.in_values import InValues
from configurator.revalidating import TryingWorker

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from configurator.service import LoadedCatalog


def answered(  # noqa: PLR0913 - each is said by name
    frame: DataFrame,
    line: InValues,
    *,
    keep: Sequence[str] = (),
    coded: bool = True,
    identity_key: bytes | None = None,
    amounts: Sequence[str] | str = (),
    facts: Mapping[str, object] | None = None,
    day: date | None = None,
    row_facts: Sequence[str] | str = (),
    numbered: bool = False,
) -> DataFrame:
    """A data frame with the answers to one of choices: `valid`, `reason`, and for codes `digest` and `code`.

    A column is an option by its key, but for those to `keep`, such as the number of an order, which stand before the
    answers. Behind them stand `amounts`, for `facts` of the sale and those in rows, and with `numbered` the number, as
    `amounts_many` and `rank_many` have them. The rows are in no other order than they were, partition by partition. It
    is done when Spark does it, in `mapInArrow`; a worker that is lost is made good by Spark, with the same answers.

    Raises `MissingExtraError` without pyspark, `BatchInputError` where a column to keep is missing, and as `following`.
    """
    fields = _fields(frame, keep)
    following = line.following(amounts=amounts, facts=facts, day=day, row_facts=row_facts, numbered=numbered)
    work = line.for_workers(keep=keep, coded=coded, identity_key=identity_key, following=following)
    return _mapped(frame, work, fields, work.schema(line.knowledge.product))


def parts(frame: DataFrame, line: InValues, *, keep: Sequence[str] = ()) -> DataFrame:
    """The parts of each valid row of choices: a row for each part, with the columns to `keep` of the row that needs it.

    Then follow `part`, `quantity` and `unit`, as `parts_many` has them. Spark adds them up: where the quantities are
    decimals, `groupBy("part", "unit").agg(sum("quantity"))` says as much as `parts_total`. Otherwise as `answered`.
    """
    fields = _fields(frame, keep)
    work = line.parts_for_workers(keep=keep)
    return _mapped(frame, work, fields, work.schema(line.knowledge.product))


def _fields(frame: DataFrame, keep: Sequence[str]) -> list[Any]:
    """The fields of the columns to keep. Raises `MissingExtraError`, and `BatchInputError` where one is missing."""
    try:
        import pyspark  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pyspark", "Spark") from None
    known = {field.name: field for field in frame.schema.fields}
    lacking = next((name for name in keep if name not in known), None)
    if lacking is not None:
        raise BatchInputError(f"the column `{lacking}`, which is to be kept, is not there")
    return [known[name] for name in keep]


def _mapped(frame: DataFrame, work: Any, kept: Sequence[Any], answer: Any) -> DataFrame:
    """What a function for workers gives: the columns that are kept, and those of an Arrow schema."""
    from pyspark.sql.pandas.types import from_arrow_type
    from pyspark.sql.types import StructField, StructType

    found = [StructField(field.name, from_arrow_type(field.type)) for field in answer]
    return frame.mapInArrow(work, StructType([*kept, *found]))


def revalidated(frame: DataFrame, catalog: LoadedCatalog, day: date) -> DataFrame:
    """What became of issued codes, of which a data frame has at least the columns `code` and `document`.

    `configurator.revalidating.write_codes` writes those of a registry into a file. The answers are as in
    `configurator registry revalidate`: a row for each code of the catalog, partition by partition in their order; of a
    catalog `at` a moment, with the data that is in force then.

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
    work = TryingWorker(catalog.files.packed(), catalog.release, day, catalog.changes)
    return frame.select("code", "document").mapInArrow(work, schema)
