"""Very many configurations of one product at once: Arrow, NumPy, Python objects, and files of rows.

line = configurator.load("catalogs/laptop/laptop.vpc").only
codes = line.code_many(pyarrow.table({"series": ["travel", "office"], "memory": ["16gb", None]}))
done = line.batch_file("orders.parquet", "codes.parquet")

A column is an option by its key; a null cell and a missing column say that nobody mentions the option ("no value" is
the empty string). It takes the extra `batch`: NumPy and pyarrow, which are imported when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from configurator import pipeline
from configurator.catalog_files import CatalogFiles
from configurator.engine.sale import read_facts
from configurator.engine.valid_space import NO_CHOICES, Choices, ValidSpace
from configurator.errors import BatchInputError, BatchQuestionError
from configurator.identity.identity_key import IdentityKey
from configurator.in_numbers import MANY_ROWS, InNumbers, library
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.text.json_reader import DEFAULT, JsonLimits

if TYPE_CHECKING:
    import pyarrow as pa

    from configurator.batch.batch import Batch
    from configurator.batch.chunks import Rows
    from configurator.batch.following import Following
    from configurator.batch.many import Done


class InBatches:
    """A product of a loaded catalog, as far as it works on many rows; `files` are those of the catalog, read once."""

    def __init__(self, knowledge: ProductKnowledge, files: CatalogFiles, release: str) -> None:
        self.release = release
        self.knowledge = knowledge
        self._files = files
        self._numbers = InNumbers(knowledge.product, release)

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

    def amounts_many(
        self,
        rows: Rows,
        amounts: Sequence[str] | str | None = None,
        *,
        facts: Mapping[str, object] | None = None,
        day: date | None = None,
    ) -> pa.Table:
        """What many configurations come to: `valid`, `reason`, and of each derived amount its number and its unit.

        The `amounts` are named, as in `["price"]`; without names, all that the catalog derives. The column `price` is
        a decimal with as many digits behind the point as any configuration needs, in the unit that `price_unit` names.
        Where no decimal is exact for all, or more than 38 digits may be needed, it has texts, as single answers show
        them: `2500/127`. There are no floats. Both are null where a row is not valid.

        `facts` are raw facts of the sale, such as `{"market": "eu"}`, for all rows; a fact that is a day is the `day`,
        unless it is given. What is not given is not known, as in `offer`: the catalog says what it comes to then.

        Raises as `validate_many`, and `BatchQuestionError` for an amount or a fact that the catalog does not know.
        """
        following = self.following(amounts=self._all_amounts() if amounts is None else amounts, facts=facts, day=day)
        return self._answered(rows, None, coded=False, following=following)

    def rank_many(self, rows: Rows) -> pa.Table:
        """The numbers of many configurations: `valid`, `reason`, and `number`, which is null where a row is not valid.

        They are numbered from 0 in the order of what they choose, as `engine.rank` and `configurator list` number them;
        texts and pictures are not numbered. A number belongs to this state of the catalog. The column has integers of
        64 bits, where all numbers of the product fit into these; else decimals of 38 digits; else texts of digits.

        Raises as `validate_many`; `UnnumberedError` where configurations have no numbers, because of a list of
        products; `NoDiagramError` and `TooComplexError` where options are tied too much.
        """
        length = len(rows) if isinstance(rows, Sized) else MANY_ROWS
        return self._answered(rows, None, coded=False, following=self.following(numbered=True, rows=length))

    def unrank_many(self, numbers: Iterable[Any]) -> pa.Table:
        """The configurations that have these numbers: a column for each option that is no text or picture.

        `numbers` are integers, decimals or digits, in Arrow, NumPy or Python, from 0 on. A batch reads the columns
        again, and finds them valid and of the same numbers: keys are dictionaries, sets are lists of keys, numbers are
        integers, or decimals in the unit of their option. "No value" is null, or the empty text where the option would
        get a default. Texts that are needed are yours to add. A product within the product is a struct.

        Raises `BatchInputError` for what is no number of a configuration, and as `rank_many`.
        """
        wanted = library("numbers").whole_numbers(numbers)
        unranking = self._numbers.unranking(len(wanted))
        batches = library("unranking").configurations(unranking, wanted)
        found: pa.Table = library("many").one_table(batches, unranking.schema)
        return found

    def configurations_file(
        self,
        target: str | Path,
        numbers: Iterable[int],
        *,
        rows: int = MANY_ROWS,
        choices: Mapping[str, object] | Choices | None = None,
        space: ValidSpace | None = None,
        progress: Callable[[int], object] = lambda _: None,
    ) -> int:
        """Write the configurations that have these numbers to a file, and say how many they are, as `unrank_many`.

        The file is Parquet, Arrow or NDJSON, by the end of its name, and `batch_file` reads it. `numbers` may be a
        generator: a chunk is held at a time; `rows` says about how many there will be. After `choices`, raw or as a
        `space` of the product has read them, those are numbered that have them. `progress` hears how many are written.

        Raises as `unrank_many`, `BatchQuestionError` for choices that are none, and `UnwritableFileError`.
        """
        if choices is not None and space is None:
            space = self._numbers.space(self.knowledge.product)
        read = choices if isinstance(choices, Choices) else space.read(choices or {}) if space else NO_CHOICES
        if read.problems:
            raise BatchQuestionError("faulty-choices", read.problems[0].message, read.problems[0].hint)
        unranking = self._numbers.unranking(rows, space, read)
        found: int = library("unranking").to_file(unranking, numbers, Path(target), progress)
        return found

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
        what = self.release, self.knowledge.product.key, identity_key, tuple(following)
        return ForWorkers(make, what, coded, tuple(keep))

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

    def following(
        self,
        *,
        amounts: Sequence[str] | str = (),
        facts: Mapping[str, object] | None = None,
        day: date | None = None,
        numbered: bool = False,
        rows: int = MANY_ROWS,
    ) -> tuple[Following, ...]:
        """What is told of valid rows beside their verdicts, for `batch_file` and others: amounts, as `amounts_many`.

        With `numbered` also their numbers, as `rank_many`; `rows` says about how many there will be. Raises what these
        do: `BatchQuestionError` for an amount or a fact that the catalog does not know, and for names of columns
        that would stand there twice.
        """
        many, product = _many(), self.knowledge.product
        read, problems = read_facts(product, facts or {}, day)
        if problems:
            raise BatchQuestionError("wrong-fact", problems[0].message, problems[0].hint)
        keys = [amounts] if isinstance(amounts, str) else list(amounts)
        found: tuple[Following, ...] = tuple(many.AmountOf(key, tuple(read.items())) for key in keys)
        if numbered:
            found += (self._numbers.column(rows),)
        many.refuse_same_names(many.fields_of(product, found))
        return found

    def about_rows(self, source: str | Path) -> int:
        """About how many rows a file has; 0 where it cannot be read. Raises `MissingExtraError`."""
        found: int = _many().about_rows(Path(source))
        return found

    def _all_amounts(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.knowledge.product.derived)

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
        return partial(_batch_of, files, self.release, product, key, coded=coded, following=following)

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

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers. Raises as `each_batch`, and `BatchInputError` where a column to keep is missing."""
        what = (*self.what, self.coded)
        if what not in _MADE:
            _MADE.clear()  # a process works for one release after another, if for several at all
            _MADE[what] = self.make()
        yield from _many().each_beside(_MADE[what], batches, self.keep, coded=self.coded)


_MADE: dict[tuple[object, ...], Batch] = {}
"""The batch that this process has made for workers' functions."""


def _batch_of(
    files: CatalogFiles,
    release: str,
    product: str,
    identity_key: IdentityKey | None,
    *,
    coded: bool,
    following: Sequence[Following],
) -> Batch:
    """A batch for a process of its own, which loads the catalog; it must still be the same release."""
    loaded = pipeline.load(files)
    if loaded.release != release:
        raise BatchInputError("the catalog has changed since it was loaded", "begin again")
    found: Batch = _many().Batch(loaded.knowledge.products[product], identity_key, coded=coded, following=following)
    return found


def _many() -> ModuleType:
    """The entrance to what works in columns. Raises `MissingExtraError`."""
    return library("many")
