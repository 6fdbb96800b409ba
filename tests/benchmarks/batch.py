"""The benchmark of batches: `python tests/benchmarks/batch.py` prints nanoseconds a row, and ratios of the same run.

The other side is a loop over rows that are Python dictionaries already: the laptop's hand-written schema in
`jsonschema-rs`, then for valid rows the sorted dump of `orjson`, SHA-256, and the text of a code. It leaves out the
three budgets that JSON Schema cannot say, and says no reason. Where Polars is installed, the same schema as one of its
expressions (`laptop_polars.py`) gives verdicts, too, on one core. Our side begins with Arrow columns, in dictionaries
as Parquet gives them, and with texts as they are; reasons are always told. Where numba is installed, the verdicts are
told a second time by the compiled kernel, which otherwise comes into play after some millions of rows. The limits of
the machine are a copy of the columns' bytes, and SHA-256 of as many bytes as the documents of the valid rows have. All
take turns in one process, on one core; a figure is the median of the processor's time over the rounds.

With `--files` whole files are answered, from Parquet to Parquet; with `--memory` the peak memory of a process that
answers 10^6 and 10^7 rows is printed, too.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns, process_time_ns
from typing import Any
from unittest.mock import patch

import jsonschema_rs
import limits
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from laptop_configurations import sample
from laptop_schema import SCHEMA, Choices
from races import OURS, Race, show_all

import configurator
from configurator.batch import compiled
from configurator.batch.batch import Batch
from configurator.batch.chunks import CHUNK, in_chunks
from configurator.engine.looked_up import is_valid
from configurator.identity.code_text import code_text
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import code

ROUNDS = 9
LOOPED = 2_000
DISTINCT = 16_384
GOALS = {"verdict": 200, "verdict and code": 12}
GOAL_POLARS, GOAL_COPY = 7, 0.2
LOOP, POLARS = "jsonschema-rs loop", "polars expression"
PLAIN, COMPILED = f"{OURS}, plain columns", f"{OURS}, compiled"
Work = Callable[[], object]
Done = tuple[str, str, int, Work]
"""What is done, by whom, for how many rows, and how."""


def columns_of(rows: Sequence[Choices], *, encoded: bool) -> pa.RecordBatch:
    """Rows in columns; the rare cell of another kind than its column is left out, as columns have it."""
    columns = {}
    for key in sorted({key for row in rows for key in row}):
        cells = [row.get(key) for row in rows]
        kinds = [type(cell) for cell in cells if cell is not None]
        kind = max(set(kinds), key=kinds.count)
        fitting = [cell if type(cell) is kind else None for cell in cells]
        if kind is list and encoded:
            columns[key] = _lists(fitting)
        else:
            array = pa.array(fitting)
            columns[key] = array.dictionary_encode() if kind is str and encoded else array
    return pa.RecordBatch.from_pydict(columns)


def _lists(cells: Sequence[Any]) -> pa.Array:
    known: dict[tuple[str, ...], int] = {}
    numbers = [None if cell is None else known.setdefault(tuple(cell), len(known)) for cell in cells]
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(list(map(list, known))))


def contenders(
    rows: Sequence[Choices], batches: dict[str, pa.RecordBatch], batch: Callable[..., Batch]
) -> Iterator[Done]:
    """What is done, by whom, for how many rows, and how."""
    schema = jsonschema_rs.validator_for(SCHEMA)
    few = rows[:LOOPED]

    def looped() -> object:
        return [schema.is_valid(row) for row in few]

    def coded() -> object:
        return [
            code_text(hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest())
            for row in few
            if schema.is_valid(row)
        ]

    yield "verdict", LOOP, len(few), looped
    yield "verdict and code", LOOP, len(few), coded
    for name, columns in batches.items():
        for what, is_coded in (("verdict", False), ("verdict and code", True)):
            judging = batch(coded=is_coded)

            def judged(judging: Batch = judging, columns: pa.RecordBatch = columns) -> object:
                return [judging.judge(chunk) for chunk in in_chunks(columns)]

            judged()
            yield what, name, columns.num_rows, judged
    yield from verdicts(batches[OURS], batch(coded=False))


def verdicts(columns: pa.RecordBatch, judging: Batch) -> Iterator[Done]:
    """Who else tells verdicts: the compiled kernel, and Polars, where they can be had."""
    kernel = kernel_or_none()
    if kernel is not None:

        def judged() -> object:
            with patch.object(compiled.KERNEL, "judge", lambda _: kernel):
                return [judging.judge(chunk) for chunk in in_chunks(columns)]

        judged()
        yield "verdict", COMPILED, columns.num_rows, judged
    if find_spec("polars"):
        import laptop_polars

        frame, valid = laptop_polars.frame_of(columns).lazy(), laptop_polars.is_valid()
        yield "verdict", POLARS, columns.num_rows, lambda: frame.select(valid).collect()


def kernel_or_none() -> Any:
    """The compiled kernel, where it can be had."""
    folder = compiled.kept_folder()
    if folder is None:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return compiled.loaded(folder)


def limits_of(knowledge: ProductKnowledge, rows: Sequence[Choices], columns: pa.RecordBatch) -> Iterator[Done]:
    """What is done by the machine alone: the columns copied; the documents of the valid rows hashed."""
    few = rows[:LOOPED]
    documents = [code(knowledge, row).document for row in few if is_valid(knowledge, row)]
    for what, made in (("verdict", None), ("verdict and code", documents)):
        for who, work in limits.of_many(columns, made).items():
            yield what, who, columns.num_rows if who == limits.COPY else len(few), work


def in_memory(rounds: int, chunks: int = 4, distinct: int = DISTINCT) -> Iterator[Race]:
    """Rows in memory, on one core."""
    line = configurator.load("laptop").only
    rows = list(islice(sample(line.knowledge, 2026), distinct))
    picked = pa.array(np.random.default_rng(1).integers(0, distinct, chunks * CHUNK))
    batches = {name: columns_of(rows, encoded=encoded).take(picked) for name, encoded in ((OURS, True), (PLAIN, False))}

    def batch(*, coded: bool) -> Batch:
        return line.batch_maker(coded=coded)()

    works = [*contenders(rows, batches, batch), *limits_of(line.knowledge, rows, batches[OURS])]
    valid = sum(line.validate_many(batches[PLAIN]).column("valid").to_pylist()) / len(picked)
    print(f"a laptop of {len(line.product.options)} options, {valid:.0%} of {len(picked):,} rows valid\n")
    taken: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for what, who, count, work in works:
            gc.collect()
            start = process_time_ns()
            work()
            taken.setdefault((what, who), []).append((process_time_ns() - start) / count)
    for what in GOALS:
        times = {who: median(each) for (of, who), each in taken.items() if of == what}
        yield Race(f"laptops in columns, {what}", times, frozenset({limits.COPY, limits.HASH} & times.keys()))


def write_rows(path: Path, count: int) -> None:
    """A file of so many rows, in row groups of a usual size."""
    line = configurator.load("laptop").only
    columns = columns_of(list(islice(sample(line.knowledge, 2026), DISTINCT)), encoded=False)
    random = np.random.default_rng(2)
    with pq.ParquetWriter(path, columns.schema) as writer:
        for start in range(0, count, 2**17):
            size = min(2**17, count - start)
            writer.write_batch(columns.take(pa.array(random.integers(0, len(columns), size))))


ANSWER = """
import resource, sys, configurator
done = configurator.load("laptop").only.batch_file(sys.argv[1], sys.argv[2], processes=int(sys.argv[3]))
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(done.rows, *peaks)
"""


def in_files(counts: Sequence[int], processes: Sequence[int]) -> None:
    """Whole files, from Parquet to Parquet, each in a process of its own; time on the clock, with its start."""
    with TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / "rows.parquet"
            write_rows(path, count)
            for number in processes:
                start = perf_counter_ns()
                command = [sys.executable, "-c", ANSWER, str(path), str(path.with_name("codes.parquet")), str(number)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                seconds = (perf_counter_ns() - start) / 1e9
                rows, own, child = map(int, done.stdout.split())
                print(
                    f"{rows:>12,} rows, {number} processes: {seconds:>8.1f} s, {rows / seconds:>10,.0f} rows/s, "
                    f"peak {own / 1024:,.0f} MB, and {child / 1024:,.0f} MB in the largest of the others"
                )


def version_of(name: str) -> str:
    """The version of a library, or that it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def tell_goals(race: Race) -> None:
    """How far our two ways are from what was aimed at."""
    what = race.name.rpartition(", ")[2]
    for who in (OURS, COMPILED):
        if who in race.times:
            each = race.times[who]
            print(f"{who}: {each:,.0f} ns a row, {1e9 / each:,.0f} rows/s; ", end="")
            print(f"{race.times[LOOP] / each:.0f}x the loop (goal {GOALS[what]}x)", end="")
            if POLARS in race.times:
                print(f", {race.times[POLARS] / each:.1f}x a Polars expression (goal {GOAL_POLARS}x)", end="")
            if what == "verdict":
                print(f", {race.times[limits.COPY] / each:.0%} of a copy (goal {GOAL_COPY:.0%})", end="")
            print()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--files", action="store_true", help="also whole files, of 10^6 rows")
    parser.add_argument("--memory", action="store_true", help="also files of 10^6 and of 10^7 rows, for their memory")
    arguments = parser.parse_args()
    names = ("jsonschema-rs", "numba", "numpy", "orjson", "polars", "pyarrow")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; ", end="")
    print(", ".join(f"{name} {version_of(name)}" for name in names))
    for race in show_all(in_memory(arguments.rounds)):
        tell_goals(race)
    if arguments.files or arguments.memory:
        print()
        in_files([10**6, 10**7] if arguments.memory else [10**6], [1] if arguments.memory else [1, 2])


if __name__ == "__main__":
    main()
