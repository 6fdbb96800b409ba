"""A process of our own that works for this one, tells what it has to say piece by piece, and can be ended at any time.

It is a fork of this process where that is safe, which takes some 10 ms and knows all that this one knows; else a fresh
interpreter, which takes half a second and is given what it needs. Each message is so many bytes, with their number
before them. What the process prints is not heard. It belongs to whoever begins it, which no signal may come between:

    with uninterrupted() as go_on:
        child = Child.forked(work)
        try:
            go_on()
            message = child.receive(until)
        finally:
            child.end()
"""

from __future__ import annotations

import gc
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from configurator.child import end_with

Send = Callable[[bytes], None]

OF_MEMORY = ("SIGKILL", "SIGABRT")
"""Signals that end a process where memory is over: the system's, and that of a library that finds none."""
FAULTS = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE")
"""Signals that end a process by a mistake in it, which is ours or a library's."""

_LENGTH = struct.Struct("<Q")
_PIECE = 1 << 20
_LONGEST = 3_600.0
"""Seconds of one wait: a system takes no more than some weeks at once."""

_ORDERS = (signal.SIGINT, signal.SIGTERM)

_ROOT = Path(__file__).parents[1]


def can_listen() -> bool:
    """Whether this system lets one process wait for what another one says, for so long and no longer."""
    return hasattr(select, "poll") and os.name == "posix"


def signal_name(number: int) -> str:
    """What the signal of this number is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def can_fork() -> bool:
    """Whether a fork of this process is safe: no other thread, of Python or of a library, may hold what it needs."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:
        return False


class Child:
    """A process at work, which is ended by `end`, whatever happens."""

    def __init__(self, number: int, pipe: int, started: subprocess.Popen[bytes] | None = None) -> None:
        self.number = number
        self._pipe = pipe
        self._started = started
        self._heard = bytearray()
        self._code: int | None = None

    @classmethod
    def forked(cls, work: Callable[[Send], object]) -> Child:
        """A fork of this process that works, and ends. Raises `OSError` where the system has no room for it."""
        reading, writing = os.pipe()
        parent = os.getpid()
        with _masked() as before:
            try:
                number = os.fork()
            except BaseException:
                os.close(reading)
                os.close(writing)
                raise
            if not number:
                _work(work, writing, parent, before)
            os.close(writing)
            return cls(number, reading)

    @classmethod
    def started(cls, module: str) -> Child:
        """A fresh interpreter that runs a module of ours, which reads what `give` gives it. Raises `OSError`."""
        process = subprocess.Popen(  # noqa: S603 - our own module
            command(module),
            bufsize=0,  # what it does not take is not kept for it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C reaches the one that waits, who knows what to do
        )
        assert process.stdout is not None  # noqa: S101 - asked for above
        return cls(process.pid, process.stdout.fileno(), process)

    def give(self, given: bytes) -> None:
        """Hand over what the module of a fresh interpreter reads; one that has ended takes nothing."""
        assert self._started is not None  # noqa: S101 - a fork knows all
        assert self._started.stdin is not None  # noqa: S101 - asked for when it was started
        with suppress(BrokenPipeError), self._started.stdin as pipe:
            _write(pipe.fileno(), given)

    def receive(self, until: float) -> bytes | None:
        """The next message; None where the process has ended. Raises `TimeoutError` at this monotonic time."""
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        while True:
            if len(self._heard) >= _LENGTH.size:
                end = _LENGTH.size + _LENGTH.unpack_from(self._heard)[0]
                if len(self._heard) >= end:
                    message = bytes(memoryview(self._heard)[_LENGTH.size : end])
                    del self._heard[:end]
                    return message
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not poll.poll(min(left, _LONGEST) * 1000):
                continue
            piece = os.read(self._pipe, _PIECE)
            if not piece:
                return None
            self._heard += piece

    def end(self) -> int:
        """End it, if it has not ended, and say how it did: with a code, or below 0 by a signal of that number."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)
            if self._started is not None:
                with self._started as process:
                    self._code = process.wait()
            else:
                os.close(self._pipe)
                try:
                    self._code = os.waitstatus_to_exitcode(os.waitpid(self.number, 0)[1])
                except ChildProcessError:  # whoever began us lets the system forget how children end
                    self._code = 0
        return self._code


@contextmanager
def uninterrupted() -> Iterator[Callable[[], None]]:
    """Ctrl-C, and an order to end that is heard here, wait until what this gives is called, or this is over.

    What their handlers raise is so raised there. A mask would not do: beside other threads, one of them takes the
    signal, and its handler still runs in the main thread.
    """
    waits = True
    handlers: dict[int, Callable[[int, FrameType | None], object]] = {}
    came: list[int] = []

    def come(number: int, place: FrameType | None) -> None:
        if waits:
            came.append(number)
        else:
            handlers[number](number, place)

    def go_on() -> None:
        nonlocal waits
        waits = False
        while came:
            number = came.pop(0)
            handlers[number](number, None)

    try:
        for each in _ORDERS:
            handler = signal.getsignal(each)
            if callable(handler):
                handlers[each] = handler
                with suppress(ValueError):  # no handler runs in a thread beside the main one
                    signal.signal(each, come)
        yield go_on
    finally:
        for number, handler in handlers.items():
            with suppress(ValueError):
                signal.signal(number, handler)
        go_on()


@contextmanager
def _masked() -> Iterator[set[int]]:
    """Signals wait until this is over, so that a fork hears of none before it knows what to do with them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ORDERS)
        yield {int(each) for each in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(work: Callable[[Send], object], pipe: int, parent: int, mask: set[int]) -> None:
    """What the fork does, from beginning to end."""
    code = 1
    try:
        gc.freeze()  # whatever is there already is not looked through, and so not copied
        with suppress(ValueError):
            signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the one that waits knows what to do
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        end_with(parent)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for each in range(3):
            os.dup2(nowhere, each)
        work(sending(pipe))
        code = 0
    finally:
        os._exit(code)  # nothing of what this process was about to do is done twice


def sending(pipe: int) -> Send:
    """What puts messages into a pipe."""

    def send(message: bytes) -> None:
        _write(pipe, _LENGTH.pack(len(message)) + message)

    return send


def _write(pipe: int, given: bytes) -> None:
    whole = memoryview(given)
    while whole:
        whole = whole[os.write(pipe, whole) :]


def begun_by(work: Callable[[bytes, Send], object]) -> None:
    """What a module does that `Child.started` runs: it works on what it is given, and tells."""
    end_with(int(sys.argv[1]))
    pipe = os.dup(1)
    os.dup2(2, 1)  # what a library has to say goes elsewhere
    work(sys.stdin.buffer.read(), sending(pipe))


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours in a fresh interpreter; it is told the number of this process first."""
    return [sys.executable, "-P", "-m", module, str(os.getpid()), *arguments]


def environment() -> Mapping[str, str]:
    """The environment of such a command: modules are found where this process finds them."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)])}
