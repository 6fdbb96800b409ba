"""Laptops without end, by their numbers, answered by a Spark cluster and by one process.

`python tests/batch/spark_rows.py [--rows N]` prints how long each takes, and whether both say the same: how many rows
are valid, and the sum of all digests and of all order numbers with them, which no order of rows changes.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

import configurator
from configurator import spark
from configurator.places import shipped
from configurator.product_line import ProductLine

CHUNK = 1 << 14
PARTS = 16
_WORD = 1 << 64

ALIKE: dict[str, object] = {
    "chassis": "aluminum",
    "screen": "14",
    "processor": "corvus_c5p",
    "graphics": "integrated",
    "adapter": "65w",
    "plug": "eu",
    "keyboard": "de",
    "ports": ["hdmi", "usb_a"],
    "system": "business",
    "software": ["manager", "office_suite"],
    "encryption": True,
    "asset_tag": "LX-004711",
    "warranty": 3,
    "on_site": True,
}
"""What all orders choose."""

VARIED: dict[str, tuple[str, ...]] = {
    "cover": ("graphite", "midnight", "silver", "pearl"),
    "memory": ("8gb", "16gb", "32gb", "64gb", "128gb"),
    "storage": ("256gb", "512gb", "1tb", "2tb", "4tb"),
    "panel": ("matte", "bright", "oled"),
    "battery": ("40wh", "60wh", "80wh", "99wh"),
    "series": ("travel", "office", "creator"),
}
"""What they choose each for itself; 400 of these 3,600 combinations are valid."""

TYPES = {str: "string", bool: "boolean", int: "int", list: "array<string>"}


class Summed(NamedTuple):
    """What all answers come to, in whatever order: rows, valid ones, and digests times their order numbers."""

    rows: int
    valid: int
    digests: int


def rows(first: int, count: int) -> pa.RecordBatch:
    """So many orders from a number on; each digit of the number in some base is a choice."""
    order = np.arange(first, first + count, dtype=np.int64)
    columns: dict[str, pa.Array] = {"order": pa.array(order)}
    columns |= {key: pa.array([value]).take(pa.array(np.zeros(count, np.int32))) for key, value in ALIKE.items()}
    left = order * 2_654_435_761 % (1 << 31)
    for key, values in VARIED.items():
        columns[key] = pa.DictionaryArray.from_arrays(pa.array((left % len(values)).astype(np.int32)), pa.array(values))
        left //= len(values)
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def by_one_process(line: ProductLine, count: int) -> Summed:
    """The answers of this process, in chunks."""
    found = Summed(0, 0, 0)
    work = line.for_workers(keep=["order"])
    for batch in work(rows(first, min(CHUNK, count - first)) for first in range(0, count, CHUNK)):
        found = _plus(found, _sum(batch))
    return found


def frame(session: Any, count: int, kill_once: Path | None = None) -> Any:
    """The same rows as a data frame; the executor that first marks `kill_once` is killed in the middle."""
    schema = "order long, " + ", ".join(f"{key} {TYPES[type(value)]}" for key, value in ALIKE.items())
    schema += ", " + ", ".join(f"{key} string" for key in VARIED)
    mark = None if kill_once is None else str(kill_once)
    return session.range(0, count, CHUNK, PARTS).mapInArrow(_making(count, mark), schema)


def _making(count: int, mark: str | None) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def made(firsts: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in firsts:
            for first in batch.column(0).to_pylist():
                yield _plain(rows(first, min(CHUNK, count - first)))
                if mark is not None:
                    _kill_executor(mark)

    return made


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Without dictionaries, and integers of 32 bits, as the schema says."""
    columns = [each.cast(pa.string()) if pa.types.is_dictionary(each.type) else each for each in batch.columns]
    found = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
    place = found.schema.get_field_index("warranty")
    return found.set_column(place, "warranty", found.column(place).cast(pa.int32()))


def _kill_executor(mark: str) -> None:
    """Kill the Java process that this worker works for, if nobody has done so before."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return
    daemon = os.getppid()
    executor = int(Path(f"/proc/{daemon}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[1])
    os.kill(executor, signal.SIGKILL)


def summed(answers: Any) -> Summed:
    """What the answers of a cluster come to."""

    def sums(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        found = Summed(0, 0, 0)
        for batch in batches:
            found = _plus(found, _sum(batch))
        yield pa.RecordBatch.from_pylist([{"rows": found.rows, "valid": found.valid, "digests": str(found.digests)}])

    found = Summed(0, 0, 0)
    for row in answers.mapInArrow(sums, "rows long, valid long, digests string").collect():
        found = _plus(found, Summed(row.rows, row.valid, int(row.digests)))
    return found


def _sum(batch: pa.RecordBatch) -> Summed:
    valid = np.asarray(batch.column("valid"))
    order = np.asarray(batch.column("order"))[valid].astype(np.uint64)
    octets = b"".join(each[:8] for each in batch.column("digest").to_pylist() if each is not None)
    words = np.frombuffer(octets, ">u8").astype(np.uint64)
    return Summed(batch.num_rows, int(valid.sum()), int((words * (2 * order + 1)).sum(dtype=np.uint64)))


def _plus(one: Summed, other: Summed) -> Summed:
    return Summed(one.rows + other.rows, one.valid + other.valid, (one.digests + other.digests) % _WORD)


@contextmanager
def cluster(memory: int = 1024) -> Iterator[Any]:
    """A Spark cluster on this machine: a master and two workers, each a process with so many MiB."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    here = Path(__file__).parent
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(here), os.environ.get("PYTHONPATH"))))
    builder = SparkSession.builder.master(f"local-cluster[2,1,{memory}]").appName("optionary")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(CHUNK),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


def main(count: int) -> None:
    """Print both."""
    line = configurator.load(shipped("catalogs") / "laptop" / "laptop.vpc").only
    start = perf_counter()
    alone = by_one_process(line, count)
    print(f"one process:  {perf_counter() - start:,.1f} s, {alone}", flush=True)
    with cluster() as session:
        summed(spark.answered(frame(session, CHUNK), line, keep=["order"]))  # the workers begin
        start = perf_counter()
        together = summed(spark.answered(frame(session, count), line, keep=["order"]))
        print(f"two workers:  {perf_counter() - start:,.1f} s, {together}", flush=True)
    print("both say the same" if alone == together else "they do not say the same")
    sys.exit(alone != together)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    main(parser.parse_args().rows)
