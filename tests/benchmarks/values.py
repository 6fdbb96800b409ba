"""The benchmark of what follows from many rows: `python tests/benchmarks/values.py` prints rows a second, and ratios.

The other side is the loop over single answers that one would write: `validate` and `offer` for a price, `validate` and
`Ranks.rank`, `Ranks.unrank`, `validate` and `explode`. Its rows are Python dictionaries already; the batch begins with
Arrow columns, and with their verdicts, and ends with Arrow columns. Both take turns in one process, on one core, and a
figure is the median of the processor's time over the rounds. Tables of numbers are made once; their time is told apart.

Products: a phone case of the example `studio` (amounts, numbers, parts), and with `--laptop` the laptop, whose numbers
have tables that take some seconds.
"""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from random import Random
from statistics import median
from time import process_time
from typing import Any

import pyarrow as pa
from laptop_configurations import sample

import configurator
from configurator.engine.offer import offer
from configurator.engine.rank import Ranks
from configurator.product_line import ProductLine

DAY = date(2026, 11, 26)
ROUNDS = 5
SINGLY = 300
DISTINCT = 8_192
ROWS = 262_144
Work = Callable[[], object]


def cases(line: ProductLine, count: int) -> list[dict[str, Any]]:
    """Valid phone cases by chance, as rows."""
    random, ranks = Random(7), Ranks(line.space)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        outcomes = ranks.sample(random)[1]
        row = {key: _plain(value) for key, value in outcomes.items() if value is not None}
        if "engraving_place" in row:
            row["engraving"] = random.choice(("Zoe", "Anna", "For Ben", "Max 7"))
        if line.is_valid(row):
            found.append(row)
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def columns_of(rows: Sequence[Mapping[str, Any]], count: int) -> pa.Table:
    """So many of some rows in columns; keys are dictionaries, as Parquet gives them."""
    keys = sorted({key for row in rows for key in row})
    arrays = {key: pa.array([row.get(key) for row in rows]) for key in keys}
    encoded = {key: each.dictionary_encode() if pa.types.is_string(each.type) else each for key, each in arrays.items()}
    random = Random(1)
    picked = pa.array([random.randrange(len(rows)) for _ in range(count)])
    return pa.Table.from_batches([pa.RecordBatch.from_pydict(encoded).take(picked)])


def contenders(line: ProductLine, rows: Sequence[dict[str, Any]], table: pa.Table) -> Iterator[tuple[str, Work, Work]]:
    """What is asked, one by one and of many."""
    few, ranks = rows[:SINGLY], Ranks(line.space)
    numbers = [Random(3).randrange(ranks.count) for _ in range(len(table))]
    product = line.product
    yield "verdict", lambda: [line.validate(row) for row in few], lambda: line.validate_many(table)
    if product.derived:
        yield (
            "price",
            lambda: [offer(product, line.validate(row).completed, DAY).amounts["price"] for row in few],
            lambda: line.amounts_many(table, "price", day=DAY),
        )
    yield "rank", lambda: [ranks.rank(line.validate(row).completed) for row in few], lambda: line.rank_many(table)
    yield "unrank", lambda: list(map(ranks.unrank, numbers[:SINGLY])), lambda: line.unrank_many(numbers)
    if product.steps:
        yield (
            "parts",
            lambda: [line.explode(line.validate(row).completed) for row in few],
            lambda: line.parts_many(table),
        )
        yield (
            "parts in total",
            lambda: [line.explode(line.validate(row).completed) for row in few],
            lambda: line.parts_total(table),
        )


def measure(line: ProductLine, rows: Sequence[dict[str, Any]], rounds: int) -> None:
    """Print what a product's questions take."""
    table = columns_of(rows, ROWS)
    start = process_time()
    line.unrank_many([0] * 50_000)
    made = process_time() - start
    print(f"\n{line.key}: {len(rows):,} distinct of {len(table):,} rows; its tables of numbers took {made:.1f} s")
    for what, singly, many in contenders(line, rows, table):
        many()
        taken = [(_seconds(singly) / SINGLY, _seconds(many) / len(table)) for _ in range(rounds)]
        one, each = (median(times) for times in zip(*taken, strict=True))
        print(f"{what:<16}{1 / one:>12,.0f} rows/s singly{1 / each:>14,.0f} rows/s together{one / each:>10,.0f}x")


def _seconds(work: Work) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--laptop", action="store_true", help="also the laptop, whose tables take some seconds")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    case = configurator.load("studio")["phone_case"]
    measure(case, cases(case, DISTINCT), arguments.rounds)
    if arguments.laptop:
        laptop = configurator.load("laptop").only
        valid = filter(laptop.is_valid, sample(laptop.knowledge, 2026))
        measure(laptop, list(islice(valid, DISTINCT)), arguments.rounds)


if __name__ == "__main__":
    main()
