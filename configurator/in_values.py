"""What follows from very many configurations of one product: amounts, numbers, parts; and configurations by numbers.

line = configurator.load("catalogs/studio/studio.vpc")["phone_case"]
prices = line.amounts_many(pyarrow.table({"model": ["p14", "p15"], "cover": ["black", "blue"]}), "price")
rows = line.unrank_many(range(1_000_000))

Rows are as in `in_batches`, and so are verdicts. What follows is worked out for each distinct combination of the few
options that it depends on, and gathered; single answers are the referee.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configurator.catalog_files import CatalogFiles
from configurator.engine.sale import read_facts
from configurator.engine.valid_space import NO_CHOICES, Choices, ValidSpace
from configurator.errors import BatchQuestionError
from configurator.in_batches import InBatches
from configurator.in_numbers import MANY_ROWS, InNumbers, library
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.problem import ProblemCode
from configurator.model.revised import Change, state_name
from configurator.text.json_reader import DEFAULT, JsonLimits

if TYPE_CHECKING:
    import pyarrow as pa

    from configurator.batch.chunks import Rows
    from configurator.batch.following import Following
    from configurator.batch.many import Done


class InValues(InBatches):
    """A product of a loaded catalog, as far as it tells what follows from many rows."""

    def __init__(
        self, knowledge: ProductKnowledge, files: CatalogFiles, release: str, changes: tuple[Change, ...] = ()
    ) -> None:
        super().__init__(knowledge, files, release, changes)
        self._numbers = InNumbers(knowledge.product, state_name(release, changes))

    def amounts_many(
        self,
        rows: Rows,
        amounts: Sequence[str] | str | None = None,
        *,
        facts: Mapping[str, object] | None = None,
        day: date | None = None,
        row_facts: Sequence[str] | str = (),
    ) -> pa.Table:
        """What many configurations come to: `valid`, `reason`, and of each derived amount its number and its unit.

        The `amounts` are named, as in `["price"]`; without names, all that the catalog derives. The column `price` is
        a decimal with as many digits behind the point as any configuration needs, in the unit that `price_unit` names.
        Where no decimal is exact for all, or more than 38 digits may be needed, it has texts, as single answers show
        them: `2500/127`. There are no floats. Both are null where a row is not valid.

        `facts` are raw facts of the sale, such as `{"market": "eu"}`, for all rows; a fact that is a day is the `day`,
        unless it is given. What is not given is not known, as in `offer`: the catalog says what it comes to then.
        `row_facts` name those that stand in the rows, in columns of their names; where one is null, it is as for all.

        Raises as `validate_many`, and `BatchQuestionError` for an amount or a fact that the catalog does not know.
        """
        names = self._all_amounts() if amounts is None else amounts
        following = self.following(amounts=names, facts=facts, day=day, row_facts=row_facts)
        return self._answered(rows, None, coded=False, following=following)

    def rank_many(self, rows: Rows) -> pa.Table:
        """The numbers of many configurations: `valid`, `reason`, and `number`, which is null where a row is not valid.

        They are numbered from 0 in the order of what they choose, as `engine.rank` and `configurator list` number them;
        texts and pictures are not numbered. A number belongs to this state of the catalog. The column has integers of
        64 bits, where all numbers of the product fit into these; else decimals of 38 digits; else texts of digits.

        Raises as `validate_many`; `UnnumberedError` where configurations have no numbers, because of a list of
        products; `NoDiagramError` and `TooComplexError` where options are tied too much.
        """
        following = self.following(numbered=True, rows=_about(rows))
        return self._answered(rows, None, coded=False, following=following)

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

    def parts_many(self, rows: Rows) -> pa.Table:
        """The parts of many configurations, as `explode` tells them: a row for each part that one of them needs.

        Columns: `row`, counted from 0; `part`; `quantity`, in the `unit`, which is null for pieces. Quantities are
        decimals, or texts where no decimal is exact, as in `amounts_many`. They stand in the order of the rows, and of
        the steps that pick them. Rows that are not valid need nothing. Raises as `validate_many`.
        """
        found: pa.Table = library("part_files").parts_of(self.knowledge, rows)
        return found

    def parts_total(self, rows: Rows) -> pa.Table:
        """How many of each part many configurations need together, and how many `rows` need some of it.

        Columns: `part`, `quantity`, `unit`, `rows`; a row for each part and unit, in the order of their names. Memory
        does not depend on how many rows come. Raises as `validate_many`.
        """
        found: pa.Table = library("part_files").totals_of(self.knowledge, rows)
        return found

    def parts_file(
        self,
        source: str | Path,
        target: str | Path,
        *,
        together: bool = False,
        processes: int | None = None,
        limits: JsonLimits = DEFAULT,
        progress: Callable[[Done], object] = lambda _: None,
    ) -> Done:
        """Write the parts of the rows of a file to another one, as `parts_many`, or `together`, as `parts_total`.

        `written` is how many rows these are. Otherwise as `batch_file`.
        """
        many = library("many")
        number = many.usual_processes(self.about_rows(source)) if processes is None else processes
        make = self.batch_maker(coded=False, processes=number)
        found: Done = library("part_files").from_file(
            Path(source),
            Path(target),
            make,
            self.knowledge,
            together=together,
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
        row_facts: Sequence[str] | str = (),
        numbered: bool = False,
        rows: int = MANY_ROWS,
    ) -> tuple[Following, ...]:
        """What is told of valid rows beside their verdicts, for `batch_file` and others: amounts, as `amounts_many`.

        With `numbered` also their numbers, as `rank_many`; `rows` says about how many there will be. Raises what these
        do: `BatchQuestionError` for an amount or a fact that the catalog does not know, for facts in rows where no
        amount is asked for, and for names of columns that would stand there twice.
        """
        many, product = library("many"), self.knowledge.product
        read, problems = read_facts(product, facts or {}, day)
        if problems:
            raise BatchQuestionError("wrong-fact", problems[0].message, problems[0].hint)
        keys = [amounts] if isinstance(amounts, str) else list(amounts)
        in_rows = (row_facts,) if isinstance(row_facts, str) else tuple(row_facts)
        _, unknown = read_facts(product, dict.fromkeys(in_rows))
        if in_rows and not keys:
            message = "facts are to be taken from the rows, and nothing depends on them"
            raise BatchQuestionError("idle-fact", message, "name an amount, or leave them out")
        problem = next((each for each in unknown if each.code is ProblemCode.UNKNOWN_OPTION), None)
        if problem is not None:
            raise BatchQuestionError("wrong-fact", problem.message, problem.hint)
        found: tuple[Following, ...] = tuple(many.AmountOf(key, tuple(read.items()), in_rows) for key in keys)
        if numbered:
            found += (self._numbers.column(rows),)
        many.refuse_same_names(many.fields_of(product, found))
        return found

    def _all_amounts(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.knowledge.product.derived)


def _about(rows: Rows) -> int:
    """About how many rows there are; many where nobody knows before they come."""
    length = getattr(rows, "num_rows", None)
    if isinstance(length, int):
        return length
    if isinstance(rows, list | tuple) and not any(hasattr(each, "num_rows") for each in rows[:1]):
        return len(rows)
    return MANY_ROWS
