"""Very many configurations of one product at once: Arrow, NumPy, Python objects, and files of rows.

line = configurator.load("catalogs/laptop/laptop.vpc").only
codes = line.code_many(pyarrow.table({"series": ["travel", "office"], "memory": ["16gb", None]}))
done = line.batch_file("orders.parquet", "codes.parquet")

A column is an option by its key; a null cell and a missing column say that nobody mentions the option ("no value" is
the empty string). It takes the extra `batch`: NumPy and pyarrow, which are imported when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from configurator import pipeline
from configurator.catalog_files import CatalogFiles
from configurator.errors import BatchInputError
from configurator.identity.identity_key import IdentityKey
from configurator.in_numbers import library
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.revised import Change, state_name
from configurator.text.json_reader import DEFAULT, JsonLimits

if TYPE_CHECKING:
    import pyarrow as pa

    from configurator.batch.batch import Batch
    from configurator.batch.chunks import Rows
    from configurator.batch.following import Following
    from configurator.batch.many import Done


class InBatches:
    """A product of a loaded catalog, as far as it works on many rows; `files` are those of the catalog, read once.

    `changes`: those of the revisions in force, which the knowledge has already, and other processes make anew.
    """

    def __init__(
        self, knowledge: ProductKnowledge, files: CatalogFiles, release: str, changes: tuple[Change, ...] = ()
    ) -> None:
        self.release = release
        self.knowledge = knowledge
        self.changes = changes
        self._files = files

    def validate_many(self, rows: Rows) -> pa.Table:
        """The verdicts of many configurations: columns `valid`, and `reason`, which is null where a row is valid.

        `rows` is an Arrow batch, table or reader, or an iterable of batches; a mapping with a NumPy array for each
        option (or a pair of codes, negative for none, and values); or an iterable of choices as `validate` takes them.
        The reason is the key of the first broken constraint in declared order, or the code and the option of another
        problem, `unknown-value:team`.

        Raises `MissingExtraError` without NumPy and pyarrow, and `BatchInputError` for what cannot be read as rows.
        """
        return self._answered(rows, None, coded=False)

    def code_many(self, rows: Rows, *, identity_key: bytes | None = None) -> pa.Table:
        """The same with `digest`, 32 bytes, and `code`, 20 symbols, which are null where a row is not valid.

        Raises as `validate_many`, and as `code` for the `identity_key`.
        """
        return self._answered(rows, identity_key, coded=True)

    def each_batch(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        coded: bool = True,
        identity_key: bytes | None = None,
        following: Sequence[Following] = (),
    ) -> Iterator[pa.RecordBatch]:
        """The answers to one Arrow batch after another, as streams and clusters have them (`mapInArrow` of Spark).

        Each answer has the rows of its batch; nothing else is held. Otherwise as `code_many`, with what `following`
        gives beside.
        """
        batch = self.batch_maker(coded=coded, identity_key=identity_key, following=following)()
        yield from _many().each_answered(batch, batches, coded=coded)

    def for_workers(
        self,
        *,
        keep: Sequence[str] = (),
        coded: bool = True,
        identity_key: bytes | None = None,
        following: Sequence[Following] = (),
    ) -> ForWorkers:
        """`each_batch` as a function that can be pickled and called in other processes, on other machines.

        It brings the files of the catalog along, and an `identity_key`; each process loads them once. Columns to
        `keep` are no choices, such as the number of an order, and stand before the answers.
        """
        _many()
        key = None if identity_key is None else IdentityKey(identity_key)
        make = self._maker(self._files.packed(), key, coded=coded, following=following)
        what = state_name(self.release, self.changes), self.knowledge.product.key, identity_key, tuple(following)
        return ForWorkers(make, what, coded, tuple(keep), tuple(following))

    def parts_for_workers(self, *, keep: Sequence[str] = ()) -> PartsForWorkers:
        """`parts_many` as a function that can be called in other processes, as `for_workers`.

        A row of a part has no number of the row that needs it, but the columns to `keep` of that.
        """
        work = self.for_workers(keep=keep, coded=False)
        return PartsForWorkers(work.make, work.what, coded=False, keep=work.keep)

    def batch_file(  # noqa: PLR0913 - each is said by name
        self,
        source: str | Path,
        target: str | Path,
        *,
        coded: bool = True,
        following: Sequence[Following] = (),
        processes: int | None = None,
        identity_key: bytes | IdentityKey | None = None,
        limits: JsonLimits = DEFAULT,
        progress: Callable[[Done], object] = lambda _: None,
    ) -> Done:
        """Answer the rows of a file in another one, as `code_many` or, not `coded`, as `validate_many` does.

        What else is told of valid rows, `following` makes: `line.following(amounts=["price"])`.

        Files are Parquet, Arrow or NDJSON, by the end of their names. The rows are read and written in chunks, in their
        order, by as many `processes` as there are processors, or by one where there are not many rows, unless a number
        is given; each chunk is told to `progress`. With several processes the module that is run has to be importable,
        as `multiprocessing` wants it.
        Raises as `code_many`, and `UnreadableFileError` and `UnwritableFileError`.
        """
        many = _many()
        number = many.usual_processes(many.about_rows(Path(source))) if processes is None else processes
        found: Done = many.from_file(
            Path(source),
            Path(target),
            self.batch_maker(coded=coded, processes=number, identity_key=identity_key, following=following),
            many.Reasons(self.knowledge.product, self.knowledge.checks.constraints),
            coded=coded,
            beside=many.fields_of(self.knowledge.product, following),
            processes=number,
            limits=limits,
            progress=progress,
        )
        return found

    def about_rows(self, source: str | Path) -> int:
        """About how many rows a file has; 0 where it cannot be read. Raises `MissingExtraError`."""
        found: int = _many().about_rows(Path(source))
        return found

    def batch_maker(
        self,
        *,
        coded: bool,
        processes: int = 1,
        identity_key: bytes | IdentityKey | None = None,
        following: Sequence[Following] = (),
    ) -> Callable[[], Batch]:
        """What makes this product's batch in each of some processes; for several it can be pickled."""
        key = IdentityKey(identity_key) if isinstance(identity_key, bytes) else identity_key
        if processes > 1:
            return self._maker(self._files, key, coded=coded, following=following)
        return partial(_many().Batch, self.knowledge, key, coded=coded, following=following)

    def _maker(
        self, files: CatalogFiles, key: IdentityKey | None, *, coded: bool, following: Sequence[Following]
    ) -> Callable[[], Batch]:
        product = self.knowledge.product.key
        state = self.release, self.changes
        return partial(_batch_of, files, state, product, key, coded=coded, following=following)

    def _answered(
        self, rows: Rows, identity_key: bytes | None, *, coded: bool, following: Sequence[Following] = ()
    ) -> pa.Table:
        key = None if identity_key is None else IdentityKey(identity_key)
        return _many().answered(self.knowledge, rows, key, coded=coded, following=following)


