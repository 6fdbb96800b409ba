"""A product compiled in a process of its own, which may take so much memory and no more, and can be killed.

    file = compiled_aside(product, budget)
    space = from_kept(product, memoryview(file), budget)

What the process has to say comes out here as if it had been compiled here: its progress, the report in a `Journal`, and
what it raises. Whatever happens to this process, be it Ctrl-C, another exception or its death, ends the other one; and
whatever happens to that one is an error here, and no more. Nothing is written to a file.
"""

from __future__ import annotations

import pickle
import time
import traceback
from dataclasses import dataclass, replace

from configurator.child import hold_memory, is_lack_of_memory, release_memory
from configurator.child_process import FAULTS, OF_MEMORY, Child, Send, can_fork, signal_name, uninterrupted
from configurator.compiler.budget import Budget
from configurator.compiler.progress import Built, Journal, Progress
from configurator.engine.kept_space import as_kept
from configurator.engine.valid_space import ValidSpace
from configurator.errors import ConfiguratorError, TooComplexError
from configurator.model.catalog import Product

PATIENCE = 10.0
"""Seconds by the clock on the wall for each of the budget's, which are those that a process computes."""
START = 60.0
"""Seconds by the clock on the wall beside these, in which a process begins and hands over what it made."""

_SPARE = 4 << 20
"""Bytes of memory with which a process can still say that it is over."""

_PROCESS = "configurator.compiling_process"

_NO_ROOM = "end programs that take much of it, or ask on a machine that has more"
_KILLED = (
    "the machine may have too little memory for it; a lower OPTIONARY_COUNT_BYTES lets it be answered in another way"
)
_STOPPED = "somebody or something on this machine ended it; ask again"
_SLOW = "the machine may be too busy; OPTIONARY_COUNT_SECONDS allows for more"


class NoChildError(Exception):
    """No process can be begun here, for a reason that has nothing to do with the product, nor with memory."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """The process is there, and begins to compile."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """What was raised, and for those who mend it where."""

    error: Exception
    places: str


def compiled_aside(product: Product, budget: Budget) -> bytes:
    """What `as_kept` gives for the valid space of a product, compiled in another process.

    Raises `TooComplexError` beyond the budget, where the process was killed, and where there is too little memory to
    begin one; `RuntimeError` where it failed by a mistake of ours; whatever the compilation or the budget's `progress`
    raises; and `NoChildError` where no process can be begun for another reason.
    """
    given = None if can_fork() else _packed(product, budget)
    with uninterrupted() as go_on:
        child = _begun(product, budget, given)
        try:
            go_on()
            if given is not None:
                child.give(given)
            return _heard(child, budget)
        finally:
            child.end()


def _packed(product: Product, budget: Budget) -> bytes:
    """What a process that knows nothing is given."""
    # neither who hears of the progress nor a clock of one's own can be taken along
    plain = replace(budget, progress=None, clock=time.thread_time)
    try:
        return pickle.dumps((product, plain, budget.progress is not None), pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, RecursionError, TypeError, AttributeError) as error:
        raise NoChildError from error


def _begun(product: Product, budget: Budget, given: bytes | None) -> Child:
    try:
        if given is not None:
            return Child.started(_PROCESS)
        return Child.forked(lambda send: _compile(product, budget, budget.progress is not None, send))
    except (OSError, MemoryError) as error:
        if is_lack_of_memory(error):  # nor is there enough to do it here, where nothing holds it
            finding = "this machine has too little memory left to begin a process that compiles it"
            raise TooComplexError(finding, (), (), _NO_ROOM) from error
        raise NoChildError from error


def _heard(child: Child, budget: Budget) -> bytes:
    """What a process gives in the end. Raises as `compiled_aside` does."""
    seconds = PATIENCE * budget.seconds + START
    until = time.monotonic() + seconds
    has_begun = False
    while True:
        try:
            message = child.receive(until)
        except TimeoutError:
            raise TooComplexError(f"it takes more than {seconds:g} s by the clock on the wall", (), (), _SLOW) from None
        if message is None:
            code = child.end()
            raise _ended(code) if has_begun or code < 0 else NoChildError
        match pickle.loads(message):  # noqa: S301 - from a process of our own
            case _Begun():
                has_begun = True
            case Progress() as told if budget.progress is not None:
                budget.progress(told)
            case Built() as report if isinstance(budget.progress, Journal):
                budget.progress.built.append(report)
            case bytes() as found:
                return found
            case _Failed(ConfiguratorError() as error):
                raise error
            case _Failed(error, places):
                error.add_note(f"In the process that compiled it:\n{places}")
                raise error


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


def _compile(product: Product, budget: Budget, is_heard: bool, send: Send) -> None:
    """Compile, in the other process, and tell what came of it."""
    _say(send, _Begun())
    teller = _Teller(send) if is_heard else None
    spare = [bytearray(_SPARE)]
    if budget.memory is not None:
        budget = replace(budget, holds_memory=hold_memory(budget.memory))
    found: object
    try:
        found = as_kept(ValidSpace.of(product, replace(budget, progress=teller)))
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


def compile_given(given: bytes, send: Send) -> None:
    """Compile what `_packed` has packed, in a process that knows nothing else of it."""
    product, budget, is_heard = pickle.loads(given)  # noqa: S301 - from the process that began this one
    _compile(product, budget, is_heard, send)
