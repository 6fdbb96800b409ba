"""Work done in a process of its own, which may take so much memory and no more, and can be killed.

    answer = done_aside(partial(kept, product), budget)

What the process has to say comes out here as if it had worked here: its progress, the report in a `Journal`, and what
it raises. Whatever happens to this process, be it Ctrl-C, another exception or its death, ends the other one; and
whatever happens to that one is an error here, and no more. Nothing is written to a file.
"""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from configurator.child import hold_memory, is_lack_of_memory, release_memory
from configurator.child_process import FAULTS, OF_MEMORY, Child, Send, can_fork, signal_name, uninterrupted
from configurator.compiler.budget import Budget
from configurator.compiler.progress import Built, Journal, Progress
from configurator.errors import ConfiguratorError, TooComplexError

Work = Callable[[Budget], bytes]
"""What is done there, within a budget, and what comes of it.

Where no fork is safe it must be packed: a function of a module, with what it is given (`functools.partial`).
"""

PATIENCE = 10.0
"""Seconds by the clock on the wall for each of the budget's, which are those that a process computes."""
START = 60.0
"""Seconds by the clock on the wall beside these, in which a process begins and hands over what it made."""

_SPARE = 4 << 20
"""Bytes of memory with which a process can still say that it is over."""

_PROCESS = "configurator.aside_process"

_NO_ROOM = "end programs that take much of it, or ask on a machine that has more"
_KILLED = (
    "the machine may have too little memory for it; a lower OPTIONARY_COUNT_BYTES lets it be answered in another way"
)
_STOPPED = "somebody or something on this machine ended it; ask again"
_SLOW = "the machine may be too busy; OPTIONARY_COUNT_SECONDS allows for more"