@dataclass(frozen=True)
class ForWorkers:
    """Answers Arrow batches, one after another, in whatever process it is called: what `mapInArrow` of Spark takes.

    The answers are as `each_batch` gives them, in types that all readers know: texts and binary. `keep`: columns that
    are no choices, such as the number of an order; they stand before the answers. `what` tells makers apart.
    """

    make: Callable[[], Batch]
    what: tuple[object, ...]
    coded: bool
    keep: tuple[str, ...] = ()
    following: tuple[Following, ...] = ()

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers. Raises as `each_batch`, and `BatchInputError` where a column to keep is missing."""
        what = (*self.what, self.coded)
        if what not in _MADE:
            _MADE.clear()  # a process works for one release after another, if for several at all
            _MADE[what] = self.make()
        yield from self._each(_MADE[what], batches)

    def schema(self, product: Product) -> pa.Schema:
        """The columns of the answers for this product, behind those that are kept."""
        return _many().plain_schema(product, self.following, coded=self.coded)

    def _each(self, batch: Batch, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _many().each_beside(batch, batches, self.keep, coded=self.coded)


@dataclass(frozen=True)
class PartsForWorkers(ForWorkers):
    """The same for the parts of each row: a row for each, with the columns to keep of the row that needs it."""

    def schema(self, product: Product) -> pa.Schema:
        """The columns of the parts of this product, behind those that are kept."""
        return library("part_files").plain_schema(product)

    def _each(self, batch: Batch, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from library("part_files").each_beside(batch, batches, self.keep)


_MADE: dict[tuple[object, ...], Batch] = {}
"""The batch that this process has made for workers' functions."""


def _batch_of(
    files: CatalogFiles,
    state: tuple[str, tuple[Change, ...]],
    product: str,
    identity_key: IdentityKey | None,
    *,
    coded: bool,
    following: Sequence[Following],
) -> Batch:
    """A batch for a process of its own, which loads the catalog; it must still be the same release."""
    loaded, (release, changes) = pipeline.load(files), state
    if loaded.release != release:
        raise BatchInputError("the catalog has changed since it was loaded", "begin again")
    products = pipeline.revised(loaded, changes).knowledge.products
    found: Batch = _many().Batch(products[product], identity_key, coded=coded, following=following)
    return found


def _many() -> ModuleType:
    """The entrance to what works in columns. Raises `MissingExtraError`."""
    return library("many")
