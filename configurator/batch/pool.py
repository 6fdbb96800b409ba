"""Chunks judged by several processes, in their order, with few of them alive at a time.

Each process loads the catalog by itself, once, so that nothing compiled is handed over; chunks go there and what was
found comes back. Threads do not do: hashing short documents holds the interpreter's lock.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, NamedTuple

import pyarrow as pa

from configurator.batch.batch import Batch
from configurator.batch.chunks import Chunk
from configurator.batch.dictionaries import compacted
from configurator.batch.judge import Judged
from configurator.errors import ConfiguratorError

LEAST_ROWS = 500_000
"""Of one process, below which it is not worth its making."""
AHEAD = 2
"""Chunks that wait for each process, so that none is idle."""


def usual_processes(rows: int) -> int:
    """As many as there are processors for this process, if there are rows enough: each has to load the catalog."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, rows // LEAST_ROWS))


def judged(chunks: Iterable[Chunk], make: Callable[[], Batch], processes: int) -> Generator[Judged, None, None]:
    """What is found of each chunk, in their order; `make` is called in each process, and has to be picklable.

    At most `(AHEAD + 1) * processes` chunks are taken that have not been answered. Whoever stops in between, by
    `close` or by an exception, ends the processes.
    """
    if processes <= 1:
        batch = make()
        for chunk in chunks:
            yield batch.judge(chunk)
        return
    context = _Context()
    with ProcessPoolExecutor(processes, context, _begin, (make,)) as pool:
        waiting: deque[Future[Judged | _Raised]] = deque()
        try:
            for chunk in chunks:
                with _undisturbed() if len(context.begun) < processes else nullcontext():
                    waiting.append(pool.submit(_judge, _packed(chunk)))
                if len(waiting) >= (AHEAD + 1) * processes:
                    yield _found(waiting.popleft())
            while waiting:
                yield _found(waiting.popleft())
        finally:
            if waiting:  # nobody wants to know any more
                for each in filter(SpawnProcess.is_alive, context.begun):
                    each.terminate()


class _Context(SpawnContext):
    """Begins processes afresh, and knows them."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        """Make a process."""
        process = SpawnProcess(*arguments, **named)
        self.begun.append(process)
        return process


@contextmanager
def _undisturbed() -> Iterator[None]:
    """While processes are begun, which takes milliseconds, Ctrl-C is not heard; they never hear it, and we end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Raised(NamedTuple):
    """An exception of ours on its way from another process: they are made of other things than their sentence."""

    kind: type[ConfiguratorError]
    sentence: tuple[object, ...]
    facts: dict[str, object]

    @classmethod
    def of(cls, error: ConfiguratorError) -> _Raised:
        return cls(type(error), error.args, vars(error))

    def again(self) -> ConfiguratorError:
        error = self.kind.__new__(self.kind)
        error.args = self.sentence
        vars(error).update(self.facts)
        return error


def _found(future: Future[Judged | _Raised]) -> Judged:
    found = future.result()
    if isinstance(found, _Raised):
        raise found.again()
    return found


_begun: list[Batch | Exception] = []
"""The batch of this process, or why there is none."""


def _begin(make: Callable[[], Batch]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    try:
        _begun.append(make())
    except Exception as error:  # noqa: BLE001 - it is raised where somebody asks for an answer
        _begun.append(error)


def _judge(packed: bytes | Chunk) -> Judged | _Raised:
    batch = _begun[0]
    try:
        if isinstance(batch, Exception):
            raise batch
        return batch.judge(pa.ipc.open_stream(packed).read_next_batch() if isinstance(packed, bytes) else packed)
    except ConfiguratorError as error:
        return _Raised.of(error)


def _packed(chunk: Chunk) -> bytes | Chunk:
    """A chunk on its way to another process; of a slice only what is in it."""
    if not isinstance(chunk, pa.RecordBatch):
        return chunk
    sink = pa.BufferOutputStream()
    packed = compacted(chunk)
    with pa.ipc.new_stream(sink, packed.schema) as writer:
        writer.write_batch(packed)
    octets: bytes = sink.getvalue().to_pybytes()
    return octets