class NoChildError(Exception):
    """No process can be begun here, for a reason that has nothing to do with the work, nor with memory."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """The process is there, and begins to work."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """What was raised, and for those who mend it where."""

    error: Exception
    places: str


@dataclass(frozen=True, slots=True)
class _Waits:
    """The process has asked another program, which takes so many seconds at most."""

    seconds: float


def done_aside(work: Work, budget: Budget, times: int = 1) -> bytes:
    """What comes of some work in another process, in which so many budgets are used one by one.

    Raises `TooComplexError` beyond the budget, where the process was killed, and where there is too little memory to
    begin one; `RuntimeError` where it failed by a mistake of ours; whatever the work or the budget's `progress` raises;
    and `NoChildError` where no process can be begun for another reason.
    """
    with begun_aside((work,), budget) as (only,):
        return only.answer(times)


@contextmanager
def begun_aside(works: Sequence[Work], budget: Budget) -> Iterator[Sequence[Aside]]:
    """Several pieces of work, each in a process of its own, side by side; they are ended when this is over.

    The budget is that of each. Raises `NoChildError` where something cannot be packed; what is wrong with one of the
    processes is raised when it is asked for its answer.
    """
    given = [None if can_fork() else _packed(each, budget) for each in works]
    found: list[Aside] = []
    with uninterrupted() as go_on:
        try:
            for work, packed in zip(works, given, strict=True):
                found.append(Aside(work, budget, packed))
            go_on()
            for each in found:
                each.begin()
            yield found
        finally:
            for each in found:
                each.end()


class Aside:
    """Some work in a process of its own, which was given what is `given` here, or knows all, as a fork does."""

    def __init__(self, work: Work, budget: Budget, given: bytes | None) -> None:
        self._budget = budget
        self._given = given
        self._child: Child | None = None
        self._refusal: Exception | None = None
        try:
            self._child = _child(work, budget, given)
        except (OSError, MemoryError) as error:
            self._refusal = _refusal(error)
            self._refusal.__cause__ = error

    def begin(self) -> None:
        """Hand over what it is given."""
        if self._child is not None and self._given is not None:
            self._child.give(self._given)

    def end(self) -> None:
        """End the process, if it has not ended."""
        if self._child is not None:
            self._child.end()

    def answer(self, times: int = 1) -> bytes:
        """What it gives in the end. Raises as `done_aside` does; `times`: so many budgets are used one by one."""
        if self._child is None:
            assert self._refusal is not None  # noqa: S101 - one of the two is there
            raise self._refusal
        seconds = PATIENCE * self._budget.seconds * times + START
        until = time.monotonic() + seconds
        has_begun = False
        while True:
            try:
                message = self._child.receive(until)
            except TimeoutError:
                finding = f"it takes more than {seconds:g} s by the clock on the wall"
                raise TooComplexError(finding, (), (), _SLOW) from None
            if message is None:
                code = self._child.end()
                raise _ended(code) if has_begun or code < 0 else NoChildError
            match pickle.loads(message):  # noqa: S301 - from a process of our own
                case _Begun():
                    has_begun = True
                case _Waits(more):
                    seconds, until = seconds + more, until + more
                case Progress() as told if self._budget.progress is not None:
                    self._budget.progress(told)
                case Built() as report if isinstance(self._budget.progress, Journal):
                    self._budget.progress.built.append(report)
                case bytes() as found:
                    return found
                case _Failed(ConfiguratorError() as error):
                    raise error
                case _Failed(error, places):
                    error.add_note(f"In the process that compiled it:\n{places}")
                    raise error


def _packed(work: Work, budget: Budget) -> bytes:
    """What a process that knows nothing is given."""
    # neither who hears of the progress nor a clock of one's own can be taken along
    plain = replace(budget, progress=None, refusing=None, waiting=None, clock=time.thread_time)
    try:
        return pickle.dumps((work, plain, budget.progress is not None), pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, RecursionError, TypeError, AttributeError) as error:
        raise NoChildError from error


def _child(work: Work, budget: Budget, given: bytes | None) -> Child:
    if given is not None:
        return Child.started(_PROCESS)
    return Child.forked(lambda send: _do(work, budget, budget.progress is not None, send))


def _refusal(error: OSError | MemoryError) -> Exception:
    """What it means that no process can be begun."""
    if is_lack_of_memory(error):  # nor is there enough to do it here, where nothing holds it
        finding = "this machine has too little memory left to begin a process that compiles it"
        return TooComplexError(finding, (), (), _NO_ROOM)
    return NoChildError()


def _ended(code: int) -> Exception:
    """What it means that a process ended before it had an answer."""
    if code >= 0:
        return RuntimeError(f"a process that compiled a product ended with {code} and said nothing")
    name = signal_name(-code)
    if name in FAULTS:
        return RuntimeError(f"a process that compiled a product failed ({name})")
    finding = f"the process that compiled it was killed ({name})"
    if name in OF_MEMORY:
        return TooComplexError(f"{finding}, as happens where a machine runs out of memory", (), (), _KILLED)
    return TooComplexError(finding, (), (), _STOPPED)


class _Teller(Journal):
    """Sends on what a compilation tells."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send = send
        self._sent = 0

    def __call__(self, told: Progress) -> None:
        """Hear of it."""
        self.report()
        _say(self._send, told)

    def report(self) -> None:
        """Send the reports of components that are ready since."""
        for each in self.built[self._sent :]:
            _say(self._send, each)
        self._sent = len(self.built)


def _say(send: Send, told: object) -> None:
    send(pickle.dumps(told, pickle.HIGHEST_PROTOCOL))


def _do(work: Work, budget: Budget, is_heard: bool, send: Send) -> None:
    """Work, in the other process, and tell what came of it."""
    _say(send, _Begun())
    teller = _Teller(send) if is_heard else None
    spare = [bytearray(_SPARE)]
    budget = replace(budget, progress=teller, waiting=lambda seconds: _say(send, _Waits(seconds)))
    if budget.memory is not None:
        budget = replace(budget, holds_memory=hold_memory(budget.memory))
    found: object
    try:
        found = work(budget)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where somebody waits
        spare.clear()  # first, since all else takes memory, too
        _release(budget)
        found = _Failed(budget.out_of_memory(), "") if is_lack_of_memory(error) else _failed(error)
    _release(budget)
    if teller is not None:
        teller.report()
    _say(send, found)


def _release(budget: Budget) -> None:
    if budget.memory is not None:
        release_memory()


def _failed(error: Exception) -> _Failed:
    places = traceback.format_exc()
    error = error.with_traceback(None)
    error.__context__ = error.__cause__ = None
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - what cannot be sent is told
        error = RuntimeError(f"{type(error).__name__}: {error}")
    return _Failed(error, places)


def do_given(given: bytes, send: Send) -> None:
    """Do what `_packed` has packed, in a process that knows nothing else of it."""
    work, budget, is_heard = pickle.loads(given)  # noqa: S301 - from the process that began this one
    _do(work, budget, is_heard, send)
