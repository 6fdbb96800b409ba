"""Chunks judged by several processes, in their order, with few of them alive at a time.

Each process loads the catalog by itself, once, so that nothing compiled is handed over; chunks go there and what was
found comes back. Threads do not do: hashing short documents holds the interpreter's lock.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, NamedTuple, Protocol, TypeVar

import pyarrow as pa

from configurator.batch.chunks import Chunk
from configurator.batch.dictionaries import compacted
from configurator.child import end_with
from configurator.child_process import FAULTS, OF_MEMORY, signal_name, uninterrupted
from configurator.errors import ConfiguratorError, LostProcessError

Found = TypeVar("Found", covariant=True)


class Judging(Protocol[Found]):
    """What each process has one of."""

    def judge(self, chunk: Chunk) -> Found:
        """What is found of a chunk; it can be pickled."""


LEAST_ROWS = 500_000
"""Of one process, below which it is not worth its making."""
AHEAD = 2
"""Chunks that wait for each process, so that none is idle."""


def usual_processes(rows: int) -> int:
    """As many as there are processors for this process, if there are rows enough: each has to load the catalog."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, rows // LEAST_ROWS))


def judged(chunks: Iterable[Chunk], make: Callable[[], Judging[Found]], processes: int) -> Generator[Found, None, None]:
    """What is found of each chunk, in their order; `make` is called in each process, and has to be picklable.

    At most `(AHEAD + 1) * processes` chunks are taken that have not been answered. Whoever stops in between, by
    `close` or by an exception, ends the processes. Raises `LostProcessError` where one of them ends by itself, or
    cannot be begun.
    """
    if processes <= 1:
        batch = make()
        for chunk in chunks:
            yield batch.judge(chunk)
        return
    context = _Context()
    try:
        with _executor(processes, context, make) as pool:
            yield from _side_by_side(chunks, pool, context, processes)
    except BrokenProcessPool:
        pass  # all have ended now, so that it is known how
    else:
        return
    raise _lost([each.exitcode for each in context.begun])


def _executor(processes: int, context: _Context, make: Callable[[], Judging[Any]]) -> ProcessPoolExecutor:
    with _with_room():
        return ProcessPoolExecutor(processes, context, _begin, (make, os.getpid()))


@contextmanager
def _with_room() -> Iterator[None]:
    """What the system says where it has no room for a process, nor for a thread that hears of it, is told as ours."""
    try:
        yield
    except (OSError, MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "start new thread" not in str(error):
            raise  # one that was begun has ended, or this is no moment to begin one
        why = getattr(error, "strerror", None) or str(error) or "no memory"
        raise LostProcessError("judges rows", f"cannot be begun: {why}", _FEWER) from error


def _side_by_side(
    chunks: Iterable[Chunk], pool: ProcessPoolExecutor, context: _Context, processes: int
) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for chunk in chunks:
            packed = _packed(chunk)
            with _beginning() if len(context.begun) < processes else nullcontext(), _with_room():
                waiting.append(pool.submit(_judge, packed))
            if len(waiting) >= (AHEAD + 1) * processes:
                yield _found(waiting.popleft())
        while waiting:
            yield _found(waiting.popleft())
    except BaseException:  # nobody wants to know any more
        for each in filter(SpawnProcess.is_alive, context.begun):
            each.terminate()
        raise


def _lost(codes: Sequence[int | None]) -> LostProcessError:
    """What it means that processes ended with these codes, before they had an answer; the others we end ourselves."""
    work = "judges rows"
    code = next((code for code in codes if code not in (None, 0, -signal.SIGTERM)), -signal.SIGTERM)
    assert code is not None  # noqa: S101 - left out above
    if code > 0:
        return LostProcessError(work, f"ended with {code}, and said nothing", _NO_MAIN)
    name = signal_name(-code)
    if name in OF_MEMORY:
        return LostProcessError(work, f"was killed ({name}), as happens where a machine runs out of memory", _FEWER)
    if name in FAULTS:
        return LostProcessError(work, f"failed ({name})", "please report it, with what you asked for")
    return LostProcessError(work, f"was killed ({name})", "somebody or something on this machine ended it; ask again")


_FEWER = "fewer processes take less memory, and one begins no others: `--processes 1`, in Python `processes=1`"
_NO_MAIN = 'a script that uses several processes needs `if __name__ == "__main__":` before what it does'


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
def _beginning() -> Iterator[None]:
    """While a process is begun, which takes milliseconds, Ctrl-C waits: then it is known here, and can be ended.

    It never hears of Ctrl-C itself: it has the mask of this thread, until it ignores the signal (`_begin`).
    """
    with uninterrupted():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


def _found(future: Future[Any]) -> Any:
    found = future.result()
    if isinstance(found, _Raised):
        raise found.again()
    return found


_begun: list[Judging[Any] | Exception] = []
"""The batch of this process, or why there is none."""


def _begin(make: Callable[[], Judging[Any]], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    end_with(parent)  # or else it ends by itself
    try:
        _begun.append(make())
    except Exception as error:  # noqa: BLE001 - it is raised where somebody asks for an answer
        _begun.append(error)


def _judge(packed: bytes | Chunk) -> Any:
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
