"""Chunks judged by several processes, in their order, with few of them alive at a time.

Each process loads the catalog by itself, once, so that nothing compiled is handed over; chunks go there and what was
found comes back. Threads do not do: hashing short documents holds the interpreter's lock.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pyarrow as pa

from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk
from configurator.batch.judge import Judged

AHEAD = 2
"""Chunks that wait for each process, so that none is idle."""


def usual_processes() -> int:
    """As many as there are processors for this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def judged(chunks: Iterable[Chunk], make: Callable[[], Batch], processes: int) -> Iterator[Judged]:
    """What is found of each chunk, in their order; `make` is called in each process, and has to be picklable.

    At most `(AHEAD + 1) * processes` chunks are taken that have not been answered. Whoever stops in between, by
    `close` or by an exception, ends the processes.
    """
    if processes <= 1:
        batch = make()
        for chunk in chunks:
            yield batch.judge(chunk)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (make,)) as pool:
        waiting: deque[Future[Judged]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_judge, _packed(chunk)))
                if len(waiting) >= (AHEAD + 1) * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_batch: list[Batch] = []
"""That of this process."""


def _begin(make: Callable[[], Batch]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    _batch.append(make())


def _judge(packed: bytes | Chunk) -> Judged:
    chunk = pa.ipc.open_stream(packed).read_next_batch() if isinstance(packed, bytes) else packed
    return _batch[0].judge(chunk)


def _packed(chunk: Chunk) -> bytes | Chunk:
    """A chunk on its way to another process; of a slice only what is in it."""
    if not isinstance(chunk, pa.RecordBatch):
        return chunk
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, chunk.schema) as writer:
        writer.write_batch(chunk)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed
