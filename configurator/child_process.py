"""A process of our own that works for this one, tells what it has to say piece by piece, and can be ended at any time.

It is a fork of this process where that is safe, which takes some 10 ms and knows all that this one knows; else a fresh
interpreter, which takes half a second and is given what it needs. Each message is so many bytes, with their number
before them. What the process prints is not heard.
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

from configurator.child import end_with

Send = Callable[[bytes], None]

_LENGTH = struct.Struct("<Q")
_PIECE = 1 << 20
_LONGEST = 3_600.0
"""Seconds of one wait: a system takes no more than some weeks at once."""

_ROOT = Path(__file__).parents[1]


def can_listen() -> bool:
    """Whether this system lets one process wait for what another one says, for so long and no longer."""
    return hasattr(select, "poll") and os.name == "posix"


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
        with _uninterrupted() as before:
            try:
                number = os.fork()
            except OSError:
                os.close(reading)
                os.close(writing)
                raise
            if not number:
                _work(work, writing, parent, before)
            os.close(writing)
            return cls(number, reading)

    @classmethod
    def started(cls, module: str, given: bytes) -> Child:
        """A fresh interpreter that runs a module of ours, which reads what it is `given`. Raises `OSError`."""
        process = subprocess.Popen(  # noqa: S603 - our own module
            command(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C reaches the one that waits, who knows what to do
        )
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - as well
        child = cls(process.pid, process.stdout.fileno(), process)
        try:
            with suppress(BrokenPipeError), process.stdin as pipe:
                pipe.write(given)
        except BaseException:
            child.end()
            raise
        return child

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
def _uninterrupted() -> Iterator[set[int]]:
    """Signals wait until this is over, so that none falls between the making of a process and its remembering."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
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
        whole = memoryview(_LENGTH.pack(len(message)) + message)
        while whole:
            whole = whole[os.write(pipe, whole) :]

    return send


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
